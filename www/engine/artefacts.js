/** Which of the engine's files a browser loads. */

/** @typedef {import("./engine.js").Backend} Backend */

/**
 * A function that multiplies and adds in one relaxed instruction, `f32x4.relaxed_madd`: a browser
 * without relaxed SIMD finds the module invalid. As a whole engine would be, to it.
 */
const RELAXED_MADD = new Uint8Array([
  0x00,
  0x61,
  0x73,
  0x6d,
  0x01,
  0x00,
  0x00,
  0x00, // \0asm, version 1
  0x01,
  0x05,
  0x01,
  0x60,
  0x00,
  0x01,
  0x7b, // one type: () → v128
  0x03,
  0x02,
  0x01,
  0x00, // one function, of that type
  0x0a,
  0x13,
  0x01,
  0x11,
  0x00, // one body, 17 bytes, no locals
  0x41,
  0x01,
  0xfd,
  0x0f, // i32.const 1, i8x16.splat, three times
  0x41,
  0x01,
  0xfd,
  0x0f,
  0x41,
  0x01,
  0xfd,
  0x0f,
  0xfd,
  0x85,
  0x02, // f32x4.relaxed_madd
  0x0b,
]);

/**
 * The engine's module for a backend, relative to the built page. The one with fused multiply-adds
 * trains 1.2 times as fast.
 *
 * @param {Backend} backend
 * @param {(bytes: Uint8Array<ArrayBuffer>) => boolean} [isValid]
 */
export function artefact(backend, isValid = (bytes) => WebAssembly.validate(bytes)) {
  if (backend === "webgpu") return "engine-webgpu/metavae.js";
  return isValid(RELAXED_MADD) ? "engine-fma/metavae.js" : "metavae.js";
}
