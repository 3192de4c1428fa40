/** The wasm-bindgen facade, the same in both artefacts (`src/web.rs`). */

import type { Crew, Link } from "../worker/peers.js";
import type { Backend, Command, Device, EngineEvent } from "../types.js";

export interface Engine {
  device(): Device;
  /** Calls must not overlap. Rejects with a `Report` on an expected failure. */
  handle(command: Command): Promise<EngineEvent[]>;
  /** Takes up to `maxSteps` steps of the run under way; `[]` when there is none. */
  step(maxSteps: number): Promise<EngineEvent[]>;
  training(): boolean;
  /** Lets pretraining share its batches with a crew's other workers. */
  recruit(crew: Crew): void;
}

/** A worker of a crew that is not the engine's own. */
export interface Mate {
  /** Its part of one step. Calls must not overlap. */
  step(images: Uint8Array, eps: Float32Array, part: number, link: Link): Promise<void>;
  free(): void;
}

export interface EngineModule {
  default(options?: { module_or_path?: string | URL }): Promise<{ memory: WebAssembly.Memory }>;
  Engine: { open(backend: Backend): Promise<Engine> };
  Mate: { begin(weights: Uint8Array, hyper: object): Mate };
}
