/**
 * Serves the built page and the benchmark's packages on 127.0.0.1 and
 * counts what it sends. Cross-origin isolated, so that libraries may use their threads.
 */

import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";

const TYPES = /** @type {Record<string, string>} */ ({
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
});

export class Host {
  #server;
  /** @type {Map<string, number>} Bytes sent by path, each path once. */
  sent = new Map();

  /** @param {string} folder */
  constructor(folder) {
    this.#server = createServer((request, response) => {
      const path =
        decodeURIComponent(new URL(request.url ?? "/", "http://host").pathname.slice(1)) ||
        "index.html";
      const file = normalize(join(folder, path));
      if (
        !file.startsWith(normalize(folder + sep)) ||
        !existsSync(file) ||
        !statSync(file).isFile()
      ) {
        return void response.writeHead(404).end();
      }
      const body = readFileSync(file);
      this.sent.set(path, body.length);
      response.writeHead(200, {
        "content-type": TYPES[extname(path)] ?? "application/octet-stream",
        "content-length": body.length,
        "cache-control": "no-store",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
      });
      response.end(body);
    });
  }

  /** @param {number} [port] 0: any that is free. */
  async open(port = 0) {
    await new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", () => resolve(null));
    });
    return this;
  }

  get url() {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("The host is closed.");
    return `http://127.0.0.1:${address.port}/`;
  }

  close() {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }
}
