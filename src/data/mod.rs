//! Images and labels: where they come from and what form they take. Nothing here knows of tensors.

pub mod augment;
pub mod classes;
mod curve;
pub mod dataset;
pub mod episode;
mod gzip;
pub mod idx;
pub mod manifest;
pub mod omniglot;
mod raster;
pub mod shard;
pub mod shard_set;
pub mod stroke;
pub mod synth;

pub use classes::{Class, ClassSet};
pub use dataset::{CLASSES, Dataset, PIXELS, SIDE};
pub use episode::{Episode, EpisodeConfig, Labelled, Support};
pub use manifest::Manifest;
pub use shard_set::ShardSet;
