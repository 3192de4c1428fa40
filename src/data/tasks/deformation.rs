//! Random deformations of images: what a hand changes when it writes the same thing twice.

use rand::RngExt;
use rand::distr::Distribution;
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use crate::image::{PIXELS, SIDE};

/// Knots of the displacement field along a side.
const KNOTS: usize = 7;

/// How far a deformation may go. Every magnitude is drawn anew for every image, evenly between
/// minus and plus what is given here, but for `elastic_px`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Warp {
    /// Turn, in degrees.
    pub rotation_deg: f32,
    /// Natural logarithm of the scale, drawn for each axis.
    pub log_scale: f32,
    /// Horizontal shift a pixel of height, about the centre.
    pub shear: f32,
    /// Shift, in pixels, drawn for each axis.
    pub shift_px: f32,
    /// Standard deviation of a smooth random displacement, in pixels (an elastic deformation, as
    /// of Simard et al. 2003).
    pub elastic_px: f32,
    /// How far strokes may grow or shrink: the share of the way to what a pen of a pixel's radius
    /// more or less would have drawn, 0 to 1.
    pub pen: f32,
}

impl Warp {
    /// As a hand does that writes a sign again.
    pub const MILD: Self = Self {
        rotation_deg: 15.0,
        log_scale: 0.15,
        shear: 0.2,
        shift_px: 2.0,
        elastic_px: 0.6,
        pen: 0.0,
    };

    /// Until the sign is just recognised.
    pub const STRONG: Self = Self {
        rotation_deg: 30.0,
        log_scale: 0.3,
        shear: 0.5,
        shift_px: 2.8,
        elastic_px: 1.0,
        pen: 0.7,
    };

    /// A random deformation.
    pub fn draw(&self, rng: &mut ChaCha8Rng) -> Deformation {
        let map = Affine::draw(self, rng);
        let field = Field::draw(self.elastic_px, rng);
        let sources = (0..PIXELS).map(|pixel| {
            let (row, column) = (pixel / SIDE, pixel % SIDE);
            let (dx, dy) = field.as_ref().map_or((0.0, 0.0), |field| field.at(column, row));
            let (x, y) = map.source(column as f32, row as f32);
            (x + dx, y + dy)
        });
        Deformation { sources: sources.collect(), pen: within(self.pen, rng) }
    }

    /// Every image of `images` (`n · 784` bytes) after a deformation of its own.
    ///
    /// # Panics
    /// Where `images` is not whole images.
    pub fn apply_all(&self, images: &[u8], rng: &mut ChaCha8Rng) -> Vec<u8> {
        images.chunks(PIXELS).flat_map(|image| self.draw(rng).apply(image)).collect()
    }
}

/// A deformation that has been drawn, the same for every image it is applied to.
#[derive(Debug, Clone)]
pub struct Deformation {
    /// From where in the image each pixel comes, `(x, y)`.
    sources: Vec<(f32, f32)>,
    /// The share of the way to the heavier pen, or to the lighter one below zero.
    pen: f32,
}

impl Deformation {
    /// Every image of `images` (`n · 784` bytes) after it. What comes from outside is blank.
    ///
    /// # Panics
    /// Where `images` is not whole images.
    pub fn apply(&self, images: &[u8]) -> Vec<u8> {
        assert!(images.len().is_multiple_of(PIXELS), "an image is {PIXELS} bytes");
        let mut out = Vec::with_capacity(images.len());
        for image in images.chunks(PIXELS) {
            let drawn = (self.pen != 0.0).then(|| repenned(image, self.pen));
            let image = drawn.as_ref().map_or(image, |drawn| drawn.as_slice());
            out.extend(self.sources.iter().map(|&(x, y)| bilinear(image, x, y)));
        }
        out
    }
}

/// Evenly drawn between minus and plus `limit`.
fn within(limit: f32, rng: &mut ChaCha8Rng) -> f32 {
    // An empty range has nothing to draw from.
    if limit > 0.0 { rng.random_range(-limit..=limit) } else { 0.0 }
}

/// From where in the image a pixel comes: `(x, y) = a · (column, row) + b`.
struct Affine {
    a: [[f32; 2]; 2],
    b: [f32; 2],
}

impl Affine {
    fn draw(warp: &Warp, rng: &mut ChaCha8Rng) -> Self {
        let mut within = |limit| within(limit, rng);
        let (sin, cos) = within(warp.rotation_deg).to_radians().sin_cos();
        let (wide, high) = (within(warp.log_scale).exp(), within(warp.log_scale).exp());
        let shear = within(warp.shear);
        let shift = [within(warp.shift_px), within(warp.shift_px)];
        // Shear, then scale, then turn: read from the result back to the image.
        let a =
            [[cos * wide, (cos * shear - sin) * high], [sin * wide, (sin * shear + cos) * high]];
        let centre = (SIDE - 1) as f32 / 2.0;
        let b = [0, 1].map(|i| centre + shift[i] - (a[i][0] + a[i][1]) * centre);
        Self { a, b }
    }

    fn source(&self, column: f32, row: f32) -> (f32, f32) {
        let at = |i: usize| self.a[i][0] * column + self.a[i][1] * row + self.b[i];
        (at(0), at(1))
    }
}

/// A smooth displacement: uniform cubic B-splines over normal knots.
struct Field {
    knots: [[f32; 2]; (KNOTS + 3) * (KNOTS + 3)],
}

impl Field {
    fn draw(deviation: f32, rng: &mut ChaCha8Rng) -> Option<Self> {
        if deviation <= 0.0 {
            return None;
        }
        // A sum of independent knots by B-spline weights has a variance of Σ w², 0.23 on average
        // over the plane (0.479 along each axis).
        let gain = deviation / 0.479;
        let mut draw = || gain * Distribution::<f32>::sample(&StandardNormal, rng);
        let knots = std::array::from_fn(|_| [draw(), draw()]);
        Some(Self { knots })
    }

    fn at(&self, column: usize, row: usize) -> (f32, f32) {
        let (first_x, x) = spline(column);
        let (first_y, y) = spline(row);
        let mut sum = [0.0, 0.0];
        for (j, wy) in y.iter().enumerate() {
            let start = (first_y + j) * (KNOTS + 3) + first_x;
            for (wx, knot) in x.iter().zip(&self.knots[start..start + 4]) {
                sum[0] += wx * wy * knot[0];
                sum[1] += wx * wy * knot[1];
            }
        }
        (sum[0], sum[1])
    }
}

/// The first of the four knots that a pixel's displacement is made of, and their weights.
fn spline(pixel: usize) -> (usize, [f32; 4]) {
    let at = pixel as f32 * KNOTS as f32 / SIDE as f32;
    let (first, t) = (at as usize, at.fract());
    let weights = [
        (1.0 - t).powi(3) / 6.0,
        (3.0 * t.powi(3) - 6.0 * t.powi(2) + 4.0) / 6.0,
        (-3.0 * t.powi(3) + 3.0 * t.powi(2) + 3.0 * t + 1.0) / 6.0,
        t.powi(3) / 6.0,
    ];
    (first, weights)
}

/// The image with heavier or lighter strokes: part of the way to its dilation or its erosion by a
/// cross of five pixels.
fn repenned(image: &[u8], share: f32) -> [u8; PIXELS] {
    std::array::from_fn(|at| {
        let (row, column) = (at / SIDE, at % SIDE);
        let neighbours = [
            (row > 0).then(|| image[at - SIDE]),
            (row + 1 < SIDE).then(|| image[at + SIDE]),
            (column > 0).then(|| image[at - 1]),
            (column + 1 < SIDE).then(|| image[at + 1]),
        ];
        let around = neighbours.into_iter().flatten();
        let ink = image[at];
        let far = if share > 0.0 { around.fold(ink, u8::max) } else { around.fold(ink, u8::min) };
        (f32::from(ink) + share.abs() * (f32::from(far) - f32::from(ink))).round() as u8
    })
}

fn bilinear(image: &[u8], x: f32, y: f32) -> u8 {
    let (left, top) = (x.floor(), y.floor());
    let (right, down) = (x - left, y - top);
    let ink = |dx: i32, dy: i32| {
        let (x, y) = (left as i32 + dx, top as i32 + dy);
        let inside = (0..SIDE as i32).contains(&x) && (0..SIDE as i32).contains(&y);
        if inside { f32::from(image[y as usize * SIDE + x as usize]) } else { 0.0 }
    };
    let above = ink(0, 0) * (1.0 - right) + ink(1, 0) * right;
    let below = ink(0, 1) * (1.0 - right) + ink(1, 1) * right;
    (above * (1.0 - down) + below * down).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::rand_core::SeedableRng;

    const STILL: Warp = Warp {
        rotation_deg: 0.0,
        log_scale: 0.0,
        shear: 0.0,
        shift_px: 0.0,
        elastic_px: 0.0,
        pen: 0.0,
    };

    /// A blot of ink off the centre.
    fn blot() -> Vec<u8> {
        let mut image = vec![0; PIXELS];
        for (row, column) in (9..13).flat_map(|row| (14..20).map(move |column| (row, column))) {
            image[row * SIDE + column] = 200;
        }
        image
    }

    fn warped(warp: Warp, seed: u64) -> Vec<u8> {
        warp.apply_all(&blot(), &mut ChaCha8Rng::seed_from_u64(seed))
    }

    fn centre(image: &[u8]) -> (f32, f32) {
        let ink: f32 = image.iter().map(|x| f32::from(*x)).sum();
        let mean = |part: fn(usize) -> usize| {
            image.iter().enumerate().map(|(i, x)| f32::from(*x) * part(i) as f32).sum::<f32>() / ink
        };
        (mean(|i| i % SIDE), mean(|i| i / SIDE))
    }

    #[test]
    fn nothing_asked_for_changes_nothing_and_a_seed_fixes_the_rest() {
        assert_eq!(warped(STILL, 1), blot());
        assert_eq!(warped(Warp::MILD, 1), warped(Warp::MILD, 1));
        assert_ne!(warped(Warp::MILD, 1), warped(Warp::MILD, 2));
    }

    #[test]
    fn each_magnitude_moves_the_ink_within_its_limit() {
        let at = centre(&blot());
        for seed in 0..50 {
            let (x, y) = centre(&warped(Warp { shift_px: 2.0, ..STILL }, seed));
            assert!((x - at.0).abs() < 2.05 && (y - at.1).abs() < 2.05, "{x} {y}");

            let arm = |(x, y): (f32, f32)| (x - 13.5).hypot(y - 13.5);
            let turned = centre(&warped(Warp { rotation_deg: 90.0, ..STILL }, seed));
            assert!((arm(turned) - arm(at)).abs() < 0.1, "a turn keeps the distance");

            let (_, y) = centre(&warped(Warp { shear: 0.5, ..STILL }, seed));
            assert!((y - at.1).abs() < 0.05, "a shear moves nothing up or down");
        }
        let sum = |image: &[u8]| image.iter().map(|x| u32::from(*x)).sum::<u32>();
        // 4 by 6 pixels become 6 by 8 without corners, or 2 by 4.
        for seed in 0..50 {
            let ink = sum(&warped(Warp { pen: 1.0, ..STILL }, seed));
            assert!((8 * 200..=44 * 200).contains(&ink), "{ink}");
        }
        assert!((0..50).any(|seed| sum(&warped(Warp { pen: 1.0, ..STILL }, seed)) > 30 * 200));
        assert!((0..50).any(|seed| sum(&warped(Warp { pen: 1.0, ..STILL }, seed)) < 20 * 200));
        assert!((0..50).any(|seed| warped(Warp { elastic_px: 2.0, ..STILL }, seed) != blot()));
    }

    #[test]
    fn the_elastic_displacement_has_the_deviation_asked_for() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut squares = 0.0f64;
        for _ in 0..400 {
            let field = Field::draw(1.5, &mut rng).unwrap();
            for pixel in 0..PIXELS {
                let (dx, dy) = field.at(pixel % SIDE, pixel / SIDE);
                squares += f64::from(dx * dx + dy * dy);
            }
        }
        let deviation = (squares / (400.0 * 2.0 * PIXELS as f64)).sqrt();
        // 400 fields of about 2 · 25 independent displacements: a standard error of 0.5 %.
        assert!((deviation - 1.5).abs() < 0.03, "{deviation}");
    }
}
