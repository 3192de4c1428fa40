//! The external memory: writing to it, changing it, looking things up in it.

use serde::{Deserialize, Serialize};

use super::limits;
use crate::error::Result;

/// What a memory holds of an image.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MemoryTrace {
    /// Names it; handed out in the order of writing.
    pub id: u32,
    /// Its class.
    pub label: u32,
    /// 784 bytes.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub image: Vec<u8>,
    /// Attention that it has drawn, halved with each read.
    pub usage: f32,
    /// Where it lies on the plane of the memory's two principal components.
    pub place: [f32; 2],
}

/// Put an image into the memory. Answer: [`MemoryChanged`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Remember {
    /// 784 bytes.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub image: Vec<u8>,
    /// Its class, 0 to 49.
    pub label: u32,
}

/// Give a trace another class. Answer: [`MemoryChanged`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Relabel {
    /// The trace.
    pub id: u32,
    /// Its class from now on, 0 to 49.
    pub label: u32,
}

/// Forget a trace. Answer: [`MemoryChanged`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Forget {
    /// The trace.
    pub id: u32,
}

/// Forget a class; later ones move up by one. Answer: [`MemoryChanged`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ForgetClass {
    /// The class, 0 to 49.
    pub label: u32,
}

/// Change how much is held. Answer: [`MemoryChanged`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResizeMemory {
    /// Traces, 1 to 1,000.
    pub capacity: u32,
}

/// A trace to hold again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HeldTrace {
    /// Names it.
    pub id: u32,
    /// Its class.
    pub label: u32,
    /// 784 bytes.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub image: Vec<u8>,
    /// Attention that it has drawn, 0 or more.
    pub usage: f32,
}

/// Put all that a memory held in place of what this one holds: what [`MemoryChanged`] said.
/// Answer: [`MemoryChanged`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RestoreMemory {
    /// Most traces, 1 to 1,000.
    pub capacity: u32,
    /// The id that is handed out next; above all that are held.
    pub next: u32,
    /// `capacity` at most, by rising ids.
    pub traces: Vec<HeldTrace>,
}

/// What the memory holds, where it lies for the encoder of now, and how much each trace is used.
/// Changes nothing. Answer: [`MemoryChanged`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ShowMemory {}

/// Look an image up. Answer: [`Recalled`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Recall {
    /// 784 bytes.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub image: Vec<u8>,
    /// Classes that attention is shared among: labels below it. 1 to 50.
    pub ways: u32,
}

impl Recall {
    /// # Errors
    /// [`crate::error::Error::Argument`] that names a value out of its range.
    pub fn check(&self) -> Result<()> {
        limits::MEMORY_WAYS.check(self.ways)
    }
}

/// What the memory holds now.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MemoryChanged {
    /// Most traces.
    pub capacity: u32,
    /// All of them, oldest first.
    pub traces: Vec<MemoryTrace>,
    /// Those that were forgotten to make room.
    pub forgotten: Vec<u32>,
}

/// What the memory found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Recalled {
    /// The attention on each trace, in the memory's order; adds up to 1.
    pub attention: Vec<f32>,
    /// And on each class.
    pub classes: Vec<f32>,
    /// The probability of each class by Gaussian prototypes; empty where a class has no trace.
    pub gaussian: Vec<f32>,
    /// Where the image lies on the memory's plane.
    pub place: [f32; 2],
}
