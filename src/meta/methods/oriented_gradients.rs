//! Baseline: histograms of oriented gradients (Dalal and Triggs 2005), a description that nobody has
//! trained; the nearest prototype by direction.

use std::f32::consts::PI;

use crate::data::Support;
use crate::future::Local;
use crate::host::metric::Metric;
use crate::host::rows::{Rows, length};
use crate::image::{PIXELS, SIDE};
use crate::meta::classifier::Classifier;
use crate::meta::embedding::Embedding;
use crate::meta::method::{Context, FewShotMethod};
use crate::meta::objective::SCALE;
use crate::meta::resources::Need;
use crate::meta::sampler::Sampler;
use crate::meta::task_model::TaskModel;

/// Pixels along a cell's side.
const CELL: usize = 4;
/// Cells along an image's side.
const CELLS: usize = SIDE / CELL;
/// Directions within half a turn: where ink begins and where it ends is the same edge.
const BINS: usize = 6;
/// What a cell's length grows by before the cell is divided by it, so that faint ink stays faint.
const FAINT: f32 = 0.3;

pub(super) struct OrientedGradients;

impl FewShotMethod for OrientedGradients {
    fn id(&self) -> &'static str {
        "orientedGradients"
    }

    fn needs(&self) -> &'static [Need] {
        &[]
    }

    fn adapt<'a>(
        &'a self,
        support: &'a Support,
        Context { device, .. }: &'a Context<'a>,
    ) -> Local<'a, TaskModel> {
        Box::pin(async move {
            let edges = Embedding::Function(oriented_gradients);
            let cosine = Metric::Cosine { scale: SCALE };
            let nearest = Classifier::nearest(edges, cosine, support, device).await?;
            Ok(TaskModel::new(support, nearest, Sampler::None, device))
        })
    }
}

/// `n · 784` bytes as `[n, 294]`: cell by cell, how much of its ink's edges runs in each direction.
fn oriented_gradients(images: &[u8]) -> Rows {
    let histograms = images.chunks(PIXELS).flat_map(histograms);
    Rows::new(CELLS * CELLS * BINS, histograms.collect())
}

/// Each pixel's gradient votes by its strength for the two nearest directions of the four nearest
/// cells, the nearer the more.
fn histograms(image: &[u8]) -> Vec<f32> {
    let ink = with_border(image);
    let mut cells = vec![0.0; CELLS * CELLS * BINS];
    for (y, x) in (0..PIXELS).map(|pixel| (pixel / SIDE, pixel % SIDE)) {
        let down = ink[y + 2][x + 1] - ink[y][x + 1];
        let right = ink[y + 1][x + 2] - ink[y + 1][x];
        let half_turns = (down.atan2(right) / PI).rem_euclid(1.0);
        for (row, near_row) in cells_at(y) {
            for (column, near_column) in cells_at(x) {
                for (bin, near_bin) in neighbours(half_turns * BINS as f32) {
                    let bin = bin.rem_euclid(BINS as isize) as usize;
                    let vote = down.hypot(right) * near_row * near_column * near_bin;
                    cells[(row * CELLS + column) * BINS + bin] += vote;
                }
            }
        }
    }
    for cell in cells.chunks_mut(BINS) {
        let length = length(cell) + FAINT;
        cell.iter_mut().for_each(|votes| *votes /= length);
    }
    cells
}

/// Ink in 0..=1, with a pixel of paper on every side.
fn with_border(image: &[u8]) -> [[f32; SIDE + 2]; SIDE + 2] {
    let mut ink = [[0.0; SIDE + 2]; SIDE + 2];
    for (pixel, &byte) in image.iter().enumerate() {
        ink[pixel / SIDE + 1][pixel % SIDE + 1] = f32::from(byte) / 255.0;
    }
    ink
}

/// The cells, along one side, whose middles are nearest to a pixel's, each with its share.
fn cells_at(pixel: usize) -> impl Iterator<Item = (usize, f32)> {
    let at = (pixel as f32 + 0.5) / CELL as f32 - 0.5;
    neighbours(at)
        .into_iter()
        .filter(|(cell, _)| (0..CELLS as isize).contains(cell))
        .map(|(cell, share)| (cell as usize, share))
}

/// The whole numbers on both sides of `at`, each with its share: the nearer, the more.
fn neighbours(at: f32) -> [(isize, f32); 2] {
    let (low, above) = (at.floor(), at - at.floor());
    [(low as isize, 1.0 - above), (low as isize + 1, above)]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An image that is ink where `inked` says so.
    fn image(inked: impl Fn(usize, usize) -> bool) -> Vec<u8> {
        let ink = |pixel| if inked(pixel / SIDE, pixel % SIDE) { 255 } else { 0 };
        (0..PIXELS).map(ink).collect()
    }

    /// The direction that a cell counts most of.
    fn strongest(image: &[u8], cell: usize) -> usize {
        crate::host::rows::largest(&oriented_gradients(image).row(0)[cell * BINS..][..BINS])
    }

    #[test]
    fn an_edge_counts_for_its_direction_where_it_is() {
        let middle = 3 * CELLS + 3;
        assert_eq!(strongest(&image(|_, x| x >= SIDE / 2), middle), 0, "ink to the right");
        assert_eq!(strongest(&image(|_, x| x < SIDE / 2), middle), 0, "or to the left");
        assert_eq!(strongest(&image(|y, _| y >= SIDE / 2), middle), BINS / 2, "ink below");
        let rows = oriented_gradients(&image(|y, x| y < CELL && x < CELL));
        let last = &rows.row(0)[(CELLS * CELLS - 1) * BINS..];
        assert_eq!(last, [0.0; BINS], "nothing far from the ink");
        assert!(length(&rows.row(0)[..BINS]) > 0.9, "a clear edge nearly fills its cell");
    }

    #[test]
    fn paper_has_no_edges() {
        let rows = oriented_gradients(&vec![0; 2 * PIXELS]);
        assert_eq!((rows.len(), length(rows.values()) < 1e-6), (2, true));
    }
}
