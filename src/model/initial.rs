//! Fresh weights, drawn on the host so that a seed means the same weights on every device.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::state::{Size, StateDict, TENSORS};

impl StateDict {
    /// PyTorch's default initialisation: every weight and bias of a layer from
    /// `U(−1/√fan_in, 1/√fan_in)` (`kaiming_uniform_` with `a = √5`), where PyTorch takes a
    /// transposed convolution's fan-in from its *second* dimension.
    pub fn initial(size: Size, seed: u32) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(u64::from(seed));
        let layout = size.vae();
        Self::of_vae(size, |index, length| uniform(&mut rng, layout[index - index % 2].1, length))
    }

    /// A VAE with a fresh hypernetwork on top, that changes nothing yet: what it generates starts
    /// at zero.
    pub fn conditioned(vae: &Self, seed: u32) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(u64::from(seed));
        let layout = vae.size().conditioned();
        Self::of_conditioned(vae.size(), |index, length| match layout[index].0 {
            _ if index < TENSORS => vae.tensor(index).to_vec(),
            name if name.starts_with("hyper.code") => {
                uniform(&mut rng, layout[index - index % 2].1, length)
            }
            _ => vec![0.0; length],
        })
    }
}

/// For a weight of this shape; a bias follows its weight in the layout and shares its bound.
fn uniform(rng: &mut ChaCha8Rng, weight: &[usize], length: usize) -> Vec<f32> {
    let fan_in: usize = weight[1..].iter().product();
    let bound = 1.0 / (fan_in as f32).sqrt();
    (0..length).map(|_| rng.random_range(-bound..bound)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_fixes_the_weights_and_the_bounds_are_pytorchs() {
        let state = StateDict::initial(Size::default(), 7);
        assert_eq!(state, StateDict::initial(Size::default(), 7));
        assert_ne!(state, StateDict::initial(Size::default(), 8));
        let widest =
            |name| state.named(name).unwrap().iter().fold(0f32, |widest, x| widest.max(x.abs()));
        for (name, fan_in) in [
            ("encoder.2.weight", 32 * 16),
            ("encoder.5.weight", 3136),
            ("encoder.5.bias", 3136),
            ("decoder.5.weight", 32 * 16),
            ("decoder.7.weight", 16),
            ("decoder.0.weight", 32),
        ] {
            let bound = 1.0 / (fan_in as f32).sqrt();
            assert!(widest(name) <= bound && widest(name) > 0.9 * bound, "{name}");
        }
    }
}
