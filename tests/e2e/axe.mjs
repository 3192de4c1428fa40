/** What axe finds wrong with a page for those who cannot see it, or not well, or use no mouse. */

import axe from "axe-core";

/** @typedef {import("playwright-core").Page} Page */

/**
 * Every rule of axe's, and one that it holds for an experiment: a name that is spoken begins with
 * what is read, or else a voice cannot press it.
 */
const OPTIONS = {
  resultTypes: /** @type {["violations"]} */ (["violations"]),
  rules: { "label-content-name-mismatch": { enabled: true } },
};

/**
 * As sentences: which rule, and where.
 *
 * @param {Page} page
 * @returns {Promise<string[]>}
 */
export async function violations(page) {
  // By the debugger: the page's own policy takes no script but its own.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(async (options) => {
    // What moves or fades in is judged as it will stay.
    const moving = document.getAnimations().filter((each) => {
      return each.effect?.getComputedTiming().endTime !== Infinity;
    });
    for (const each of moving) each.finish();
    const { axe } = /** @type {{axe: typeof import("axe-core")}} */ (
      /** @type {unknown} */ (window)
    );
    return (await axe.run(document, options)).violations;
  }, OPTIONS);
  return found.map(({ id, impact, help, nodes }) => {
    const places = nodes.map(({ html }) => html.replace(/\s+/g, " ").slice(0, 160));
    return `${id} (${impact}): ${help}: ${[...new Set(places)].slice(0, 5).join(" · ")}`;
  });
}
