/** The status line: device, weights, data, memory; and the same for programs on `<html>`. */

import { find, show, whenChanged } from "../app/dom.js";
import { bytes, count, nats } from "../app/format.js";
import { activeName } from "../state/weights.js";

/** @typedef {import("../state/page.js").State} State */

/** @param {Document} page */
export function statusView(page) {
  const text = (/** @type {string} */ id) => find(page, id, HTMLElement);
  const device = text("status-device");
  const reason = text("status-device-reason");
  const weights = text("status-weights");
  const weightsDetail = text("status-weights-detail");
  const data = text("status-data");
  const dataDetail = text("status-data-detail");
  const memory = text("status-memory");

  const drawDevice = whenChanged((/** @type {State["engine"]} */ engine) => {
    device.parentElement?.setAttribute("data-status", engine.status);
    show(device, deviceName(engine));
    show(reason, deviceReason(engine));
    show(memory, engine.memory ? bytes(engine.memory) : "–", engine.memory);
  });
  const drawWeights = whenChanged((/** @type {State["weights"]} */ state) => {
    show(weights, weightsName(state));
    show(weightsDetail, weightsNote(state));
  });
  const drawData = whenChanged((/** @type {State["data"]} */ state) => {
    show(
      data,
      state.train === 0 ? (state.status === "loading" ? "on its way…" : "none yet") : state.name,
      state.train,
    );
    show(dataDetail, dataNote(state));
  });

  return (/** @type {State} */ state) => {
    drawDevice(state.engine);
    drawWeights(state.weights);
    drawData(state.data);
    mark(page.documentElement.dataset, state);
  };
}

/** @param {DOMStringMap} dataset @param {State} state */
function mark(dataset, { engine, weights, data, train, tune, metaTraining }) {
  dataset.ready = String(engine.status === "ready" && weights.status !== "fetching");
  dataset.device = engine.device?.kind ?? "none";
  dataset.model = weights.active;
  dataset.weights = weights.status;
  const runs = { pretrain: train.run, fineTune: tune.run, metaTrain: metaTraining.run };
  dataset.run = Object.entries(runs).find(([, { status }]) => status !== "idle")?.[0] ?? "none";
  dataset.data = data.status;
  dataset.upgrade = engine.upgrade;
}

/** @param {{received: number, total: number | null}} progress */
const share = ({ received, total }) =>
  total
    ? `${Math.min(100, Math.round((100 * received) / total))} % of ${bytes(total)}`
    : bytes(received);

/** @param {State["engine"]} engine */
function deviceName({ status, device }) {
  switch (status) {
    case "starting":
      return "starting…";
    case "restarting":
      return "restarting…";
    case "failed":
      return "stopped";
    case "ready":
      return device?.kind === "webgpu" ? `GPU: ${device.name}` : "CPU";
    default:
      throw new Error(`There is no engine status “${String(status)}”.`);
  }
}

/** @param {State["engine"]} engine */
function deviceReason({ status, device, upgrade, reason, fetching }) {
  if (status === "failed") return "reload the page to start again";
  const here = fetching ? ` (${share(fetching)})` : "";
  if (upgrade === "loading") return `for now; the GPU's engine is loading${here}`;
  if (status !== "ready" && here) return `its engine is on its way${here}`;
  if (upgrade === "waiting") return "until this run ends; then the GPU takes over";
  if (device?.kind === "webgpu") return "through WebGPU";
  return reason;
}

/** @param {State["weights"]} weights */
function weightsName(weights) {
  const name = activeName(weights);
  if (name !== null) return name;
  const { status, progress } = weights;
  if (status === "missing") return "none";
  if (!progress) return "on their way…";
  return share(progress);
}

/** @param {State["weights"]} weights */
function weightsNote({ status, name, latents, provenance, unknown, fineTuned, active }) {
  if (status === "missing") return "train from random ones, or open a file";
  if (active === "fineTuned") return `a copy of ${name ?? "the pretrained ones"}`;
  if (active === "trained") return "a copy that is neither kept nor thrown away";
  if (active === "prepared") return "to compare with";
  const copy = fineTuned ? "an adapted copy exists" : "";
  const total = provenance?.test?.total_nats;
  if (name === "vae-mnist" && total !== undefined) {
    const { data, epochs_done: epochs } = provenance ?? {};
    const made = epochs ? `${epochs} epochs of ${data?.name ?? "its data"}, ` : "";
    return [`${made}${nats(total)} nats on its test set`, copy].filter(Boolean).join("; ");
  }
  if (name === "vae-mnist" && unknown !== null && !copy) {
    return `no figures of them: vae-mnist.json did not arrive (${unknown}; load them again)`;
  }
  return copy || (name === null ? "" : `${latents} latents`);
}

/** @param {State["data"]} data */
function dataNote({ train, test, expectedTrain, status }) {
  if (train === 0) return status === "loading" ? "" : "needed only for training";
  const of = train < expectedTrain ? ` of ${count(expectedTrain)}` : "";
  return `${count(train)}${of} to train on, ${count(test)} held out`;
}
