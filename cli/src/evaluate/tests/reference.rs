//! The model in double precision, written down from the README's description of it and from the
//! textbook forms of its densities: nothing of the engine's arithmetic is used.

use std::f64::consts::PI;

use metavae::image::{PIXELS, SIDE};
use metavae::model::StateDict;

/// Side of the images between the two convolutions, and after them.
const MIDDLE: usize = SIDE / 2;
const SMALL: usize = SIDE / 4;
/// Side of a kernel; a stride of 2 and a padding of 1 go with it.
const KERNEL: usize = 4;

/// Weights in double precision.
pub struct Reference {
    state: StateDict,
}

/// A Gaussian over latents.
pub struct Posterior {
    pub mean: Vec<f64>,
    pub log_variance: Vec<f64>,
}

impl Posterior {
    /// `mean + deviation · eps`.
    pub fn sample(&self, eps: &[f32]) -> Vec<f64> {
        let spread = self.log_variance.iter().zip(eps);
        let steps = spread.map(|(log, eps)| (0.5 * log).exp() * f64::from(*eps));
        self.mean.iter().zip(steps).map(|(mean, step)| mean + step).collect()
    }

    /// The divergence from the standard normal, in nats.
    pub fn kl(&self) -> f64 {
        let terms = self.mean.iter().zip(&self.log_variance);
        terms.map(|(mean, log)| 0.5 * (mean * mean + log.exp() - log - 1.0)).sum()
    }

    /// `log q(z)`.
    pub fn log_density(&self, z: &[f64]) -> f64 {
        let of = |at: usize| log_normal(z[at], self.mean[at], self.log_variance[at].exp());
        (0..z.len()).map(of).sum()
    }
}

/// `log N(x; mean, variance)`.
pub fn log_normal(x: f64, mean: f64, variance: f64) -> f64 {
    -0.5 * ((x - mean).powi(2) / variance + (2.0 * PI * variance).ln())
}

impl Reference {
    pub fn new(state: StateDict) -> Self {
        Self { state }
    }

    /// Numbers of noise an image.
    pub fn latents(&self) -> usize {
        self.state.size().latents()
    }

    fn tensor(&self, name: &str) -> Vec<f64> {
        let values = self.state.named(name).expect(name);
        values.iter().copied().map(f64::from).collect()
    }

    /// `q(z|x)` of an image's bytes.
    pub fn encode(&self, image: &[u8]) -> Posterior {
        let ink: Vec<f64> = image.iter().map(|ink| f64::from(*ink) / 255.0).collect();
        let x = relu(self.convolved(&ink, SIDE, "encoder.0"));
        let x = relu(self.convolved(&x, MIDDLE, "encoder.2"));
        let x = relu(self.linear(&x, "encoder.5"));
        let mut mean = self.linear(&x, "encoder.7");
        let log_variance = mean.split_off(self.latents());
        Posterior { mean, log_variance }
    }

    /// `log p(x|z)` of an image's bytes.
    pub fn log_likelihood(&self, image: &[u8], z: &[f64]) -> f64 {
        let x = relu(self.linear(z, "decoder.0"));
        let x = relu(self.linear(&x, "decoder.2"));
        let x = relu(self.convolved_back(&x, SMALL, "decoder.5"));
        let logits = self.convolved_back(&x, MIDDLE, "decoder.7");
        assert_eq!(logits.len(), PIXELS);
        let of = |(logit, ink): (&f64, &u8)| {
            let (ink, p) = (f64::from(*ink) / 255.0, 1.0 / (1.0 + (-logit).exp()));
            // Away from 0 and 1, where the logarithm of what rounding left would be no number.
            let p = p.clamp(1e-15, 1.0 - 1e-15);
            ink * p.ln() + (1.0 - ink) * (1.0 - p).ln()
        };
        logits.iter().zip(image).map(of).sum()
    }

    fn linear(&self, x: &[f64], name: &str) -> Vec<f64> {
        let weight = self.tensor(&format!("{name}.weight"));
        let rows = weight.chunks(x.len()).zip(self.tensor(&format!("{name}.bias")));
        rows.map(|(row, bias)| row.iter().zip(x).map(|(w, x)| w * x).sum::<f64>() + bias).collect()
    }

    /// A convolution of square images of `side`: to half of it.
    fn convolved(&self, x: &[f64], side: usize, name: &str) -> Vec<f64> {
        let (weight, bias) = self.pair(name);
        let (inputs, half) = (x.len() / (side * side), side / 2);
        let mut y = Vec::with_capacity(bias.len() * half * half);
        for (out, bias) in bias.iter().enumerate() {
            for place in 0..half * half {
                let taps = taps(place / half, place % half, side);
                let sum: f64 = (0..inputs)
                    .flat_map(|channel| taps.iter().map(move |tap| (channel, tap)))
                    .map(|(channel, (tap, pixel))| {
                        weight[(out * inputs + channel) * KERNEL * KERNEL + tap]
                            * x[channel * side * side + pixel]
                    })
                    .sum();
                y.push(sum + bias);
            }
        }
        y
    }

    /// A transposed convolution of square images of `side`: to twice of it.
    fn convolved_back(&self, x: &[f64], side: usize, name: &str) -> Vec<f64> {
        let (weight, bias) = self.pair(name);
        let (inputs, wide) = (x.len() / (side * side), 2 * side);
        let mut y: Vec<f64> = bias.iter().flat_map(|b| vec![*b; wide * wide]).collect();
        for channel in 0..inputs {
            for place in 0..side * side {
                let value = x[channel * side * side + place];
                for (tap, pixel) in taps(place / side, place % side, wide) {
                    for out in 0..bias.len() {
                        let w = weight[(channel * bias.len() + out) * KERNEL * KERNEL + tap];
                        y[out * wide * wide + pixel] += w * value;
                    }
                }
            }
        }
        y
    }

    fn pair(&self, name: &str) -> (Vec<f64>, Vec<f64>) {
        (self.tensor(&format!("{name}.weight")), self.tensor(&format!("{name}.bias")))
    }
}

/// The taps of the kernel that lie in the wide image, each with the pixel that it lies on.
fn taps(row: usize, column: usize, wide: usize) -> Vec<(usize, usize)> {
    let at = |narrow: usize, tap: usize| (2 * narrow + tap).checked_sub(1).filter(|at| *at < wide);
    (0..KERNEL * KERNEL)
        .filter_map(|tap| {
            let (y, x) = (at(row, tap / KERNEL)?, at(column, tap % KERNEL)?);
            Some((tap, y * wide + x))
        })
        .collect()
}

fn relu(mut x: Vec<f64>) -> Vec<f64> {
    x.iter_mut().for_each(|x| *x = x.max(0.0));
    x
}
