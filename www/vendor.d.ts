/** uPlot is copied from npm to `vendor/` beside the page; its types come from the package. */
declare module "*/vendor/uPlot.esm.js" {
  import uPlot from "uplot";
  export default uPlot;
}
