//! The models' weights: loading, resetting, exporting, keeping and throwing away.

use serde::{Deserialize, Serialize};

/// Which of the models a command is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Slot {
    /// The model that all else starts from: it was loaded, or kept.
    #[default]
    Pretrained,
    /// The copy that pretraining trains. There is none before the first run.
    Trained,
    /// The copy that was fine-tuned. There is none before the first fine-tuning.
    FineTuned,
    /// A model to compare with, which the page loads. There is none before.
    Prepared,
}

/// The number format of an exported weights file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Precision {
    /// 16 bits a weight, as the committed files: 3.4 MB.
    #[default]
    F16,
    /// 32 bits a weight, bit for bit what was trained: 6.8 MB.
    F32,
}

/// Take safetensors bytes as a model's weights. Answer: [`WeightsLoaded`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LoadWeights {
    /// The model whose weights are replaced.
    pub slot: Slot,
    /// What the page calls them, for the status line.
    pub name: String,
    /// The file: safetensors in PyTorch's names and layout, or a packed one.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub bytes: Vec<u8>,
    /// Where that holds only what differs from another file: that file.
    #[serde(default, with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array", optional))]
    pub base: Option<Vec<u8>>,
}

/// Fresh random weights for the pretrained slot. Answer: [`WeightsLoaded`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResetWeights {
    /// Latents of the model: 2, 8, 16, 32 or 64; 32 where it is left out.
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub latents: Option<u32>,
    /// The same seed draws the same weights on every device.
    pub seed: u32,
}

/// Write a model as safetensors. Answer: [`WeightsExported`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportWeights {
    /// The model to write.
    pub slot: Slot,
    /// Bits a weight.
    pub precision: Precision,
}

/// Put another model in the place of the pretrained one, bit for bit. Its own slot is empty then.
/// Answer: [`ModelKept`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeepModel {
    /// The model to keep; not the pretrained one.
    pub slot: Slot,
    /// What the page calls it from now on.
    pub name: String,
}

/// Drop a model, where there is one. The pretrained one stays. Answer: [`ModelDiscarded`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DiscardModel {
    /// The model to drop; not the pretrained one.
    pub slot: Slot,
}

/// A model's weights were replaced.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct WeightsLoaded {
    /// The model whose weights are new.
    pub slot: Slot,
    /// What the page called them.
    pub name: String,
    /// Latents of the model: the file's shapes say so.
    pub latents: u32,
    /// How many numbers: 1,700,609 with 32 latents.
    pub parameters: u32,
}

/// A weights file.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct WeightsExported {
    /// The model that was written.
    pub slot: Slot,
    /// safetensors.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub bytes: Vec<u8>,
}

/// Another model is the pretrained one now.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ModelKept {
    /// The slot that it came from, which is empty now.
    pub slot: Slot,
    /// What the page calls it.
    pub name: String,
    /// Its latents.
    pub latents: u32,
}

/// There is no such model any more.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ModelDiscarded {
    /// The slot that is empty now.
    pub slot: Slot,
}
