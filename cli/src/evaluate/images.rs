//! Pictures: images side by side as PNG.

use std::path::Path;

use metavae::image::{PIXELS, SIDE};

use crate::files::{say, write};

/// Pixels between two images.
const GAP: usize = 2;

/// Writes `n · 784` bytes as rows of `columns` images, ink black on white.
pub fn write_grid(file: &Path, images: &[u8], columns: usize) -> Result<(), String> {
    let rows = (images.len() / PIXELS).div_ceil(columns);
    let (width, height) = (columns * (SIDE + GAP) - GAP, rows * (SIDE + GAP) - GAP);
    let mut paper = vec![255u8; width * height];
    for (index, image) in images.chunks(PIXELS).enumerate() {
        let (top, left) = (index / columns * (SIDE + GAP), index % columns * (SIDE + GAP));
        for (row, ink) in image.chunks(SIDE).enumerate() {
            let start = (top + row) * width + left;
            for (pixel, ink) in paper[start..start + SIDE].iter_mut().zip(ink) {
                *pixel = 255 - ink;
            }
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    encoder.write_header().map_err(say)?.write_image_data(&paper).map_err(say)?;
    write(file, &bytes)
}
