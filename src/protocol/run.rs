//! Pretraining and fine-tuning: what a run is told and what it tells.

use serde::{Deserialize, Serialize};

use super::hyper::{Hyper, Run};

/// Where a pretraining run starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Start {
    /// From fresh random weights, drawn from the run's seed.
    #[default]
    Scratch,
    /// From a copy of the pretrained weights.
    Pretrained,
    /// From the copy that the last run trained.
    Trained,
}

/// Why a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
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
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Losses {
    /// Binary cross-entropy, summed over pixels.
    pub reconstruction: f32,
    /// KL(q(z|x) ‖ N(0, I)), summed over latents.
    pub kl: f32,
    /// What the optimiser minimises: `reconstruction + beta * kl`, or with
    /// [`MeanPixels`](super::hyper::Reduction::MeanPixels) `reconstruction / 784 + beta * kl`.
    pub total: f32,
}

/// The losses of one step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StepLosses {
    /// Counts from 1.
    pub step: u32,
    /// Of that step's batch, before its update.
    pub losses: Losses,
}

/// Start training on the data in use; the page then pulls steps. What is trained is a copy, in its
/// own slot: the pretrained model stays as it is. Answer: [`TrainingStarted`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Pretrain {
    /// The weights to start from.
    pub start: Start,
    /// Latents of a run from scratch: 2, 8, 16, 32 or 64; 32 where it is left out. A run from
    /// other weights has theirs, and is refused where another number is asked for.
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub latents: Option<u32>,
    /// The hyper-parameters.
    pub hyper: Hyper,
}

/// Start fine-tuning a copy of the pretrained weights; the page then pulls steps. Answer:
/// [`TrainingStarted`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FineTune {
    /// The hyper-parameters.
    pub hyper: Hyper,
    /// `n * 784` bytes, 1 to 4,096 images.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub images: Vec<u8>,
}

/// Take one step of the run under way and read its losses at once, whatever the run's reading
/// interval. Answer: [`StepsDone`] with every step unread so far, and what the last step brings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct SingleStep {}

/// End the run under way, keeping what it has learnt. Answer: [`TrainingEnded`], or that of
/// meta-training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct StopTraining {}

/// A run began.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TrainingStarted {
    /// The kind of run.
    pub run: Run,
    /// How many steps it will take.
    pub steps: u32,
    /// How many of those are one pass over the images.
    pub steps_per_epoch: u32,
    /// Images a step, after cutting to what there is.
    pub batch_size: u32,
    /// Workers that share each step.
    pub threads: u32,
    /// Latents of the model that is trained.
    pub latents: u32,
}

/// Steps were taken and their losses read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StepsDone {
    /// The kind of run.
    pub run: Run,
    /// How many so far.
    pub step: u32,
    /// How many in all.
    pub steps: u32,
    /// Since the last such event, in order.
    pub losses: Vec<StepLosses>,
}

/// The held-out loss.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Evaluated {
    /// After this many steps.
    pub step: u32,
    /// Mean over `images` held-out images.
    pub losses: Losses,
    /// Held-out images that it was measured on.
    pub images: u32,
    /// Latents in use: those whose posterior mean has a variance above 0.01 over these images.
    /// None is left where the posterior has collapsed.
    pub active_units: u32,
    /// Of so many.
    pub latents: u32,
}

/// A run is over.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TrainingEnded {
    /// The kind of run.
    pub run: Run,
    /// What ended it.
    pub ending: Ending,
    /// Steps taken and kept.
    pub step: u32,
    /// For [`Ending::Diverged`]: what happened and what to do.
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub message: Option<String>,
}
