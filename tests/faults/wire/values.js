/** Values for the wire: fitting ones, such as lie at the ends of their ranges, and wrong ones. */

import { LIMITS } from "../../../www/engine/limits.js";

/** @typedef {import("./grammar.js").Type} Type */
/** @typedef {{least: number, most: number, whole: boolean}} Range */

const PIXELS = 784;

/** Every range of a field of that name, wherever it stands. @type {Map<string, Range[]>} */
const RANGES = new Map();
/** @param {Record<string, any>} table */
function collect(table) {
  for (const [name, value] of Object.entries(table)) {
    if ("of" in value) continue;
    if ("least" in value) RANGES.set(name, [...(RANGES.get(name) ?? []), value]);
    else if (!("most" in value)) collect(value);
  }
}
collect(LIMITS);

/** How many latents a model may have. @type {readonly number[]} */
const LATENTS = LIMITS.latents.of;

/** Numbers of the wire that no form has: few, so that they meet. @type {Record<string, Range>} */
const OTHERS = {
  task: { least: 0, most: 2, whole: true },
  id: { least: 0, most: 30, whole: true },
  count: { least: 1, most: 4, whole: true },
  way: { least: 0, most: 3, whole: true },
  readEvery: { least: 1, most: 4, whole: true },
  evaluateEvery: { least: 0, most: 2, whole: true },
  averaging: { least: 0, most: 0.99, whole: false },
};

/** What is no number that a command takes, or not here. */
const ODD = [
  -1,
  0.5,
  -0,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  5e-324,
  1e308,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  Number.MAX_SAFE_INTEGER,
];
const WRONG = [null, undefined, true, "7", "", {}, [], [[]], 10n, Symbol.iterator, () => 0];

/** Lengths at which something gives way: none, torn images, one too many, much. */
const LENGTHS = [0, 1, PIXELS - 1, PIXELS + 1, 256 * PIXELS, 257 * PIXELS, 4097 * PIXELS, 1 << 23];

export class Values {
  /** @param {() => number} random 0 to 1 @param {Map<string, Type>} types */
  constructor(random, types) {
    this.random = random;
    this.types = types;
  }

  /** @param {number} below */
  upTo(below) {
    return Math.floor(this.random() * below);
  }

  /** @template T @param {ArrayLike<T>} all @returns {T} */
  one(all) {
    return /** @type {T} */ (all[this.upTo(all.length)]);
  }

  /** @param {number} share */
  chance(share) {
    return this.random() < share;
  }

  /**
   * @param {Type} type
   * @param {string} name Of its field.
   * @param {number} odd What share of the numbers, lengths and words lies outside.
   * @returns {unknown}
   */
  of(type, name, odd) {
    switch (type.is) {
      case "literal":
        return this.chance(odd / 4) ? `${type.value}?` : type.value;
      case "number":
        return this.number(name, odd);
      case "string":
        return this.one(this.chance(odd) ? ["", "\u0000", "x".repeat(70_000), "\ud800"] : WORDS);
      case "boolean":
        return this.chance(0.5);
      case "null":
        return null;
      case "bytes":
        return this.bytes(name, odd);
      case "name":
        return this.named(type.name, odd);
      case "list":
        return this.list(type.of, name, odd);
      case "either":
        return this.of(this.one(type.of), name, odd);
      case "both":
        return Object.assign({}, ...type.of.map((each) => this.of(each, name, odd)));
      case "record":
        return this.record(type.fields, odd);
    }
  }

  /** @param {string} name @param {number} odd */
  named(name, odd) {
    const type = this.types.get(name);
    if (!type) throw new Error(`wire.d.ts: there is no ${name}`);
    if (name === "LabelledImages" && !this.chance(odd)) return this.labelled();
    if (name === "Choice" && this.chance(0.8))
      return { pool: this.one(POOLS), groups: [], names: [] };
    return this.of(type, name, odd);
  }

  /** Images whose labels fit them. */
  labelled() {
    const count = 1 + this.upTo(8);
    const ways = 1 + this.upTo(3);
    const labels = Uint8Array.from({ length: count }, (_, at) => at % ways);
    return { images: this.images(count), labels };
  }

  /** @param {import("./grammar.js").Field[]} fields @param {number} odd */
  record(fields, odd) {
    /** @type {Record<string, unknown>} */
    const made = {};
    for (const { name, optional, type } of fields) {
      if (this.chance(optional ? 0.5 : odd / 8)) continue;
      made[name] = this.chance(odd / 6) ? this.one(WRONG) : this.of(type, name, odd);
    }
    if (this.chance(odd / 10)) made[this.one(["extra", "type", "__proto__", "length"])] = 1;
    return made;
  }

  /** @param {Type} of @param {string} name @param {number} odd */
  list(of, name, odd) {
    const length =
      name === "latents" || name === "from" || name === "to"
        ? of.is === "list"
          ? 1 + this.upTo(3)
          : this.one([32, 32, 32, ...LATENTS])
        : this.upTo(4);
    // The numbers of a latent are no numbers of latents.
    const each = name === "latents" && of.is === "number" ? "z" : name;
    const made = Array.from({ length }, () => this.of(of, each, odd / 16));
    if (!this.chance(odd)) return made;
    return this.one([
      [],
      made.slice(1),
      [...made, null],
      Array.from({ length: 5000 }, () => made[0]),
    ]);
  }

  /** @param {string} name @param {number} odd */
  number(name, odd) {
    if (name === "latents" && !this.chance(odd)) return this.one(LATENTS);
    const range =
      OTHERS[name] ?? this.one(RANGES.get(name) ?? [{ least: 0, most: 3, whole: true }]);
    const { least, most, whole } = range;
    if (this.chance(odd)) {
      const step = whole ? 1 : 1e-6;
      return this.one([least, most, least - step, most + step, ...ODD]);
    }
    // Small ones mostly: what is large takes long and is tried at the ends.
    const drawn = least + (most - least) * this.random() ** 12;
    return whole ? Math.min(Math.round(drawn), least + 8) : drawn;
  }

  /** @param {string} name @param {number} odd */
  bytes(name, odd) {
    if (this.chance(odd)) return new Uint8Array(this.one(LENGTHS)).fill(this.upTo(256));
    return this.images(name === "image" || name === "pixels" ? 1 : 1 + this.upTo(4));
  }

  /** @param {number} count */
  images(count) {
    const ink = new Uint8Array(count * PIXELS);
    if (!this.chance(0.02)) for (let at = 200; at < ink.length; at += 3) ink[at] = this.upTo(256);
    return ink;
  }
}

const WORDS = ["a", "0", "1", "digits", "Greek", "train.idx"];
const POOLS = ["digits", "digits", "omniglot"];

/**
 * A stream of numbers from 0 to 1 (mulberry32): the same seed, the same commands.
 *
 * @param {number} seed
 */
export function stream(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
