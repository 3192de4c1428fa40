//! Drawings: pen strokes, as a pointer leaves them, to a 28x28 image like MNIST's.

use super::curve::{Point, distance, smooth};
use super::raster::{self, Nib, PEN_RADIUS, SOFTNESS};
use crate::error::{Error, Result};
use crate::image::PIXELS;
use crate::protocol::limits;

/// The most strokes that a drawing may have.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
pub const MAX_STROKES: usize = limits::STROKES.most as usize;
/// The most points, over all its strokes.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
pub const MAX_POINTS: usize = limits::POINTS.most as usize;

/// A drawing whose extent is below this part of its largest coordinate is a tap: a dot that would
/// otherwise be blown up to 20 pixels of a trembling hand. On a pad of 300 it is 1.5.
const TAP: f64 = 1.0 / 200.0;
/// Points nearer than this to the one before add noise and no shape. A part of the drawing's
/// extent: a fifth of a pixel.
const SPACING: f32 = 0.01;
/// A stroke that turns by more than about 70 degrees between two points has a corner there.
const CORNER_COSINE: f32 = 0.34;
/// The path, in extents of the drawing, up to which points are joined by curves: 400,000 pieces. A
/// longer one has blackened its paper many times over, and its points are joined by straight lines,
/// which cost as much as there are points.
const CURVED: f32 = 10_000.0;

/// Draws strokes as MNIST's digits are drawn: the ink fitted to 20x20 pixels with its aspect kept,
/// antialiased, and its centre of mass in the middle of 28x28.
///
/// Each stroke is `x0, y0, x1, y1, …`, in any unit, y downwards, measured from a corner of the
/// drawing area. The pen's width does not depend on the drawing's size. Sparse points are joined
/// by a smooth curve. A tap becomes a dot.
///
/// # Errors
/// - [`Error::Blank`] when there is not a single point.
/// - [`Error::Argument`] for a stroke of odd length, a coordinate that is not a finite number, more
///   than 1,000 strokes or more than 100,000 points.
pub fn rasterise(strokes: &[Vec<f32>]) -> Result<[u8; PIXELS]> {
    check(strokes)?;
    let mut paths = match Frame::around(strokes) {
        None => return Err(Error::Blank),
        Some(Frame { extent: 0.0, .. }) => vec![vec![[0.0, 0.0]]],
        Some(frame) => joined(strokes.iter().map(|stroke| frame.points(stroke)).collect()),
    }
    .into_iter()
    .map(|path| path.into_iter().map(nib).collect())
    .collect::<Vec<Vec<Nib>>>();
    Ok(raster::draw(&mut paths, SOFTNESS))
}

/// Each stroke's points as a path.
fn joined(strokes: Vec<Vec<Point>>) -> Vec<Vec<Point>> {
    let pairs = strokes.iter().flat_map(|points| points.iter().zip(points.iter().skip(1)));
    let length: f32 = pairs.map(|(from, to)| distance(*from, *to)).sum();
    match length <= CURVED {
        true => strokes.iter().map(|points| smooth(points, CORNER_COSINE)).collect(),
        false => strokes,
    }
}

fn nib([x, y]: Point) -> Nib {
    let radius = PEN_RADIUS;
    Nib { x, y, radius }
}

fn check(strokes: &[Vec<f32>]) -> Result<()> {
    if strokes.len() > MAX_STROKES {
        return Err(Error::Argument(format!(
            "The drawing has {} strokes; at most {MAX_STROKES} can be drawn. Clear the pad and \
             draw it more simply.",
            strokes.len()
        )));
    }
    let points: usize = strokes.iter().map(|stroke| stroke.len() / 2).sum();
    if points > MAX_POINTS {
        return Err(Error::Argument(format!(
            "The drawing has {points} points; at most {MAX_POINTS} can be drawn. Clear the pad \
             and draw it more simply."
        )));
    }
    for (number, stroke) in strokes.iter().enumerate() {
        if stroke.len() % 2 != 0 {
            return Err(Error::Argument(format!(
                "Stroke {number} has {} numbers; x and y alternate, so they must be even in \
                 number.",
                stroke.len()
            )));
        }
        let mut coordinates = stroke.iter().enumerate();
        if let Some((at, coordinate)) = coordinates.find(|(_, coordinate)| !coordinate.is_finite())
        {
            return Err(Error::Argument(format!(
                "Stroke {number} has the coordinate {coordinate} at position {at}; every \
                 coordinate must be a finite number."
            )));
        }
    }
    Ok(())
}

/// Where a drawing lies. In f64: the difference of two finite f32 need not be finite in f32.
struct Frame {
    low: [f64; 2],
    /// Its longer side; 0 for a tap.
    extent: f64,
}

impl Frame {
    /// None without points.
    fn around(strokes: &[Vec<f32>]) -> Option<Self> {
        let mut low = [f64::INFINITY; 2];
        let mut high = [f64::NEG_INFINITY; 2];
        for point in strokes.iter().flat_map(|stroke| stroke.as_chunks::<2>().0) {
            for ((low, high), at) in low.iter_mut().zip(&mut high).zip(point) {
                *low = low.min(f64::from(*at));
                *high = high.max(f64::from(*at));
            }
        }
        if low[0] > high[0] {
            return None;
        }
        let extent = (high[0] - low[0]).max(high[1] - low[1]);
        let magnitude = [low, high].iter().flatten().fold(0.0, |most: f64, at| most.max(at.abs()));
        Some(Self { low, extent: if extent <= magnitude * TAP { 0.0 } else { extent } })
    }

    /// The stroke's points, the drawing's longer side being 1, without those that follow closely
    /// on another. The last one stays, so that no stroke gets shorter.
    fn points(&self, stroke: &[f32]) -> Vec<Point> {
        let mut kept: Vec<Point> = Vec::new();
        let points = stroke.as_chunks::<2>().0;
        for (index, &[x, y]) in points.iter().enumerate() {
            let unit = |at: f32, low: f64| single((f64::from(at) - low) / self.extent);
            let point = [unit(x, self.low[0]), unit(y, self.low[1])];
            match kept.last().map(|&last| distance(last, point)) {
                Some(gap) if gap < SPACING => {
                    if index == points.len().saturating_sub(1) && gap > 0.0 {
                        // Not beside its neighbour but in its place: two points that close would
                        // give the curve a direction made of noise.
                        if let [.., before, last] = &mut *kept {
                            if distance(*before, point) >= SPACING {
                                *last = point;
                            }
                        } else {
                            kept.push(point);
                        }
                    }
                }
                _ => kept.push(point),
            }
        }
        kept
    }
}

/// A number of 0 to 1 in single precision.
#[expect(clippy::cast_possible_truncation, reason = "rounding is meant")]
fn single(part: f64) -> f32 {
    part as f32
}

#[cfg(test)]
mod tests;
