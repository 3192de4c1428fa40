//! Meta-training: what it is told and what it tells.

use serde::{Deserialize, Serialize};

use super::meta_hyper::MetaHyper;
use super::names::AlgorithmId;
use super::run::{Ending, Losses};
use super::task::Choice;

/// Where meta-training starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum MetaStart {
    /// From fresh random weights, drawn from the run's seed.
    Scratch,
    /// From the pretrained VAE.
    #[default]
    Pretrained,
    /// From the algorithm's own weights.
    Current,
}

/// Losses of one outer step: means over its tasks' queries.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MetaLosses {
    /// Counts from 1.
    pub step: u32,
    /// What is minimised, before adaptation; none where there is no inner loop.
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub before: Option<f32>,
    /// And after it.
    pub after: f32,
    /// The share of queries that were told right, after adaptation.
    pub accuracy: f32,
    /// Of the images that the ELBO was measured on.
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub elbo: Option<Losses>,
}

/// Take weights that an algorithm has meta-trained. Answer: [`MetaWeightsLoaded`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LoadMetaWeights {
    /// The algorithm that trained them.
    pub algorithm: AlgorithmId,
    /// What the page calls them.
    pub name: String,
    /// safetensors.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub bytes: Vec<u8>,
}

/// Write meta-trained weights as they stand, mid-run included, 16 bits a weight. Answer: [`MetaWeightsExported`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportMetaWeights {
    /// The algorithm that trained them.
    pub algorithm: AlgorithmId,
}

/// Start meta-training; the page then pulls steps. Answer: [`MetaTrainingStarted`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MetaTrain {
    /// The hyper-parameters.
    pub hyper: MetaHyper,
    /// The weights to start from.
    pub start: MetaStart,
    /// Latents of a run from scratch: 2, 8, 16, 32 or 64; 32 where it is left out. Other runs have
    /// those of their weights, and are refused where another number is asked for.
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub latents: Option<u32>,
    /// The classes that tasks are made of: training images only.
    pub choice: Choice,
}

/// Meta-trained weights were replaced.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MetaWeightsLoaded {
    /// The algorithm that trained them.
    pub algorithm: AlgorithmId,
    /// What the page called them.
    pub name: String,
    /// Latents of the model, which may be others than the pretrained one's.
    pub latents: u32,
}

/// A file of meta-trained weights.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MetaWeightsExported {
    /// The algorithm that trained them.
    pub algorithm: AlgorithmId,
    /// safetensors.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub bytes: Vec<u8>,
}

/// Meta-training began.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MetaTrainingStarted {
    /// The algorithm whose weights it trains.
    pub algorithm: AlgorithmId,
    /// How many outer steps it will take.
    pub steps: u32,
    /// Classes that tasks are drawn from.
    pub classes: u32,
    /// Images of these.
    pub images: u32,
    /// Latents of the model that is trained.
    pub latents: u32,
}

/// Outer steps were taken.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MetaStepsDone {
    /// The algorithm whose weights it trains.
    pub algorithm: AlgorithmId,
    /// How many so far.
    pub step: u32,
    /// How many in all.
    pub steps: u32,
    /// Since the last such event, in order.
    pub losses: Vec<MetaLosses>,
}

/// Meta-training is over.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MetaTrainingEnded {
    /// The algorithm whose weights it trained.
    pub algorithm: AlgorithmId,
    /// What ended it.
    pub ending: Ending,
    /// Steps taken.
    pub step: u32,
    /// For [`Ending::Diverged`]: what happened and what to do.
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub message: Option<String>,
}
