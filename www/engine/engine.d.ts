/**
 * The wasm-bindgen facade (`src/web/`), the same in every artefact: what Rust offers to JavaScript,
 * and what JavaScript has to offer to Rust.
 */

import type { Command, Event } from "./wire.js";

/** `Event` is the browser's own word. */
export type EngineEvent = Event;

/** What an engine computes on. */
export type Backend = "cpu" | "webgpu";

/** Pen strokes, each `x0, y0, x1, y1, …`, y downwards, in any unit. */
export type Strokes = number[][];

/** What an engine runs on. */
export interface Device {
  kind: Backend;
  name: string;
}

export interface Engine {
  device(): Device;
  /** Calls must not overlap. Rejects with a `Report` on an expected failure. */
  handle(command: Command): Promise<EngineEvent[]>;
  /** Takes up to `maxSteps` steps of the run under way; `[]` when there is none. */
  step(maxSteps: number): Promise<EngineEvent[]>;
  training(): boolean;
  /** Lets the host hear what comes in during long work, and stop it. */
  useHost(host: EngineHost): void;
  /** Lets pretraining share its batches with other workers. */
  useWorkers(link: WorkersLink): void;
}

/** Whom the engine gives a breath in the middle of long work. */
export interface EngineHost {
  /** Whether the work is no longer wanted; a promise of it where it is time to look. */
  breathe(): boolean | Promise<boolean>;
}

/** A worker's way to the others that train the same model. Ranks count from 0. */
export interface PeerLink {
  readonly size: number;
  readonly rank: number;
  /** An array to fill and to give away. */
  buffer(length: number): Float32Array;
  /** Sends `mine`, which is given away, to every other; what they sent, by rank. */
  exchange(mine: Float32Array): Promise<Float32Array[]>;
}

/** The link of the engine's own worker, rank 0, which hands out the shares. */
export interface WorkersLink extends PeerLink {
  /** Readies every worker for a run. False: there are none to be had, and it goes on alone. */
  begin(weights: Uint8Array, hyper: object): Promise<boolean>;
  share(rank: number, images: Uint8Array, eps: Float32Array, part: number): void;
  /** Sends the others away: the run goes on alone. */
  dismiss(why: string): void;
}

/** A worker that is not the engine's own, as Rust has it. */
export interface Peer {
  /** Its part of one step. Calls must not overlap. */
  step(images: Uint8Array, eps: Float32Array, part: number, link: PeerLink): Promise<void>;
  free(): void;
}

export interface EngineModule {
  default(options?: {
    module_or_path?: string | URL | WebAssembly.Module;
  }): Promise<{ memory: WebAssembly.Memory }>;
  /** The id of its build, where it has one: see `build.js`. */
  BUILD?: string;
  Engine: { open(backend: Backend): Promise<Engine> };
  Peer: { begin(weights: Uint8Array, hyper: object): Peer };
}
