/** What stories fetch when it is asked for, in bytes: `tests/js/story-text.test.js` weighs them. */
export const BYTES = {
  "vae-mnist.safetensors": 3402538,
  "mnist-prototypes.safetensors": 3402538,
  "mnist-hypernetwork.safetensors": 3759234,
  "vae-mnist-beta-0.1.packed": 1051642,
  "vae-mnist-beta-8.packed": 703709,
  "vae-mnist-literal.packed": 386222,
};

/** By a story: what all its presses together fetch. */
export const FETCHED = {
  see: sum(
    "vae-mnist-beta-0.1.packed",
    "vae-mnist-beta-8.packed",
    "vae-mnist-literal.packed",
    "vae-mnist.safetensors",
    "mnist-prototypes.safetensors",
  ),
  lab: sum(
    "mnist-prototypes.safetensors",
    "vae-mnist.safetensors",
    "mnist-hypernetwork.safetensors",
  ),
};

/** @param {(keyof typeof BYTES)[]} files */
function sum(...files) {
  return files.reduce((all, file) => all + BYTES[file], 0);
}
