/**
 * Pictures of every room, on a desk and on a phone, light and dark, in both languages, as the
 * READMEs show them: docs/pictures/ROOM-SCREEN-THEME-LANGUAGE.webp. Not a test:
 * `node tests/e2e/screenshots.mjs`, after `cargo xtask build`.
 */

import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { openBrowser } from "./browser.mjs";
import { Host } from "./server.mjs";
import { THREE } from "./strokes.mjs";
import { Visit } from "./visit.mjs";

const PICTURES = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));
const SCREENS = {
  desk: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 360, height: 740 }, hasTouch: true, deviceScaleFactor: 2 },
};
const ROOMS = { see: "#/see", train: "#/train", teach: "#/teach", lab: "#/lab/methods" };

/** Until nothing moves any more that the room shows by itself. */
const REST_MS = 3000;

mkdirSync(PICTURES, { recursive: true });
const host = await Host.open();
const browser = await openBrowser();
try {
  for (const [screen, size] of Object.entries(SCREENS)) {
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      for (const language of ["en", "zh"]) {
        const reducedMotion = /** @type {const} */ ("reduce");
        const context = await browser.newContext({ ...size, colorScheme, reducedMotion });
        const visit = new Visit(await context.newPage());
        await visit.page.goto(`${host.url}?device=cpu&lang=${language}`);
        await visit.reaches("ready", "true");
        await visit.draw(THREE);
        for (const [room, address] of Object.entries(ROOMS)) {
          await visit.page.evaluate((hash) => (location.hash = hash), address);
          await visit.reaches("room", room);
          await visit.page.mouse.move(0, 0);
          await visit.page.waitForTimeout(REST_MS);
          const name = `${room}-${screen}-${colorScheme}-${language}.webp`;
          await sharp(await visit.page.screenshot())
            .webp({ quality: 80, effort: 6 })
            .toFile(`${PICTURES}${name}`);
          console.log(name);
        }
        await context.close();
      }
    }
  }
} finally {
  await browser.close();
  await host.close();
}
