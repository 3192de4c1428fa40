/**
 * The model's 16 tensors in PyTorch's order, and their two arrangements: PyTorch's, in which
 * weights and gradients cross between engines, and channels last, in which TF.js computes
 * (`[rows, columns, wide, narrow]` convolutions, `[in, out]` linear layers).
 * As `src/model/layout.rs` has it; the benchmark's agreement check holds the two together.
 */

/** @type {[string, number[]][]} */
export const LAYOUT = [
  ["encoder.0.weight", [32, 1, 4, 4]],
  ["encoder.0.bias", [32]],
  ["encoder.2.weight", [64, 32, 4, 4]],
  ["encoder.2.bias", [64]],
  ["encoder.5.weight", [256, 3136]],
  ["encoder.5.bias", [256]],
  ["encoder.7.weight", [64, 256]],
  ["encoder.7.bias", [64]],
  ["decoder.0.weight", [256, 32]],
  ["decoder.0.bias", [256]],
  ["decoder.2.weight", [3136, 256]],
  ["decoder.2.bias", [3136]],
  ["decoder.5.weight", [64, 32, 4, 4]],
  ["decoder.5.bias", [32]],
  ["decoder.7.weight", [32, 1, 4, 4]],
  ["decoder.7.bias", [1]],
];

export const PARAMETERS = 1_700_609;
export const PIXELS = 784;
export const LATENTS = 32;

/**
 * Height times width, and channels, of the smallest image where it is one row of a linear layer.
 */
const AREA = 49;
const CHANNELS = 64;

/** @param {number[]} shape */
export const size = (shape) => shape.reduce((product, length) => product * length, 1);

/**
 * The tensors of a flat array of all parameters, without a copy.
 *
 * @param {Float32Array} flat
 */
export function tensors(flat) {
  if (flat.length !== PARAMETERS)
    throw new Error(`The model has ${PARAMETERS} numbers, not ${flat.length}.`);
  let start = 0;
  return LAYOUT.map(([, shape]) => {
    const end = start + size(shape);
    const tensor = flat.subarray(start, end);
    start = end;
    return tensor;
  });
}

/**
 * And back to one array.
 *
 * @param {ArrayLike<number>[]} parts
 */
export function flatten(parts) {
  const flat = new Float32Array(PARAMETERS);
  let start = 0;
  for (const part of parts) {
    flat.set(part, start);
    start += part.length;
  }
  if (start !== PARAMETERS) throw new Error(`The model has ${PARAMETERS} numbers, not ${start}.`);
  return flat;
}

/** The shape of a tensor with its channels last. @param {number} index In {@link LAYOUT}. */
export function shapeChannelsLast(index) {
  const shape = LAYOUT[index][1];
  const [narrow, wide, height, width] = shape;
  if (shape.length === 4) return [height, width, wide, narrow];
  return shape.length === 2 ? [wide, narrow] : shape;
}

/** From PyTorch's order. @param {number} index @param {ArrayLike<number>} values */
export function toChannelsLast(index, values) {
  const out = new Float32Array(values.length);
  permute(index, (last, first) => (out[last] = values[first]));
  return out;
}

/** To PyTorch's order. @param {number} index @param {ArrayLike<number>} values */
export function fromChannelsLast(index, values) {
  const out = new Float32Array(values.length);
  permute(index, (last, first) => (out[first] = values[last]));
  return out;
}

/** @param {number} index @param {(last: number, first: number) => void} put */
function permute(index, put) {
  const shape = LAYOUT[index][1];
  if (shape.length === 4) {
    const [narrow, wide, height, width] = shape;
    const taps = height * width;
    for (let n = 0; n < narrow; n++)
      for (let w = 0; w < wide; w++)
        for (let tap = 0; tap < taps; tap++)
          put((tap * wide + w) * narrow + n, (n * wide + w) * taps + tap);
  } else if (shape.length === 2) {
    const [outputs, inputs] = shape;
    for (let o = 0; o < outputs; o++)
      for (let i = 0; i < inputs; i++)
        put(place(i, inputs) * outputs + place(o, outputs), o * inputs + i);
  } else {
    for (let i = 0; i < shape[0]; i++) put(place(i, shape[0]), i);
  }
}

/**
 * Where number i of a row goes: elsewhere only in a row that is an image.
 * @param {number} i
 * @param {number} length
 */
function place(i, length) {
  return length === AREA * CHANNELS ? (i % AREA) * CHANNELS + Math.floor(i / AREA) : i;
}
