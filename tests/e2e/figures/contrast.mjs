/** What can be read: the contrast of a text to what is behind it. */

/**
 * Runs in the page: the texts whose contrast to what is behind them is below that.
 *
 * @param {number} least 4.5 is WCAG's AA, 7 its AAA.
 */
export function contrasts(least) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return { checked: 0, faint: [] };
  /** Paints colours over one another and reads what is seen. @param {string[]} layers */
  const mix = (layers) => {
    context.clearRect(0, 0, 1, 1);
    for (const layer of layers) {
      context.fillStyle = layer;
      context.fillRect(0, 0, 1, 1);
    }
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  /** @param {number[]} rgb */
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let checked = 0;
  /** @type {string[]} */
  const faint = [];
  for (const element of document.body.querySelectorAll(
    "p, h1, h2, h3, dt, dd, b, small, span, button, label, figcaption, li, a",
  )) {
    const text = [...element.childNodes]
      .filter((node) => node.nodeType === Node.TEXT_NODE)
      .map((node) => node.textContent)
      .join("")
      .trim();
    const box = element.getBoundingClientRect();
    if (!text || box.width === 0 || box.height === 0) continue;
    if (element.closest(":disabled, [hidden], [aria-hidden='true'], .pending, .uplot, .skip"))
      continue;
    /** @type {string[]} */
    const layers = [];
    for (let under = /** @type {Element | null} */ (element); under; under = under.parentElement) {
      layers.unshift(getComputedStyle(under).backgroundColor);
    }
    const ground = luminance(mix(layers));
    const ink = luminance(mix([...layers, getComputedStyle(element).color]));
    const contrast = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
    checked++;
    if (contrast < least) faint.push(`${contrast.toFixed(2)} “${text.slice(0, 40)}”`);
  }
  return { checked, faint };
}
