/**
 * Meta-training's form: algorithm, tasks, start and hyper-parameters. What runs is in
 * `meta-run.js`.
 */

import { find, show, whenChanged } from "../app/dom.js";
import { numberForm } from "../app/form.js";
import { count } from "../app/format.js";
import { choices, render } from "../app/lit.js";
import { DIGITS } from "../state/few-shot.js";
import {
  ALGORITHMS,
  conflictIn,
  defaultsOf,
  has,
  metaHyper,
  textsOf,
} from "../state/meta-hyper.js";
import { alphabetsIn } from "../state/meta-training.js";
import { methodFor, OUTER_STEPS } from "../text/algorithms.js";
import { chips } from "./chips.js";
import { typeset } from "./formula.js";
import { setName } from "./meta-sets.js";

/** @typedef {import("../state/meta-hyper.js").Field} Field */
/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../state/meta-training.js").MetaTrainingState} MetaTrainingState */
/** @typedef {import("../engine/wire.js").Algorithm} Algorithm */
/** @typedef {import("../engine/wire.js").MetaHyper} MetaHyper */

/**
 * @typedef {object} MetaTrainingIntents
 * @property {(change: Partial<MetaTrainingState>) => void} set
 * @property {(hyper: MetaHyper, start: "scratch" | "pretrained" | "current") => void} start
 * @property {(files: File[]) => void} loadOmniglot
 */

/** As their choices are called. */
const START_NAMES = { pretrained: "Pretrained", scratch: "Scratch", current: "Current" };

/** @param {Document} page @param {MetaTrainingIntents} intents */
export function metaFormView(page, intents) {
  const text = (/** @type {string} */ id) => find(page, id, HTMLElement);
  const panel = text("meta-training");
  const algorithms = find(page, "meta-algorithm", HTMLSelectElement);
  const deformation = find(page, "meta-deformation", HTMLSelectElement);
  const turns = find(page, "meta-turns", HTMLInputElement);
  const defaults = find(page, "meta-defaults", HTMLButtonElement);
  const files = find(page, "meta-omniglot-files", HTMLInputElement);
  const starts = /** @type {const} */ (["pretrained", "scratch", "current"]).map((value) => ({
    value,
    radio: find(page, `meta-start-${value}`, HTMLInputElement),
  }));
  const pools = /** @type {const} */ (["digits", "omniglot"]).map((pool) => {
    const radio = find(page, `meta-pool-${pool}`, HTMLInputElement);
    radio.addEventListener("change", () => intents.set({ pool }));
    return { pool, radio };
  });
  const parts = /** @type {HTMLElement[]} */ ([...panel.querySelectorAll("[data-pool]")]);
  const form = numberForm(text("meta-hyper"), text("meta-field-problem"));
  /** What was typed for each algorithm: to look at another one loses nothing. */
  /**
   * @type {Partial<Record<Algorithm, {texts: Record<string, string>, deformation:
   *   MetaHyper["deformation"], turns: boolean}>>}
   */
  const drafts = {};
  /** @type {Algorithm} */
  let algorithm = "prototypes";

  const showStart = () => {
    const chosen = starts.find(({ radio }) => radio.checked)?.value ?? "pretrained";
    show(text("meta-from-now"), START_NAMES[chosen]);
  };
  text("meta-from").addEventListener("change", showStart);
  const names = ALGORITHMS.map((value) => ({ value, name: methodFor(value).name }));
  choices(algorithms, names, algorithm);
  algorithms.addEventListener("change", () =>
    intents.set({ algorithm: /** @type {Algorithm} */ (algorithms.value) }),
  );
  files.addEventListener("change", () => {
    intents.loadOmniglot([...(files.files ?? [])]);
    // The same file may be picked again, after it was refused.
    files.value = "";
  });
  defaults.addEventListener("click", () => fill(draftOf(defaultsOf(algorithm))));
  const start = () => {
    const numbers = form.read();
    if (!numbers) return;
    const hyper = metaHyper(algorithm, numbers, { deformation: deformed(), turns: turns.checked });
    const conflict = conflictIn(hyper);
    if (conflict) return form.refuse(conflict);
    intents.start(hyper, starts.find(({ radio }) => radio.checked)?.value ?? "pretrained");
  };

  const deformed = () => /** @type {MetaHyper["deformation"]} */ (deformation.value);
  /** @param {MetaHyper} hyper */
  const draftOf = (hyper) => ({
    texts: textsOf(hyper),
    deformation: hyper.deformation,
    turns: hyper.mixture.turns,
  });
  /** @param {NonNullable<typeof drafts[Algorithm]>} draft */
  const fill = (draft) => {
    deformation.value = draft.deformation;
    turns.checked = draft.turns;
    form.fill(draft.texts);
  };

  fill(draftOf(defaultsOf(algorithm)));
  // The formula has words in it, and is put together from pieces: anew in another language.
  const drawAlgorithm = whenChanged((/** @type {Algorithm} */ chosen, /** @type {string} */ _) => {
    if (chosen !== algorithm) {
      drafts[algorithm] = { texts: form.texts(), deformation: deformed(), turns: turns.checked };
      algorithm = chosen;
      fill(drafts[chosen] ?? draftOf(defaultsOf(chosen)));
    }
    algorithms.value = chosen;
    form.showOnly((field) => has(chosen, /** @type {Field} */ (field)));
    const { how, formula, rate } = OUTER_STEPS[chosen];
    show(text("meta-how"), how);
    render(typeset(formula), text("meta-formula"));
    show(text("meta-rate-note"), `The learning rate is ${rate}.`);
  });
  const drawPools = whenChanged(
    (/** @type {MetaTrainingState["pool"]} */ chosen, /** @type {string[]} */ digits) => {
      for (const { pool, radio } of pools) radio.checked = pool === chosen;
      for (const part of parts) part.hidden = part.dataset.pool !== chosen;
      const whole = digits.length === DIGITS.length;
      show(
        text("meta-pool-now"),
        chosen === "omniglot" ? "Omniglot" : whole ? "all digits" : `digits ${digits.join(" ")}`,
      );
      chips(text("meta-digits"), "meta-digit", DIGITS, digits, (next) =>
        intents.set({ digits: next }),
      );
    },
  );
  const drawAlphabets = whenChanged(
    (/** @type {State["fewShot"]["pools"]["omniglot"]} */ pool, /** @type {string} */ chosen) => {
      const names = pool?.groups.map(({ name }) => name) ?? [];
      text("meta-alphabets").hidden = names.length === 0;
      chips(text("meta-alphabets"), "meta-alphabet", names, chosen.split("\n"), (next) =>
        intents.set({ without: names.filter((name) => !next.includes(name)) }),
      );
      const characters = pool?.groups.reduce((sum, group) => sum + group.classes, 0) ?? 0;
      show(
        text("meta-omniglot-detail"),
        pool
          ? `${names.length} alphabets, ${count(characters)} characters`
          : "from a zip file of yours",
        characters,
      );
    },
  );
  const drawDigits = whenChanged((/** @type {State["data"]} */ data) => {
    const detail =
      data.train > 0 && data.inUse === data.source
        ? `${data.name}, ${count(data.train)} training images`
        : "training images of the data in use";
    show(text("meta-digits-detail"), detail);
  });
  const drawCurrent = whenChanged((/** @type {string | undefined} */ set) => {
    show(text("meta-current-detail"), set === undefined ? "none yet" : setName(set));
    if (set === undefined && starts[2].radio.checked) starts[0].radio.checked = true;
    showStart();
  });
  const drawIdle = whenChanged((/** @type {boolean} */ idle, /** @type {boolean} */ hasCurrent) => {
    form.disable(!idle);
    const others = panel.querySelectorAll(
      ".settings select, .settings input:not([data-limit]), .settings button",
    );
    for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (others))
      input.disabled = !idle;
    starts[2].radio.disabled = !idle || !hasCurrent;
  });

  const draw = (/** @type {State} */ state) => {
    const { metaTraining, fewShot, data, language } = state;
    drawAlgorithm(metaTraining.algorithm, language);
    drawPools(metaTraining.pool, metaTraining.digits);
    drawAlphabets(fewShot.pools.omniglot, alphabetsIn(state).join("\n"));
    drawDigits(data);
    const current =
      fewShot.sets[metaTraining.algorithm] ?? fewShot.metaWeights[metaTraining.algorithm];
    drawCurrent(current);
    drawIdle(metaTraining.run.status === "idle", current !== undefined);
  };
  return {
    draw,
    /** Starts a run as the form says, or says what is wrong with it. */
    start,
  };
}
