//! Pen paths to pixels, the way MNIST was made: ink fitted to a box of 20x20 with its aspect kept,
//! antialiased, its centre of mass moved to the middle of 28x28 by whole pixels.
//!
//! Only `+ - * /` and square roots are used here, which every platform rounds alike: the same path
//! gives the same bytes in the browser and in a native test.

use crate::image::{PIXELS, SIDE};

/// The side of the box that the ink is fitted to, in pixels.
const BOX: f32 = 20.0;
/// The radius of an average MNIST pen, in pixels. Measured: with it, drawings have MNIST's mean
/// stroke width.
pub(in crate::data) const PEN_RADIUS: f32 = 1.25;
/// How many pixels it takes from full ink to none, across an edge. One is a sharp edge,
/// antialiased; MNIST, which was scaled down from larger scans, is a little softer.
pub(in crate::data) const SOFTNESS: f32 = 1.15;
/// MNIST's centres of mass are spread evenly over pixel 14, from 14.0 to 15.0.
const CENTRE: f32 = 14.5;

/// A point on a pen path, and how far the ink reaches there. The radius is in pixels of the image
/// whatever the unit of `x` and `y`, so a small and a large drawing get strokes of equal width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::data) struct Nib {
    pub x: f32,
    pub y: f32,
    pub radius: f32,
}

/// Draws `paths`; each is a chain of straight pieces, or one point for a dot. Without any point
/// the image is blank.
#[expect(clippy::indexing_slicing, reason = "windows of two points")]
pub(in crate::data) fn draw(paths: &mut [Vec<Nib>], softness: f32) -> [u8; PIXELS] {
    fit(paths, softness);
    let mut canvas = Canvas::new(softness);
    for path in paths {
        match path[..] {
            [] => {}
            [dot] => canvas.line(dot, dot),
            _ => path.windows(2).for_each(|pair| canvas.line(pair[0], pair[1])),
        }
    }
    centred(&canvas.image())
}

/// Scales and moves `paths` so that their ink fills the box in the longer direction. What has no
/// extent, a dot, keeps its size.
#[expect(clippy::indexing_slicing, reason = "an inner loop over two axes")]
fn fit(paths: &mut [Vec<Nib>], softness: f32) {
    let mut low = [f32::INFINITY; 2];
    let mut high = [f32::NEG_INFINITY; 2];
    let mut radius = 0.0f32;
    for nib in paths.iter().flatten() {
        for (axis, at) in [nib.x, nib.y].into_iter().enumerate() {
            low[axis] = low[axis].min(at);
            high[axis] = high[axis].max(at);
        }
        radius = radius.max(nib.radius);
    }
    let extent = (high[0] - low[0]).max(high[1] - low[1]);
    // The faint outer half of the soft edge counts for half, as it does to the eye.
    let room = BOX - 2.0 * radius - softness / 2.0;
    // A dot, without extent, goes on the middle of a pixel, where it is darkest.
    let (scale, centre) =
        if extent > 0.0 { (room / extent, SIDE as f32 / 2.0) } else { (1.0, CENTRE) };
    let middle = [(low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0];
    for nib in paths.iter_mut().flatten() {
        nib.x = (nib.x - middle[0]) * scale + centre;
        nib.y = (nib.y - middle[1]) * scale + centre;
    }
}

/// For every pixel's centre, how far outside the ink it is (negative: inside), in pixels. Strokes
/// that cross or overlap merge by taking the smaller, with no darker seams.
struct Canvas {
    outside: [f32; PIXELS],
    softness: f32,
}

impl Canvas {
    fn new(softness: f32) -> Self {
        Self { outside: [f32::INFINITY; PIXELS], softness }
    }

    /// Inks everything within the pen's radius of the line from `a` to `b`.
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an inner loop: rows and columns are cut to 0..28, and a cast of NaN is 0"
    )]
    fn line(&mut self, a: Nib, b: Nib) {
        let reach = a.radius.max(b.radius) + self.softness / 2.0;
        // Pixel n has its centre at n + 0.5. `as` turns what is below 0 into 0.
        let first = |low: f32| (low - reach - 0.5).max(0.0) as usize;
        let last = |high: f32| (high + reach + 0.5).min(SIDE as f32).max(0.0) as usize;
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let length_squared = dx * dx + dy * dy;
        let per_length = if length_squared > 0.0 { 1.0 / length_squared } else { 0.0 };
        let columns = first(a.x.min(b.x))..last(a.x.max(b.x));
        for row in first(a.y.min(b.y))..last(a.y.max(b.y)) {
            let y = row as f32 + 0.5 - a.y;
            for column in columns.clone() {
                let x = column as f32 + 0.5 - a.x;
                let along = ((x * dx + y * dy) * per_length).clamp(0.0, 1.0);
                let (off_x, off_y) = (x - along * dx, y - along * dy);
                let radius = a.radius + along * (b.radius - a.radius);
                let outside = (off_x * off_x + off_y * off_y).sqrt() - radius;
                let pixel = &mut self.outside[row * SIDE + column];
                *pixel = pixel.min(outside);
            }
        }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
    fn image(&self) -> [u8; PIXELS] {
        self.outside.map(|outside| {
            let coverage = (0.5 - outside / self.softness).clamp(0.0, 1.0);
            (coverage * 255.0 + 0.5) as u8
        })
    }
}

/// Moves the centre of mass to the middle, by whole pixels and never so far that ink is lost.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "an inner loop over the 784 pixels, whose sums have 26 bits"
)]
fn centred(image: &[u8; PIXELS]) -> [u8; PIXELS] {
    let (mut mass, mut moment_x, mut moment_y) = (0u32, 0u32, 0u32);
    let (mut low, mut high) = ([SIDE; 2], [0; 2]);
    for (at, &ink) in image.iter().enumerate().filter(|&(_, &ink)| ink > 0) {
        let place = [at % SIDE, at / SIDE];
        mass += u32::from(ink);
        moment_x += u32::from(ink) * place[0] as u32;
        moment_y += u32::from(ink) * place[1] as u32;
        for axis in 0..2 {
            low[axis] = low[axis].min(place[axis]);
            high[axis] = high[axis].max(place[axis]);
        }
    }
    if mass == 0 {
        return *image;
    }
    let shift = |axis: usize, moment: u32| {
        let centre = moment as f32 / mass as f32 + 0.5;
        let wanted = (CENTRE - centre).round() as isize;
        wanted.clamp(-(low[axis] as isize), (SIDE - 1 - high[axis]) as isize)
    };
    let (right, down) = (shift(0, moment_x), shift(1, moment_y));
    let mut moved = [0; PIXELS];
    for row in low[1]..=high[1] {
        let to = (row as isize + down) as usize * SIDE;
        for column in low[0]..=high[0] {
            moved[to + (column as isize + right) as usize] = image[row * SIDE + column];
        }
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nib(x: f32, y: f32) -> Nib {
        Nib { x, y, radius: PEN_RADIUS }
    }

    /// First and last row and column with ink.
    fn bounds(image: &[u8; PIXELS]) -> [usize; 4] {
        let inked = || (0..PIXELS).filter(|&at| image[at] > 0);
        [
            inked().map(|at| at / SIDE).min().unwrap(),
            inked().map(|at| at / SIDE).max().unwrap(),
            inked().map(|at| at % SIDE).min().unwrap(),
            inked().map(|at| at % SIDE).max().unwrap(),
        ]
    }

    #[test]
    fn fills_the_box_of_twenty_and_is_centred() {
        let image = draw(&mut [vec![nib(0.0, 0.0), nib(0.0, 7.0)]], SOFTNESS);
        let [top, bottom, left, right] = bounds(&image);
        assert!((19..=21).contains(&(bottom - top + 1)), "{top} {bottom}");
        assert!((3..=4).contains(&(right - left + 1)), "{left} {right}");
        assert!(left <= 14 && right >= 14);
        assert_eq!(image[14 * SIDE + 14], 255);
    }

    #[test]
    fn a_heavy_side_is_moved_to_the_middle_but_never_out() {
        // A line to the right that ends in a thicket, three pixels wide.
        let thicket = [(10.0, 0.0), (10.0, 3.0), (9.0, 0.0), (9.0, 3.0), (10.0, 3.0)];
        let path = [(0.0, 0.0)].into_iter().chain(thicket);
        let image = draw(&mut [path.map(|(x, y)| nib(x, y)).collect()], SOFTNESS);
        let [_, _, left, right] = bounds(&image);
        assert!(right - left + 1 >= 19, "nothing is cut off: {left} {right}");
        assert!(left < 3, "moved left of where it was fitted: {left}");
    }

    #[test]
    fn ink_falls_off_over_the_softness() {
        let image = draw(&mut [vec![nib(0.0, 0.0)]], SOFTNESS);
        let inked = image.iter().filter(|&&ink| ink > 0).count();
        assert!((4..=16).contains(&inked), "{inked}");
        assert_eq!(draw(&mut [], SOFTNESS), [0; PIXELS]);
        assert_eq!(draw(&mut [vec![]], SOFTNESS), [0; PIXELS]);
    }
}
