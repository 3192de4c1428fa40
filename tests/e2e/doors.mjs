/** A visitor goes where a thing is before they use it: into its room, its part, its box. */

/** @typedef {import("playwright-core").Locator} Locator */

/** What is done to a thing, or asked of it, that has to be in sight. */
const USES = new Set(
  (
    "blur boundingBox check click dblclick fill focus hover isHidden isVisible press screenshot " +
    "scrollIntoViewIfNeeded selectOption setChecked setInputFiles tap uncheck"
  ).split(" "),
);
/** What leads to another thing. */
const LEADS = new Set("filter first getByRole getByTestId getByText last locator nth".split(" "));

/** A locator that goes there first. @param {Locator} locator @returns {Locator} */
export function inSight(locator) {
  return new Proxy(locator, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      if (USES.has(String(name)))
        return async (/** @type {any[]} */ ...words) => {
          await goTo(target);
          return value.apply(target, words);
        };
      if (name === "all") return async () => (await target.all()).map(inSight);
      if (LEADS.has(String(name)))
        return (/** @type {any[]} */ ...words) => inSight(value.apply(target, words));
      return value.bind(target);
    },
  });
}

/** Through what a visitor would press. @param {Locator} locator */
async function goTo(locator) {
  const page = locator.page();
  if ((await locator.count()) === 0) return;
  const doors = await locator.first().evaluate((element) => {
    const open = document.querySelector("details.chip[open]");
    /** @type {string[]} */
    const doors = open && !open.contains(element) ? ["Escape"] : [];
    const room = element.closest("[data-room]");
    const part = element.closest("[data-part]");
    const address = `#/${room?.getAttribute("data-room")}`;
    if (room instanceof HTMLElement && room.hidden) doors.push(`nav a[href="${address}"]`);
    if (
      part instanceof HTMLElement &&
      (part.hidden || (room instanceof HTMLElement && room.hidden))
    )
      doors.push(`nav a[href="${address}/${part.dataset.part}"]`);
    /** @type {string[]} */
    const folds = [];
    for (let at = element.parentElement; at; at = at.parentElement)
      if (
        at instanceof HTMLDetailsElement &&
        !at.open &&
        !at.querySelector("summary")?.contains(element)
      )
        folds.unshift(`[data-testid="${at.getAttribute("data-testid")}"] > summary`);
    doors.push(...folds);
    return doors;
  });
  for (const door of doors) {
    if (door === "Escape") await page.keyboard.press("Escape");
    else await page.locator(door).click();
  }
}
