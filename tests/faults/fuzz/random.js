/** Chance that a seed repeats. */

export class Random {
  #state;

  /** @param {number} seed */
  constructor(seed) {
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  }

  /** 32 bits (mulberry32). */
  bits() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** 0 to `below` − 1. @param {number} below */
  below(below) {
    return below > 0 ? this.bits() % below : 0;
  }

  /** @param {number} one In so many. */
  chance(one) {
    return this.below(one) === 0;
  }

  /** @template T @param {readonly T[]} list */
  of(list) {
    return list[this.below(list.length)];
  }

  /** @param {number} length */
  bytes(length) {
    return Uint8Array.from({ length }, () => this.bits());
  }
}

/** Numbers at which readers break. */
export const EDGES = [
  0, 1, 2, 3, 4, 7, 8, 9, 27, 28, 29, 127, 128, 255, 256, 257, 767, 769, 784, 1024, 1025, 2049,
  2051, 32767, 65535, 65536, 300000, 300001, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
];

/**
 * Some bytes changed, moved, doubled, taken away or put in.
 *
 * @param {Random} random
 * @param {Uint8Array} bytes
 * @param {number} [most] Changes.
 */
export function mutated(random, bytes, most = 6) {
  let result = Uint8Array.from(bytes);
  for (let left = 1 + random.below(most); left > 0; left--) result = changed(random, result);
  return result;
}

/** @param {Random} random @param {Uint8Array<ArrayBuffer>} bytes */
function changed(random, bytes) {
  const at = random.below(bytes.length);
  const length = 1 + random.below(random.chance(8) ? 4096 : 16);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (random.below(8)) {
    case 0:
      if (bytes.length > 0) bytes[at] ^= 1 << random.below(8);
      return bytes;
    case 1:
      if (bytes.length > 0) bytes[at] = random.of(EDGES);
      return bytes;
    case 2:
      if (at + 4 <= bytes.length) view.setUint32(at, random.of(EDGES), random.chance(2));
      return bytes;
    case 3:
      if (at + 2 <= bytes.length) view.setUint16(at, random.of(EDGES), random.chance(2));
      return bytes;
    case 4:
      return spliced(bytes, at, length, new Uint8Array());
    case 5:
      return spliced(bytes, at, 0, random.bytes(length));
    case 6: {
      const from = random.below(bytes.length);
      return spliced(bytes, at, random.chance(2) ? length : 0, bytes.slice(from, from + length));
    }
    default:
      return random.chance(4) ? bytes.slice(0, at) : bytes;
  }
}

/**
 * @param {Uint8Array} bytes
 * @param {number} at
 * @param {number} away
 * @param {Uint8Array} into
 */
function spliced(bytes, at, away, into) {
  const rest = bytes.subarray(Math.min(at + away, bytes.length));
  const result = new Uint8Array(at + into.length + rest.length);
  result.set(bytes.subarray(0, at));
  result.set(into, at);
  result.set(rest, at + into.length);
  return result;
}

/** What JSON may hold in a place where something else belongs. @param {Random} random */
const strange = (random) =>
  random.of([
    null,
    true,
    -1,
    0,
    0.5,
    1e300,
    -1e300,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    2 ** 64,
    "",
    "\u0000",
    "\u202e",
    "x".repeat(random.below(5000)),
    [],
    {},
    [[]],
    { a: { a: {} } },
    random.of(EDGES),
    "F32",
    "train",
  ]);

/**
 * A value of JSON with some of its parts replaced, doubled or taken away.
 *
 * @param {Random} random
 * @param {unknown} value
 * @param {number} [one] Of so many parts.
 * @returns {unknown}
 */
export function disturbed(random, value, one = 12) {
  if (random.chance(one)) return strange(random);
  if (Array.isArray(value)) {
    const list = value.map((each) => disturbed(random, each, one));
    if (random.chance(one)) list.splice(random.below(list.length), random.below(3));
    if (random.chance(one)) list.push(...list.slice(random.below(list.length)));
    return list;
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(() => !random.chance(4 * one));
  return Object.fromEntries(
    entries.map(([key, each]) => [
      random.chance(8 * one) ? String(strange(random)) : key,
      disturbed(random, each, one),
    ]),
  );
}
