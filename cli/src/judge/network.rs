//! The classifier that judges.

use burn::module::{Module, Param};
use burn::optim::GradientsParams;
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Tensor, TensorData};
use metavae::host::rows::Rows;
use metavae::image::PIXELS;
use metavae::kernels::{Conv, ops};
use metavae::tensors::{numbers, pixels};
use metavae::train::optimised::Optimised;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::files::say;

/// Digits, and a class for what is none.
pub const CLASSES: usize = 11;
/// What is no digit.
pub const NONE: usize = 10;
/// Scores of the last layer, whose operands come in units of 16; the rest are left out.
const SCORES: usize = 16;
const HIDDEN: usize = 256;
const OUTER: Conv = Conv::new(14, 14, 1, 32);
const INNER: Conv = Conv::new(7, 7, 32, 64);
/// Images at a time.
const CHUNK: usize = 250;

/// Two convolutions and two linear layers, 0.8 million numbers.
#[derive(Module, Debug)]
pub struct Network {
    outer: (Param<Tensor<4>>, Param<Tensor<1>>),
    inner: (Param<Tensor<4>>, Param<Tensor<1>>),
    hidden: (Param<Tensor<2>>, Param<Tensor<1>>),
    scores: (Param<Tensor<2>>, Param<Tensor<1>>),
}

impl Network {
    /// Fresh weights by PyTorch's default.
    pub fn fresh(rng: &mut ChaCha8Rng, device: &Device) -> Self {
        let mut draw = |inputs: usize, count: usize| {
            let bound = 1.0 / (inputs as f32).sqrt();
            (0..count).map(|_| rng.random_range(-bound..bound)).collect::<Vec<f32>>()
        };
        let mut pair = |inputs, numbers, outputs| (draw(inputs, numbers), draw(inputs, outputs));
        let bias = |values: Vec<f32>| {
            let count = values.len();
            Param::from_data(TensorData::new(values, [count]), device)
        };
        let mut convolution = |conv: Conv| {
            let [height, width, wide, narrow] = conv.weight_shape();
            let (weight, own) = pair(height * width * wide, conv.weights(), narrow);
            let weight = TensorData::new(weight, conv.weight_shape());
            (Param::from_data(weight, device), bias(own))
        };
        let (outer, inner) = (convolution(OUTER), convolution(INNER));
        let mut linear = |inputs, outputs| {
            let (weight, own) = pair(inputs, inputs * outputs, outputs);
            (Param::from_data(TensorData::new(weight, [inputs, outputs]), device), bias(own))
        };
        let hidden = linear(INNER.narrow_size(), HIDDEN);
        Self { outer, inner, hidden, scores: linear(HIDDEN, SCORES) }
    }

    /// The logarithm of each class's probability.
    ///
    /// # Shapes
    /// `x`: `[n, 784]`. Answer: `[n, 11]`.
    fn log_probabilities(&self, x: Tensor<2>) -> Tensor<2> {
        let x = ops::down(x, self.outer.0.val(), self.outer.1.val(), OUTER, true);
        let x = ops::down(x, self.inner.0.val(), self.inner.1.val(), INNER, true);
        let x = ops::dense(x, self.hidden.0.val(), self.hidden.1.val(), true);
        let x = ops::dense(x, self.scores.0.val(), self.scores.1.val(), false);
        log_softmax(x.narrow(1, 0, CLASSES), 1)
    }

    /// One step on images of 784 bytes each, by their cross-entropy.
    pub fn step(
        network: &mut Optimised<Self>,
        images: &[u8],
        labels: &[usize],
        rate: f64,
        device: &Device,
    ) {
        let mut targets = vec![0.0; labels.len() * CLASSES];
        for (row, label) in targets.chunks_mut(CLASSES).zip(labels) {
            row[*label] = -1.0 / labels.len() as f32;
        }
        let targets = TensorData::new(targets, [labels.len(), CLASSES]);
        let targets = Tensor::<2>::from_data(targets, device).autodiff();
        let training = network.training();
        let x = pixels(images, device).autodiff();
        let loss = (training.log_probabilities(x) * targets).sum();
        let gradients = GradientsParams::from_grads(loss.backward(), training);
        network.update(gradients, rate);
    }

    /// The probability of each class for each image, `[n, 11]`.
    pub async fn probabilities(&self, images: &[u8], device: &Device) -> Result<Rows, String> {
        let mut all = Vec::with_capacity(images.len() / PIXELS * CLASSES);
        for some in images.chunks(CHUNK * PIXELS) {
            let log = self.log_probabilities(pixels(some, device));
            all.extend(numbers(log.exp()).await.map_err(say)?);
        }
        Ok(Rows::new(CLASSES, all))
    }
}
