/**
 * Wires the page: one store, one engine session, the views, the flows between them.
 *
 * What a test may rely on (`[data-testid="…"]` unless said otherwise):
 *
 * `<html>`   data-ready="true" once the engine answers and the weights are settled (loaded, or
 *            missing and said so) · data-device="cpu|webgpu" · data-model="pretrained|trained|
 *            fineTuned|prepared" · data-weights="fetching|ready|missing"
 *            · data-run="none|pretrain|fineTune|metaTrain"
 *            · data-data="none|loading|partial|ready" · data-upgrade="none|loading|waiting|failed"
 * Numbers    an element that shows a number carries it unrounded in data-value.
 * Pictures   28 × 28 canvases; a row of pictures is a `.tiles` element of canvases, with
 *            data-count.
 *
 * status     status-device status-device-reason status-data status-weights status-memory
 *            model-pretrained model-trained model-adapted (buttons, aria-pressed) theme-toggle
 *            language (a select; `<html lang>` has what is shown)
 * licences   notices-link (under About, in See)
 * notices    notices › notice (data-kind="info|warning|error", data-code) › notice-text
 *            notice-action notice-dismiss notice-details notice-report
 *
 * What belongs to a section is listed where it is wired: `rooms-wiring.js`,
 * `draw-and-train-wiring.js`, `few-shot-wiring.js`, `meta-learning-wiring.js`, `story-wiring.js`.
 */

import { Files } from "./app/files.js";
import { panelIn } from "./app/panel.js";
import { copyReport } from "./app/report.js";
import { keepLanguage, keepTheme, loadLanguage, loadTheme, openStorage } from "./app/storage.js";
import { hearOfErrors } from "./app/uncaught.js";
import { SOURCE, wished } from "./app/words/languages.js";
import { PageWords } from "./app/words/page-words.js";
import { drawAndTrain } from "./draw-and-train-wiring.js";
import { mismatchOf } from "./engine/build.js";
import { renew } from "./engine/renew.js";
import { EngineSession } from "./engine/session.js";
import { spawn } from "./engine/spawn.js";
import { fewShotBench } from "./few-shot-wiring.js";
import { deviceFlow } from "./flows/device.js";
import { languageFlow } from "./flows/language.js";
import { lifecycle } from "./lifecycle-wiring.js";
import { metaLearning } from "./meta-learning-wiring.js";
import { rooms } from "./rooms-wiring.js";
import { pageStore } from "./state/page.js";
import { stories } from "./story-wiring.js";
import { languageView } from "./views/language.js";
import { noticesView } from "./views/notices.js";
import { statusView } from "./views/status.js";
import { themeView } from "./views/theme.js";

/** @typedef {import("./state/page.js").State} State */

/** Of what lies beside this file. @param {string} relative */
const address = (relative) => new URL(relative, import.meta.url).href;

const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
const systemTheme = () => (prefersDark.matches ? "dark" : "light");

const storage = openStorage(window);
/** The address says more than what was chosen before, and keeps nothing. */
const framed = panelIn(location.search, []).theme;
const store = pageStore({ theme: framed ?? loadTheme(storage) ?? systemTheme() });

hearOfErrors(window, (text, details) =>
  store.dispatch({ type: "notice/shown", kind: "error", code: "page", text, details }),
);

/** @type {ReturnType<typeof deviceFlow>} */
let device;
const session = new EngineSession(
  () => {
    const worker = spawn(address("./worker/worker.js"));
    worker.told = (told) => device.hearer.told(told);
    return worker;
  },
  {
    events: (events) => store.dispatch({ type: "engine/events", events, at: performance.now() }),
    memory: (bytes) => store.dispatch({ type: "engine/memory", bytes }),
    lost: (reason) => device.hearer.lost(reason),
    told: (told) => device.hearer.told(told),
    restored: (restored, cost) => device.hearer.restored(restored, cost),
    failed: (reason) => device.hearer.failed(reason),
    silent: (ms) => device.hearer.silent(ms),
    heard: () => device.hearer.heard(),
  },
);

const context = {
  store,
  session,
  files: new Files({ store, fetcher: (input, init) => fetch(input, init), url: address }),
};
const { gpu } = /** @type {{gpu?: import("./engine/device.js").Gpu}} */ (
  /** @type {unknown} */ (navigator)
);
const words = new PageWords(document.documentElement);
const useLanguage = languageFlow(context, {
  speak(dictionary, lang) {
    document.documentElement.lang = lang;
    words.use(dictionary);
  },
  keep(tag) {
    keepLanguage(storage, tag);
    const here = new URL(location.href);
    // An address that named a language names the one that is shown, so that a reload keeps it.
    if (!here.searchParams.has("lang")) return;
    here.searchParams.set("lang", tag);
    history.replaceState(history.state, "", here);
  },
});
device = deviceFlow(context, { search: location.search, gpu });
const vae = drawAndTrain(context, {
  page: document,
  newId,
  projector: () => spawn(address("./worker/project.js")),
  still: () => window.matchMedia("(prefers-reduced-motion: reduce)").matches,
});
const { loadData, weights } = vae;
const bench = fewShotBench(context, {
  page: document,
  newId,
  whole: weights.whole,
  loadData,
  saveWeights() {
    const { fineTuned, active } = store.get().weights;
    void weights.exportTo(fineTuned ? "fineTuned" : active, "f16");
  },
});
const meta = metaLearning(context, {
  page: document,
  loadData,
  ensureWeights: bench.ensure,
  whole: weights.whole,
  stopFetching() {
    vae.stopData();
    bench.stopWeights();
  },
});
const places = rooms(context, window);
const told = stories(context, { window, vae, bench, meta });
const life = lifecycle(context, {
  window,
  storage,
  own: openStorage(window, "sessionStorage"),
  newId,
});

const views = [
  // First: what is drawn in the theme's colours reads them from the page.
  themeView(document, {
    toggle() {
      const theme = store.get().theme === "dark" ? "light" : "dark";
      keepTheme(storage, theme);
      store.dispatch({ type: "theme/changed", theme });
    },
  }),
  ...places.views,
  languageView(document, { use: useLanguage }),
  ...vae.views,
  ...bench.views,
  ...meta.views,
  ...told.views,
  statusView(document),
  noticesView(document, {
    dismiss: (id) => store.dispatch({ type: "notice/dismissed", id }),
    report: (notice) => void copyReport(notice, session, store.get().engine),
    act(intent) {
      switch (intent) {
        case "retryData":
          return void vae.retryData();
        case "retryWeights":
          return void weights.download();
        case "randomWeights":
          return void weights.random(1);
        case "stopFetching":
          return context.files.stopSlow();
        case "renew":
          return void renew(address).then(() => location.reload());
        case "reload":
          return location.reload();
        case "restart":
          return void session.restart();
        case "keepAgain":
          return life.keeping.keepAgain();
        case "saveKept":
          return life.keeping.saveMine();
        case "saveOdd":
          return life.keeping.saveOdd();
        default:
          throw new Error(`There is no intent “${String(intent)}”.`);
      }
    },
  }),
];

const render = () => views.forEach((view) => view(store.get()));
let frame = 0;
store.subscribe((state, before) => {
  if (frame === 0) {
    frame = requestAnimationFrame(() => {
      frame = 0;
      render();
    });
  }
  react(state, before);
});

/**
 * What follows from a change of state, beyond showing it.
 *
 * @param {State} state
 * @param {State} before
 */
function react(state, before) {
  vae.react(state, before);
  bench.react(state, before);
  meta.react(state, before);
  told.react(state, before);
  life.react(state, before);
  for (const [now, then] of [
    [state.train.run, before.train.run],
    [state.tune.run, before.tune.run],
    [state.metaTraining.run, before.metaTraining.run],
  ]) {
    if (now.ended !== then.ended && now.ended?.ending === "diverged" && now.ended.message) {
      store.dispatch({
        type: "notice/shown",
        kind: "error",
        code: "diverged",
        text: now.ended.message,
      });
    }
  }
}

/** `crypto.randomUUID` is missing where the page is served from another machine without TLS. */
function newId() {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}

prefersDark.addEventListener("change", () => {
  if (framed === null && loadTheme(storage) === null)
    store.dispatch({ type: "theme/changed", theme: systemTheme() });
});

render();
const language = wished({
  search: location.search,
  kept: loadLanguage(storage),
  preferred: navigator.languages,
});
if (language !== SOURCE) void useLanguage(language.tag);
document.documentElement.dataset.started = "true";
const mixed = mismatchOf("main.js", import.meta.url);
if (mixed) device.hearer.told({ report: mixed });
const committed = weights.prefetch();
void weights.describe();
void vae.look();
void bench.look();
try {
  // What `start.js` has found and said is no matter of trying.
  if (document.documentElement.dataset.blocked === "true") device.blocked();
  else if (await device.start()) {
    // Unless the visitor was quicker than the engine.
    if (store.get().draw.strokes.length === 0) vae.example();
    await committed.load();
    await device.consider();
  }
} catch (error) {
  device.tell(error);
}
