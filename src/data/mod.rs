//! Images and labels: where they come from and what form they take. Nothing here knows of tensors.
//!
//! [`formats`] read what files hold, [`drawing`] turns strokes into pixels, [`synth`] makes digits
//! without any file, and [`tasks`] draws few-shot tasks from classes of images.

pub mod dataset;
pub mod drawing;
pub mod formats;
pub mod synth;
pub mod tasks;

pub use dataset::{CLASSES, Dataset};
pub use formats::{Manifest, ShardSet};
pub use tasks::{Class, ClassSet, Episode, EpisodeConfig, LabelledImages, Support};
