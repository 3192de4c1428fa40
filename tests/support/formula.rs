//! The fixture's weights, images and noise, by the formula of `fixtures/make_pytorch.py`.

use metavae::image::PIXELS;
use metavae::model::{Size, StateDict};

/// Images in the fixture's batch.
pub const BATCH: usize = 8;

/// The integer hash lowbias32 of `stream * 2^24 + index`.
pub fn hashed(index: usize, stream: u32) -> u32 {
    let mut x = (index as u32).wrapping_add(stream << 24);
    x ^= x >> 16;
    x = x.wrapping_mul(0x7feb_352d);
    x ^= x >> 15;
    x = x.wrapping_mul(0x846c_a68b);
    x ^ (x >> 16)
}

/// `count` numbers from `low` up to `high`.
pub fn uniform(count: usize, stream: u32, low: f32, high: f32) -> Vec<f32> {
    let unit = |i| (hashed(i, stream) >> 8) as f32 / 16_777_216.0;
    (0..count).map(|i| unit(i) * (high - low) + low).collect()
}

/// The model before any step.
pub fn state(size: Size) -> StateDict {
    let layout = size.vae();
    StateDict::of_vae(size, |index, length| {
        let (name, weight) = layout[index - index % 2];
        let fan_in: usize = weight[1..].iter().product();
        let wider = if name.starts_with("encoder.7") { 20.0 } else { 1.0 };
        let bound = (fan_in as f64).powf(-0.5) * wider;
        // PyTorch's script works out `high - low` in f64 before rounding to f32.
        let unit = |i| (hashed(i, index as u32) >> 8) as f32 / 16_777_216.0;
        (0..length).map(|i| unit(i) * (2.0 * bound) as f32 - bound as f32).collect()
    })
}

/// `[8, 784]`, in 0..=1; stream 50 is the fixtures' first batch.
pub fn images(stream: u32) -> Vec<f32> {
    uniform(BATCH * PIXELS, stream, -1.0, 1.0).into_iter().map(|x| x.clamp(0.0, 1.0)).collect()
}

/// `[8, latents]` for one step.
pub fn eps(step: u32, size: Size) -> Vec<f32> {
    let count = BATCH * size.latents();
    let parts: Vec<_> = (0..4).map(|k| uniform(count, 60 + 4 * step + k, -1.0, 1.0)).collect();
    let scale = 0.75f64.sqrt() as f32;
    (0..count).map(|i| parts.iter().map(|part| part[i]).sum::<f32>() * scale).collect()
}
