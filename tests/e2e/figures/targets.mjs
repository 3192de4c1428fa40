/**
 * The page's figures that have a target: what each may be, and what measures it. A test holds them
 * (`../targets.test.mjs`), and `../page-figures.mjs` writes them down.
 */

import { existsSync } from "node:fs";
import { visit } from "../browser.mjs";
import { axeEverywhere, englishInChinese } from "./access.mjs";
import { bytes } from "./bytes.mjs";
import { arrival } from "./first-screen.mjs";
import { atRest, everywhere, SCREENS } from "./places.mjs";

/** @typedef {import("playwright-core").Browser} Browser */
/** @typedef {import("../server.mjs").Host} Host */

/** At most, or at least, and what it is, for whoever reads the table. */
export const AIMS = /** @type {const} */ ({
  screens_desk_max: { most: 2, what: "screens of the longest place, 1440 × 900" },
  screens_phone_max: { most: 4, what: "screens of the longest place, 360 × 740" },
  controls_first_screen_max: { most: 25, what: "controls on a first screen" },
  words_first_screen_max: { most: 120, what: "words on a first screen" },
  blank_on_arrival: { most: 0, what: "canvases, charts, figures and boxes that are empty" },
  pad_and_output_together_phone: { least: 1, what: "pad and picture on a phone's first screen" },
  arrival_bytes_compressed: { most: 2_000_000, what: "bytes up to the first reconstruction" },
  unasked_bytes_max: { most: 300_000, what: "bytes of the largest file that comes unasked later" },
  axe_violations: { most: 0, what: "what axe finds" },
  untranslated_zh: { most: 0, what: "texts left in English in the Chinese page" },
  story_steps_by_keyboard: { least: 9, what: "steps of the story by keyboard alone" },
  preset_seconds: { most: 40, what: "seconds of the preset, on two cores" },
  preset_samples_recognised: { least: 60, what: "% of its samples that a classifier knows" },
});

/** @typedef {keyof typeof AIMS} Key */
/**
 * What one walk measured, and, for whoever has to mend it, what stands behind each figure.
 *
 * @typedef {object} Measured
 * @property {Partial<Record<Key, number>>} figures
 * @property {Partial<Record<Key, unknown>>} behind
 */

/** @param {Key} key @param {number} figure */
export function holds(key, figure) {
  /** @type {{most?: number, least?: number}} */
  const { most = Infinity, least = -Infinity } = AIMS[key];
  return figure <= most && figure >= least;
}

/** @param {number} value */
const hundredth = (value) => Math.ceil(value * 100) / 100;

/** @param {Browser} browser @param {Host} host @returns {Promise<Measured>} */
async function firstScreens(browser, host) {
  /** @type {Record<string, Record<string, import("./first-screen.mjs").Arrival>>} */
  const found = {};
  let together = 0;
  for (const [screen, context] of Object.entries(SCREENS))
    await visit(
      { browser, host, name: "first-screens", search: "?device=cpu", context },
      async (page) => {
        await page.ready();
        await page.until("the map is laid out", async () => {
          return (await page.number("map", "data-digits")) === 1000;
        });
        await atRest(page);
        if (screen === "phone") {
          const boxes = [
            await page.page.getByTestId("pad").boundingBox(),
            await page.page.getByTestId("model-reconstruction").boundingBox(),
          ];
          const { height } = context.viewport;
          // The bar of the rooms stands below.
          const bar = (await page.page.locator("nav.rooms").boundingBox())?.y ?? height;
          together = Number(boxes.every((box) => box && box.y >= 0 && box.y + box.height <= bar));
        }
        found[screen] = await everywhere(page, () => arrival(page.page));
      },
    );
  const all = Object.entries(found).flatMap(([screen, places]) =>
    Object.entries(places).map(([address, at]) => ({
      name: `${screen} ${address}`,
      screen,
      ...at,
    })),
  );
  const on = (/** @type {string} */ screen) => all.filter((each) => each.screen === screen);
  const most = (/** @type {number[]} */ values) => Math.max(...values);
  const by = (/** @type {(each: (typeof all)[number]) => unknown} */ of, list = all) =>
    Object.fromEntries(list.map((each) => [each.name, of(each)]));
  const screens = (/** @type {(typeof all)[number]} */ each) => hundredth(each.screens);
  const blank = Object.fromEntries(
    all.filter((each) => each.blank.length > 0).map((each) => [each.name, each.blank]),
  );
  return {
    figures: {
      screens_desk_max: most(on("desk").map(screens)),
      screens_phone_max: most(on("phone").map(screens)),
      controls_first_screen_max: most(all.map((each) => each.controls.length)),
      words_first_screen_max: most(all.map((each) => each.words.length)),
      // Of the screen that has more: most of what is empty on one is empty on the other.
      blank_on_arrival: most(
        ["desk", "phone"].map((screen) => on(screen).flatMap((each) => each.blank).length),
      ),
      pad_and_output_together_phone: together,
    },
    behind: {
      screens_desk_max: by(screens, on("desk")),
      screens_phone_max: by(screens, on("phone")),
      controls_first_screen_max: by(({ controls }) => controls.length),
      words_first_screen_max: by(({ words }) => words.length),
      blank_on_arrival: blank,
    },
  };
}

/** @param {Browser} browser @returns {Promise<Measured>} */
async function fetched(browser) {
  const { arrival, unasked } = await bytes(browser);
  const top = (/** @type {typeof arrival} */ files) =>
    Object.fromEntries(files.slice(0, 8).map(({ path, bytes }) => [path, bytes]));
  return {
    figures: {
      arrival_bytes_compressed: arrival.reduce((sum, { bytes }) => sum + bytes, 0),
      unasked_bytes_max: unasked[0]?.bytes ?? 0,
    },
    behind: { arrival_bytes_compressed: top(arrival), unasked_bytes_max: top(unasked) },
  };
}

/**
 * @param {Key} key
 * @param {(browser: Browser, host: Host) => Promise<string[]>} look
 * @returns {(browser: Browser, host: Host) => Promise<Measured>}
 */
const counted = (key, look) => async (browser, host) => {
  const found = await look(browser, host);
  return { figures: { [key]: found.length }, behind: { [key]: found } };
};

/**
 * What a test of another file measures.
 *
 * @param {string} file
 * @param {string} name
 * @returns {Promise<(...given: any[]) => Promise<any>>}
 */
async function from(file, name) {
  const url = new URL(`../${file}`, import.meta.url);
  const { [name]: measure } = existsSync(url) ? await import(url.href) : {};
  if (typeof measure !== "function")
    throw new Error(`tests/e2e/${file} has no “${name}”, and nothing else measures that.`);
  return measure;
}

/** @param {Browser} browser @param {Host} host @returns {Promise<Measured>} */
async function story(browser, host) {
  const storyStepsByKeyboard = await from("story.mjs", "storyStepsByKeyboard");
  let steps = 0;
  await visit({ browser, host, name: "story", search: "?device=cpu" }, async (page) => {
    await page.ready();
    steps = await storyStepsByKeyboard(page);
  });
  return { figures: { story_steps_by_keyboard: steps }, behind: {} };
}

/** @param {Browser} browser @param {Host} host @returns {Promise<Measured>} */
async function preset(browser, host) {
  const runPreset = await from("preset.mjs", "runPreset");
  const { seconds, recognisedPercent } = await runPreset(browser, host);
  return {
    figures: { preset_seconds: seconds, preset_samples_recognised: recognisedPercent },
    behind: {},
  };
}

/** @typedef {(browser: Browser, host: Host) => Promise<Measured>} Measure */
/**
 * Each walk with what it measures.
 * @type {Record<string, {keys: Key[], measure: Measure}>}
 */
export const WALKS = {
  "first screens": {
    keys: [
      "screens_desk_max",
      "screens_phone_max",
      "controls_first_screen_max",
      "words_first_screen_max",
      "blank_on_arrival",
      "pad_and_output_together_phone",
    ],
    measure: firstScreens,
  },
  "what is fetched": { keys: ["arrival_bytes_compressed", "unasked_bytes_max"], measure: fetched },
  "what axe finds": {
    keys: ["axe_violations"],
    measure: counted("axe_violations", axeEverywhere),
  },
  "what is left in English": {
    keys: ["untranslated_zh"],
    measure: counted("untranslated_zh", englishInChinese),
  },
  "the story": { keys: ["story_steps_by_keyboard"], measure: story },
  "the preset": { keys: ["preset_seconds", "preset_samples_recognised"], measure: preset },
};
