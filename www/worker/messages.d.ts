/** What page and worker say to each other, and a worker of the engine to its peers. */

import type { Backend, Device, EngineEvent } from "../engine/engine.js";
import type { Algorithm, Command, Report, Slot } from "../engine/wire.js";

/**
 * `cancel` ends what somebody waits for long (`breath.js`), and does not queue behind it. `pause`,
 * `resume`, `step`: pull exactly one step of a paused run, and `ping`: nothing, but it is
 * answered after all that was sent before it.
 */
export type Control = "cancel" | "pause" | "resume" | "step" | "ping";

export type ToWorker =
  | { id: number; open: { backend: Backend } }
  | { id: number; command: Command }
  | { id: number; control: Control };

/** Weights that a run has made: of a slot, or of an algorithm that has meta-trained. */
export type Checkpoint =
  | { slot: Slot; bytes: Uint8Array; step: number }
  | { algorithm: Algorithm; bytes: Uint8Array; step: number };

export type FromWorker =
  | { ready: true }
  | { id: number; events: EngineEvent[]; memory: number }
  | { id: number; device: Device; memory: number }
  | { id: number; error: Report }
  | { events: EngineEvent[]; memory: number }
  | { checkpoint: Checkpoint }
  /** It is at work, and has nothing else to say. */
  | { alive: true }
  | { told: Told }
  | { fatal: string };

/** How far a file of the engine is. `slow`: it comes, and will take long. */
export type Fetching = { file: string; received: number; total: number | null; slow: boolean };

/**
 * What a worker tells the page beside its work. `report`: something that the visitor has to know.
 */
export type Told = { fetching: Fetching | null } | { report: Report };

/** To a peer (`peers.js`, `peer.js`). */
export type ToPeer =
  | { join: { rank: number; ports: (MessagePort | null)[] } }
  | { begin: { weights: Uint8Array; hyper: object } }
  | { share: { images: Uint8Array; eps: Float32Array; part: number } };
/** It has done what it was told, but for shares, or it cannot. */
export type FromPeer = { done: true } | { failed: string; mixed?: Report };
