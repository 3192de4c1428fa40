//! Pictures that are no digit: what a judge learns to say no to, and is tried on. And how pictures
//! grow soft, which makes no digit of a stranger, and no stranger of a digit.

use metavae::data::Dataset;
use metavae::image::{PIXELS, SIDE};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Numbers a side from which a cloud is made.
const COARSE: usize = 7;

/// Each pixel for itself.
pub fn noise(rng: &mut ChaCha8Rng) -> Vec<u8> {
    (0..PIXELS).map(|_| rng.random()).collect()
}

/// A smooth random picture, from faint to black and white: a blob.
pub fn cloud(rng: &mut ChaCha8Rng) -> Vec<u8> {
    let coarse: Vec<f32> = (0..COARSE * COARSE).map(|_| rng.random_range(-0.5..0.5)).collect();
    let (contrast, level) = (rng.random_range(0.0..6.0), rng.random_range(-0.5..0.5f32));
    let place = |pixel: usize| {
        let at = pixel as f32 * (COARSE - 1) as f32 / (SIDE - 1) as f32;
        let low = (at as usize).min(COARSE - 2);
        (low, at - low as f32)
    };
    let ink = |at: usize| {
        let ((y, down), (x, right)) = (place(at / SIDE), place(at % SIDE));
        let row = |y: usize| {
            let (left, next) = (coarse[y * COARSE + x], coarse[y * COARSE + x + 1]);
            left + (next - left) * right
        };
        let value = row(y) + (row(y + 1) - row(y)) * down;
        (255.0 * (contrast * value + level).clamp(0.0, 1.0)) as u8
    };
    (0..PIXELS).map(ink).collect()
}

/// Two digits of different classes over each other, each with about half of its ink.
pub fn blend(data: &Dataset, rng: &mut ChaCha8Rng) -> Vec<u8> {
    let mut any = || rng.random_range(0..data.len());
    let first = any();
    let mut second = any();
    while data.labels()[second] == data.labels()[first] {
        second = any();
    }
    let share = rng.random_range(0.4..0.6f32);
    let pairs = data.image(first).iter().zip(data.image(second));
    pairs.map(|(a, b)| (share * f32::from(*a) + (1.0 - share) * f32::from(*b)) as u8).collect()
}

/// The mean of so many digits of all classes.
pub fn mean(data: &Dataset, of: usize, rng: &mut ChaCha8Rng) -> Vec<u8> {
    let mut sums = vec![0usize; PIXELS];
    for _ in 0..of {
        let image = data.image(rng.random_range(0..data.len()));
        sums.iter_mut().zip(image).for_each(|(sum, ink)| *sum += usize::from(*ink));
    }
    sums.into_iter().map(|sum| (sum / of) as u8).collect()
}

/// The same picture with softer edges and fainter ink, as a decoder may draw it: so that a judge
/// judges shapes. A quarter stay as they are.
pub fn soften(image: &mut [u8], rng: &mut ChaCha8Rng) {
    let (times, ink) = (rng.random_range(0..4), rng.random_range(0.6..1.0f32));
    if times == 0 {
        return;
    }
    let mut soft: Vec<f32> = image.iter().map(|pixel| f32::from(*pixel) * ink).collect();
    for _ in 0..times {
        soft = soften_along(&soften_along(&soft, 1), SIDE);
    }
    image.iter_mut().zip(soft).for_each(|(pixel, soft)| *pixel = soft as u8);
}

/// Each pixel half of itself and a quarter of its neighbours on either side, paper beyond the edge.
fn soften_along(image: &[f32], stride: usize) -> Vec<f32> {
    let at = |pixel: usize| pixel / stride % SIDE;
    let before = |pixel| if at(pixel) > 0 { image[pixel - stride] } else { 0.0 };
    let after = |pixel| if at(pixel) + 1 < SIDE { image[pixel + stride] } else { 0.0 };
    (0..PIXELS).map(|p| 0.5 * image[p] + 0.25 * (before(p) + after(p))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use metavae::random::{Purpose, stream};

    #[test]
    fn a_cloud_is_smooth_and_noise_is_not() {
        let mut rng = stream(1, Purpose::Images);
        // The mean distance of two neighbours in a row.
        let roughness = |image: &[u8]| {
            let rows = image.chunks(SIDE).flat_map(|row| row.windows(2));
            let moved: u32 = rows.map(|pair| u32::from(pair[0].abs_diff(pair[1]))).sum();
            moved as usize / (SIDE * (SIDE - 1))
        };
        for _ in 0..100 {
            // Six slopes a row, each from white to black at the most.
            assert!(roughness(&cloud(&mut rng)) <= 6 * 255 / (SIDE - 1));
            assert!(roughness(&noise(&mut rng)) > 75);
        }
    }

    #[test]
    fn what_is_softened_keeps_its_ink_in_its_place() {
        let mut dot = vec![0.0; PIXELS];
        dot[10 * SIDE + 10] = 16.0;
        let soft = soften_along(&soften_along(&dot, 1), SIDE);
        let around = |y: usize| soft[y * SIDE + 9..y * SIDE + 12].to_vec();
        assert_eq!(around(9), [1.0, 2.0, 1.0]);
        assert_eq!(around(10), [2.0, 4.0, 2.0]);
        assert_eq!(soft.iter().sum::<f32>(), 16.0);
        // Nothing comes in from the other side of an edge.
        let mut edge = vec![0.0; PIXELS];
        edge[SIDE - 1] = 4.0;
        assert_eq!(soften_along(&edge, 1)[SIDE], 0.0);
    }

    #[test]
    fn a_blend_has_ink_of_both_and_a_mean_of_all() {
        let images = [[200u8; PIXELS], [100u8; PIXELS]].concat();
        let data = Dataset::new(images, vec![0, 1]).unwrap();
        let mut rng = stream(2, Purpose::Images);
        for _ in 0..20 {
            let blend = blend(&data, &mut rng);
            assert!((139..=160).contains(&blend[0]), "{}", blend[0]);
        }
        let mean = mean(&data, 1000, &mut rng)[0];
        assert!((140..=160).contains(&mean), "{mean}");
    }
}
