/** Weights files of strangers, for each place that takes one. */

import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";

import { pageFile } from "../../js/real/page.js";
import { file, filled, parsed } from "../bytes/safetensors.js";

/** @typedef {import("../parts/hostile.js").Case} Case */
/** @typedef {import("../../../www/engine/wire.js").Algorithm} Algorithm */

const NO_FILE = /The weights file was refused: it is not a safetensors file/;
const NOT_FINITE = /The weights were refused: what they make of an image is not finite/;

/** @param {string} name @param {Uint8Array<ArrayBuffer>} bytes @param {RegExp} [refused] @param {"pretrained" | "fineTuned"} [slot] @returns {Case} */
const weights = (name, bytes, refused, slot = "pretrained") => ({
  name: `weights ${name}`,
  commands: [{ type: "loadWeights", slot, name: "a stranger's", bytes }],
  refused,
});

/** @param {string} name @param {Uint8Array<ArrayBuffer>} bytes @param {RegExp} refused @param {Algorithm} algorithm @returns {Case} */
const meta = (name, bytes, refused, algorithm) => ({
  name: `weights for ${algorithm} ${name}`,
  commands: [{ type: "loadMetaWeights", algorithm, name: "a stranger's", bytes }],
  refused,
});

const nothing = new Uint8Array();

/** @returns {Case[]} */
function headers() {
  const vae = pageFile("weights/vae-mnist.safetensors");
  const { header, body } = parsed(vae);
  const first = Object.keys(header)[0];
  const tensor = header[first];
  const changed = (/** @type {object} */ says) =>
    file({ ...header, [first]: { ...tensor, ...says } }, body);
  const named = (/** @type {number} */ count) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, at) => [
        `t${at}`,
        { dtype: "F32", shape: [0], data_offsets: [0, 0] },
      ]),
    );
  return [
    weights("of no bytes", nothing, NO_FILE),
    weights("that are a web page", new TextEncoder().encode("<html>"), /it is a web page/),
    weights("cut in their middle", vae.slice(0, 1 << 20), NO_FILE),
    weights(
      "with a byte too many",
      new Uint8Array([...vae.subarray(0, 100), ...vae.subarray(99)]),
      /refused/,
    ),
    weights("of 9 MB", new Uint8Array(9 << 20), /it has 9437184 bytes/),
    weights(
      "with a header of 2⁶⁴ bytes",
      file("{}", nothing, 0xffffffffffffffffn),
      /header would be longer/,
    ),
    weights("with a header of 2³² bytes", file("{}", nothing, 2n ** 32n), /header would be longer/),
    weights("of 100,000 tensors", file(named(100_000), nothing), /header would be longer/),
    weights(
      "of 1,000 tensors",
      file(named(1000), nothing),
      /that this model does not have|not a safetensors/,
    ),
    weights("of half a million brackets", file("[".repeat(60_000), nothing), NO_FILE),
    weights(
      "of a name of 60,000 bytes",
      file({ ["x".repeat(60_000)]: tensor }, nothing),
      /refused/,
    ),
    weights(
      "without a tensor",
      file({ ...header, [first]: undefined }, body),
      /is missing from it|not a safetensors/,
    ),
    weights("of another shape", changed({ shape: [1] }), /refused/),
    weights("of a shape that overflows", changed({ shape: [2 ** 31, 2 ** 31, 4] }), NO_FILE),
    weights(
      "of offsets that overflow",
      changed({ data_offsets: [0, Number.MAX_SAFE_INTEGER] }),
      NO_FILE,
    ),
    weights("of offsets that run backwards", changed({ data_offsets: [100, 0] }), NO_FILE),
    weights(
      "of another kind of numbers",
      changed({ dtype: "I16" }),
      /is I16, and only F16 and F32/,
    ),
    weights(
      "of a hypernetwork",
      pageFile("weights/mnist-hypernetwork.safetensors"),
      /this model does not have/,
    ),
  ];
}

/** @returns {Case[]} */
function numbers() {
  const vae = pageFile("weights/vae-mnist.safetensors");
  const hyper = pageFile("weights/mnist-hypernetwork.safetensors");
  const huge = filled(vae, 3e38);
  const own = (/** @type {string} */ name) => name.startsWith("hyper.");
  /** @type {Algorithm[]} */
  const ofVaes = ["prototypes", "reptile", "firstOrderMaml", "secondOrderMaml", "anil"];
  return [
    weights("that are all infinite", filled(vae, Number.POSITIVE_INFINITY), /not finite, at 0/),
    weights("that are all no numbers", filled(vae, Number.NaN), /not finite, at 0/),
    weights("that are all 3e38", huge, NOT_FINITE),
    weights("that are all −3e38", filled(vae, -3e38), NOT_FINITE),
    weights("that are all 1e20", filled(vae, 1e20), NOT_FINITE),
    weights(
      "that are 3e38 in the encoder",
      filled(vae, 3e38, (name) => name.startsWith("enc")),
      NOT_FINITE,
    ),
    weights(
      "that are 3e38 in the last layer",
      filled(vae, 3e38, (name) => name.startsWith("decoder.7")),
      NOT_FINITE,
    ),
    weights("that are all 3e38, fine-tuned", huge, NOT_FINITE, "fineTuned"),
    weights("that are all 0", filled(vae, 0)),
    ...ofVaes.map((algorithm) => meta("that are all 3e38", huge, NOT_FINITE, algorithm)),
    meta("that are all 3e38", filled(hyper, 3e38), NOT_FINITE, "hypernetwork"),
    meta("that are 3e38 in it alone", filled(hyper, 3e38, own), NOT_FINITE, "hypernetwork"),
    meta("that are a VAE's", vae, /is missing from it/, "hypernetwork"),
  ];
}

/** A tensor of no numbers at the end of a file. @param {number} at */
const empty = (at) => ({ dtype: "F32", shape: [0], data_offsets: [at, at] });

/** @param {Uint8Array} whole @param {import("../bytes/safetensors.js").Tensor} tensor A single number. */
function notFinite(whole, { data_offsets: [at] }) {
  const bytes = new Uint8Array(whole);
  const view = new DataView(bytes.buffer);
  const body = 8 + Number(view.getBigUint64(0, true));
  view.setFloat32(body + at, Number.POSITIVE_INFINITY, true);
  return bytes;
}

/** @returns {Case[]} */
function packed() {
  const small = pageFile("weights/vae-mnist-small.packed");
  const plain = new Uint8Array(gunzipSync(small));
  const { header, body } = parsed(plain);
  const [of, codes, scale] = ["", ".codes", ".scale"].map((part) => `encoder.5.weight${part}`);
  const changed = (/** @type {object} */ says) => file({ ...header, ...says }, body);
  const base = createHash("sha256").update(plain).digest("hex");
  const patch = (/** @type {string} */ base) => file({ __metadata__: { base } }, nothing);
  /** @param {string} name @param {Uint8Array<ArrayBuffer>} bytes @param {RegExp} refused @param {Uint8Array} base @returns {Case} */
  const onBase = (name, bytes, refused, base) => {
    const load = /** @type {const} */ ({ type: "loadWeights", slot: "pretrained", name: "own" });
    return { name: `weights ${name}`, commands: [{ ...load, bytes, base }], refused };
  };
  const bomb = new Uint8Array(gzipSync(new Uint8Array(1 << 30)));
  return [
    weights("in a gzip of 1 GB", bomb, /unpacks to more than 8388608 bytes/),
    weights("in a gzip that is cut", small.slice(0, 1 << 19), /its gzip stream ends early/),
    weights("in a gzip in a gzip", new Uint8Array(gzipSync(small)), NO_FILE),
    weights(
      "of codes without a scale",
      changed({ [scale]: undefined }),
      /is missing|not a safetensors/,
    ),
    weights("of codes that are F32", changed({ [codes]: header[scale] }), NO_FILE),
    weights("of a scale that is not finite", notFinite(plain, header[scale]), /not finite/),
    weights(
      "of more codes than a model has numbers",
      file(
        { [codes]: { dtype: "U8", shape: [2 ** 22], data_offsets: [0, 2 ** 22] } },
        new Uint8Array(2 ** 22),
      ),
      /more numbers than any model/,
    ),
    weights("twice, plain and in codes", changed({ [of]: empty(body.length) }), /twice/),
    weights("that are a patch alone", patch(base), /only what differs from another file/),
    onBase("that are a patch of another file", patch("0".repeat(64)), /another base/, small),
    onBase("that are whole, with a base", small, /it is whole/, small),
    onBase(
      "that are a patch of a web page",
      patch(createHash("sha256").update("<html>").digest("hex")),
      /its base is not a safetensors file/,
      new TextEncoder().encode("<html>"),
    ),
    onBase(
      "that are a patch of a patch",
      patch(createHash("sha256").update(patch(base)).digest("hex")),
      /its base is not whole itself/,
      patch(base),
    ),
  ];
}

/** @returns {Case[]} */
export const strangers = () => [...headers(), ...numbers(), ...packed()];
