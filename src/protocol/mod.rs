//! The wire types between the page and the engine: what a page may ask ([`Command`]) and what it
//! hears ([`Event`]). Nothing else crosses.
//!
//! Every value is a plain JS object tagged by `type`, names in camelCase. An image is 784 bytes,
//! row by row from the top left, ink = 255; several images are one byte array of `n * 784`.
//! Byte arrays are `Uint8Array` in JS, lists of numbers plain arrays.

pub mod few_shot;
pub mod meta;

use serde::{Deserialize, Serialize};

use few_shot::{Choice, FewShotCommand, FewShotEvent};
use meta::{Algorithm, MetaHyper, MetaLosses, MetaStart};

/// Which of the two models a command is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub enum Slot {
    /// The model that was loaded or pretrained.
    #[default]
    Pretrained,
    /// The copy of it that was fine-tuned. There is none before the first fine-tuning.
    Adapted,
}

/// The number format of an exported weights file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub enum Precision {
    /// 16 bits a weight, as the committed files: 3.4 MB.
    #[default]
    F16,
    /// 32 bits a weight, bit for bit what was trained: 6.8 MB.
    F32,
}

/// The objective's reduction over pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub enum Reduction {
    /// Sum over pixels: the evidence lower bound itself.
    #[default]
    Sum,
    /// Mean over pixels beside a KL that is summed: what the article's code computes. It weighs
    /// the KL 784 times and collapses the posterior.
    MeanPixels,
}

/// Where a pretraining run starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub enum Start {
    /// From fresh random weights, drawn from the run's seed.
    #[default]
    Scratch,
    /// From the weights that are loaded.
    Current,
}

/// Which half of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub enum Split {
    /// What training sees.
    #[default]
    Train,
    /// Held out.
    Test,
}

/// A picture for the encoder: pen strokes, or pixels as they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Picture {
    /// Each stroke is `x0, y0, x1, y1, …` in any unit, y downwards. Rasterised as MNIST does it.
    Strokes(Vec<Vec<f32>>),
    /// 784 bytes.
    Pixels(#[serde(with = "serde_bytes")] Vec<u8>),
}

/// The hyper-parameters of a run. Which run it is decides the defaults:
/// [`Hyper::pretrain`] or [`Hyper::fine_tune`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hyper {
    /// Adam's step size, in (0, 1].
    pub learning_rate: f64,
    /// Images a step, 1 to 512 (fine-tuning: at most 32; fewer where there are fewer images).
    pub batch_size: u32,
    /// Passes over the images, 1 to 1,000.
    pub epochs: u32,
    /// Where set, the run ends after this many steps, whatever `epochs` says.
    pub max_steps: Option<u32>,
    /// The KL's weight, 0 to 100.
    pub beta: f64,
    /// See [`Reduction`].
    pub reduction: Reduction,
    /// Fixes the initial weights, the order of the images and every noise draw.
    pub seed: u32,
    /// Losses are read from the device every this many steps, 1 to 100.
    pub read_every: u32,
    /// The held-out loss is measured every this many steps (0: never).
    pub evaluate_every: u32,
    /// What else shapes the run; the article's run has none of it.
    #[serde(default)]
    pub recipe: Recipe,
}

/// How the learning rate moves over a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub enum Decay {
    /// Not at all.
    #[default]
    None,
    /// Along half a cosine, to nothing at the run's last step.
    Cosine,
}

/// What a run may do beside the article's plain one. The default is the plain one.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Recipe {
    /// The learning rate's way down.
    pub decay: Decay,
    /// Where above 0, the run's result is the average of its weights: at each step the average
    /// keeps this share of itself. 0 to 0.9999.
    pub averaging: f64,
    /// Trains on pixels of 0 and 1, drawn anew each time with the grey value as the probability
    /// of ink (dynamic binarisation, Salakhutdinov and Murray 2008).
    pub binarise: bool,
}

impl Hyper {
    /// The article's pretraining: Adam 1e-3, batch 128, 50 epochs.
    pub fn pretrain() -> Self {
        Self {
            learning_rate: 1e-3,
            batch_size: 128,
            epochs: 50,
            max_steps: None,
            beta: 1.0,
            reduction: Reduction::Sum,
            seed: 1,
            read_every: 4,
            evaluate_every: 50,
            recipe: Recipe::default(),
        }
    }

    /// The article's fast adaptation: Adam 1e-4, batch 32, 5 epochs.
    pub fn fine_tune() -> Self {
        Self {
            learning_rate: 1e-4,
            batch_size: 32,
            epochs: 5,
            read_every: 1,
            evaluate_every: 0,
            ..Self::pretrain()
        }
    }
}

/// What the page may ask of the engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Command {
    /// Take safetensors bytes as a model's weights. Answer: [`Event::WeightsLoaded`].
    LoadWeights {
        /// Which model.
        slot: Slot,
        /// What the page calls them, for the status line.
        name: String,
        /// The file.
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
    },
    /// Fresh random weights for the pretrained slot. Answer: [`Event::WeightsLoaded`].
    ResetWeights {
        /// Fixes the draw.
        seed: u32,
    },
    /// Write a model as safetensors. Answer: [`Event::WeightsExported`].
    ExportWeights {
        /// Which model.
        slot: Slot,
        /// Number format.
        precision: Precision,
    },
    /// Drop the fine-tuned copy. Answer: [`Event::AdaptedDiscarded`].
    DiscardAdapted,

    /// Begin a data set that arrives in shards; replaces the data in use once its first shard is
    /// added. Answer: [`Event::ShardsOpened`].
    OpenShards {
        /// The text of `manifest.json`.
        manifest: String,
    },
    /// One shard's bytes, in any order. Answer: [`Event::DataChanged`].
    AddShard {
        /// The shard's `file` in the manifest.
        file: String,
        /// As served: gzip, or already decompressed by the browser.
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
    },
    /// A pair of IDX files, gzip or raw, becomes one split. A `test` split may be missing: then a
    /// tenth of `train` is held out. Answer: [`Event::DataChanged`].
    LoadIdx {
        /// Which split they are.
        split: Split,
        /// The images file.
        #[serde(with = "serde_bytes")]
        images: Vec<u8>,
        /// The labels file.
        #[serde(with = "serde_bytes")]
        labels: Vec<u8>,
    },
    /// The built-in digits. Answer: [`Event::DataChanged`].
    UseBuiltIn {
        /// Training images, 10 to 60,000.
        train: u32,
        /// Held-out images, 10 to 60,000.
        test: u32,
        /// Fixes every digit.
        seed: u32,
    },
    /// Look at some of the data. Answer: [`Event::Examples`].
    ShowExamples {
        /// Which split.
        split: Split,
        /// How many, 1 to 256, drawn without replacement.
        count: u32,
        /// Fixes the draw.
        seed: u32,
    },

    /// Encode one picture and look around it. Answer: [`Event::Encoded`].
    Encode {
        /// Which model.
        slot: Slot,
        /// The picture.
        picture: Picture,
        /// How many samples of q(z|x) to decode, 0 to 64.
        around: u32,
        /// Multiplies the posterior's spread for those samples, 0 to 10 (1: the posterior).
        spread: f32,
        /// Fixes the samples.
        seed: u32,
    },
    /// Encode images and decode their means. Answer: [`Event::Reconstructed`].
    Reconstruct {
        /// Which model.
        slot: Slot,
        /// `n * 784` bytes, 1 to 256 images.
        #[serde(with = "serde_bytes")]
        images: Vec<u8>,
    },
    /// Draw z from the prior and decode. Answer: [`Event::Decoded`].
    Sample {
        /// Which model.
        slot: Slot,
        /// How many, 1 to 256.
        count: u32,
        /// Fixes the draw.
        seed: u32,
    },
    /// Decode given latents. Answer: [`Event::Decoded`].
    Decode {
        /// Which model.
        slot: Slot,
        /// 1 to 256 rows of 32.
        latents: Vec<Vec<f32>>,
    },
    /// Decode the straight line between two latents, both ends included. Answer:
    /// [`Event::Decoded`].
    Interpolate {
        /// Which model.
        slot: Slot,
        /// 32 numbers.
        from: Vec<f32>,
        /// 32 numbers.
        to: Vec<f32>,
        /// Images, 2 to 256.
        count: u32,
    },

    /// Start pretraining the pretrained slot on the data in use; the page then pulls steps.
    /// Answer: [`Event::TrainingStarted`].
    Pretrain {
        /// Where from.
        start: Start,
        /// The hyper-parameters.
        hyper: Hyper,
    },
    /// Start fine-tuning a copy of the pretrained weights; the page then pulls steps. Answer:
    /// [`Event::TrainingStarted`].
    FineTune {
        /// The hyper-parameters.
        hyper: Hyper,
        /// `n * 784` bytes, 1 to 4,096 images.
        #[serde(with = "serde_bytes")]
        images: Vec<u8>,
    },
    /// A command about few-shot tasks. Answer: [`Event::FewShot`].
    FewShot {
        /// Which.
        command: FewShotCommand,
    },
    /// Start meta-training; the page then pulls steps. Answer: [`Event::MetaTrainingStarted`].
    MetaTrain {
        /// The hyper-parameters.
        hyper: MetaHyper,
        /// Where from.
        start: MetaStart,
        /// The classes that tasks are made of: training images only.
        choice: Choice,
    },
    /// Take one step of the run under way and read its losses at once, whatever the run's reading
    /// interval. Answer: [`Event::StepsDone`] with every step unread so far, and what
    /// the last step brings.
    SingleStep,
    /// End the run under way, keeping what it has learnt. Answer: [`Event::TrainingEnded`].
    StopTraining,
}

/// Which kind of run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Run {
    /// Over the data in use, into the pretrained slot.
    Pretrain,
    /// Over drawings, into the adapted slot.
    FineTune,
}

/// Why a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Ending {
    /// All steps done.
    Completed,
    /// Asked to.
    Stopped,
    /// A loss was not finite. The last good weights are back.
    Diverged,
}

/// The objective's parts at one step, in nats an image.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Losses {
    /// Binary cross-entropy, summed over pixels.
    pub reconstruction: f32,
    /// KL(q(z|x) ‖ N(0, I)), summed over latents.
    pub kl: f32,
    /// What the optimiser minimises: `reconstruction + beta * kl`, or with
    /// [`Reduction::MeanPixels`] `reconstruction / 784 + beta * kl`.
    pub total: f32,
}

/// The losses of one step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepLosses {
    /// Counts from 1.
    pub step: u32,
    /// Of that step's batch, before its update.
    pub losses: Losses,
}

/// What the page hears from the engine.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event {
    /// A model's weights were replaced.
    WeightsLoaded {
        /// Which model.
        slot: Slot,
        /// What the page called them.
        name: String,
        /// How many numbers: 1,700,609.
        parameters: u32,
    },
    /// A weights file.
    WeightsExported {
        /// Which model.
        slot: Slot,
        /// safetensors.
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
    },
    /// There is no fine-tuned copy any more.
    AdaptedDiscarded,
    /// A manifest was accepted.
    ShardsOpened {
        /// The data set's name.
        name: String,
        /// The files to add, the first one to fetch first.
        files: Vec<ShardFile>,
    },
    /// The data in use changed.
    DataChanged {
        /// The data set's name.
        name: String,
        /// Training images now.
        train: u32,
        /// Held-out images now.
        test: u32,
        /// Training images when all shards are in.
        expected_train: u32,
        /// Held-out images when all shards are in.
        expected_test: u32,
    },
    /// Some of the data.
    Examples {
        /// Which split.
        split: Split,
        /// `n * 784` bytes.
        #[serde(with = "serde_bytes")]
        images: Vec<u8>,
        /// n labels.
        #[serde(with = "serde_bytes")]
        labels: Vec<u8>,
    },
    /// One picture, encoded.
    Encoded {
        /// Which model.
        slot: Slot,
        /// What the model saw.
        #[serde(with = "serde_bytes")]
        image: Vec<u8>,
        /// The posterior's means, 32.
        mean: Vec<f32>,
        /// The posterior's standard deviations, 32.
        deviation: Vec<f32>,
        /// The mean, decoded.
        #[serde(with = "serde_bytes")]
        reconstruction: Vec<u8>,
        /// At the mean (no sampling noise), with beta = 1.
        losses: Losses,
        /// Samples around it, `around * 784` bytes.
        #[serde(with = "serde_bytes")]
        around: Vec<u8>,
    },
    /// Images, encoded and decoded.
    Reconstructed {
        /// Which model.
        slot: Slot,
        /// `n * 784` bytes.
        #[serde(with = "serde_bytes")]
        images: Vec<u8>,
        /// One for each image, at its mean, with beta = 1.
        losses: Vec<Losses>,
    },
    /// Latents, decoded.
    Decoded {
        /// Which model.
        slot: Slot,
        /// `n * 784` bytes.
        #[serde(with = "serde_bytes")]
        images: Vec<u8>,
    },
    /// A run began.
    TrainingStarted {
        /// Which.
        run: Run,
        /// How many steps it will take.
        steps: u32,
        /// How many of those are one pass over the images.
        steps_per_epoch: u32,
        /// Images a step, after cutting to what there is.
        batch_size: u32,
        /// Workers that share each step.
        threads: u32,
    },
    /// Steps were taken and their losses read.
    StepsDone {
        /// Which run.
        run: Run,
        /// How many so far.
        step: u32,
        /// How many in all.
        steps: u32,
        /// Since the last such event, in order.
        losses: Vec<StepLosses>,
    },
    /// The held-out loss.
    Evaluated {
        /// After this many steps.
        step: u32,
        /// Mean over `images` held-out images.
        losses: Losses,
        /// How many.
        images: u32,
        /// Latents in use: those whose posterior mean has a variance above 0.01 over these images.
        /// None is left of the 32 where the posterior has collapsed.
        active_units: u32,
    },
    /// About few-shot tasks.
    FewShot {
        /// What.
        event: FewShotEvent,
    },
    /// Meta-training began.
    MetaTrainingStarted {
        /// Of whose weights.
        algorithm: Algorithm,
        /// How many outer steps it will take.
        steps: u32,
        /// Classes that tasks are drawn from.
        classes: u32,
        /// Images of these.
        images: u32,
    },
    /// Outer steps were taken.
    MetaStepsDone {
        /// Of whose weights.
        algorithm: Algorithm,
        /// How many so far.
        step: u32,
        /// How many in all.
        steps: u32,
        /// Since the last such event, in order.
        losses: Vec<MetaLosses>,
    },
    /// Meta-training is over.
    MetaTrainingEnded {
        /// Of whose weights.
        algorithm: Algorithm,
        /// Why.
        ending: Ending,
        /// Steps taken.
        step: u32,
        /// For [`Ending::Diverged`]: what happened and what to do.
        message: Option<String>,
    },
    /// A run is over.
    TrainingEnded {
        /// Which.
        run: Run,
        /// Why.
        ending: Ending,
        /// Steps taken and kept.
        step: u32,
        /// For [`Ending::Diverged`]: what happened and what to do.
        message: Option<String>,
    },
}

/// One shard of a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShardFile {
    /// Relative to the manifest.
    pub file: String,
    /// Which split its images are of.
    pub split: Split,
    /// How many images.
    pub images: u32,
    /// The size of the file as written.
    pub bytes: u32,
    /// SHA-256 of the decompressed shard, lower-case hex.
    pub sha256: String,
}
