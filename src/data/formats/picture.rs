//! PNG files of dark ink on white paper, as 28×28 pixels.

use std::io::Cursor;

use png::{ColorType, Decoder, Limits, Transformations};

use crate::error::{Error, Result, quoted, shortened};
use crate::image::{SIDE, SIDE_U32};
use crate::protocol::sizes::{ARCHIVE_SAMPLES, PICTURE_SIDE};

const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";
/// Bytes of a chunk that are not its data: its length, its type and its checksum.
const FRAME: usize = 12;
/// Bytes that the decoder may hold beside the picture: some rows of the largest.
const HELD: usize = 16 << 20;

/// Decodes pictures, until all of them together have cost what a file's pictures may.
pub(super) struct Pictures {
    left: usize,
}

impl Pictures {
    pub(super) fn new() -> Self {
        Self { left: ARCHIVE_SAMPLES }
    }

    /// A picture as 28×28 bytes, ink = 255. Each pixel is the mean of the area that it covers.
    ///
    /// # Errors
    /// [`Error::Data`] that names the picture.
    pub(super) fn read(&mut self, name: &str, png: &[u8]) -> Result<Vec<u8>> {
        let refused = |why: String| Error::Data(format!("{} {why}.", quoted(name)));
        let unreadable = |why: String| {
            refused(format!("is no picture that can be read: {}", why.trim_end_matches('.')))
        };
        let png = essential(png).map_err(|why| unreadable(why.into()))?;
        let mut decoder = Decoder::new_with_limits(Cursor::new(png), Limits { bytes: HELD });
        decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
        let said = |error: png::DecodingError| unreadable(shortened(&error));
        let header = decoder.read_header_info().map_err(said)?;
        let (width, height) = header.size();
        let sides = SIDE_U32..=PICTURE_SIDE;
        if !sides.contains(&width) || !sides.contains(&height) {
            return Err(refused(format!(
                "is {width}×{height} pixels; {SIDE} to {PICTURE_SIDE} each way are read"
            )));
        }
        let (row, rows) = (header.raw_row_length(), height as usize);
        let samples = row.saturating_add(width as usize).saturating_mul(rows);
        self.left = self.left.checked_sub(samples).ok_or_else(|| {
            Error::Data(
                "The archive's pictures are too many, or too large, to be read at a time. Pack \
                 fewer, or smaller ones."
                    .into(),
            )
        })?;
        let mut reader = decoder.read_info().map_err(said)?;
        let size = reader.output_buffer_size().ok_or_else(|| refused("is too large".into()))?;
        let mut bytes = vec![0; size];
        let frame = reader.next_frame(&mut bytes).map_err(said)?;
        let (step, channels) = match frame.color_type {
            ColorType::Grayscale => (1, 1),
            ColorType::GrayscaleAlpha => (2, 1),
            ColorType::Rgb => (3, 3),
            ColorType::Rgba => (4, 3),
            ColorType::Indexed => {
                return Err(refused("has a palette that was not expanded".into()));
            }
        };
        let bytes = bytes.get(..frame.buffer_size()).unwrap_or(&bytes);
        let ink: Vec<f32> = match step {
            1 => bytes.iter().map(|light| 255.0 - f32::from(*light)).collect(),
            _ => bytes.chunks_exact(step).map(|pixel| darkness(pixel, channels)).collect(),
        };
        Ok(small(&ink, width as usize, height as usize))
    }
}

/// A PNG's header, palette and pixels, and nothing else of it: a stranger's file has no other way
/// into the decoder, which believes a palette to be whole (0.18.1 panics at one that is not, and in
/// a browser a panic ends the engine).
fn essential(png: &[u8]) -> std::result::Result<Vec<u8>, &'static str> {
    const CUT: &str = "it is cut short";
    let mut rest = png.strip_prefix(SIGNATURE).ok_or("it is not a PNG file")?;
    let mut kept = Vec::with_capacity(png.len());
    kept.extend_from_slice(SIGNATURE);
    loop {
        let (length, after) = rest.split_first_chunk::<4>().ok_or(CUT)?;
        let length = u32::from_be_bytes(*length) as usize;
        let kind = after.first_chunk::<4>().ok_or(CUT)?;
        let whole = length.checked_add(FRAME).ok_or(CUT)?;
        let (chunk, next) = rest.split_at_checked(whole).ok_or(CUT)?;
        match kind {
            b"PLTE" if length == 0 || length > 768 || !length.is_multiple_of(3) => {
                return Err("its palette is not of 1 to 256 colours");
            }
            b"IHDR" | b"PLTE" | b"IDAT" => kept.extend_from_slice(chunk),
            b"IEND" => {
                kept.extend_from_slice(chunk);
                return Ok(kept);
            }
            [first, ..] if first.is_ascii_uppercase() => return Err("it has an unknown part"),
            // What may be left out: text, times, colour profiles, transparency, animation.
            _ => {}
        }
        rest = next;
    }
}

fn small(ink: &[f32], width: usize, height: usize) -> Vec<u8> {
    let narrow = shrink(ink, width);
    let small = shrink(&transposed(&narrow, SIDE), height);
    transposed(&small, SIDE).iter().map(|ink| byte(*ink)).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of 0 to 255")]
fn byte(ink: f32) -> u8 {
    ink.round() as u8
}

fn darkness(pixel: &[u8], channels: usize) -> f32 {
    let light = pixel.iter().take(channels).map(|value| f32::from(*value)).sum::<f32>();
    255.0 - light / channels as f32
}

/// Each row of `width` numbers as means over 28 equal parts of it.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "an inner loop over sizes that were checked: 28 ≤ width ≤ 1024, and the rest follows"
)]
fn shrink(rows: &[f32], width: usize) -> Vec<f32> {
    let part = width as f32 / SIDE as f32;
    let cells: Vec<_> = (0..SIDE).map(|cell| covered(cell, part, width)).collect();
    let mean = |row: &[f32], (first, covered): &(usize, Vec<f32>)| {
        let inks = &row[*first..first + covered.len()];
        inks.iter().zip(covered).map(|(ink, covered)| ink * covered).sum::<f32>() / part
    };
    let cells = &cells;
    rows.chunks_exact(width).flat_map(|row| cells.iter().map(move |c| mean(row, c))).collect()
}

/// The first number that a cell covers some of, and how much of it and of those behind it.
#[expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places within a row of at most 1024 numbers"
)]
fn covered(cell: usize, part: f32, width: usize) -> (usize, Vec<f32>) {
    let (start, end) = (cell as f32 * part, (cell + 1) as f32 * part);
    let (first, last) = (start as usize, (end.ceil() as usize).min(width));
    let covered = |at: usize| end.min(at as f32 + 1.0) - start.max(at as f32);
    (first, (first..last).map(covered).collect())
}

/// Rows as columns.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "an inner loop: width is 28, and each place is below width · height"
)]
fn transposed(rows: &[f32], width: usize) -> Vec<f32> {
    let height = rows.len() / width;
    (0..width * height).map(|at| rows[at % height * width + at / height]).collect()
}

#[cfg(test)]
mod tests;
