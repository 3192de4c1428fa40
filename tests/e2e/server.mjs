/**
 * A static host as plain as they come, which serves the built page from a sub-path, remembers
 * what was asked of it, and misbehaves when told to.
 */

import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, resolve, sep } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

/** The built page; `METAVAE_DIST` names another place for it. */
export const DIST = resolve(
  process.env.METAVAE_DIST ?? fileURLToPath(new URL("../../dist", import.meta.url)),
);
/** Neither the root nor one level deep, where a wrong address might still be right by chance. */
const BASE = "/some/path/";

const TYPES = /** @type {Record<string, string>} */ ({
  ".css": "text/css",
  ".gz": "application/octet-stream",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".safetensors": "application/octet-stream",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
});

/**
 * How one file is served wrongly.
 * @typedef {object} Fault
 * @property {number} [status] In place of 200.
 * @property {string} [html] In place of the file, as a host's own "not found" page.
 * @property {number} [cutTo] Only so many bytes of it, as if that were all.
 * @property {Buffer} [body] In place of the file.
 * @property {Promise<unknown>} [after] Not before this.
 * @property {string} [type] In place of its content type.
 * @property {"before" | "after"} [stall] Nothing comes, or no more than the first half.
 * @property {"cut" | "reset"} [breaks] The connection ends with the first half, or breaks there.
 * @property {number} [rate] So many bytes a second.
 * @property {number} [large] So many bytes of nothing in its place.
 * @property {number} [times] Only so often, then rightly again.
 */

export class Host {
  /** @type {import("node:http").Server} */
  #server;
  /** Served at `www/data/`, in place of what dist/ has there. @type {string | null} */
  #shards;
  /** @type {Map<string, Fault>} */
  #faults = new Map();
  /** Paths below the page's own, in the order in which they were asked for. @type {string[]} */
  requests = [];
  /**
   * Anything outside the page's path: an absolute address that should be relative.
   * @type {string[]}
   */
  strays = [];

  /** @param {import("node:http").Server} server @param {string | null} shards */
  constructor(server, shards) {
    this.#server = server;
    this.#shards = shards;
  }

  /**
   * @param {{shards?: string | null}} [options]
   * @returns {Promise<Host>}
   */
  static async open({ shards = null } = {}) {
    if (!existsSync(join(DIST, "index.html"))) {
      throw new Error(`There is no built page in ${DIST}. Run \`cargo xtask build\` first.`);
    }
    const server = createServer((request, response) => void host.#answer(request, response));
    const host = new Host(server, shards);
    await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
    return host;
  }

  get origin() {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("The host is closed.");
    return `http://127.0.0.1:${address.port}`;
  }

  /** The page's address. */
  get url() {
    return this.origin + BASE;
  }

  /** @param {string} path Below the page's own. @param {Fault} fault */
  fault(path, fault) {
    this.#faults.set(path, { ...fault });
  }

  /** From now on everything is served as it is. */
  heal() {
    this.#faults.clear();
  }

  close() {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} response
   */
  async #answer(request, response) {
    const { pathname } = new URL(request.url ?? "/", this.origin);
    if (!pathname.startsWith(BASE)) {
      this.strays.push(pathname);
      return void response.writeHead(404).end();
    }
    const path = decodeURIComponent(pathname.slice(BASE.length)) || "index.html";
    this.requests.push(path);
    const fault = this.#take(path);
    await fault?.after;
    if (fault?.stall === "before") return;
    const type = fault?.type ?? TYPES[extname(path)] ?? "application/octet-stream";
    if (fault?.html !== undefined) {
      return void response
        .writeHead(fault.status ?? 200, { "content-type": TYPES[".html"] })
        .end(fault.html);
    }
    if (fault?.status) return void response.writeHead(fault.status).end();
    if (fault?.body) return void response.writeHead(200, { "content-type": type }).end(fault.body);
    if (fault?.large) {
      response.writeHead(200, { "content-type": type, "content-length": fault.large });
      return void Readable.from(zeros(fault.large)).pipe(response);
    }
    const file = this.#locate(path);
    if (!file) return void response.writeHead(404).end();
    const tag = `"${statSync(file).size}-${statSync(file).mtimeMs}"`;
    if (!fault && request.headers["if-none-match"] === tag)
      return void response.writeHead(304, { etag: tag, "cache-control": "no-cache" }).end();
    const length = Math.min(fault?.cutTo ?? Infinity, statSync(file).size);
    response.writeHead(200, {
      "content-type": type,
      "content-length": length,
      "cache-control": "no-cache",
      etag: tag,
    });
    if (fault?.rate) return void (await this.#drip(readFileSync(file), fault.rate, response));
    if (!fault?.stall && !fault?.breaks)
      return void createReadStream(file, { end: length - 1 }).pipe(response);
    response.write(readFileSync(file).subarray(0, length / 2), () => {
      if (fault.breaks === "cut") response.destroy();
      if (fault.breaks === "reset") request.socket.resetAndDestroy();
    });
  }

  /**
   * @param {Buffer} bytes
   * @param {number} rate
   * @param {import("node:http").ServerResponse} response
   */
  async #drip(bytes, rate, response) {
    const each = Math.max(1, Math.round(rate / 10));
    for (let at = 0; at < bytes.length && !response.destroyed; at += each) {
      response.write(bytes.subarray(at, at + each));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    response.end();
  }

  /** @param {string} path @returns {Fault | undefined} */
  #take(path) {
    const fault = this.#faults.get(path);
    if (fault?.times !== undefined && --fault.times === 0) this.#faults.delete(path);
    return fault;
  }

  /** @param {string} path @returns {string | null} */
  #locate(path) {
    const data = "www/data/";
    const [folder, rest] =
      this.#shards && path.startsWith(data)
        ? [this.#shards, path.slice(data.length)]
        : [DIST, path];
    const file = normalize(join(folder, rest));
    if (!file.startsWith(normalize(folder + sep))) return null;
    return existsSync(file) && statSync(file).isFile() ? file : null;
  }
}

/** @param {number} length */
function* zeros(length) {
  for (let at = 0; at < length; at += 1 << 16) yield Buffer.alloc(Math.min(1 << 16, length - at));
}
