/**
 * The sentences of the page as its sources write them: what a dictionary must have a row for. They
 * are read from JavaScript and Rust by their literals, with `{0}`, `{1}`, … for what is put in.
 */

/**
 * @typedef {object} Literal
 * @property {string} text With `{0}` for what is put in.
 * @property {string} file
 * @property {number} line
 * @property {"string" | "template" | "markup"} kind
 */

/** Texts joined by `+` are one, their values numbered through. @param {string[]} parts */
function joined(parts) {
  let next = 0;
  return parts.map((part) => part.replaceAll(VALUE, () => `{${next++}}`)).join("");
}

/** A value's place while a literal is read: no source contains it. */
const VALUE = "\u{f8ff}";

const ESCAPES = /** @type {Record<string, string>} */ ({ n: "\n", t: "\t", r: "\r", 0: "\0" });

/** @param {string} raw */
const unescaped = (raw) =>
  raw.replace(/\\(u\{([0-9a-f]+)\}|\r?\n|[\s\S])/giu, (_, one, code) => {
    if (code) return String.fromCodePoint(Number.parseInt(code, 16));
    return one.trim() === "" && one !== " " ? "" : (ESCAPES[one] ?? one);
  });

/**
 * @param {string} source
 * @param {string} file
 * @returns {Literal[]}
 */
export function literalsOfJs(source, file) {
  /** @type {Literal[]} */
  const found = [];
  let at = 0;
  /** The last thing read that is no space, by which a slash is told from a regular expression. */
  let last = "";
  /** @type {{parts: string[], line: number, kind: Literal["kind"]} | null} */
  let chain = null;
  let plus = false;
  const lineOf = (/** @type {number} */ where) => source.slice(0, where).split("\n").length;
  const end = () => {
    if (chain) found.push({ text: joined(chain.parts), file, line: chain.line, kind: chain.kind });
    chain = null;
    plus = false;
  };
  /** @param {string} text @param {Literal["kind"]} kind @param {number} where */
  const take = (text, kind, where) => {
    if (chain && plus) chain.parts.push(text);
    else {
      end();
      chain = { parts: [text], line: lineOf(where), kind };
    }
    plus = false;
    last = "x";
  };

  /** Reads code until a brace that closes none. */
  const code = () => {
    let depth = 0;
    while (at < source.length) {
      const char = source[at] ?? "";
      const two = source.slice(at, at + 2);
      if (two === "//") at = (source.indexOf("\n", at) + 1 || source.length + 1) - 1;
      else if (two === "/*") at = source.indexOf("*/", at) + 2;
      else if (char === '"' || char === "'") {
        const where = at;
        for (at += 1; source[at] !== char; at += 1) if (source[at] === "\\") at += 1;
        take(unescaped(source.slice(where + 1, at)), "string", where);
        at += 1;
      } else if (char === "`") template();
      else if (char === "/" && /[(,=:[!&|?{};\n+>]/.test(last)) {
        let set = false;
        for (at += 1; source[at] !== "/" || set; at += 1) {
          if (source[at] === "\\") at += 1;
          else if (source[at] === "[") set = true;
          else if (source[at] === "]") set = false;
        }
        at += 1;
        last = "x";
      } else {
        if (char === "{") depth += 1;
        if (char === "}" && depth-- === 0) return;
        if (/\S/.test(char)) {
          if (char === "+" && chain) plus = true;
          else end();
          last = char;
        }
        at += 1;
      }
    }
    end();
  };

  const template = () => {
    const where = at;
    const kind = /(?:html|svg)$/.test(source.slice(0, at)) ? "markup" : "template";
    const before = { chain, plus };
    let text = "";
    for (at += 1; source[at] !== "`"; ) {
      if (source[at] === "\\") {
        text += source.slice(at, at + 2);
        at += 2;
      } else if (source.startsWith("${", at)) {
        at += 2;
        chain = null;
        last = "(";
        code();
        end();
        at += 1;
        text += VALUE;
      } else text += source[at++];
    }
    at += 1;
    ({ chain, plus } = before);
    take(unescaped(text), kind, where);
  };

  code();
  return found;
}

/**
 * Rust's, but for what stands in its comments and in `mod tests`.
 *
 * @param {string} source
 * @param {string} file
 * @returns {Literal[]}
 */
export function literalsOfRust(source, file) {
  const code = source.replace(/\n#\[cfg\(test\)\]\s*mod tests \{[\s\S]*$/, "\n");
  const token =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|r#"[\s\S]*?"#|b?"((?:\\[\s\S]|[^"\\])*)"|'(?:\\.|[^'\\])'/g;
  return [...code.matchAll(token)].flatMap(({ 0: whole, 1: raw, index }) => {
    if (raw === undefined || whole.startsWith("b")) return [];
    // For whoever reads the code, or its panic: a lint's reason, what cannot fail, an assertion.
    if (
      /(?:expect\(|unreachable!\(|reason =|assert(?:_eq|_ne)?!\([^;]*)$/.test(
        code.slice(0, index).trimEnd(),
      )
    )
      return [];
    const text = unescaped(raw.replace(/\\\r?\n\s*/g, "")).replace(/\{[^{}]*\}/g, VALUE);
    return [
      { text: joined([text]), file, line: code.slice(0, index).split("\n").length, kind: "string" },
    ];
  });
}

/**
 * What a piece of markup shows: its texts, each by itself and whole with the inline elements in it,
 * and the attributes that are read out.
 *
 * @param {string} markup
 * @returns {string[]}
 */
export function textsOfMarkup(markup) {
  /** @type {string[]} */
  const texts = [];
  const clean = markup
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, "");
  for (const [, said] of clean.matchAll(
    /\s(?:aria-label|aria-roledescription|title|placeholder|alt|content)="([^"]*)"/g,
  ))
    texts.push(said ?? "");
  for (const text of clean.split(/<\/?[a-z][^<>]*>|<!doctype[^>]*>/i)) texts.push(text);
  return texts
    .map((text) => entities(text).replace(/\s+/g, " ").trim())
    .filter((text) => text !== "");
}

/** @param {string} text */
const entities = (text) =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&nbsp;", "\u00a0")
    .replaceAll("&amp;", "&");
