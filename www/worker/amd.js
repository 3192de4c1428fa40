/**
 * umap-js comes as a script for module loaders of old. This is the least that such a loader is:
 * imported before it, it puts what the script defines where all can see it.
 */

/** @param {string[]} _needs @param {() => object} factory */
const define = (_needs, factory) =>
  Object.assign(globalThis, { UMAP: Reflect.get(factory(), "UMAP") });
define.amd = true;
Object.assign(globalThis, { define });
