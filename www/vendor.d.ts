/** uPlot and lit-html are copied from npm to `vendor/` beside the page; types are the packages'. */
declare module "*/vendor/uPlot.esm.js" {
  import uPlot from "uplot";
  export default uPlot;
}
declare module "*/vendor/lit-html/lit-html.js" {
  export * from "lit-html";
}
declare module "*/vendor/lit-html/directive.js" {
  export * from "lit-html/directive.js";
}
declare module "*/vendor/lit-html/directives/live.js" {
  export * from "lit-html/directives/live.js";
}
declare module "*/vendor/lit-html/directives/repeat.js" {
  export * from "lit-html/directives/repeat.js";
}
declare module "*/vendor/umap-js/umap-js.min.js" {}
declare module "*/vendor/uqr/index.mjs" {
  export * from "uqr";
}
