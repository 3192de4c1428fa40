/** A story as a visitor plays it, by keyboard alone or by touch alone. */

import assert from "node:assert/strict";

/** @typedef {import("./visit.mjs").Visit} Visit */

/** Presses of Tab that no place of the page is further away. */
const FAR = 80;
/** Fine-tuning fetches megabytes, takes three seconds and shares two cores. */
const LONG = 120_000;

export const STEPS = 9;

/** What has the focus. @param {Visit} visit */
const focused = ({ page }) =>
  page.evaluate(() => ({
    id: document.activeElement?.getAttribute("data-testid"),
    name: document.activeElement?.getAttribute("data-name"),
  }));

/**
 * By Tab alone, from where the focus is.
 *
 * @param {Visit} visit
 * @param {string} id
 * @param {string} [name] Its `data-name`.
 */
export async function tabTo(visit, id, name) {
  for (let press = 0; press < FAR; press++) {
    const now = await focused(visit);
    if (now.id === id && (name === undefined || now.name === name)) return;
    await visit.page.keyboard.press("Tab");
  }
  assert.fail(`${id} is not reached by ${FAR} presses of Tab`);
}

/** @param {Visit} visit @param {string} id @param {string} [name] */
async function press(visit, id, name) {
  await tabTo(visit, id, name);
  await visit.page.keyboard.press("Enter");
}

/** A line on the pad, by its pen for the keyboard. @param {Visit} visit @param {string} way */
async function drawByKeyboard(visit, way) {
  await tabTo(visit, "pad");
  for (const key of ["Space", ...Array(5).fill(way), "Space"]) await visit.page.keyboard.press(key);
}

/** The same by a finger. @param {Visit} visit @param {[number, number][]} points From 0 to 1. */
async function drawByTouch(visit, points) {
  const box = await visit.page.getByTestId("pad").boundingBox();
  assert.ok(box, "the pad is in sight");
  const cdp = await visit.page.context().newCDPSession(visit.page);
  const send = (/** @type {"touchStart" | "touchMove" | "touchEnd"} */ type, at = points[0]) =>
    cdp.send("Input.dispatchTouchEvent", {
      type,
      touchPoints:
        type === "touchEnd"
          ? []
          : [{ x: box.x + at[0] * box.width, y: box.y + at[1] * box.height }],
    });
  await send("touchStart");
  for (const at of points.slice(1)) await send("touchMove", at);
  await send("touchEnd");
}

/** A tap on an element, at a part of its width. @param {Visit} visit @param {string} id */
async function tapAt(visit, id, across = 0.5, down = 0.5) {
  const target = visit.page.getByTestId(id).first();
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  assert.ok(box, `${id} is in sight`);
  await visit.page.touchscreen.tap(box.x + across * box.width, box.y + down * box.height);
}

/** @param {Visit} visit @param {string} name */
const tapModel = ({ page }, name) => page.locator(`[data-name="${name}"]`).tap();

/** @param {Visit} visit */
const found = async ({ page }) =>
  (await page.getByTestId("story").getAttribute("data-found")) === "true";

/**
 * How each step of See is done.
 *
 * @type {Record<"keyboard" | "touch", ((visit: Visit) => Promise<void>)[]>}
 */
export const DOING = {
  keyboard: [
    (visit) => drawByKeyboard(visit, "ArrowRight"),
    (visit) => drawByKeyboard(visit, "ArrowDown"),
    async (visit) => {
      for (let thrown = 0; thrown < 3; thrown++) {
        await press(visit, "story-dice");
        await thrownIs(visit, thrown + 1);
      }
    },
    async (visit) => {
      await tabTo(visit, "story-pick");
      await visit.page.keyboard.press("Tab");
      await visit.page.keyboard.press("Enter");
    },
    async (visit) => {
      await tabTo(visit, "story-slide");
      for (const key of ["Home", "ArrowRight"]) await visit.page.keyboard.press(key);
    },
    async (visit) => {
      await walked(visit);
      await tabTo(visit, "story-walk");
      for (let left = 0; left < 25; left++) await visit.page.keyboard.press("ArrowLeft");
    },
    async (visit) => {
      await tabTo(visit, "map");
      await visit.page.keyboard.press("ArrowRight");
    },
    async (visit) => {
      await press(visit, "story-model", "β = 8");
      await lookedAt(visit, "β = 8");
      await press(visit, "story-model", "the article’s own loss");
    },
    async (visit) => {
      await press(visit, "story-tune");
      await visit.until("it is fine-tuned", () => found(visit), LONG);
      await press(visit, "story-known");
    },
  ],
  touch: [
    (visit) => drawByTouch(visit, DASH),
    (visit) => drawByTouch(visit, BEND),
    async (visit) => {
      for (let thrown = 0; thrown < 3; thrown++) {
        await tapAt(visit, "story-dice");
        await thrownIs(visit, thrown + 1);
      }
    },
    (visit) => visit.page.getByTestId("story-pick").nth(1).tap(),
    (visit) => tapAt(visit, "story-slide", 0.05),
    async (visit) => {
      await walked(visit);
      await tapAt(visit, "story-walk", 0.5);
    },
    (visit) => tapAt(visit, "map", 0.5, 0.5),
    async (visit) => {
      await tapModel(visit, "β = 8");
      await lookedAt(visit, "β = 8");
      await tapModel(visit, "the article’s own loss");
    },
    async (visit) => {
      await tapAt(visit, "story-tune");
      await visit.until("it is fine-tuned", () => found(visit), LONG);
      await tapAt(visit, "story-known");
    },
  ],
};

/** @type {[number, number][]} */
const DASH = [
  [0.2, 0.15],
  [0.5, 0.2],
  [0.8, 0.15],
];
/** @type {[number, number][]} */
const BEND = [
  [0.15, 0.5],
  [0.5, 0.55],
  [0.85, 0.5],
];

/** @param {Visit} visit @param {number} count */
const thrownIs = (visit, count) =>
  visit.until("the dice have fallen", async () => {
    return (await visit.page.locator('[data-testid="story"] .tiles canvas').count()) === count;
  });

/** The point has come to the 8. @param {Visit} visit */
const walked = (visit) =>
  visit.until("the point has walked", async () => {
    return Number(await visit.page.getByTestId("story-walk").inputValue()) === 1;
  });

/** @param {Visit} visit @param {string} name */
const lookedAt = (visit, name) =>
  visit.until(`the picture is seen through ${name}`, async () => {
    const pressed = visit.page.locator(`[data-name="${name}"][aria-pressed="true"]`);
    return (await pressed.count()) === 1 && (await found(visit));
  });

/** Until a step is shown, and where it is. @param {Visit} visit @param {number} step */
export const at = (visit, step) =>
  visit.until(`step ${step} is shown`, async () => {
    const { hash } = new URL(visit.page.url());
    const shown = await visit.page.getByTestId("story").getAttribute("data-step");
    return hash === `#/see/${step}` && shown === String(step);
  });

/**
 * Plays the story of See from a page that is ready, and says after each step what it has come to.
 *
 * @param {Visit} visit
 * @param {keyof typeof DOING} by
 * @param {(step: number) => Promise<void>} [look] At what each step has shown.
 * @returns {Promise<number>} Steps that were reached and done.
 */
export async function play(visit, by, look = async () => {}) {
  const go = (/** @type {string} */ id) =>
    by === "keyboard" ? press(visit, id) : visit.page.getByTestId(id).tap();
  await go("story-play");
  for (let step = 1; step <= STEPS; step++) {
    await at(visit, step);
    if (by === "keyboard")
      assert.equal((await focused(visit)).id, "story-title", "the step's title has the focus");
    await DOING[by][step - 1](visit);
    await visit.until(`step ${step} is seen to be done`, () => found(visit), LONG);
    await look(step);
    await go("story-next");
  }
  await visit.until("the story is over", () => visit.page.getByTestId("story").isHidden());
  return STEPS;
}

/**
 * `story_steps_by_keyboard` of docs/results/page.json: how many steps of See's story are reached
 * and done by keyboard alone. What does not work ends it there.
 *
 * @param {Visit} visit Of a page that is ready.
 */
export async function storyStepsByKeyboard(visit) {
  let done = 0;
  try {
    await play(visit, "keyboard", async (step) => {
      done = step;
    });
  } catch (error) {
    if (!(error instanceof assert.AssertionError)) throw error;
  }
  return done;
}
