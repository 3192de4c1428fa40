//! Images and labels: where they come from and what form they take. Nothing here knows of tensors.

pub mod augment;
mod curve;
pub mod dataset;
mod gzip;
pub mod idx;
pub mod manifest;
mod raster;
pub mod shard;
pub mod shard_set;
pub mod stroke;
pub mod synth;

pub use dataset::{CLASSES, Dataset, PIXELS, SIDE};
pub use manifest::Manifest;
pub use shard_set::ShardSet;
