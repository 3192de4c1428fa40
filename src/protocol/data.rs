//! The data to train on: shards, IDX files, built-in digits.

use serde::{Deserialize, Serialize};

/// Which half of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Split {
    /// The images that weights are trained on.
    #[default]
    Train,
    /// Held out.
    Test,
}

/// One shard of a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ShardFile {
    /// Relative to the manifest.
    pub file: String,
    /// The split that its images belong to.
    pub split: Split,
    /// Images in this shard, 1 to 60,000.
    pub images: u32,
    /// The size of the file as written.
    pub bytes: u32,
    /// SHA-256 of the decompressed shard, lower-case hex.
    pub sha256: String,
}

/// Begin a data set that arrives in shards; replaces the data in use once its first shard is added.
/// Answer: [`ShardsOpened`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OpenShards {
    /// The text of `manifest.json`.
    pub manifest: String,
}

/// One shard's bytes, in any order. Answer: [`DataChanged`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddShard {
    /// The shard's `file` in the manifest.
    pub file: String,
    /// As served: gzip, or already decompressed by the browser.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub bytes: Vec<u8>,
}

/// A file from the visitor's disk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DataFile {
    /// Its name there.
    pub name: String,
    /// All of it, compressed or not.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub bytes: Vec<u8>,
}

/// Files become one split, in whichever format they have ([`crate::data::formats`]): IDX, an images
/// file and then its labels file. A `test` split may be missing: then a tenth of `train` is held
/// out. Answer: [`DataChanged`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LoadFiles {
    /// The split that they become.
    pub split: Split,
    /// In the order that their format asks for.
    pub files: Vec<DataFile>,
}

/// The built-in digits. Answer: [`DataChanged`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UseBuiltIn {
    /// Training images, 10 to 60,000.
    pub train: u32,
    /// Held-out images, 10 to 60,000.
    pub test: u32,
    /// The same seed draws the same digits everywhere.
    pub seed: u32,
}

/// Look at some of the data. Answer: [`Examples`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShowExamples {
    /// The split to draw from.
    pub split: Split,
    /// How many, 1 to 256, drawn without replacement.
    pub count: u32,
    /// The same seed draws the same images.
    pub seed: u32,
}

/// A manifest was accepted.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ShardsOpened {
    /// The data set's name.
    pub name: String,
    /// The files to add, the first one to fetch first.
    pub files: Vec<ShardFile>,
}

/// The data in use changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct DataChanged {
    /// The data set's name.
    pub name: String,
    /// Training images now.
    pub train: u32,
    /// Held-out images now.
    pub test: u32,
    /// Training images when all shards are in.
    pub expected_train: u32,
    /// Held-out images when all shards are in.
    pub expected_test: u32,
    /// Whether shards came that are not in use yet: none of them has an image to train on.
    pub waiting: bool,
}

/// Some of the data.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Examples {
    /// The split that they are from.
    pub split: Split,
    /// `n * 784` bytes.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub images: Vec<u8>,
    /// n labels.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub labels: Vec<u8>,
}
