/** What the benchmark's parts say to each other. Times are in ms unless a name says otherwise. */

import type { Spread } from "./statistics.js";
import type { Task } from "./task.js";

/** An engine that can take part. */
export interface Entry {
  id: string;
  name: string;
  /** Where it runs: this decides the comparisons, and the browser's flags. */
  runs: "cpu" | "gpu" | "native";
  /** Ours, or whose. */
  library: "metavae" | "tfjs" | "jaxjs" | "torch";
  /** Which adapter drives it, beside worker.js. Native entries have none. */
  adapter?: "ours" | "tfjs" | "jaxjs";
  /** What the adapter is told: a backend's name, an artefact. */
  options: Record<string, string>;
  /**
   * A file that not every build has and without which it cannot take part, and what to say then.
   */
  extra?: { path: string; missing: string };
}

export interface Losses {
  reconstruction: number;
  kl: number;
  total: number;
}

/** What an opened engine says of itself. */
export interface Opened {
  /** The library's version. */
  version: string;
  /** What computes: an adapter's name, threads, a backend. */
  device: string;
}

/** Losses and gradient of the given weights, images and noise. */
export interface Gradient {
  reconstruction?: number;
  kl?: number;
  total: number;
  /** All parameters, in PyTorch's order. */
  gradient: Float32Array;
}

/** A timed window: so many steps, and the reading that ends it. */
export interface Window {
  ms: number;
  /** Of the last step read; not finite means that what was timed was not training. */
  loss: number;
  gpu?: GpuWindow;
}

/** What a window cost on WebGPU, counted at the API. */
export interface GpuWindow {
  dispatches: number;
  submits: number;
  bytesWritten: number;
  hostMs: number;
}

/** One engine, opened or to be opened. Calls do not overlap. */
export interface Contestant {
  open(task: Task): Promise<Opened>;
  /** The first training step, with everything that is compiled for it. */
  first(): Promise<Window>;
  agree(): Promise<Gradient>;
  /** Settles into windows of so many steps; not timed. */
  settle(steps: number): Promise<void>;
  window(steps: number): Promise<Window>;
  close(): Promise<void>;
}

export type Status = "measured" | "leftOut" | "failed" | "didNotFinish" | "computesSomethingElse";

/** One row of the results. */
export interface Result {
  id: string;
  name: string;
  runs: Entry["runs"];
  library: Entry["library"];
  status: Status;
  /** Why there is no time. */
  reason?: string;
  version?: string;
  device?: string;
  /** Loading and compiling the library, before the first step. */
  openMs?: number;
  firstStepMs?: number;
  agreement?: { with: string; loss: number; gradient: number };
  stepsPerWindow?: number;
  windowsMsPerStep?: number[];
  msPerStep?: Spread;
  gpu?: {
    dispatchesPerStep: number;
    submitsPerStep: number;
    bytesWrittenPerStep: number;
    hostMsPerStep: Spread;
  };
}
