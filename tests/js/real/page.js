/**
 * What the flows work with, as on the page: the store, a session over workers that run the real
 * engine, and the page's own files to fetch. What a test may fake is what no engine does on demand:
 * slowness, deaths, and a network.
 */

import { existsSync, readFileSync } from "node:fs";

import { Files } from "../../../www/app/files.js";
import { PATIENCE } from "../../../www/engine/fetch.js";
import { EngineSession } from "../../../www/engine/session.js";
import { CLOCK } from "../../../www/engine/silence.js";
import { deviceFlow } from "../../../www/flows/device.js";
import { pageStore } from "../../../www/state/page.js";
import { engineFiles } from "./module.js";
import { RealWorker } from "./worker.js";

/** @typedef {import("../../../www/engine/wire.js").Command} Command */
/** @typedef {import("../../../www/engine/engine.js").EngineEvent} EngineEvent */
/** @typedef {import("../../../www/state/page.js").State} State */

const WWW = new URL("../../../www/", import.meta.url);
const ADDRESS = "https://host/app/www/";
/** A second try comes at once. */
const QUICK = { ...PATIENCE, pause: 1 };

/** Its ticks keep no process alive. @type {import("../../../www/engine/silence.js").Clock} */
const PATIENT = {
  ...CLOCK,
  every(act, ms) {
    const timer = setInterval(act, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
};

/** A file of the page. @param {string} path */
export const pageFile = (path) => new Uint8Array(readFileSync(new URL(path, WWW)));

/** @param {string} path @param {Record<string, string | Uint8Array<ArrayBuffer> | null>} instead */
function served(path, instead) {
  if (path in instead) {
    const body = instead[path];
    return body === null ? new Response("", { status: 503 }) : new Response(body);
  }
  const headers = path.endsWith(".js") ? { "content-type": "text/javascript" } : undefined;
  return existsSync(new URL(path, WWW))
    ? new Response(pageFile(path), { headers })
    : new Response("not found", { status: 404 });
}

/**
 * @param {import("node:test").TestContext} test At whose end the workers are ended.
 * @param {object} [how]
 * @param {(command: Command) => Promise<void> | void} [how.delay] Before the engine hears of it.
 * @param {import("../../../www/engine/silence.js").Clock} [how.clock]
 * @param {Record<string, string | Uint8Array<ArrayBuffer> | null>} [how.instead] What the host has
 *   at other addresses, or in place of its own files; null: it fails. May be changed later.
 */
export async function realPage(test, { delay, clock = PATIENT, instead = {} } = {}) {
  // Without one the session would only say that its workers die.
  await engineFiles();
  const store = pageStore();
  /** @type {Command[]} */
  const sent = [];
  /** @type {EngineEvent[]} */
  const heard = [];
  /** @type {string[]} */
  const fetched = [];
  /** @type {RealWorker[]} */
  const workers = [];
  const session = new EngineSession(
    () => {
      const worker = new RealWorker(delay);
      workers.push(worker);
      return worker;
    },
    {
      events(events) {
        heard.push(...events);
        store.dispatch({ type: "engine/events", events, at: performance.now() });
      },
      memory: (bytes) => store.dispatch({ type: "engine/memory", bytes }),
      lost: (reason) => device.hearer.lost(reason),
      restored: (restored, cost) => device.hearer.restored(restored, cost),
      failed: (reason) => device.hearer.failed(reason),
      silent: (ms) => device.hearer.silent(ms),
      heard: () => device.hearer.heard(),
    },
    clock,
  );
  /** @type {typeof fetch} */
  const fetcher = async (input) => {
    const path = String(input).replace(ADDRESS, "");
    fetched.push(path);
    return served(path, instead);
  };
  /** @type {import("../../../www/flows/context.js").FlowContext} */
  const context = {
    store,
    session: {
      start: (backend) => session.start(backend),
      send(command) {
        sent.push(command);
        return session.send(command);
      },
      control: (control) => session.control(control),
      upgrade: (backend, waiting) => session.upgrade(backend, waiting),
    },
    files: new Files({
      store,
      fetcher,
      url: (relative) => ADDRESS + relative,
      patience: QUICK,
      load: (url) => import(url.replace(ADDRESS, WWW.href)),
    }),
  };
  const device = deviceFlow(context, { search: "", gpu: undefined });
  test.after(() => workers.forEach((worker) => worker.terminate()));
  await device.start();

  /** @param {(state: State) => boolean} holds @returns {Promise<void>} */
  const until = (holds) =>
    new Promise((resolve) => {
      if (holds(store.get())) return resolve();
      const forget = store.subscribe((state) => {
        if (!holds(state)) return;
        forget();
        resolve();
      });
    });

  return {
    context,
    store,
    sent,
    heard,
    fetched,
    instead,
    until,
    commands: () => sent.map(({ type }) => type),
    notices: () => store.get().notices.map(({ kind, code, text }) => ({ kind, code, text })),
    workers,
    /** Past the flows, and unrecorded. */
    engine: { session },
    /** The weights that the page starts with. */
    pretrained: () =>
      session.send({
        type: "loadWeights",
        slot: "pretrained",
        name: "vae-mnist",
        bytes: pageFile("weights/vae-mnist.safetensors"),
      }),
    /** The engine of now dies, and another one takes its place. @param {string} [reason] */
    async replaceEngine(reason = "unreachable") {
      workers.at(-1)?.die(reason);
      await until((state) => state.engine.status === "restarting");
      await until((state) => state.engine.status === "ready");
    },
  };
}

/** Lets everything that is due without the engine happen. */
export const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
