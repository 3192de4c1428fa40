//! The networks of M2, a generative model of data with classes (Kingma et al. 2014, §2.2).

use burn::module::{Module, Param};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor, TensorData};
use metavae::kernels::ops;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Numbers of a hidden layer.
const HIDDEN: usize = 256;
/// Numbers of the latent that holds what is not the class.
pub const STYLE: usize = 32;
/// A class takes the place of one number of this many, however few classes there are.
pub const MOST_CLASSES: usize = 16;

/// A linear layer.
#[derive(Module, Debug)]
struct Linear {
    /// `[inputs, outputs]`.
    weight: Param<Tensor<2>>,
    bias: Param<Tensor<1>>,
}

impl Linear {
    /// Fresh weights by PyTorch's default, as the VAE's own.
    fn fresh(inputs: usize, outputs: usize, rng: &mut ChaCha8Rng, device: &Device) -> Self {
        let bound = 1.0 / (inputs as f32).sqrt();
        let mut draw = |n: usize| (0..n).map(|_| rng.random_range(-bound..bound)).collect();
        let weight: Vec<f32> = draw(inputs * outputs);
        let bias: Vec<f32> = draw(outputs);
        Self {
            weight: Param::from_data(TensorData::new(weight, [inputs, outputs]), device),
            bias: Param::from_data(TensorData::new(bias, [outputs]), device),
        }
    }

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        ops::dense(x, self.weight.val(), self.bias.val(), false)
    }
}

/// `q(y|x)`, `q(z|x, y)` and `p(x|y, z)` of vectors x: each with one hidden layer.
#[derive(Module, Debug)]
pub struct ClassVae {
    classifier: [Linear; 2],
    encoder: [Linear; 2],
    decoder: [Linear; 2],
    /// Logarithms of the variances of `p(x|y, z)`, one for each number of x.
    spread: Param<Tensor<1>>,
}

impl ClassVae {
    /// Fresh networks for vectors of `width` numbers.
    pub fn fresh(width: usize, rng: &mut ChaCha8Rng, device: &Device) -> Self {
        let mut pair = |inputs, outputs| {
            [
                Linear::fresh(inputs, HIDDEN, rng, device),
                Linear::fresh(HIDDEN, outputs, rng, device),
            ]
        };
        let spread = TensorData::new(vec![0.0f32; width], [width]);
        Self {
            classifier: pair(width, MOST_CLASSES),
            encoder: pair(width + MOST_CLASSES, 2 * STYLE),
            decoder: pair(STYLE + MOST_CLASSES, width),
            spread: Param::from_data(spread, device),
        }
    }

    /// The logits of `q(y|x)`.
    ///
    /// # Shapes
    /// `x`: `[n, width]`. Answer: `[n, 16]`, of which those of a task's classes come first.
    pub fn class_logits(&self, x: Tensor<2>) -> Tensor<2> {
        through(&self.classifier, x)
    }

    /// The moments of `q(z|x, y)`: means before the logarithms of the variances.
    ///
    /// # Shapes
    /// `x`: `[n, width]`, `y`: `[n, 16]`, one-hot. Answer: `[n, 64]`.
    pub fn moments(&self, x: Tensor<2>, y: Tensor<2>) -> Tensor<2> {
        through(&self.encoder, Tensor::cat(vec![x, y], 1))
    }

    /// The means of `p(x|y, z)`.
    ///
    /// # Shapes
    /// `z`: `[n, 32]`, `y`: `[n, 16]`, one-hot. Answer: `[n, width]`.
    pub fn decode(&self, z: Tensor<2>, y: Tensor<2>) -> Tensor<2> {
        through(&self.decoder, Tensor::cat(vec![z, y], 1))
    }

    /// The logarithms of the variances of `p(x|y, z)`, `[1, width]`, within [-6, 2].
    pub fn spread(&self) -> Tensor<2> {
        self.spread.val().clamp(-6.0, 2.0).unsqueeze()
    }
}

fn through(layers: &[Linear; 2], x: Tensor<2>) -> Tensor<2> {
    layers[1].forward(relu(layers[0].forward(x)))
}
