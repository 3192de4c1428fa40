//! Built-in data: handwritten-looking digits from a seed, for a page without any data files.
//!
//! A digit is a skeleton of a few strokes ([`skeleton`]), written in a hand of its own ([`style`]):
//! slant, proportions, bends, pen and pressure. It is drawn by the very code that draws a
//! visitor's strokes.
//!
//! Only `+ - * /` and square roots are used, which every platform rounds alike, so a seed gives
//! the same bytes in a browser as in a native test.

mod chance;
mod skeleton;
mod style;

use std::ops::Range;

use super::dataset::{CLASSES, Dataset};
use super::drawing::raster;
use super::synth::chance::Chance;
use super::synth::style::Style;
use crate::error::{Error, Result};
use crate::image::PIXELS;
use crate::protocol::Split;

/// The most digits a split may be made of.
pub const MAX_DIGITS: usize = 60_000;

/// `count` digits. Each ten in a row are 0 to 9 in random order; image i depends on `seed` and i
/// alone, so a longer data set begins with the shorter one.
pub fn digits(count: usize, seed: u64) -> Dataset {
    from(0, count, seed)
}

/// A training and a held-out split of one seed that share no digit. The held-out digits do not
/// depend on how many there are to train on.
///
/// # Errors
/// [`Error::Argument`] when either count is not within 10 to 60,000.
pub fn splits(train: usize, test: usize, seed: u64) -> Result<(Dataset, Dataset)> {
    for (name, count) in [("training", train), ("held-out", test)] {
        if !(usize::from(CLASSES)..=MAX_DIGITS).contains(&count) {
            return Err(Error::Argument(format!(
                "The built-in data can have {CLASSES} to {MAX_DIGITS} {name} digits, not {count}."
            )));
        }
    }
    Ok((digits(train, seed), from(HELD_OUT, test, seed)))
}

/// The digits at some places of a split: what [`splits`] makes, piece by piece.
pub fn some(split: Split, places: Range<u32>, seed: u64) -> Dataset {
    let first = match split {
        Split::Train => 0,
        Split::Test => HELD_OUT,
    };
    from(first + u64::from(places.start), places.len(), seed)
}

/// Where the held-out digits of a seed begin. Divisible by ten.
const HELD_OUT: u64 = 10_000_000;

fn from(first: u64, count: usize, seed: u64) -> Dataset {
    let mut images = Vec::with_capacity(count * PIXELS);
    let mut labels = Vec::with_capacity(count);
    for index in first..first + count as u64 {
        let label = label(seed, index);
        images.extend_from_slice(&digit(label, &mut Chance::of_image(seed, index)));
        labels.push(label);
    }
    Dataset::new(images, labels).expect("an image and a label below 10 were added each time")
}

fn label(seed: u64, index: u64) -> u8 {
    let tens = u64::from(CLASSES);
    Chance::of_ten(seed, index / tens).order()[(index % tens) as usize]
}

fn digit(label: u8, chance: &mut Chance) -> [u8; PIXELS] {
    let style = Style::draw(label, chance);
    let mut paths = skeleton::draw(label, chance)
        .into_iter()
        .map(|stroke| style.write(stroke, chance))
        .collect::<Vec<_>>();
    raster::draw(&mut paths, style.softness)
}

#[cfg(test)]
mod tests;
