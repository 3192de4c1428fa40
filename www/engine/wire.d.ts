/**
 * The wire types, as `src/protocol/` defines them: a command one way, events the other. An image is
 * 784 bytes, row by row from the top left, ink = 255.
 */

export type Slot = "pretrained" | "adapted";
export type Split = "train" | "test";
export type Run = "pretrain" | "fineTune";
export type Ending = "completed" | "stopped" | "diverged";
export type Precision = "f16" | "f32";
export type Reduction = "sum" | "meanPixels";
export type Backend = "cpu" | "webgpu";

/** Each stroke is `x0, y0, x1, y1, …`, y downwards, in any unit. */
export type Strokes = number[][];
export type Picture = { strokes: Strokes } | { pixels: Uint8Array };

export interface Hyper {
  learningRate: number;
  batchSize: number;
  epochs: number;
  maxSteps: number | null;
  beta: number;
  reduction: Reduction;
  seed: number;
  readEvery: number;
  evaluateEvery: number;
  recipe?: Recipe;
}

/** What a run does beside the article's plain one, which leaves all of it out. */
export interface Recipe {
  decay?: "none" | "cosine";
  averaging?: number;
  binarise?: boolean;
}

export type Method =
  | "pixels"
  | "pca"
  | "scratch"
  | "frozen"
  | "gaussianPrototypes"
  | "memory"
  | "fineTuned"
  | "classBounds"
  | "metaPrototypes"
  | "deformedViews"
  | "reptile"
  | "firstOrderMaml"
  | "secondOrderMaml"
  | "anil"
  | "hypernetwork";

export type Algorithm =
  | "prototypes"
  | "reptile"
  | "firstOrderMaml"
  | "secondOrderMaml"
  | "anil"
  | "hypernetwork";
export type Pool = "digits" | "omniglot";

/** What is added to a support before a method learns from it. */
export interface Growth {
  samples: number;
  blends: number;
  spread: number;
}

/** Which classes of a pool take part: all where both lists are empty. */
export interface Choice {
  pool: Pool;
  groups: string[];
  names: string[];
}

/** `n * 784` bytes and n classes, which count from 0. */
export interface Shown {
  images: Uint8Array;
  labels: Uint8Array;
}

export interface TaskShape {
  ways: number;
  shots: number;
  queries: number;
}

export interface Mixture {
  labelled: number;
  unlabelled: number;
  halves: number;
  turns: boolean;
}

export interface MetaHyper {
  algorithm: Algorithm;
  steps: number;
  learningRate: number;
  tasks: number;
  ways: number;
  shots: number;
  queries: number;
  innerSteps: number;
  innerRate: number;
  classify: number;
  elbo: number;
  mixture: Mixture;
  deformation: "none" | "mild" | "strong";
  seed: number;
}

/** `before` is missing where the algorithm has no inner loop, `elbo` where it has no weight. */
export interface MetaLosses {
  step: number;
  before?: number | null;
  after: number;
  accuracy: number;
  elbo?: Losses | null;
}

export type FewShotCommand =
  | { type: "loadOmniglot"; bytes: Uint8Array }
  | { type: "showPool"; pool: Pool }
  | { type: "loadMetaWeights"; algorithm: Algorithm; name: string; bytes: Uint8Array }
  | { type: "exportMetaWeights"; algorithm: Algorithm }
  | { type: "drawTask"; choice: Choice; shape: TaskShape; seed: number }
  | {
      type: "adapt";
      method: Method;
      ways: number;
      support: Shown;
      growth: Growth | null;
      seed: number;
    }
  | { type: "classify"; method: Method; images: Uint8Array }
  | { type: "generate"; method: Method; way: number; count: number; seed: number }
  | {
      type: "scoreEpisode";
      methods: Method[];
      choice: Choice;
      shape: TaskShape;
      growth: Growth | null;
      seed: number;
    }
  | { type: "remember"; image: Uint8Array; label: number }
  | { type: "relabel"; id: number; label: number }
  | { type: "forget"; id: number }
  | { type: "forgetClass"; label: number }
  | { type: "resizeMemory"; capacity: number }
  | { type: "recall"; image: Uint8Array; ways: number };

export interface Group {
  name: string;
  classes: number;
  images: number;
}

/** `confusion[label * ways + answer]`. */
export interface MethodScore {
  method: Method;
  confusion: number[];
  accuracy: number;
}

export interface Trace {
  id: number;
  label: number;
  image: Uint8Array;
  usage: number;
  place: [number, number];
}

export type FewShotEvent =
  | { type: "poolChanged"; pool: Pool; groups: Group[]; names: string[] }
  | { type: "metaWeightsLoaded"; algorithm: Algorithm; name: string }
  | { type: "metaWeightsExported"; algorithm: Algorithm; bytes: Uint8Array }
  | { type: "taskDrawn"; names: string[]; support: Shown; query: Shown }
  | { type: "adapted"; method: Method; images: number }
  | { type: "classified"; method: Method; probabilities: number[] }
  | { type: "generated"; method: Method; way: number; images: Uint8Array }
  | { type: "episodeScored"; scores: MethodScore[] }
  | { type: "memory"; capacity: number; traces: Trace[]; forgotten: number[] }
  | {
      type: "recalled";
      attention: number[];
      classes: number[];
      gaussian: number[];
      place: [number, number];
    };

export type Command =
  | { type: "loadWeights"; slot: Slot; name: string; bytes: Uint8Array }
  | { type: "resetWeights"; seed: number }
  | { type: "exportWeights"; slot: Slot; precision: Precision }
  | { type: "discardAdapted" }
  | { type: "openShards"; manifest: string }
  | { type: "addShard"; file: string; bytes: Uint8Array }
  | { type: "loadIdx"; split: Split; images: Uint8Array; labels: Uint8Array }
  | { type: "useBuiltIn"; train: number; test: number; seed: number }
  | { type: "showExamples"; split: Split; count: number; seed: number }
  | { type: "encode"; slot: Slot; picture: Picture; around: number; spread: number; seed: number }
  | { type: "reconstruct"; slot: Slot; images: Uint8Array }
  | { type: "sample"; slot: Slot; count: number; seed: number }
  | { type: "decode"; slot: Slot; latents: number[][] }
  | { type: "interpolate"; slot: Slot; from: number[]; to: number[]; count: number }
  | { type: "pretrain"; start: "scratch" | "current"; hyper: Hyper }
  | { type: "fineTune"; hyper: Hyper; images: Uint8Array }
  | { type: "fewShot"; command: FewShotCommand }
  | {
      type: "metaTrain";
      hyper: MetaHyper;
      start: "scratch" | "pretrained" | "current";
      choice: Choice;
    }
  | { type: "singleStep" }
  | { type: "stopTraining" };

/** In nats an image. */
export interface Losses {
  reconstruction: number;
  kl: number;
  total: number;
}

export interface StepLosses {
  step: number;
  losses: Losses;
}

export interface ShardFile {
  file: string;
  split: Split;
  images: number;
  bytes: number;
  sha256: string;
}

export interface WeightsLoaded {
  type: "weightsLoaded";
  slot: Slot;
  name: string;
  parameters: number;
}
export interface WeightsExported {
  type: "weightsExported";
  slot: Slot;
  bytes: Uint8Array;
}
export interface AdaptedDiscarded {
  type: "adaptedDiscarded";
}
export interface ShardsOpened {
  type: "shardsOpened";
  name: string;
  files: ShardFile[];
}
export interface DataChanged {
  type: "dataChanged";
  name: string;
  train: number;
  test: number;
  expectedTrain: number;
  expectedTest: number;
}
export interface Examples {
  type: "examples";
  split: Split;
  images: Uint8Array;
  labels: Uint8Array;
}
export interface Encoded {
  type: "encoded";
  slot: Slot;
  image: Uint8Array;
  mean: number[];
  deviation: number[];
  reconstruction: Uint8Array;
  losses: Losses;
  around: Uint8Array;
}
export interface Reconstructed {
  type: "reconstructed";
  slot: Slot;
  images: Uint8Array;
  losses: Losses[];
}
export interface Decoded {
  type: "decoded";
  slot: Slot;
  images: Uint8Array;
}
export interface TrainingStarted {
  type: "trainingStarted";
  run: Run;
  steps: number;
  stepsPerEpoch: number;
  batchSize: number;
  threads: number;
}
export interface StepsDone {
  type: "stepsDone";
  run: Run;
  step: number;
  steps: number;
  losses: StepLosses[];
}
export interface Evaluated {
  type: "evaluated";
  step: number;
  losses: Losses;
  images: number;
  activeUnits: number;
}
export interface TrainingEnded {
  type: "trainingEnded";
  run: Run;
  ending: Ending;
  step: number;
  message?: string | null;
}

export interface FewShotHappened {
  type: "fewShot";
  event: FewShotEvent;
}
export interface MetaTrainingStarted {
  type: "metaTrainingStarted";
  algorithm: Algorithm;
  steps: number;
  classes: number;
  images: number;
}
export interface MetaStepsDone {
  type: "metaStepsDone";
  algorithm: Algorithm;
  step: number;
  steps: number;
  losses: MetaLosses[];
}
export interface MetaTrainingEnded {
  type: "metaTrainingEnded";
  algorithm: Algorithm;
  ending: Ending;
  step: number;
  message?: string | null;
}

export type EngineEvent =
  | WeightsLoaded
  | WeightsExported
  | AdaptedDiscarded
  | ShardsOpened
  | DataChanged
  | Examples
  | Encoded
  | Reconstructed
  | Decoded
  | TrainingStarted
  | StepsDone
  | Evaluated
  | TrainingEnded
  | FewShotHappened
  | MetaTrainingStarted
  | MetaStepsDone
  | MetaTrainingEnded;

/** A failure, as the engine or the page itself words it for the visitor. */
export interface Report {
  code: string;
  message: string;
  retryable: boolean;
}
