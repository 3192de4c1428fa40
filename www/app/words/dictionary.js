/**
 * What a sentence of the sources is in another language. A row's key is the sentence as the source
 * has it, with `{0}`, `{1}`, … for what is put in; its value has them in any order. A key may hold
 * the tags of inline elements, which its value then has in the same order.
 *
 * What is put in is translated too where it has a row, but for what stands in quotes: that is a
 * name, often the visitor's own. `{0:say}` in a value says that it is the page's.
 */

/** @typedef {string | Partial<Record<Intl.LDMLPluralRule, string>>} Row */
/** @typedef {{literal: string, size: number, regex: RegExp, key: string, row: Row}} Pattern */

/** Texts whose translation is remembered: what changes with each step would fill the memory. */
const REMEMBERED = 2000;
/** How deep what is put into a sentence may be a sentence with something put in. */
const DEEPEST = 4;

/** Letters and marks from which on a pattern is taken for what it is found in. */
const SURE = 18;

const NUMBER = /^[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$|^[-−]?\d+(?:\.\d+)?$/;
/** Chinese has no space between its own characters, which what is put in may bring. */
const UNSPACED = /(?<=[\p{Script=Han}，。：；（）“”]) +(?=[\p{Script=Han}，。：；（）“”])/gu;
const PLACE = /\{(\d+)(:say)?\}/g;

export class Dictionary {
  /** @type {Map<string, Row>} */
  #exact;
  /**
   * By their first letter; those that begin with what is put in under "".
   *
   * @type {Map<string, Pattern[]>}
   */
  #patterns = new Map();
  /** @type {Map<string, string | null>} */
  #known = new Map();
  #plural;
  #point;
  #group;

  /** @param {string} lang @param {Record<string, Row>} rows */
  constructor(lang, rows) {
    this.lang = lang;
    this.#exact = new Map(Object.entries(rows));
    this.#plural = new Intl.PluralRules(lang);
    const parts = new Intl.NumberFormat(lang, { useGrouping: "always" }).formatToParts(12345.6);
    this.#point = parts.find(({ type }) => type === "decimal")?.value ?? ".";
    this.#group = parts.find(({ type }) => type === "group")?.value ?? "";
    for (const [key, row] of this.#exact) if (/\{\d+\}/.test(key)) this.#learn(key, row);
    // The more of a sentence a pattern says itself, the surer that it is the one.
    for (const list of this.#patterns.values()) list.sort((one, other) => other.size - one.size);
  }

  /** @param {string} key @param {Row} row */
  #learn(key, row) {
    const pieces = key.split(/\{\d+\}/);
    const literal = pieces[0] ?? "";
    const source = pieces
      .map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join("([\\s\\S]*?)");
    const pattern = {
      literal,
      size: pieces.join("").length,
      regex: RegExp(`^${source}$`),
      key,
      row,
    };
    const first = literal.charAt(0);
    this.#patterns.set(first, [...(this.#patterns.get(first) ?? []), pattern]);
  }

  /**
   * A text in this language, or null where there is no row for it. Space around it stays.
   *
   * @param {string} text
   * @returns {string | null}
   */
  say(text) {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const said = this.#say(text, 0);
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(text, said);
    return said;
  }

  /**
   * A sentence with tags in it, which has a row as a whole or none. A number that has an element to
   * itself may be any: `<span>{0}</span> numbers`.
   *
   * @param {string} key
   * @returns {string | null}
   */
  sentence(key) {
    /** @type {string[]} */
    const numbers = [];
    const open = key.replace(/>([\d.,]+)</g, (_, one) => `>{${numbers.push(one) - 1}}<`);
    const row = this.#exact.get(key) ?? this.#exact.get(open);
    if (typeof row !== "string") return null;
    return row.replace(PLACE, (_, index) => this.#number(numbers[Number(index)] ?? ""));
  }

  /** @param {string} text @param {number} depth @returns {string | null} */
  #say(text, depth) {
    const core = text.replace(/\s+/g, " ").trim();
    const said = this.#whole(core, depth) ?? this.#pieces(core, depth);
    if (said === null) return null;
    const [, before = "", after = ""] = /^(\s*)[\s\S]*?(\s*)$/.exec(text) ?? [];
    return before + said + after;
  }

  /** @param {string} core @param {number} depth @returns {string | null} */
  #whole(core, depth) {
    if (NUMBER.test(core)) return this.#number(core);
    if (!/\p{L}/u.test(core)) return core;
    const exact = this.#exact.get(core);
    if (exact !== undefined) return this.#fill(exact, core, [], depth);
    if (depth >= DEEPEST) return null;
    for (const list of [this.#patterns.get(core.charAt(0)), this.#patterns.get("")]) {
      for (const pattern of list ?? []) {
        const { literal, regex, key, row } = pattern;
        if (!core.startsWith(literal)) continue;
        const found = regex.exec(core);
        if (!found) continue;
        const given = this.#parted(key, found.slice(1), depth + 1);
        if (this.#fits(pattern, given, depth + 1)) return this.#fill(row, key, given, depth + 1);
      }
    }
    return null;
  }

  /**
   * Where two places have nothing between them, as in `{0}{1}`, the second has all of it at first.
   * It is parted where both halves are known.
   *
   * @param {string} key
   * @param {string[]} given
   * @param {number} depth
   */
  #parted(key, given, depth) {
    for (const [, one, other] of key.matchAll(/\{(\d+)\}(?=\{(\d+)\})/g)) {
      const [first, second] = [Number(one), Number(other)];
      const both = given[second] ?? "";
      if (given[first] !== "") continue;
      for (const { index } of both.matchAll(/(?!^)(?=[,;] | \()/g)) {
        const parts = [both.slice(0, index), both.slice(index)];
        if (parts.some((part) => this.#say(part, depth) === null)) continue;
        [given[first], given[second]] = /** @type {[string, string]} */ (parts);
        break;
      }
    }
    return given;
  }

  /**
   * Whether what stands at a pattern's places can stand there. One with few words of its own, as
   * `{0} of {1}`, would be found in half of all sentences: it takes what is
   * known, and single words.
   *
   * @param {Pattern} pattern
   * @param {string[]} given
   * @param {number} depth
   */
  #fits({ size }, given, depth) {
    if (size >= SURE) return true;
    return given.every(
      (value) => !/\p{L}.*\s/u.test(value.trim()) || this.#say(value, depth) !== null,
    );
  }

  /** Sentences or clauses side by side. @param {string} core @param {number} depth */
  #pieces(core, depth) {
    for (const between of [/(?<=[.?!…])( )(?=\p{Lu}|“)/u, /( · )/, /(; )/, /(: )/, /(, )/]) {
      const parts = core.split(between);
      if (parts.length < 3) continue;
      const said = parts.map((part, index) => (index % 2 ? part : this.#whole(part, depth)));
      if (said.includes(null)) continue;
      return this.#joined(/** @type {string[]} */ (said));
    }
    return null;
  }

  /** @param {string[]} parts With what stood between them. */
  #joined(parts) {
    const between = this.#exact.get("between {0}");
    const marks = typeof between === "string" ? JSON.parse(between) : {};
    return parts.map((part, index) => (index % 2 ? (marks[part] ?? part) : part)).join("");
  }

  /** @param {Row} row @param {string} key @param {string[]} given @param {number} depth */
  #fill(row, key, given, depth) {
    const text = typeof row === "string" ? row : this.#numbered(row, given);
    const said = text.replace(PLACE, (_, index, always) => {
      const value = given[Number(index)] ?? "";
      if (key.includes(`“{${index}}”`) && !always) return value;
      return this.#say(value, depth) ?? value;
    });
    return said.replace(UNSPACED, "");
  }

  /** @param {Exclude<Row, string>} row @param {string[]} given */
  #numbered(row, given) {
    const number = given.find((value) => NUMBER.test(value));
    const rule =
      number === undefined ? "other" : this.#plural.select(Number(number.replaceAll(",", "")));
    return row[rule] ?? row.other ?? "";
  }

  /** @param {string} text */
  #number(text) {
    return text.replace(/[,.]/g, (mark) => (mark === "," ? this.#group : this.#point));
  }
}
