/** The built page in Chromium, for parts that need the browser itself. */

import { openBrowser } from "../e2e/browser.mjs";
import { Host } from "../e2e/server.mjs";
import { Visit } from "../e2e/visit.mjs";

/** @typedef {import("playwright-core").BrowserContext} BrowserContext */

export class Chromium {
  /**
   * @param {Host} host
   * @param {import("playwright-core").Browser} browser
   */
  constructor(host, browser) {
    this.host = host;
    this.browser = browser;
  }

  static async open() {
    return new Chromium(await Host.open(), await openBrowser());
  }

  /**
   * Makes one attempt with a browser profile of its own. Errors that no script caught are losses.
   *
   * @param {import("./faults.js").Faults} faults
   * @param {string} name
   * @param {(profile: Profile) => Promise<void>} act
   * @param {number} [patience] ms
   */
  attempt(faults, name, act, patience) {
    const tried = async () => {
      const context = await this.browser.newContext({ acceptDownloads: true });
      const profile = new Profile(this.host, context);
      try {
        await act(profile);
        if (profile.uncaught.length > 0) throw new Error(profile.uncaught.join("\n"));
      } finally {
        await context.close();
      }
    };
    return faults.attempt(name, tried, patience);
  }

  async close() {
    await this.browser.close();
    await this.host.close();
  }
}

export class Profile {
  /** @type {string[]} */
  uncaught = [];

  /** @param {Host} host @param {BrowserContext} context */
  constructor(host, context) {
    this.host = host;
    this.context = context;
    this.origin = host.origin;
  }

  /** A tab that shows nothing of the page, but belongs to its origin. */
  async blank() {
    const page = await this.context.newPage();
    await page.goto(`${this.host.url}third-party-notices.txt`);
    return page;
  }

  /**
   * A tab with the page, once it answers.
   *
   * @param {(page: import("playwright-core").Page) => Promise<unknown>} [prepare]
   */
  async tab(prepare) {
    const page = await this.context.newPage();
    await prepare?.(page);
    page.on("pageerror", (error) => this.uncaught.push(error.stack ?? error.message));
    const visit = new Visit(page);
    await page.goto(this.host.url);
    await visit.reaches("ready", "true");
    return visit;
  }
}

/** The sentence of a notice. @param {Visit} visit @param {string} code */
export async function said(visit, code) {
  const notice = visit.page.locator(`[data-testid="notice"][data-code="${code}"]`).last();
  return (await notice.getByTestId("notice-text").innerText()).trim();
}

/** Presses a notice's button. @param {Visit} visit @param {string} code */
export const act = (visit, code) =>
  visit.page
    .locator(`[data-testid="notice"][data-code="${code}"]`)
    .last()
    .getByTestId("notice-action")
    .click();

/** Until this many drawings are kept. @param {Visit} visit @param {number} many */
export const drawings = (visit, many) =>
  visit.until(
    `${many} drawings are in the strip`,
    async () => (await visit.number("strip-count")) === many,
  );
