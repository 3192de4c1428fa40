//! The objective: the negative evidence lower bound.

use burn::tensor::Tensor;

use super::vae::Forward;
use crate::image::PIXELS;
use crate::kernels::{ElboWeights, ops};
use crate::protocol::Reduction;

/// The objective's form. The default is the negative ELBO.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Elbo {
    /// The KL's weight (Higgins et al. 2017); 1 is the bound itself.
    pub beta: f64,
    /// Over pixels.
    pub reduction: Reduction,
}

impl Default for Elbo {
    fn default() -> Self {
        Self { beta: 1.0, reduction: Reduction::Sum }
    }
}

/// The parts of the objective in one tensor `[3]`, means over the batch: the reconstruction,
/// `−log p(x|z)` in nats an image, summed over pixels whatever the reduction; the KL,
/// `KL(q(z|x) ‖ N(0, I))` in nats an image, summed over latents; and what is minimised,
/// `reconstruction + beta · kl`, or with [`Reduction::MeanPixels`] `reconstruction / 784 +
/// beta · kl`.
#[derive(Debug, Clone)]
pub struct LossParts(pub Tensor<1>);

impl LossParts {
    /// What is minimised, `[1]`.
    pub fn total(&self) -> Tensor<1> {
        self.0.clone().narrow(0, 2, 1)
    }

    /// The same numbers without autodiff.
    pub fn inner(self) -> Self {
        Self(self.0.inner())
    }
}

impl Elbo {
    /// The objective of one forward pass.
    ///
    /// # Shapes
    /// `images`: `[n, 784]`, ink in 0..=1, as given to the pass.
    pub fn parts(&self, forward: &Forward, images: Tensor<2>) -> LossParts {
        let weights = ElboWeights { reconstruction: self.reconstruction(), kl: self.beta as f32 };
        let (logits, moments) = (forward.logits.clone(), forward.moments.clone());
        LossParts(ops::elbo(logits, images, moments, weights))
    }

    fn reconstruction(&self) -> f32 {
        match self.reduction {
            Reduction::Sum => 1.0,
            Reduction::MeanPixels => 1.0 / PIXELS as f32,
        }
    }

    /// What is minimised, from its parts.
    pub fn total(&self, reconstruction: f32, kl: f32) -> f32 {
        self.reconstruction() * reconstruction + self.beta as f32 * kl
    }
}

/// The parts of each image: the cross-entropy summed over pixels and the KL summed over latents.
///
/// # Shapes
/// `images`: `[n, 784]`, as given to the pass. Answer: `[n, 2]`.
pub fn rows(forward: &Forward, images: Tensor<2>) -> Tensor<2> {
    ops::elbo_rows(forward.logits.clone(), images, forward.moments.clone())
}
