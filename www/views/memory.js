/**
 * The memory's controls, and all that it holds: by class, each trace with its picture and usage.
 */

import { find, show, whenChanged } from "../app/dom.js";
import { numberForm } from "../app/form.js";
import { html, nothing, picture, render, repeat, styled } from "../app/lit.js";
import { join, paint, paintTiles } from "../app/pixels.js";
import { colourOf } from "./looks.js";

/** @typedef {import("../state/page.js").State} State */
/** @typedef {import("../state/memory.js").MemoryState} MemoryState */
/** @typedef {import("../engine/wire.js").MemoryTrace} Trace */

/**
 * @typedef {object} MemoryIntents
 * @property {() => void} rememberTask
 * @property {(name: string) => void} rememberDrawing
 * @property {() => void} stop
 * @property {(capacity: number) => void} resize
 * @property {() => void} forgetAll
 * @property {(id: number | null) => void} select
 * @property {(id: number, name: string) => void} relabel
 * @property {(id: number) => void} forget
 * @property {(label: number) => void} forgetClass
 */

/** @param {Document} page @param {MemoryIntents} intents */
export function memoryView(page, intents) {
  const button = (/** @type {string} */ id) => find(page, id, HTMLButtonElement);
  const text = (/** @type {string} */ id) => find(page, id, HTMLElement);
  const input = (/** @type {string} */ id) => find(page, id, HTMLInputElement);
  const panel = text("memory-panel");
  const rememberTask = button("memory-remember-task");
  const form = find(page, "memory-form", HTMLFormElement);
  const remember = button("memory-remember");
  const name = input("memory-class");
  const names = text("memory-names");
  const clear = button("memory-clear");
  const stop = button("memory-stop");
  const problem = text("memory-problem");
  const forgotten = text("memory-forgotten");
  const tools = text("memory-tools");
  const newName = input("memory-relabel-class");
  const classes = text("memory-classes");
  /** @type {number | null} */
  let selected = null;

  rememberTask.addEventListener("click", intents.rememberTask);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    intents.rememberDrawing(name.value);
  });
  clear.addEventListener("click", intents.forgetAll);
  stop.addEventListener("click", intents.stop);
  const relabel = () => void (selected !== null && intents.relabel(selected, newName.value));
  const relabels = button("memory-relabel");
  const forgets = button("memory-forget");
  relabels.addEventListener("click", relabel);
  newName.addEventListener("keydown", (event) => void (event.key === "Enter" && relabel()));
  forgets.addEventListener("click", () => void (selected !== null && intents.forget(selected)));
  const numbers = numberForm(panel, text("memory-field-problem"));
  const showCapacity = numbers.use("capacity", intents.resize);

  /** A trace: its picture, and its usage below. */
  /**
   * @param {{trace: Trace, name: string, attention: number | undefined, pressed: boolean,
   *   theme: State["theme"]}} shown
   */
  const traceOf = ({ trace: { id, image, usage }, name, attention, pressed, theme }) => {
    const found = attention === undefined ? "" : `, attention ${(100 * attention).toFixed(0)} %`;
    return html`<button
      type="button"
      class="memory-trace"
      data-testid="memory-trace"
      data-id=${id}
      data-usage=${usage}
      data-attention=${attention ?? nothing}
      aria-pressed=${pressed}
      aria-label=${`${name}: usage ${usage.toFixed(2)}${found}`}
      title=${`${name} · usage ${usage.toFixed(2)}${found}`}
      ${styled("--attention", attention ?? 0)}
      @click=${() => intents.select(pressed ? null : id)}
    >
      <canvas class="picture" ${picture(image, theme)}></canvas>
      <span class="memory-usage"><i ${styled("inline-size", `${usageShare(usage)}%`)}></i></span>
    </button>`;
  };
  /** @param {string} name @param {number} label @param {number} held @param {unknown} traces */
  const classOf = (name, label, held, traces) => html`
    <li
      class="memory-class"
      data-testid="memory-class-row"
      data-label=${label}
      data-name=${name}
      ${styled("--class", `var(${colourOf(label)})`)}
    >
      <div class="memory-class-head">
        <b>${name}</b
        ><small data-value=${held}>${held} trace${held === 1 ? "" : "s"}</small
        ><button
          type="button"
          class="button danger small"
          data-testid="memory-forget-class"
          aria-label=${`Forget class ${name}`}
          @click=${() => intents.forgetClass(label)}
        >
          Forget class
        </button>
      </div>
      <div class="memory-traces">${traces}</div>
    </li>
  `;

  const drawControls = whenChanged(
    (
      /** @type {boolean} */ task,
      /** @type {boolean} */ drawing,
      /** @type {boolean} */ ready,
      /** @type {MemoryState["writing"]} */ writing,
      /** @type {boolean} */ empty,
    ) => {
      const busy = writing !== null;
      panel.dataset.writing = String(busy);
      rememberTask.disabled = !ready || busy || !task;
      rememberTask.title = task ? "" : "Draw a task first";
      rememberTask.textContent = writing
        ? `Remembering ${writing.done} of ${writing.total}…`
        : "Remember the task’s support";
      remember.disabled = !ready || busy || !drawing;
      clear.disabled = !ready || busy || empty;
      stop.hidden = !busy;
    },
  );
  const drawWords = whenChanged(
    (/** @type {string} */ said, /** @type {string | null} */ wrong) => {
      show(text("memory-said"), said);
      problem.hidden = wrong === null;
      show(problem, wrong ?? "");
    },
  );
  const drawForgotten = whenChanged(
    (/** @type {Trace[]} */ traces, /** @type {State["theme"]} */ theme) => {
      forgotten.hidden = traces.length === 0;
      forgotten.dataset.count = String(traces.length);
      const tiles = forgotten.querySelector(".tiles");
      // More than a few rows are no longer looked at.
      if (tiles instanceof HTMLElement)
        paintTiles(tiles, join(traces.slice(-40).map(({ image }) => image)), theme);
    },
  );
  const drawNames = whenChanged((/** @type {string[]} */ all) => {
    render(
      all.map((each) => html`<option value=${each}></option>`),
      names,
    );
  });
  // Always there beside traces: what is pressed must not move away.
  const drawSelected = whenChanged(
    (
      /** @type {Trace | null} */ trace,
      /** @type {string | null} */ of,
      /** @type {boolean} */ any,
      /** @type {boolean} */ busy,
      /** @type {State["theme"]} */ theme,
    ) => {
      tools.hidden = !any;
      tools.dataset.chosen = String(trace !== null);
      newName.disabled = relabels.disabled = forgets.disabled = trace === null || busy;
      const canvas = tools.querySelector("canvas");
      if (canvas) {
        canvas.hidden = trace === null;
        paint(canvas, trace?.image ?? null, theme);
      }
      if ((trace?.id ?? null) !== selected) newName.value = of ?? "";
      selected = trace?.id ?? null;
    },
  );
  const drawTraces = whenChanged(
    (
      /** @type {Trace[]} */ traces,
      /** @type {string[]} */ all,
      /** @type {MemoryState["recall"]} */ recall,
      /** @type {number | null} */ chosen,
      /** @type {State["theme"]} */ theme,
    ) => {
      const attention = new Map(
        recall?.ids.map((id, index) => [id, recall.attention[index]]) ?? [],
      );
      render(
        all.map((name, label) => {
          const own = traces.filter((trace) => trace.label === label);
          const tiles = repeat(
            own,
            ({ id }) => id,
            (trace) => {
              const pressed = trace.id === chosen;
              return traceOf({ trace, name, attention: attention.get(trace.id), pressed, theme });
            },
          );
          return classOf(name, label, own.length, tiles);
        }),
        classes,
      );
      panel.dataset.traces = String(traces.length);
    },
  );

  return (/** @type {State} */ { memory, fewShot, draw, engine, weights, theme }) => {
    const { traces, names: all, capacity } = memory;
    const ready = engine.status === "ready" && weights.name !== null;
    drawControls(
      fewShot.task !== null,
      draw.encoded !== null,
      ready,
      memory.writing,
      traces.length === 0,
    );
    drawWords(memory.said, memory.problem);
    drawForgotten(memory.forgotten, theme);
    drawNames(all);
    showCapacity(capacity);
    const trace = traces.find(({ id }) => id === memory.selected) ?? null;
    drawSelected(
      trace,
      trace ? all[trace.label] : null,
      traces.length > 0,
      memory.writing !== null || !ready,
      theme,
    );
    drawTraces(traces, all, memory.recall, memory.selected, theme);
    show(
      text("memory-count"),
      traces.length === 0
        ? "nothing yet"
        : `${traces.length} of ${capacity} trace${capacity === 1 ? "" : "s"}, ${all.length} ` +
            `class${all.length === 1 ? "" : "es"}`,
      traces.length,
    );
    text("memory-hint").hidden = traces.length === 0;
  };
}

/**
 * Usage converges to twice the attention: 2 is all of it, read after read.
 *
 * @param {number} usage
 */
const usageShare = (usage) => Math.min(100, 50 * usage);
