/**
 * Fields that hold numbers, told by `data-limit="task.ways"`: bounded by that limit, checked as
 * they are typed into, and read when they are used, with one line that says what is wrong.
 */

import { make, show } from "./dom.js";
import { atFirst, choicesOf, rangeOf, typed } from "./limits.js";

/**
 * Gives a field its limit's bounds, and what stands in it at first.
 *
 * @param {HTMLInputElement} input
 */
export function bound(input) {
  const path = input.dataset.limit ?? "";
  const range = rangeOf(path);
  const first = atFirst(path);
  input.inputMode = range.whole ? "numeric" : "decimal";
  // A number field takes no `0,001` and no full-width digit, and hands out nothing in their place.
  if (input.type === "number") {
    input.type = "text";
    stepped(input, range);
  } else if (input.type !== "text") {
    input.min = String(range.least);
    input.max = String(range.most);
    input.step = String(range.step ?? "any");
  }
  if (first !== undefined) input.value = String(first ?? "");
  return { input, range, name: path.slice(path.lastIndexOf(".") + 1), optional: first === null };
}

/**
 * Gives a list the few numbers that its limit has, and chooses the first one to stand there.
 *
 * @param {HTMLSelectElement} select
 * @returns {() => number} The number that is chosen.
 */
export function choice(select) {
  const { of, first } = choicesOf(select.dataset.limit ?? "");
  select.append(...of.map((number) => make("option", {}, String(number))));
  select.value = String(first);
  return () => Number(select.value);
}

/**
 * Arrow keys go a step up and down, as in a field of the browser's for numbers.
 *
 * @param {HTMLInputElement} input
 * @param {import("./limits.js").Range} range
 */
function stepped(input, range) {
  const { least, most, step } = range;
  if (step === undefined) return;
  input.addEventListener("keydown", (event) => {
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    const { value } = typed(input.value, range);
    if (way === undefined || value === null || input.readOnly) return;
    event.preventDefault();
    const next = Math.min(most, Math.max(least, value + way * step));
    input.value = String(Number(next.toFixed(6)));
    for (const type of ["input", "change"]) input.dispatchEvent(new Event(type, { bubbles: true }));
  });
}

/**
 * @param {HTMLElement} root Around the fields.
 * @param {HTMLElement} problem
 */
export function numberForm(root, problem) {
  const inputs = /** @type {HTMLInputElement[]} */ ([
    ...root.querySelectorAll("input[data-limit]"),
  ]);
  const fields = inputs.map(bound);
  /** Those that are used as they change. @type {Set<HTMLInputElement>} */
  const live = new Set();
  /** A field that is not shown counts for nothing. @param {HTMLInputElement} input */
  const shown = (input) => input.closest("[hidden]:not([data-room], [data-part])") === null;
  /** @param {typeof fields[number]} field */
  const read = ({ input, range, optional }) => typed(input.value, range, optional);
  /** @param {HTMLInputElement} input */
  const isWrong = (input) => input.getAttribute("aria-invalid") === "true";
  const say = (/** @type {string} */ said) => {
    problem.hidden = said === "";
    show(problem, said);
  };

  /** Says the first thing that is wrong. @returns {boolean} Whether all is well. */
  const check = () => {
    let said = "";
    for (const field of fields) {
      const wrong = shown(field.input) ? read(field).wrong : null;
      field.input.setAttribute("aria-invalid", String(wrong !== null));
      said ||= wrong ?? "";
    }
    say(said);
    return said === "";
  };
  root.addEventListener("input", check);

  return {
    check,
    /**
     * What is shown, but for what is used as it changes.
     *
     * @returns {Record<string, number | null> | null} Null where something is wrong: it has been
     *   said, and its field has the focus.
     */
    read() {
      if (!check()) {
        const wrong = inputs.find(isWrong);
        let closed = wrong?.closest("details");
        for (; closed; closed = closed.parentElement?.closest("details")) closed.open = true;
        // Asked from another room: the visitor is taken to the field.
        const room = wrong?.closest("[data-room][hidden]")?.getAttribute("data-room");
        if (!room) wrong?.focus();
        else {
          window.addEventListener("hashchange", () => requestAnimationFrame(() => wrong?.focus()), {
            once: true,
          });
          window.location.hash = `#/${room}`;
        }
        return null;
      }
      const asked = fields.filter(({ input }) => shown(input) && !live.has(input));
      return Object.fromEntries(asked.map((field) => [field.name, read(field).value]));
    },
    /**
     * Uses a field's number whenever it has changed and is right.
     *
     * @param {string} name
     * @param {(value: number) => void} use
     * @returns {(value: number) => void} Shows the state's number, unless the visitor is typing.
     */
    use(name, use) {
      const field = fields.find((each) => each.name === name);
      if (!field) throw new Error(`The form has no field “${name}”.`);
      const { input } = field;
      live.add(input);
      input.addEventListener("change", () => {
        const { value } = read(field);
        if (value !== null) use(value);
      });
      return (value) => {
        if (document.activeElement === input || isWrong(input)) return;
        if (input.value !== String(value)) input.value = String(value);
      };
    },
    /** What is typed in now. @returns {Record<string, string>} */
    texts: () => Object.fromEntries(fields.map(({ name, input }) => [name, input.value])),
    /** @param {Record<string, string>} texts */
    fill(texts) {
      for (const { name, input } of fields) {
        const text = texts[name];
        if (text !== undefined) input.value = text;
      }
      check();
    },
    /** @param {(name: string) => boolean} wanted */
    showOnly(wanted) {
      for (const { name, input } of fields) {
        const label = input.closest("label");
        if (label) label.hidden = !wanted(name);
      }
      check();
    },
    /** @param {string} said What is wrong with the fields together. */
    refuse: say,
    /** But for what is used as it changes. @param {boolean} disabled */
    disable(disabled) {
      for (const input of inputs) if (!live.has(input)) input.disabled = disabled;
    },
  };
}
