/** The wasm-bindgen facade, the same in both artefacts (`src/web.rs`). */

import type { Backend, Command, Device, EngineEvent } from "./types.js";

export interface Engine {
  device(): Device;
  /** Calls must not overlap. Rejects with a `Report` on an expected failure. */
  handle(command: Command): Promise<EngineEvent[]>;
  /** Takes up to `maxSteps` steps of the run under way; `[]` when there is none. */
  step(maxSteps: number): Promise<EngineEvent[]>;
  training(): boolean;
}

export interface EngineModule {
  default(options?: { module_or_path?: string | URL }): Promise<{ memory: WebAssembly.Memory }>;
  Engine: { open(backend: Backend): Promise<Engine> };
}
