//! The shape of an image: 28 × 28 pixels of one byte each, row by row from the top left, ink = 255.

/// Height and width in pixels.
pub const SIDE: usize = 28;
/// Pixels, and so bytes, of an image.
pub const PIXELS: usize = SIDE * SIDE;
/// [`SIDE`] in the width that files have it.
pub const SIDE_U32: u32 = 28;

const _: () = assert!(SIDE_U32 as usize == SIDE);
