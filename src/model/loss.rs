//! The objective: the negative evidence lower bound.

use burn::tensor::{Tensor, activation::relu};

use super::PIXELS;
use super::vae::Forward;
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

/// The parts of the objective, each `[1]`, mean over the batch.
#[derive(Debug, Clone)]
pub struct LossParts {
    /// `−log p(x|z)` in nats an image, summed over pixels whatever the reduction.
    pub reconstruction: Tensor<1>,
    /// `KL(q(z|x) ‖ N(0, I))` in nats an image, summed over latents.
    pub kl: Tensor<1>,
    /// What is minimised: `reconstruction + beta · kl`, or with [`Reduction::MeanPixels`]
    /// `reconstruction / 784 + beta · kl`.
    pub total: Tensor<1>,
}

impl LossParts {
    /// The same numbers without autodiff.
    pub fn inner(self) -> Self {
        Self {
            reconstruction: self.reconstruction.inner(),
            kl: self.kl.inner(),
            total: self.total.inner(),
        }
    }
}

impl Elbo {
    /// The objective of one forward pass.
    ///
    /// # Shapes
    /// `images`: `[n, 784]`, ink in 0..=1, as given to the pass.
    pub fn parts(&self, forward: &Forward, images: Tensor<2>) -> LossParts {
        let reconstruction = cross_entropy(forward.logits.clone(), images).mean();
        let kl = divergence(forward).mean();
        let scaled = match self.reduction {
            Reduction::Sum => reconstruction.clone(),
            Reduction::MeanPixels => reconstruction.clone().div_scalar(PIXELS as f32),
        };
        let total = scaled + kl.clone().mul_scalar(self.beta);
        LossParts { reconstruction, kl, total }
    }

    /// What is minimised, from its parts.
    pub fn total(&self, reconstruction: f32, kl: f32) -> f32 {
        let scaled = match self.reduction {
            Reduction::Sum => reconstruction,
            Reduction::MeanPixels => reconstruction / PIXELS as f32,
        };
        scaled + self.beta as f32 * kl
    }
}

/// Binary cross-entropy of each image, summed over pixels, in the form that no logit overflows:
/// `max(l, 0) − l·x + ln(1 + e^(−|l|))`.
///
/// # Shapes
/// `logits`, `images`: `[n, 784]`. Answer: `[n]`.
pub fn cross_entropy(logits: Tensor<2>, images: Tensor<2>) -> Tensor<1> {
    let softplus = logits.clone().abs().neg().exp().log1p();
    (relu(logits.clone()) - logits * images + softplus).sum_dim(1).squeeze_dim(1)
}

/// `KL(q(z|x) ‖ N(0, I))` of each image (Kingma and Welling 2014, appendix B):
/// `−½ Σ (1 + logvar − mu² − e^logvar)`.
///
/// # Shapes
/// Answer: `[n]`.
pub fn divergence(forward: &Forward) -> Tensor<1> {
    let mu = forward.posterior.mu.clone();
    let logvar = forward.posterior.logvar.clone();
    let inner = logvar.clone().add_scalar(1.0) - mu.square() - logvar.exp();
    inner.sum_dim(1).squeeze_dim(1).mul_scalar(-0.5)
}
