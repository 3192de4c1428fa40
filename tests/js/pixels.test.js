import assert from "node:assert/strict";
import { test } from "node:test";

import { countImages, imageAt, join, PIXELS, paint, SIDE } from "../../www/app/pixels.js";

/** @param {number} ink */
const image = (ink) => new Uint8Array(PIXELS).fill(ink);

/** A canvas that keeps what was put on it. */
function fakeCanvas() {
  /** @type {{data: Uint8ClampedArray}[]} */
  const put = [];
  const context = {
    createImageData: (/** @type {number} */ width, /** @type {number} */ height) => ({
      data: new Uint8ClampedArray(4 * width * height),
    }),
    putImageData: (/** @type {{data: Uint8ClampedArray}} */ data) => put.push(data),
  };
  const canvas = { width: 300, height: 150, getContext: () => context };
  return { canvas: /** @type {HTMLCanvasElement} */ (/** @type {unknown} */ (canvas)), put };
}

test("images joined for the engine come apart as they were", () => {
  const joined = join([image(1), image(2), image(3)]);
  assert.equal(joined.length, 3 * PIXELS);
  assert.equal(countImages(joined), 3);
  assert.deepEqual(imageAt(joined, 1), image(2));
  assert.equal(countImages(join([])), 0);
});

test("full ink and bare paper have the theme's colours, half ink is between; all is opaque", () => {
  const { canvas, put } = fakeCanvas();
  const drawing = image(0);
  drawing[0] = 255;
  drawing[1] = 128;
  paint(canvas, drawing, "light");
  assert.deepEqual([canvas.width, canvas.height], [SIDE, SIDE]);
  const { data } = put[0];
  const [full, half, bare] = [0, 1, 2].map((pixel) => [...data.subarray(4 * pixel, 4 * pixel + 4)]);
  assert.deepEqual(
    [full, bare],
    [
      [27, 31, 59, 255],
      [250, 248, 243, 255],
    ],
  );
  for (const channel of [0, 1, 2]) {
    assert.ok(full[channel] < half[channel] && half[channel] < bare[channel], `${half}`);
  }
  assert.equal(half[3], 255);
});

test("the dark theme turns ink light, and no image is blank paper", () => {
  const { canvas, put } = fakeCanvas();
  paint(canvas, image(255), "dark");
  paint(canvas, null, "dark");
  const [ink, paper] = put.map(({ data }) => data[0]);
  assert.ok(ink > 200 && paper < 50);
  assert.ok(
    put[1].data.every((value, index) => value === put[1].data[index % 4]),
    "one colour",
  );
});
