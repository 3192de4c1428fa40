/** Pictures of regions of the page, and how much two of them differ. */

/** @typedef {import("playwright-core").Locator} Locator */

/** An edge of a few pixels about it: outlines stand outside. */
const EDGE = 4;

/** @param {Locator} region @returns {Promise<Buffer>} */
export async function pictureOf(region) {
  await region.scrollIntoViewIfNeeded();
  const page = region.page();
  const box = await region.boundingBox();
  if (!box) throw new Error(`${region} is not to be seen`);
  return page.screenshot({
    clip: {
      x: Math.max(0, box.x - EDGE),
      y: Math.max(0, box.y - EDGE),
      width: box.width + 2 * EDGE,
      height: box.height + 2 * EDGE,
    },
    animations: "disabled",
  });
}

/**
 * The part of the pixels, 0 to 1, in which two pictures differ by what an eye can see.
 *
 * @param {import("playwright-core").Page} page
 * @param {Buffer} one
 * @param {Buffer} other
 */
export const difference = (page, one, other) =>
  page.evaluate(
    async (both) => {
      const pixels = await Promise.all(
        both.map(async (base64) => {
          const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
          const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
          const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
          const context = canvas.getContext("2d");
          if (!context) throw new Error("no canvas");
          context.drawImage(bitmap, 0, 0);
          return context.getImageData(0, 0, bitmap.width, bitmap.height);
        }),
      );
      const [a, b] = pixels;
      if (!a || !b || a.width !== b.width || a.height !== b.height) return 1;
      let differ = 0;
      for (let at = 0; at < a.data.length; at += 4) {
        const far = [0, 1, 2].map((c) => Math.abs((a.data[at + c] ?? 0) - (b.data[at + c] ?? 0)));
        if (Math.max(...far) > 48) differ++;
      }
      return (4 * differ) / a.data.length;
    },
    [one, other].map((png) => png.toString("base64")),
  );

/**
 * How many of a picture's pixels are unlike its first, which is what lies behind.
 *
 * @param {import("playwright-core").Page} page
 * @param {Buffer} picture
 */
export const drawn = (page, picture) =>
  page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    let seen = 0;
    for (let at = 4; at < data.length; at += 4)
      if ([0, 1, 2].some((c) => Math.abs((data[at + c] ?? 0) - (data[c] ?? 0)) > 48)) seen++;
    return (4 * seen) / data.length;
  }, picture.toString("base64"));
