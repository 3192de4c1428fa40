/** Which engine a browser loads. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { artefact } from "../../www/engine/artefacts.js";

test("relaxed SIMD gets the engine with fused multiply-adds, no relaxed SIMD the plain one", () => {
  assert.equal(
    artefact("cpu", () => true),
    "engine-fma/metavae.js",
  );
  assert.equal(
    artefact("cpu", () => false),
    "metavae.js",
  );
  assert.equal(
    artefact("webgpu", () => false),
    "engine-webgpu/metavae.js",
  );
});

test("what is asked about is one relaxed instruction in a module that is otherwise plain", () => {
  /** @type {Uint8Array<ArrayBuffer> | null} */
  let asked = null;
  artefact("cpu", (bytes) => {
    asked = bytes.slice();
    return false;
  });
  assert.ok(asked);
  /** @type {Uint8Array<ArrayBuffer>} */
  const plain = asked;
  // In place of f32x4.relaxed_madd: drop the third operand, then f32x4.add.
  plain.set([0x1a, 0xfd, 0xe4, 0x01], plain.length - 4);
  const body = plain.indexOf(0x0a);
  const grown = Uint8Array.from([...plain, 0x0b]);
  grown[body + 1] = (grown[body + 1] ?? 0) + 1;
  grown[body + 3] = (grown[body + 3] ?? 0) + 1;
  assert.ok(WebAssembly.validate(grown), "the rest of the module is valid everywhere");
});
