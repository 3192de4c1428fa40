/** Written from src/protocol by `cargo xtask wire`: change it there. */

/** One shard's bytes, in any order. Answer: [`DataChanged`]. */
export type AddShard = {
  /** The shard's `file` in the manifest. */
  file: string,
  /** As served: gzip, or already decompressed by the browser. */
  bytes: Uint8Array,
};

/** A meta-training algorithm: the name of a row of `meta::training::ALGORITHMS`. */
export type Algorithm = "prototypes" | "reptile" | "firstOrderMaml" | "secondOrderMaml" | "anil" | "hypernetwork";

/** What is added to a support before a method learns from it: samples around each image's posterior
 * and points between images of a class, decoded by the pretrained VAE.
 */
export type Augmentation = {
  /** Samples for each image, 0 to 32. */
  samples: number,
  /** Points between each image and another one of its class, 0 to 32. */
  blends: number,
  /** Multiplies the posterior's spread for the samples, 0 to 10. */
  spread: number,
};

/** Whether tasks of a shape can be drawn at all. Answer: [`TaskPossible`], or the error that says
 * why not.
 */
export type CheckTask = {
  /** The classes to draw from. */
  choice: Choice,
  /** How many classes and images. */
  shape: TaskShape,
};

/** Which classes of a pool take part: all where both lists are empty, otherwise those whose group
 * or name is listed.
 */
export type Choice = {
  /** The pool to choose from. */
  pool: Pool,
  /** Alphabets. */
  groups: Array<string>,
  /** Digits. */
  names: Array<string>,
};

/** Images, told apart. */
export type Classified = {
  /** The method that answered. */
  method: Method,
  /** Each class's probability for each image, row by row. */
  probabilities: Array<number>,
};

/** Let a method that has learnt a task tell images apart. Answer: [`Classified`]. */
export type Classify = {
  /** The method that answers. */
  method: Method,
  /** Where set, the task that it must have learnt: the answers are about its classes. */
  task?: number | null,
  /** `n * 784` bytes, 1 to 4,096 images. */
  images: Uint8Array,
};

/** Digits and their codes. */
export type Codes = {
  /** The model that encoded them. */
  slot: Slot,
  /** Whether they are built-in digits, and not held-out ones of the data in use. */
  builtIn: boolean,
  /** Numbers of a code. */
  latents: number,
  /** The posteriors' means: `n * latents` numbers of four bytes, the least significant first. */
  means: Uint8Array,
  /** `n` digits. */
  labels: Uint8Array,
  /** `n * 784` bytes. */
  images: Uint8Array,
};

/** See each request for what it does and what answers it. `type` is the request's name in
 * camelCase.
 */
export type Command = { "type": "loadWeights" } & LoadWeights | { "type": "resetWeights" } & ResetWeights | { "type": "exportWeights" } & ExportWeights | { "type": "keepModel" } & KeepModel | { "type": "discardModel" } & DiscardModel | { "type": "openShards" } & OpenShards | { "type": "addShard" } & AddShard | { "type": "loadFiles" } & LoadFiles | { "type": "useBuiltIn" } & UseBuiltIn | { "type": "showExamples" } & ShowExamples | { "type": "rasterise" } & Rasterise | { "type": "encode" } & Encode | { "type": "reconstruct" } & Reconstruct | { "type": "sample" } & Sample | { "type": "decode" } & Decode | { "type": "interpolate" } & Interpolate | { "type": "showCodes" } & ShowCodes | { "type": "pretrain" } & Pretrain | { "type": "fineTune" } & FineTune | { "type": "singleStep" } & SingleStep | { "type": "stopTraining" } & StopTraining | { "type": "loadOmniglot" } & LoadOmniglot | { "type": "showPool" } & ShowPool | { "type": "drawTask" } & DrawTask | { "type": "checkTask" } & CheckTask | { "type": "defineTask" } & DefineTask | { "type": "learnTask" } & LearnTask | { "type": "scoreTask" } & ScoreTask | { "type": "leaveOneOut" } & LeaveOneOut | { "type": "classify" } & Classify | { "type": "generate" } & Generate | { "type": "scoreEpisode" } & ScoreEpisode | { "type": "remember" } & Remember | { "type": "relabel" } & Relabel | { "type": "forget" } & Forget | { "type": "forgetClass" } & ForgetClass | { "type": "resizeMemory" } & ResizeMemory | { "type": "restoreMemory" } & RestoreMemory | { "type": "showMemory" } & ShowMemory | { "type": "recall" } & Recall | { "type": "loadMetaWeights" } & LoadMetaWeights | { "type": "exportMetaWeights" } & ExportMetaWeights | { "type": "metaTrain" } & MetaTrain;

/** The data in use changed. */
export type DataChanged = {
  /** The data set's name. */
  name: string,
  /** Training images now. */
  train: number,
  /** Held-out images now. */
  test: number,
  /** Training images when all shards are in. */
  expectedTrain: number,
  /** Held-out images when all shards are in. */
  expectedTest: number,
  /** Whether shards came that are not in use yet: none of them has an image to train on. */
  waiting: boolean,
};

/** A file from the visitor's disk. */
export type DataFile = {
  /** Its name there. */
  name: string,
  /** All of it, compressed or not. */
  bytes: Uint8Array,
};

/** How the learning rate moves over a run. */
export type Decay = "none" | "cosine";

/** Decode given latents. Answer: [`Decoded`]. */
export type Decode = {
  /** The model that decodes. */
  slot: Slot,
  /** 1 to 256 rows of as many numbers as the model has latents. */
  latents: Array<Array<number>>,
  /** Where set, 784 bytes: how badly does each picture predict them? */
  against?: Uint8Array,
};

/** Latents, decoded. */
export type Decoded = {
  /** The model that decoded them. */
  slot: Slot,
  /** `n * 784` bytes. */
  images: Uint8Array,
  /** Where pixels were given to compare with: for each row −ln p(x|z), in nats. Else empty. */
  reconstruction: Array<number>,
};

/** Take a task of the page's own making, and keep it in place of the one before. Answer:
 * [`TaskDefined`].
 */
export type DefineTask = {
  /** What the page calls the task from now on. */
  task: number,
  /** How many classes, 1 to 50. */
  ways: number,
  /** What may be learnt from: at least one image of each class, at most 4,096 in all. */
  support: LabelledImages,
  /** What is to be told apart, if anything. */
  query?: LabelledImages | null,
};

/** How much training images are deformed. */
export type Deformation = "none" | "mild" | "strong";

/** Drop a model, where there is one. The pretrained one stays. Answer: [`ModelDiscarded`]. */
export type DiscardModel = {
  /** The model to drop; not the pretrained one. */
  slot: Slot,
};

/** Draw a task and keep it in place of the one before. Answer: [`TaskDrawn`]. */
export type DrawTask = {
  /** What the page calls the task from now on. */
  task: number,
  /** The classes to draw from. */
  choice: Choice,
  /** How many classes and images. */
  shape: TaskShape,
  /** The same seed draws the same task. */
  seed: number,
};

/** Encode one picture and look around it. Answer: [`Encoded`]. */
export type Encode = {
  /** The model that encodes. */
  slot: Slot,
  /** The picture. */
  picture: Picture,
  /** How many samples of q(z|x) to decode, 0 to 64. */
  around: number,
  /** Multiplies the posterior's spread for those samples, 0 to 10 (1: the posterior). */
  spread: number,
  /** The same seed draws the same samples. */
  seed: number,
};

/** One picture, encoded. */
export type Encoded = {
  /** The model that encoded it. */
  slot: Slot,
  /** What the model saw. */
  image: Uint8Array,
  /** The posterior's means, one a latent. */
  mean: Array<number>,
  /** The posterior's standard deviations. */
  deviation: Array<number>,
  /** The mean, decoded. */
  reconstruction: Uint8Array,
  /** At the mean (no sampling noise), with beta = 1. */
  losses: Losses,
  /** Samples around it, `around * 784` bytes. */
  around: Uint8Array,
};

/** Why a run ended. */
export type Ending = "completed" | "stopped" | "diverged";

/** A method, scored on one task. */
export type EpisodeScored = {
  /** The method that answered. */
  method: Method,
  /** What its answers to this task's queries are worth. */
  score: Score,
  /** Of the accuracy, over the earlier episodes and this one. */
  estimate: Estimate,
};

/** A mean over tasks with its 95 % confidence interval. */
export type Estimate = {
  /** The mean. */
  mean: number,
  /** Half the width of its 95 % confidence interval by Student's t; none of a single figure. */
  halfWidth?: number | null,
  /** Figures that it is over. */
  count: number,
};

/** The held-out loss. */
export type Evaluated = {
  /** After this many steps. */
  step: number,
  /** Mean over `images` held-out images. */
  losses: Losses,
  /** Held-out images that it was measured on. */
  images: number,
  /** Latents in use: those whose posterior mean has a variance above 0.01 over these images.
   * None is left where the posterior has collapsed.
   */
  activeUnits: number,
  /** Of so many. */
  latents: number,
};

/** See each answer for what it says. `type` is its name in camelCase. */
export type Event = { "type": "weightsLoaded" } & WeightsLoaded | { "type": "weightsExported" } & WeightsExported | { "type": "modelKept" } & ModelKept | { "type": "modelDiscarded" } & ModelDiscarded | { "type": "shardsOpened" } & ShardsOpened | { "type": "dataChanged" } & DataChanged | { "type": "examples" } & Examples | { "type": "rasterised" } & Rasterised | { "type": "encoded" } & Encoded | { "type": "reconstructed" } & Reconstructed | { "type": "decoded" } & Decoded | { "type": "codes" } & Codes | { "type": "trainingStarted" } & TrainingStarted | { "type": "stepsDone" } & StepsDone | { "type": "evaluated" } & Evaluated | { "type": "trainingEnded" } & TrainingEnded | { "type": "poolChanged" } & PoolChanged | { "type": "taskDrawn" } & TaskDrawn | { "type": "taskPossible" } & TaskPossible | { "type": "taskDefined" } & TaskDefined | { "type": "taskLearnt" } & TaskLearnt | { "type": "taskScored" } & TaskScored | { "type": "leftOut" } & LeftOut | { "type": "classified" } & Classified | { "type": "generated" } & Generated | { "type": "episodeScored" } & EpisodeScored | { "type": "memoryChanged" } & MemoryChanged | { "type": "recalled" } & Recalled | { "type": "metaWeightsLoaded" } & MetaWeightsLoaded | { "type": "metaWeightsExported" } & MetaWeightsExported | { "type": "metaTrainingStarted" } & MetaTrainingStarted | { "type": "metaStepsDone" } & MetaStepsDone | { "type": "metaTrainingEnded" } & MetaTrainingEnded;

/** Some of the data. */
export type Examples = {
  /** The split that they are from. */
  split: Split,
  /** `n * 784` bytes. */
  images: Uint8Array,
  /** n labels. */
  labels: Uint8Array,
};

/** Write meta-trained weights as they stand, mid-run included, 16 bits a weight. Answer: [`MetaWeightsExported`]. */
export type ExportMetaWeights = {
  /** The algorithm that trained them. */
  algorithm: Algorithm,
};

/** Write a model as safetensors. Answer: [`WeightsExported`]. */
export type ExportWeights = {
  /** The model to write. */
  slot: Slot,
  /** Bits a weight. */
  precision: Precision,
};

/** Start fine-tuning a copy of the pretrained weights; the page then pulls steps. Answer:
 * [`TrainingStarted`].
 */
export type FineTune = {
  /** The hyper-parameters. */
  hyper: Hyper,
  /** `n * 784` bytes, 1 to 4,096 images. */
  images: Uint8Array,
};

/** Forget a trace. Answer: [`MemoryChanged`]. */
export type Forget = {
  /** The trace. */
  id: number,
};

/** Forget a class; later ones move up by one. Answer: [`MemoryChanged`]. */
export type ForgetClass = {
  /** The class, 0 to 49. */
  label: number,
};

/** Let a method that has learnt a task make images of a class. Answer: [`Generated`]. */
export type Generate = {
  /** The method that generates. */
  method: Method,
  /** The class, from 0. */
  way: number,
  /** How many, 1 to 256. */
  count: number,
  /** The same seed draws the same images. */
  seed: number,
};

/** Images of a class. */
export type Generated = {
  /** The method that generated. */
  method: Method,
  /** The class, from 0. */
  way: number,
  /** `n * 784` bytes; none where the method has no decoder. */
  images: Uint8Array,
};

/** A group of classes of a pool. */
export type Group = {
  /** The alphabet's name; empty for digits. */
  name: string,
  /** Classes of the group. */
  classes: number,
  /** Images of all its classes. */
  images: number,
};

/** A trace to hold again. */
export type HeldTrace = {
  /** Names it. */
  id: number,
  /** Its class. */
  label: number,
  /** 784 bytes. */
  image: Uint8Array,
  /** Attention that it has drawn, 0 or more. */
  usage: number,
};

/** The hyper-parameters of a run. Which run it is decides the defaults:
 * [`Hyper::pretrain`] or [`Hyper::fine_tune`].
 */
export type Hyper = {
  /** Adam's step size, 1e-7 to 1. */
  learningRate: number,
  /** Images a step, 1 to 512 (fine-tuning: at most 32; fewer where there are fewer images). */
  batchSize: number,
  /** Passes over the images, 1 to 1,000. */
  epochs: number,
  /** Where set, the run ends after this many steps, 1 to 1,000,000, whatever `epochs` says. */
  maxSteps?: number | null,
  /** The KL's weight, 0 to 100. */
  beta: number,
  /** See [`Reduction`]. */
  reduction: Reduction,
  /** Fixes the initial weights, the order of the images and every noise draw. */
  seed: number,
  /** Losses are read from the device every this many steps, 1 to 100. */
  readEvery: number,
  /** The held-out loss is measured every this many steps (0: never). */
  evaluateEvery: number,
  /** What else shapes the run; the article's run has none of it. */
  recipe?: Recipe,
};

/** Decode the straight line between two latents, both ends included. Answer: [`Decoded`]. */
export type Interpolate = {
  /** The model that decodes. */
  slot: Slot,
  /** As many numbers as the model has latents. */
  from: Array<number>,
  /** As many. */
  to: Array<number>,
  /** Images, 2 to 256. */
  count: number,
};

/** Put another model in the place of the pretrained one, bit for bit. Its own slot is empty then.
 * Answer: [`ModelKept`].
 */
export type KeepModel = {
  /** The model to keep; not the pretrained one. */
  slot: Slot,
  /** What the page calls it from now on. */
  name: string,
};

/** Images with classes that count from 0. */
export type LabelledImages = {
  /** `n * 784` bytes. */
  images: Uint8Array,
  /** n classes. */
  labels: Uint8Array,
};

/** Let a method learn the task's support, and keep what it has learnt until it learns again.
 * Answer: [`TaskLearnt`].
 */
export type LearnTask = {
  /** The method that learns. */
  method: Method,
  /** The task, by the number that it was given. */
  task: number,
  /** What is added to the support first. */
  augmentation?: Augmentation | null,
  /** The same seed draws the same noise, fresh weights and additions. */
  seed: number,
};

/** Let a method learn all of the task's support but one image, and tell that one. What the method
 * has learnt before is untouched. Answer: [`LeftOut`].
 */
export type LeaveOneOut = {
  /** The method that learns and answers. */
  method: Method,
  /** The task, by the number that it was given. */
  task: number,
  /** What is added to the rest first. */
  augmentation?: Augmentation | null,
  /** The same seed draws the same noise, fresh weights and additions. */
  seed: number,
  /** The answers to the images before the one that is left out now, which is therefore the
   * support's image number `answers.length`.
   */
  answers: Array<number>,
};

/** One image of the support, told by what was learnt from the others. */
export type LeftOut = {
  /** The method that answered. */
  method: Method,
  /** The class that each image up to this one was taken for. */
  answers: Array<number>,
  /** What the answers are worth, once every image has been left out. */
  score?: Score | null,
};

/** Files become one split, in whichever format they have ([`crate::data::formats`]): IDX, an images
 * file and then its labels file. A `test` split may be missing: then a tenth of `train` is held
 * out. Answer: [`DataChanged`].
 */
export type LoadFiles = {
  /** The split that they become. */
  split: Split,
  /** In the order that their format asks for. */
  files: Array<DataFile>,
};

/** Take weights that an algorithm has meta-trained. Answer: [`MetaWeightsLoaded`]. */
export type LoadMetaWeights = {
  /** The algorithm that trained them. */
  algorithm: Algorithm,
  /** What the page calls them. */
  name: string,
  /** safetensors. */
  bytes: Uint8Array,
};

/** Take an archive of Omniglot as the pool of that name; a second one is added to it. Answer:
 * [`PoolChanged`].
 */
export type LoadOmniglot = {
  /** The zip file. */
  bytes: Uint8Array,
};

/** Take safetensors bytes as a model's weights. Answer: [`WeightsLoaded`]. */
export type LoadWeights = {
  /** The model whose weights are replaced. */
  slot: Slot,
  /** What the page calls them, for the status line. */
  name: string,
  /** The file: safetensors in PyTorch's names and layout, or a packed one. */
  bytes: Uint8Array,
  /** Where that holds only what differs from another file: that file. */
  base?: Uint8Array,
};

/** The objective's parts at one step, in nats an image. */
export type Losses = {
  /** Binary cross-entropy, summed over pixels. */
  reconstruction: number,
  /** KL(q(z|x) ‖ N(0, I)), summed over latents. */
  kl: number,
  /** What the optimiser minimises: `reconstruction + beta * kl`, or with
   * [`MeanPixels`](super::hyper::Reduction::MeanPixels) `reconstruction / 784 + beta * kl`.
   */
  total: number,
};

/** What the memory holds now. */
export type MemoryChanged = {
  /** Most traces. */
  capacity: number,
  /** All of them, oldest first. */
  traces: Array<MemoryTrace>,
  /** Those that were forgotten to make room. */
  forgotten: Array<number>,
};

/** What a memory holds of an image. */
export type MemoryTrace = {
  /** Names it; handed out in the order of writing. */
  id: number,
  /** Its class. */
  label: number,
  /** 784 bytes. */
  image: Uint8Array,
  /** Attention that it has drawn, halved with each read. */
  usage: number,
  /** Where it lies on the plane of the memory's two principal components. */
  place: [number, number],
};

/** A meta-training run. */
export type MetaHyper = {
  /** The algorithm, whose weights the run trains. */
  algorithm: Algorithm,
  /** Outer steps, 1 to 1,000,000. */
  steps: number,
  /** The outer learning rate: Adam's, which falls along half a cosine; Reptile's share of the
   * way. 1e-7 to 1.
   */
  learningRate: number,
  /** Tasks an outer step, 1 to 64. The metric and the model-based algorithms take one. */
  tasks: number,
  /** Classes a task, 2 to 512; 1 too where classification has no weight. */
  ways: number,
  /** Labelled images a class, 1 to 100. */
  shots: number,
  /** Images a class to be told apart, 1 to 100. */
  queries: number,
  /** Steps of the inner loop, 1 to 100. */
  innerSteps: number,
  /** The inner learning rate, 1e-7 to 10. */
  innerRate: number,
  /** The weight of the classification loss, 0 to 100. */
  classify: number,
  /** The weight of the negative ELBO, 0 to 100. */
  elbo: number,
  /** What tasks are made of. */
  mixture: Mixture,
  /** What happens to their images. */
  deformation: Deformation,
  /** Fixes tasks, deformations and noise. */
  seed: number,
};

/** Losses of one outer step: means over its tasks' queries. */
export type MetaLosses = {
  /** Counts from 1. */
  step: number,
  /** What is minimised, before adaptation; none where there is no inner loop. */
  before?: number | null,
  /** And after it. */
  after: number,
  /** The share of queries that were told right, after adaptation. */
  accuracy: number,
  /** Of the images that the ELBO was measured on. */
  elbo?: Losses | null,
};

/** Where meta-training starts. */
export type MetaStart = "scratch" | "pretrained" | "current";

/** Outer steps were taken. */
export type MetaStepsDone = {
  /** The algorithm whose weights it trains. */
  algorithm: Algorithm,
  /** How many so far. */
  step: number,
  /** How many in all. */
  steps: number,
  /** Since the last such event, in order. */
  losses: Array<MetaLosses>,
};

/** Start meta-training; the page then pulls steps. Answer: [`MetaTrainingStarted`]. */
export type MetaTrain = {
  /** The hyper-parameters. */
  hyper: MetaHyper,
  /** The weights to start from. */
  start: MetaStart,
  /** Latents of a run from scratch: 2, 8, 16, 32 or 64; 32 where it is left out. Other runs have
   * those of their weights, and are refused where another number is asked for.
   */
  latents?: number | null,
  /** The classes that tasks are made of: training images only. */
  choice: Choice,
};

/** Meta-training is over. */
export type MetaTrainingEnded = {
  /** The algorithm whose weights it trained. */
  algorithm: Algorithm,
  /** What ended it. */
  ending: Ending,
  /** Steps taken. */
  step: number,
  /** For [`Ending::Diverged`]: what happened and what to do. */
  message?: string | null,
};

/** Meta-training began. */
export type MetaTrainingStarted = {
  /** The algorithm whose weights it trains. */
  algorithm: Algorithm,
  /** How many outer steps it will take. */
  steps: number,
  /** Classes that tasks are drawn from. */
  classes: number,
  /** Images of these. */
  images: number,
  /** Latents of the model that is trained. */
  latents: number,
};

/** A file of meta-trained weights. */
export type MetaWeightsExported = {
  /** The algorithm that trained them. */
  algorithm: Algorithm,
  /** safetensors. */
  bytes: Uint8Array,
};

/** Meta-trained weights were replaced. */
export type MetaWeightsLoaded = {
  /** The algorithm that trained them. */
  algorithm: Algorithm,
  /** What the page called them. */
  name: string,
  /** Latents of the model, which may be others than the pretrained one's. */
  latents: number,
};

/** A few-shot method: the name of a row of `meta::methods::METHODS`. */
export type Method = "pixels" | "pca" | "orientedGradients" | "scratch" | "frozen" | "gaussianPrototypes" | "memory" | "fineTuned" | "classBounds" | "metaPrototypes" | "deformedViews" | "reptile" | "firstOrderMaml" | "secondOrderMaml" | "anil" | "hypernetwork";

/** What shares of the tasks are made how. They need not add up to 1. */
export type Mixture = {
  /** Classes are the labelled ones. */
  labelled: number,
  /** A class is one image, deformed: no label is used. */
  unlabelled: number,
  /** A class is made of the upper halves of one class and the lower halves of another. */
  halves: number,
  /** Whether every class turned by 90°, 180° and 270° counts as three more. */
  turns: boolean,
};

/** There is no such model any more. */
export type ModelDiscarded = {
  /** The slot that is empty now. */
  slot: Slot,
};

/** Another model is the pretrained one now. */
export type ModelKept = {
  /** The slot that it came from, which is empty now. */
  slot: Slot,
  /** What the page calls it. */
  name: string,
  /** Its latents. */
  latents: number,
};

/** Begin a data set that arrives in shards; replaces the data in use once its first shard is added.
 * Answer: [`ShardsOpened`].
 */
export type OpenShards = {
  /** The text of `manifest.json`. */
  manifest: string,
};

/** A picture for the encoder: pen strokes, or pixels as they are. */
export type Picture = { "strokes": Array<Array<number>> } | { "pixels": Uint8Array };

/** Where the classes of tasks come from. */
export type Pool = "digits" | "omniglot";

/** What a pool has now. */
export type PoolChanged = {
  /** The pool that is described. */
  pool: Pool,
  /** Its groups, sorted by name. */
  groups: Array<Group>,
  /** The names of all its classes, in order. */
  names: Array<string>,
};

/** The number format of an exported weights file. */
export type Precision = "f16" | "f32";

/** Start training on the data in use; the page then pulls steps. What is trained is a copy, in its
 * own slot: the pretrained model stays as it is. Answer: [`TrainingStarted`].
 */
export type Pretrain = {
  /** The weights to start from. */
  start: Start,
  /** Latents of a run from scratch: 2, 8, 16, 32 or 64; 32 where it is left out. A run from
   * other weights has theirs, and is refused where another number is asked for.
   */
  latents?: number | null,
  /** The hyper-parameters. */
  hyper: Hyper,
};

/** Turn strokes into the pixels that the encoder would see. Needs no model. Answer: [`Rasterised`]. */
export type Rasterise = {
  /** As those of [`Picture::Strokes`]. */
  strokes: Array<Array<number>>,
};

/** Strokes as pixels. */
export type Rasterised = {
  /** 784 bytes. */
  image: Uint8Array,
};

/** Look an image up. Answer: [`Recalled`]. */
export type Recall = {
  /** 784 bytes. */
  image: Uint8Array,
  /** Classes that attention is shared among: labels below it. 1 to 50. */
  ways: number,
};

/** What the memory found. */
export type Recalled = {
  /** The attention on each trace, in the memory's order; adds up to 1. */
  attention: Array<number>,
  /** And on each class. */
  classes: Array<number>,
  /** The probability of each class by Gaussian prototypes; empty where a class has no trace. */
  gaussian: Array<number>,
  /** Where the image lies on the memory's plane. */
  place: [number, number],
};

/** What a run may do beside the article's plain one. The default is the plain one. */
export type Recipe = {
  /** The learning rate's way down. */
  decay: Decay,
  /** Where above 0, the run's result is the average of its weights: at each step the average
   * keeps this share of itself. 0 to 0.9999.
   */
  averaging: number,
  /** Trains on pixels of 0 and 1, drawn anew each time with the grey value as the probability
   * of ink (dynamic binarisation, Salakhutdinov and Murray 2008).
   */
  binarise: boolean,
};

/** Encode images and decode their means. Answer: [`Reconstructed`]. */
export type Reconstruct = {
  /** The model that encodes and decodes. */
  slot: Slot,
  /** `n * 784` bytes, 1 to 256 images. */
  images: Uint8Array,
};

/** Images, encoded and decoded. */
export type Reconstructed = {
  /** The model that did it. */
  slot: Slot,
  /** `n * 784` bytes. */
  images: Uint8Array,
  /** One for each image, at its mean, with beta = 1. */
  losses: Array<Losses>,
};

/** The objective's reduction over pixels. */
export type Reduction = "sum" | "meanPixels";

/** Give a trace another class. Answer: [`MemoryChanged`]. */
export type Relabel = {
  /** The trace. */
  id: number,
  /** Its class from now on, 0 to 49. */
  label: number,
};

/** Put an image into the memory. Answer: [`MemoryChanged`]. */
export type Remember = {
  /** 784 bytes. */
  image: Uint8Array,
  /** Its class, 0 to 49. */
  label: number,
};

/** An [`Error`] as the page receives it. */
export type Report = {
  /** See [`Error::code`]. */
  code: string,
  /** A sentence for the visitor. */
  message: string,
  /** See [`Error::retryable`]. */
  retryable: boolean,
};

/** Fresh random weights for the pretrained slot. Answer: [`WeightsLoaded`]. */
export type ResetWeights = {
  /** Latents of the model: 2, 8, 16, 32 or 64; 32 where it is left out. */
  latents?: number | null,
  /** The same seed draws the same weights on every device. */
  seed: number,
};

/** Change how much is held. Answer: [`MemoryChanged`]. */
export type ResizeMemory = {
  /** Traces, 1 to 1,000. */
  capacity: number,
};

/** Put all that a memory held in place of what this one holds: what [`MemoryChanged`] said.
 * Answer: [`MemoryChanged`].
 */
export type RestoreMemory = {
  /** Most traces, 1 to 1,000. */
  capacity: number,
  /** The id that is handed out next; above all that are held. */
  next: number,
  /** `capacity` at most, by rising ids. */
  traces: Array<HeldTrace>,
};

/** Which kind of run. */
export type Run = "pretrain" | "fineTune";

/** Draw z from the prior and decode. Answer: [`Decoded`]. */
export type Sample = {
  /** The model that decodes. */
  slot: Slot,
  /** How many, 1 to 256. */
  count: number,
  /** The same seed draws the same latents. */
  seed: number,
};

/** What a method made of images with known classes. */
export type Score = {
  /** How often each class was taken for each, row by row: `confusion[label * ways + answer]`. */
  confusion: Array<number>,
  /** The share that was right, 0 to 1. */
  accuracy: number,
};

/** Draw a task, let a method learn it, and score it on the task's queries. The task kept for
 * [`LearnTask`] stays. Answer: [`EpisodeScored`].
 */
export type ScoreEpisode = {
  /** The method that learns and answers. */
  method: Method,
  /** The classes to draw from. */
  choice: Choice,
  /** How many classes and images. */
  shape: TaskShape,
  /** What is added to the support first. */
  augmentation?: Augmentation | null,
  /** The same seed draws the same task and noise. */
  seed: number,
  /** The accuracies of the episodes before, over which the answer's estimate runs too. */
  earlier: Array<number>,
};

/** Let a method that has learnt the task tell its queries apart. Answer: [`TaskScored`]. */
export type ScoreTask = {
  /** The method that answers. */
  method: Method,
  /** The task, by the number that it was given. */
  task: number,
};

/** One shard of a manifest. */
export type ShardFile = {
  /** Relative to the manifest. */
  file: string,
  /** The split that its images belong to. */
  split: Split,
  /** Images in this shard, 1 to 60,000. */
  images: number,
  /** The size of the file as written. */
  bytes: number,
  /** SHA-256 of the decompressed shard, lower-case hex. */
  sha256: string,
};

/** A manifest was accepted. */
export type ShardsOpened = {
  /** The data set's name. */
  name: string,
  /** The files to add, the first one to fetch first. */
  files: Array<ShardFile>,
};

/** Encode labelled digits: held-out ones of the data in use, or built-in ones where none is.
 * Answer: [`Codes`].
 */
export type ShowCodes = {
  /** The model that encodes. */
  slot: Slot,
  /** How many digits at most, 10 to 5,000. */
  count: number,
  /** How many of them come before these, up to 5,000: so that many are asked for in pieces. */
  from: number,
  /** Fixes the built-in digits. */
  seed: number,
};

/** Look at some of the data. Answer: [`Examples`]. */
export type ShowExamples = {
  /** The split to draw from. */
  split: Split,
  /** How many, 1 to 256, drawn without replacement. */
  count: number,
  /** The same seed draws the same images. */
  seed: number,
};

/** What the memory holds, where it lies for the encoder of now, and how much each trace is used.
 * Changes nothing. Answer: [`MemoryChanged`].
 */
export type ShowMemory = Record<symbol, never>;

/** What a pool has. Answer: [`PoolChanged`]. */
export type ShowPool = {
  /** The pool to describe. */
  pool: Pool,
};

/** Take one step of the run under way and read its losses at once, whatever the run's reading
 * interval. Answer: [`StepsDone`] with every step unread so far, and what the last step brings.
 */
export type SingleStep = Record<symbol, never>;

/** Which of the models a command is about. */
export type Slot = "pretrained" | "trained" | "fineTuned" | "prepared";

/** Which half of the data. */
export type Split = "train" | "test";

/** Where a pretraining run starts. */
export type Start = "scratch" | "pretrained" | "trained";

/** The losses of one step. */
export type StepLosses = {
  /** Counts from 1. */
  step: number,
  /** Of that step's batch, before its update. */
  losses: Losses,
};

/** Steps were taken and their losses read. */
export type StepsDone = {
  /** The kind of run. */
  run: Run,
  /** How many so far. */
  step: number,
  /** How many in all. */
  steps: number,
  /** Since the last such event, in order. */
  losses: Array<StepLosses>,
};

/** End the run under way, keeping what it has learnt. Answer: [`TrainingEnded`], or that of
 * meta-training.
 */
export type StopTraining = Record<symbol, never>;

/** The task of the page's own making is in place. */
export type TaskDefined = {
  /** What the page calls it. */
  task: number,
};

/** A task. */
export type TaskDrawn = {
  /** What the page calls it. */
  task: number,
  /** What its classes are called, with their alphabet. */
  names: Array<string>,
  /** What may be learnt from. */
  support: LabelledImages,
  /** What is to be told apart. */
  query: LabelledImages,
};

/** A method has learnt the task. */
export type TaskLearnt = {
  /** The method that learnt. */
  method: Method,
  /** How many images it learnt from, what was added included. */
  images: number,
};

/** Tasks of the shape can be drawn. */
export type TaskPossible = Record<symbol, never>;

/** The task's queries, told apart. */
export type TaskScored = {
  /** The method that answered. */
  method: Method,
  /** What its answers are worth. */
  score: Score,
};

/** The shape of a task. */
export type TaskShape = {
  /** Classes, 2 to 50. */
  ways: number,
  /** Labelled images a class, 1 to 50. */
  shots: number,
  /** Images a class to be told apart, 1 to 50. */
  queries: number,
};

/** A run is over. */
export type TrainingEnded = {
  /** The kind of run. */
  run: Run,
  /** What ended it. */
  ending: Ending,
  /** Steps taken and kept. */
  step: number,
  /** For [`Ending::Diverged`]: what happened and what to do. */
  message?: string | null,
};

/** A run began. */
export type TrainingStarted = {
  /** The kind of run. */
  run: Run,
  /** How many steps it will take. */
  steps: number,
  /** How many of those are one pass over the images. */
  stepsPerEpoch: number,
  /** Images a step, after cutting to what there is. */
  batchSize: number,
  /** Workers that share each step. */
  threads: number,
  /** Latents of the model that is trained. */
  latents: number,
};

/** The built-in digits. Answer: [`DataChanged`]. */
export type UseBuiltIn = {
  /** Training images, 10 to 60,000. */
  train: number,
  /** Held-out images, 10 to 60,000. */
  test: number,
  /** The same seed draws the same digits everywhere. */
  seed: number,
};

/** A weights file. */
export type WeightsExported = {
  /** The model that was written. */
  slot: Slot,
  /** safetensors. */
  bytes: Uint8Array,
};

/** A model's weights were replaced. */
export type WeightsLoaded = {
  /** The model whose weights are new. */
  slot: Slot,
  /** What the page called them. */
  name: string,
  /** Latents of the model: the file's shapes say so. */
  latents: number,
  /** How many numbers: 1,700,609 with 32 latents. */
  parameters: number,
};
