//! Few-shot tasks: classes of images, the episodes drawn from them, and endless sources of both.

pub mod class_set;
pub mod deformation;
pub mod episode;
pub mod source;

pub use class_set::{Class, ClassSet};
pub use episode::{Episode, EpisodeConfig, LabelledImages, Support};
