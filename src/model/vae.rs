//! The article's network.

use burn::module::{Module, Param};
use burn::nn::conv::{Conv2d, Conv2dConfig, ConvTranspose2d, ConvTranspose2dConfig};
use burn::nn::{Initializer, Linear, PaddingConfig2d};
use burn::tensor::activation::{relu, sigmoid};
use burn::tensor::{Device, Tensor, TensorData, Transaction};

use super::state::{LAYOUT, StateDict};
use super::{LATENTS, SIDE};
use crate::error::{Error, Result};

/// Bounds of `logvar`. `exp(20)` is finite with room for sums, and a trained posterior stays far
/// inside, so the clamp changes no figure; it keeps any input from overflowing.
const LOGVAR: (f32, f32) = (-30.0, 20.0);

/// The variational auto-encoder.
///
/// Encoder: `Conv2d(1→32, k4 s2 p1) · ReLU · Conv2d(32→64, k4 s2 p1) · ReLU · Flatten ·
/// Linear(3136→256) · ReLU · Linear(256→64)`, whose halves are `mu` and `logvar`. Decoder: the
/// mirror image, from 32 latents to 784 logits. 1,700,609 parameters.
#[derive(Module, Debug)]
pub struct Vae {
    encoder: Encoder,
    decoder: Decoder,
}

#[derive(Module, Debug)]
struct Encoder {
    conv_1: Conv2d,
    conv_2: Conv2d,
    hidden: Linear,
    moments: Linear,
}

#[derive(Module, Debug)]
struct Decoder {
    hidden: Linear,
    unflatten: Linear,
    deconv_1: ConvTranspose2d,
    deconv_2: ConvTranspose2d,
}

/// The approximate posterior `q(z|x) = N(mu, diag(exp(logvar)))`.
#[derive(Debug, Clone)]
pub struct Posterior {
    /// Means, `[n, 32]`.
    pub mu: Tensor<2>,
    /// Logarithms of the variances, `[n, 32]`, within [-30, 20].
    pub logvar: Tensor<2>,
}

impl Posterior {
    /// A sample by the reparameterisation `z = mu + exp(logvar / 2) · eps`.
    ///
    /// # Shapes
    /// `eps`: `[n, 32]`, standard normal. Answer: `[n, 32]`.
    pub fn reparameterise(&self, eps: Tensor<2>) -> Tensor<2> {
        self.mu.clone() + self.logvar.clone().div_scalar(2.0).exp() * eps
    }
}

/// What one pass through both halves gives.
#[derive(Debug, Clone)]
pub struct Forward {
    /// q(z|x).
    pub posterior: Posterior,
    /// Of p(x|z), `[n, 784]`.
    pub logits: Tensor<2>,
}

impl Vae {
    /// The model with these weights, without autodiff; [`Module::train`] turns it on.
    pub fn from_state(state: &StateDict, device: &Device) -> Self {
        let mut layers = Layers { state, device, next: 0 };
        Self {
            encoder: Encoder {
                conv_1: layers.conv(),
                conv_2: layers.conv(),
                hidden: layers.linear(),
                moments: layers.linear(),
            },
            decoder: Decoder {
                hidden: layers.linear(),
                unflatten: layers.linear(),
                deconv_1: layers.deconv(),
                deconv_2: layers.deconv(),
            },
        }
    }

    /// Reads every weight back, in one transaction.
    ///
    /// # Errors
    /// [`Error::Device`] where the device cannot be read.
    pub async fn state(&self) -> Result<StateDict> {
        let Self { encoder: e, decoder: d } = self;
        let transaction = Transaction::default();
        let transaction = read(transaction, &e.conv_1.weight, e.conv_1.bias.as_ref());
        let transaction = read(transaction, &e.conv_2.weight, e.conv_2.bias.as_ref());
        let transaction = read(transaction, &e.hidden.weight, e.hidden.bias.as_ref());
        let transaction = read(transaction, &e.moments.weight, e.moments.bias.as_ref());
        let transaction = read(transaction, &d.hidden.weight, d.hidden.bias.as_ref());
        let transaction = read(transaction, &d.unflatten.weight, d.unflatten.bias.as_ref());
        let transaction = read(transaction, &d.deconv_1.weight, d.deconv_1.bias.as_ref());
        let transaction = read(transaction, &d.deconv_2.weight, d.deconv_2.bias.as_ref());
        let data = transaction.execute_async().await.map_err(Error::unreadable)?;
        let mut tensors = data
            .into_iter()
            .map(|data| data.try_into_vec::<f32>().map_err(Error::unreadable))
            .collect::<Result<Vec<_>>>()?
            .into_iter();
        Ok(StateDict::from_fn(|index, _| {
            let values = tensors.next().unwrap_or_default();
            match LAYOUT[index].1 {
                &[rows, columns] => transpose(&values, columns, rows),
                _ => values,
            }
        }))
    }

    /// q(z|x).
    ///
    /// # Shapes
    /// `images`: `[n, 784]`, ink in 0..=1.
    pub fn encode(&self, images: Tensor<2>) -> Posterior {
        let [n, _] = images.dims();
        let x = images.reshape([n, 1, SIDE, SIDE]);
        let x = relu(self.encoder.conv_1.forward(x));
        let x = relu(self.encoder.conv_2.forward(x));
        let x = relu(self.encoder.hidden.forward(x.flatten::<2>(1, 3)));
        let moments = self.encoder.moments.forward(x);
        Posterior {
            mu: moments.clone().narrow(1, 0, LATENTS),
            logvar: moments.narrow(1, LATENTS, LATENTS).clamp(LOGVAR.0, LOGVAR.1),
        }
    }

    /// The logits of p(x|z), one a pixel.
    ///
    /// # Shapes
    /// `latents`: `[n, 32]`. Answer: `[n, 784]`.
    pub fn decode_logits(&self, latents: Tensor<2>) -> Tensor<2> {
        let [n, _] = latents.dims();
        let x = relu(self.decoder.hidden.forward(latents));
        let x = relu(self.decoder.unflatten.forward(x));
        let x = relu(self.decoder.deconv_1.forward(x.reshape([n, 64, SIDE / 4, SIDE / 4])));
        self.decoder.deconv_2.forward(x).flatten::<2>(1, 3)
    }

    /// The probability of ink at every pixel.
    ///
    /// # Shapes
    /// `latents`: `[n, 32]`. Answer: `[n, 784]`, in 0..=1.
    pub fn decode(&self, latents: Tensor<2>) -> Tensor<2> {
        sigmoid(self.decode_logits(latents))
    }

    /// Encodes and decodes the posterior's mean: a reconstruction without sampling noise.
    ///
    /// # Shapes
    /// `images`: `[n, 784]`, ink in 0..=1.
    pub fn forward_mean(&self, images: Tensor<2>) -> Forward {
        let posterior = self.encode(images);
        Forward { logits: self.decode_logits(posterior.mu.clone()), posterior }
    }

    /// Encodes, samples and decodes.
    ///
    /// # Shapes
    /// `images`: `[n, 784]`, ink in 0..=1. `eps`: `[n, 32]`, standard normal.
    pub fn forward(&self, images: Tensor<2>, eps: Tensor<2>) -> Forward {
        let posterior = self.encode(images);
        let logits = self.decode_logits(posterior.reparameterise(eps));
        Forward { posterior, logits }
    }
}

/// Takes layers off a state dict in its order.
struct Layers<'a> {
    state: &'a StateDict,
    device: &'a Device,
    next: usize,
}

impl Layers<'_> {
    fn take(&mut self) -> (&'static [usize], &[f32]) {
        let index = self.next;
        self.next += 1;
        (LAYOUT[index].1, self.state.tensor(index))
    }

    fn param<const D: usize>(&mut self) -> Param<Tensor<D>> {
        let device = self.device;
        let (shape, values) = self.take();
        Param::from_data(TensorData::new(values.to_vec(), shape.to_vec()), device)
    }

    fn conv(&mut self) -> Conv2d {
        let shape = LAYOUT[self.next].1;
        let layer = Conv2dConfig::new([shape[1], shape[0]], [shape[2], shape[3]])
            .with_stride([2, 2])
            .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
            .with_initializer(Initializer::Zeros)
            .init(self.device);
        Conv2d { weight: self.param(), bias: Some(self.param()), ..layer }
    }

    fn deconv(&mut self) -> ConvTranspose2d {
        let shape = LAYOUT[self.next].1;
        let layer = ConvTranspose2dConfig::new([shape[0], shape[1]], [shape[2], shape[3]])
            .with_stride([2, 2])
            .with_padding([1, 1])
            .with_initializer(Initializer::Zeros)
            .init(self.device);
        ConvTranspose2d { weight: self.param(), bias: Some(self.param()), ..layer }
    }

    /// burn's linear weight is `[in, out]`, PyTorch's `[out, in]`.
    fn linear(&mut self) -> Linear {
        let device = self.device;
        let (shape, values) = self.take();
        let values = transpose(values, shape[0], shape[1]);
        let weight = Param::from_data(TensorData::new(values, [shape[1], shape[0]]), device);
        Linear { weight, bias: Some(self.param()) }
    }
}

fn read<const D: usize>(
    transaction: Transaction,
    weight: &Param<Tensor<D>>,
    bias: Option<&Param<Tensor<1>>>,
) -> Transaction {
    let transaction = transaction.register(weight.val().inner());
    match bias {
        Some(bias) => transaction.register(bias.val().inner()),
        None => transaction,
    }
}

/// `[rows, columns]` to `[columns, rows]`, row-major.
fn transpose(values: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    let mut transposed = Vec::with_capacity(values.len());
    for column in 0..columns {
        transposed.extend((0..rows).map(|row| values[row * columns + column]));
    }
    transposed
}
