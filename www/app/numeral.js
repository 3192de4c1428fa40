/** Numbers as people type them: `0,001`, full-width digits, separators of thousands. */

/** A sign, digits with marks within them, and perhaps a power of ten. */
const SHAPE = /^([-+]?)(\d[\d.,]*|[.,]\d+)(e[-+]?\d+)?$/i;

/**
 * What a text says as a number. `either` has both readings where there are two, as of `1,234`:
 * a thousand to some readers, one and a bit to others. Neither is taken then.
 *
 * @param {string} text
 * @param {boolean} [whole] Only whole numbers are asked for, so that a mark before three digits
 *   can but part thousands.
 * @returns {{value: number | null, either: [string, string] | null}}
 */
export function numeral(text, whole = false) {
  const none = { value: null, either: null };
  // Full-width forms become plain ones; space and apostrophes within digits part thousands.
  const plain = text
    .normalize("NFKC")
    .trim()
    .replaceAll("−", "-")
    .replaceAll("。", ".")
    .replace(/(?<=\d)[\s'’](?=\d{3}(?!\d))/g, "");
  const [, sign = "", digits = "", power = ""] = SHAPE.exec(plain) ?? [];
  if (digits === "") return none;
  const as = (/** @type {string} */ read) => {
    const value = Number(sign + read + power);
    return Number.isFinite(value) ? { value, either: null } : none;
  };
  const dots = digits.split(".").length - 1;
  const commas = digits.split(",").length - 1;
  if (commas === 0 && dots < 2) return as(digits);
  const last = digits.lastIndexOf(",") > digits.lastIndexOf(".") ? "," : ".";
  const other = last === "," ? "." : ",";
  if (dots > 0 && commas > 0) {
    // The last mark is the point, and the others part thousands.
    const [before = "", after = "", more] = digits.split(last);
    return more === undefined && grouped(before, other)
      ? as(`${before.replaceAll(other, "")}.${after}`)
      : none;
  }
  const joined = digits.replaceAll(last, "");
  if (dots + commas > 1) return grouped(digits, last) ? as(joined) : none;
  const point = digits.replace(",", ".");
  if (!grouped(digits, ",")) return as(point);
  if (whole) return as(joined);
  return { value: null, either: [joined, point] };
}

/** Whether a mark stands where thousands are parted. @param {string} digits @param {string} mark */
const grouped = (digits, mark) => {
  const [first = "", ...rest] = digits.split(mark);
  return /^[1-9]\d{0,2}$/.test(first) && rest.every((group) => /^\d{3}$/.test(group));
};
