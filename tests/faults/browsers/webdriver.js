/**
 * As much of the W3C WebDriver protocol as the suite needs, which is little: an HTTP request a
 * command. Packages that speak it bring 70 others.
 */

/** What the protocol calls a reference to an element. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

export class WebDriver {
  #session;

  /** @param {string} session Its address. */
  constructor(session) {
    this.#session = session;
  }

  /** @param {string} origin The driver's. @param {object} capabilities Each of them must be had. */
  static async open(origin, capabilities) {
    const body = { capabilities: { alwaysMatch: capabilities } };
    const { sessionId } = await call("POST", `${origin}/session`, body);
    return new WebDriver(`${origin}/session/${sessionId}`);
  }

  /** @param {string} command @param {object} [body] */
  post(command, body = {}) {
    return call("POST", `${this.#session}/${command}`, body);
  }

  /** @param {string} command */
  get(command) {
    return call("GET", `${this.#session}/${command}`);
  }

  close() {
    return call("DELETE", this.#session);
  }

  /**
   * Calls a function of the page's and waits for what it promises.
   *
   * @param {(...args: any[]) => unknown} act
   * @param {unknown[]} args
   */
  async evaluate(act, args) {
    const script = `
      const done = arguments[arguments.length - 1];
      const act = ${act};
      Promise.resolve()
        .then(() => act(...[...arguments].slice(0, -1)))
        .then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value, error } = await this.post("execute/async", { script, args });
    if (error !== undefined) throw new Error(error);
    return value;
  }

  /** The first element that a selector finds, as commands name it. @param {string} selector */
  async element(selector) {
    const found = await this.post("element", { using: "css selector", value: selector });
    return `element/${found[ELEMENT]}`;
  }

  /** What one mouse does, one after another. @param {object[]} actions */
  async mouse(actions) {
    const mouse = { type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions };
    await this.post("actions", { actions: [mouse] });
  }

  /** Types where the focus is. @param {string} text */
  async keys(text) {
    const actions = [...text].flatMap((value) => [
      { type: "keyDown", value },
      { type: "keyUp", value },
    ]);
    await this.post("actions", { actions: [{ type: "key", id: "keys", actions }] });
  }
}

/**
 * @param {"GET" | "POST" | "DELETE"} method
 * @param {string} url
 * @param {object} [body]
 * @returns {Promise<any>}
 */
async function call(method, url, body) {
  const response = await fetch(url, { method, body: body && JSON.stringify(body) });
  const { value } = await response.json();
  if (response.ok) return value;
  throw new Error(`${method} ${new URL(url).pathname}: ${value?.message || value?.error}`);
}
