/**
 * The teacher's page: a sheet to print and a card to share, in the page's languages.
 *
 * What a test may rely on: `<html>` data-ready="true" · card-story card-step card-link card-code
 * (data-text=<what the code says>) card-copy card-said card-bytes (data-value=<bytes a device>)
 * card-measure card-reset card-done · reset-dialog reset-no reset-yes · sheet › sheet-print
 * sheet-goals sheet-plan sheet-step (data-id) sheet-answer (data-id) · language
 */

import { Files } from "../app/files.js";
import { keepLanguage, loadLanguage, loadTheme, openStorage } from "../app/storage.js";
import { createStore } from "../app/store.js";
import { languageOf, SOURCE, wished } from "../app/words/languages.js";
import { PageWords } from "../app/words/page-words.js";
import { languageFlow } from "../flows/language.js";
import { languageView } from "../views/language.js";
import { card } from "./card.js";
import { sheet } from "./sheet.js";

/** @typedef {{language: string, problem: string | null}} State */

const store = createStore(
  (/** @type {State} */ state, /** @type {any} */ action) => {
    if (action.type === "language/changed") return { language: action.tag, problem: null };
    return action.type === "notice/shown" ? { ...state, problem: action.text } : state;
  },
  /** @type {State} */ ({ language: SOURCE.tag, problem: null }),
);
const storage = openStorage(window);
const theme = loadTheme(storage);
if (theme) document.documentElement.dataset.theme = theme;
else if (window.matchMedia("(prefers-color-scheme: dark)").matches)
  document.documentElement.dataset.theme = "dark";

const www = new URL("../", import.meta.url);
const url = (/** @type {string} */ relative) => new URL(relative, www).href;
const files = new Files({ store, fetcher: (input, init) => fetch(input, init), url });
const words = new PageWords(document.documentElement);
// Of a flow's context this one needs what is here.
const context = /** @type {import("../flows/context.js").FlowContext} */ (
  /** @type {unknown} */ ({ store, files })
);
const use = languageFlow(context, {
  speak(dictionary, lang) {
    document.documentElement.lang = lang;
    words.use(dictionary);
  },
  keep: (tag) => keepLanguage(storage, tag),
});
const choose = languageView(document, { use });
const draw = sheet(document);
const show = card(document, { story: draw, page: new URL("../", www).href, url });

const language = wished({
  search: location.search,
  kept: loadLanguage(storage),
  preferred: navigator.languages,
});
draw("see");
store.subscribe(({ language, problem }) => {
  choose(/** @type {any} */ ({ language }));
  show(languageOf(language) ?? SOURCE, problem);
});
show(SOURCE, null);
if (language !== SOURCE) await use(language.tag);
document.documentElement.dataset.ready = "true";
