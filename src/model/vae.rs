//! The article's network.

use burn::module::Module;
use burn::tensor::activation::{relu, sigmoid};
use burn::tensor::{Device, Tensor, Transaction};

use super::film::Film;
use super::layers::{self, Convolution, Layers, Linear};
use super::state::{Size, StateDict};
use crate::error::Result;
use crate::kernels::{Conv, LOGVAR, ops};

/// The convolution at the pixels: 28×28 and 14×14 of 32 channels.
const OUTER: Conv = Conv::new(14, 14, 1, 32);
/// The convolution inside it: 14×14 of 32 channels and 7×7 of 64.
const INNER: Conv = Conv::new(7, 7, 32, 64);

/// The variational auto-encoder.
///
/// Encoder: `Conv2d(1→32, k4 s2 p1) · ReLU · Conv2d(32→64, k4 s2 p1) · ReLU · Flatten ·
/// Linear(3136→256) · ReLU · Linear(256→2k)`, whose halves are `mu` and `logvar`. Decoder: the
/// mirror image, from k latents to 784 logits. With the article's 32 latents 1,700,609 parameters.
#[derive(Module, Debug)]
pub struct Vae {
    encoder: Encoder,
    decoder: Decoder,
    #[module(skip)]
    size: Size,
}

#[derive(Module, Debug)]
struct Encoder {
    conv_1: Convolution,
    conv_2: Convolution,
    hidden: Linear,
    moments: Linear,
}

#[derive(Module, Debug)]
struct Decoder {
    hidden: Linear,
    unflatten: Linear,
    deconv_1: Convolution,
    deconv_2: Convolution,
}

/// The approximate posterior `q(z|x) = N(mu, diag(exp(logvar)))`.
#[derive(Debug, Clone)]
pub struct Posterior {
    /// Means, `[n, k]`.
    pub mu: Tensor<2>,
    /// Logarithms of the variances, `[n, k]`, within [-30, 20].
    pub logvar: Tensor<2>,
}

impl Posterior {
    /// # Shapes
    /// `moments`: `[n, 2k]`, as [`Vae::moments`] gives them.
    fn from_moments(moments: Tensor<2>) -> Self {
        let [mu, logvar] = halves(moments);
        Self { mu, logvar: logvar.clamp(LOGVAR.0, LOGVAR.1) }
    }

    /// A sample by the reparameterisation `z = mu + exp(logvar / 2) · eps`.
    ///
    /// # Shapes
    /// `eps`: `[n, k]`, standard normal. Answer: `[n, k]`.
    pub fn reparameterise(&self, eps: Tensor<2>) -> Tensor<2> {
        self.mu.clone() + self.logvar.clone().div_scalar(2.0).exp() * eps
    }
}

/// Means and logarithms of variances, `[n, k]` each, of moments `[n, 2k]`.
pub fn halves(moments: Tensor<2>) -> [Tensor<2>; 2] {
    let latents = moments.dims()[1] / 2;
    [moments.clone().narrow(1, 0, latents), moments.narrow(1, latents, latents)]
}

/// What one pass through both halves gives.
#[derive(Debug, Clone)]
pub struct Forward {
    /// Of q(z|x): `[n, 2k]`, the means before the logarithms of the variances.
    pub moments: Tensor<2>,
    /// Of p(x|z), `[n, 784]`.
    pub logits: Tensor<2>,
}

impl Forward {
    /// q(z|x).
    pub fn posterior(&self) -> Posterior {
        Posterior::from_moments(self.moments.clone())
    }
}

impl Vae {
    /// The model with these weights, without autodiff; [`Module::train`] turns it on.
    pub fn from_state(state: &StateDict, device: &Device) -> Self {
        Self::from_layers(&mut Layers::of(state, device))
    }

    /// The model made of the next layers.
    pub(super) fn from_layers(layers: &mut Layers<'_>) -> Self {
        Self {
            size: layers.size(),
            encoder: Encoder {
                conv_1: layers.convolution(),
                conv_2: layers.convolution(),
                hidden: layers.linear(),
                moments: layers.linear(),
            },
            decoder: Decoder {
                hidden: layers.linear(),
                unflatten: layers.linear(),
                deconv_1: layers.convolution(),
                deconv_2: layers.convolution(),
            },
        }
    }

    /// How many latents there are, and what follows from it.
    pub fn size(&self) -> Size {
        self.size
    }

    /// k, the number of latents.
    pub fn latents(&self) -> usize {
        self.size.latents()
    }

    /// Reads every weight back, in one transaction.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn state(&self) -> Result<StateDict> {
        let layers = self.register(Transaction::default());
        layers::read(self.size, self.size.vae(), layers).await
    }

    /// Adds every weight to a transaction, in the order of [`Size::vae`].
    pub(super) fn register(&self, transaction: Transaction) -> Transaction {
        let Self { encoder: e, decoder: d, .. } = self;
        let transaction = e.conv_1.register(transaction);
        let transaction = e.conv_2.register(transaction);
        let transaction = e.hidden.register(transaction);
        let transaction = e.moments.register(transaction);
        let transaction = d.hidden.register(transaction);
        let transaction = d.unflatten.register(transaction);
        let transaction = d.deconv_1.register(transaction);
        d.deconv_2.register(transaction)
    }

    /// The moments of q(z|x): the means before the logarithms of the variances.
    ///
    /// # Shapes
    /// `images`: `[n, 784]`, ink in 0..=1. Answer: `[n, 2k]`.
    pub fn moments(&self, images: Tensor<2>) -> Tensor<2> {
        let x = self.encoder.conv_1.down(images, OUTER, true);
        let x = self.encoder.conv_2.down(x, INNER, true);
        let x = self.encoder.hidden.forward(x, true);
        self.encoder.moments.forward(x, false)
    }

    /// What the encoder's last hidden layer computes, before its ReLU: a description of the images
    /// that is wider than their latents.
    ///
    /// # Shapes
    /// `images`: `[n, 784]`, ink in 0..=1. Answer: `[n, 256]`.
    pub fn hidden(&self, images: Tensor<2>) -> Tensor<2> {
        let x = self.encoder.conv_1.down(images, OUTER, true);
        let x = self.encoder.conv_2.down(x, INNER, true);
        self.encoder.hidden.forward(x, false)
    }

    /// What [`Vae::hidden`] answers, with every hidden layer changed by generated scales and shifts.
    ///
    /// # Shapes
    /// As [`Vae::hidden`]; `film`: for 1 row or n.
    pub fn hidden_with(&self, images: Tensor<2>, film: &Film) -> Tensor<2> {
        let x = self.encoder.conv_1.down(images, OUTER, false);
        let x = relu(film.modulate(x, Film::OUTER));
        let x = self.encoder.conv_2.down(x, INNER, false);
        let x = relu(film.modulate(x, Film::INNER));
        film.modulate(self.encoder.hidden.forward(x, false), Film::HIDDEN)
    }

    /// What [`Vae::decode_logits`] answers, with every hidden layer changed by generated scales and
    /// shifts.
    ///
    /// # Shapes
    /// As [`Vae::decode_logits`]; `film`: for 1 row or n.
    pub fn decode_logits_with(&self, latents: Tensor<2>, film: &Film) -> Tensor<2> {
        let x = self.decoder.hidden.forward(latents, false);
        let x = relu(film.modulate(x, Film::HIDDEN));
        let x = self.decoder.unflatten.forward(x, false);
        let x = relu(film.modulate(x, Film::INNER));
        let x = self.decoder.deconv_1.up(x, INNER, false);
        let x = relu(film.modulate(x, Film::OUTER));
        self.decoder.deconv_2.up(x, OUTER, false)
    }

    /// The moments of q(z|x), from what [`Vae::hidden`] answers.
    ///
    /// # Shapes
    /// `hidden`: `[n, 256]`. Answer: `[n, 2k]`.
    pub fn moments_of(&self, hidden: Tensor<2>) -> Tensor<2> {
        self.encoder.moments.forward(relu(hidden), false)
    }

    /// q(z|x).
    ///
    /// # Shapes
    /// `images`: `[n, 784]`, ink in 0..=1.
    pub fn encode(&self, images: Tensor<2>) -> Posterior {
        Posterior::from_moments(self.moments(images))
    }

    /// The logits of p(x|z), one a pixel.
    ///
    /// # Shapes
    /// `latents`: `[n, k]`. Answer: `[n, 784]`.
    pub fn decode_logits(&self, latents: Tensor<2>) -> Tensor<2> {
        let x = self.decoder.hidden.forward(latents, true);
        let x = self.decoder.unflatten.forward(x, true);
        let x = self.decoder.deconv_1.up(x, INNER, true);
        self.decoder.deconv_2.up(x, OUTER, false)
    }

    /// The probability of ink at every pixel.
    ///
    /// # Shapes
    /// `latents`: `[n, k]`. Answer: `[n, 784]`, in 0..=1.
    pub fn decode(&self, latents: Tensor<2>) -> Tensor<2> {
        sigmoid(self.decode_logits(latents))
    }

    /// Encodes and decodes the posterior's mean: a reconstruction without sampling noise.
    ///
    /// # Shapes
    /// `images`: `[n, 784]`, ink in 0..=1.
    pub fn forward_mean(&self, images: Tensor<2>) -> Forward {
        let moments = self.moments(images);
        let [mu, _] = halves(moments.clone());
        Forward { logits: self.decode_logits(mu), moments }
    }

    /// Encodes, samples and decodes.
    ///
    /// # Shapes
    /// `images`: `[n, 784]`, ink in 0..=1. `eps`: `[n, k]`, standard normal.
    pub fn forward(&self, images: Tensor<2>, eps: Tensor<2>) -> Forward {
        self.forward_from(self.moments(images), eps)
    }

    /// Samples and decodes.
    ///
    /// # Shapes
    /// `moments`: `[n, 2k]`, as [`Vae::moments`] gives them. `eps`: `[n, k]`, standard normal.
    pub fn forward_from(&self, moments: Tensor<2>, eps: Tensor<2>) -> Forward {
        let logits = self.decode_logits(ops::latent(moments.clone(), eps));
        Forward { moments, logits }
    }
}
