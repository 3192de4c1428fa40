/** Engine images (784 bytes, ink = 255) to canvases, in the colours of the theme. */

export const SIDE = 28;
export const PIXELS = SIDE * SIDE;

/** Paper and ink, for each theme. One map for every picture on the page. */
const MAPS = {
  light: { paper: [250, 248, 243], ink: [27, 31, 59] },
  dark: { paper: [20, 22, 31], ink: [246, 240, 226] },
};

/** @typedef {keyof typeof MAPS} Theme */

/**
 * Paints one image on a canvas that the style sheet scales up without smoothing.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Uint8Array | null} image Null clears it to paper.
 * @param {Theme} theme
 */
export function paint(canvas, image, theme) {
  if (canvas.width !== SIDE) canvas.width = SIDE;
  if (canvas.height !== SIDE) canvas.height = SIDE;
  const context = canvas.getContext("2d");
  if (!context) return;
  const { paper, ink } = MAPS[theme];
  const data = context.createImageData(SIDE, SIDE);
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    const amount = (image?.[pixel] ?? 0) / 255;
    for (let channel = 0; channel < 3; channel++) {
      data.data[pixel * 4 + channel] = Math.round(
        paper[channel] + (ink[channel] - paper[channel]) * amount,
      );
    }
    data.data[pixel * 4 + 3] = 255;
  }
  context.putImageData(data, 0, 0);
}

/** How many images `bytes` holds. @param {Uint8Array} bytes */
export const countImages = (bytes) => Math.floor(bytes.length / PIXELS);

/** @param {Uint8Array} bytes @param {number} index */
export const imageAt = (bytes, index) => bytes.subarray(index * PIXELS, (index + 1) * PIXELS);

/** One array after another, as the engine takes several images. @param {Uint8Array[]} images */
export function join(images) {
  const bytes = new Uint8Array(images.length * PIXELS);
  images.forEach((image, index) => bytes.set(image, index * PIXELS));
  return bytes;
}

/**
 * Shows images as a row of canvases, reusing those that are there.
 *
 * @param {HTMLElement} tiles
 * @param {Uint8Array | null} images `n * 784` bytes. Null leaves `empty` blank tiles.
 * @param {Theme} theme
 * @param {number} [empty] Blank tiles to hold the place, so that nothing moves when they fill.
 */
export function paintTiles(tiles, images, theme, empty = 0) {
  const count = images ? countImages(images) : empty;
  while (tiles.childElementCount > count) tiles.lastElementChild?.remove();
  while (tiles.childElementCount < count) {
    const canvas = document.createElement("canvas");
    canvas.className = "picture";
    tiles.append(canvas);
  }
  tiles.dataset.count = String(images ? count : 0);
  [...tiles.children].forEach((canvas, index) => {
    paint(/** @type {HTMLCanvasElement} */ (canvas), images && imageAt(images, index), theme);
  });
}
