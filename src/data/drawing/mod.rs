//! From pen strokes to the pixels of a digit.

pub(super) mod curve;
pub(super) mod raster;
pub mod stroke;
