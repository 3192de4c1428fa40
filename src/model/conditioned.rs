//! A VAE whose hidden layers, decoder and classifier a task generates.

use burn::module::Module;
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor, TensorData, Transaction};

use super::film::Film;
use super::layers::{self, Layers, Linear};
use super::state::StateDict;
use super::vae::{Vae, halves};
use crate::error::Result;
use crate::kernels::ops;

/// A VAE and a hypernetwork (Ha et al. 2017), of 177,920 parameters beside 32 latents: a set encoder
/// reads a task's labelled images (Zaheer et al. 2017), and from its codes come scales and shifts of
/// the hidden layers (as in CNAPs, Requeima et al. 2019), a classifier, and for each class a prior of
/// its own in place of N(0, I), from which new images of it are drawn (as in the neural statistician,
/// Edwards and Storkey 2017).
///
/// A class's code is the mean of its images' codes, the task's code the mean of its classes'. The
/// encoder is modulated by the task's code, the decoder by a class's.
#[derive(Module, Debug)]
pub struct Conditioned {
    vae: Vae,
    code: Linear,
    encoder: Linear,
    decoder: Linear,
    classifier: Linear,
    prior: Linear,
}

/// What a support makes of the model.
#[derive(Debug, Clone)]
pub struct Task {
    /// Scales and shifts of the encoder.
    pub encoder: Film,
    /// Of the decoder, for each class: `[ways, 704]`.
    decoder: Tensor<2>,
    /// A classifier's weights on directions of the hidden layer: `[ways, 256]`.
    pub classifier: Tensor<2>,
    /// Of each class's latents, means before the logarithms of the variances: `[ways, 2k]`.
    prior: Tensor<2>,
    ways: usize,
}

/// What the codes of a support make of the model.
#[derive(Debug, Clone)]
pub struct Reading {
    encoder: Film,
    decoder: Tensor<2>,
    prior: Tensor<2>,
    ways: usize,
}

impl Conditioned {
    /// The model with these weights, without autodiff.
    ///
    /// # Panics
    /// Where `state` is not that of a VAE with its hypernetwork.
    pub fn from_state(state: &StateDict, device: &Device) -> Self {
        let mut layers = Layers::of(state, device);
        Self {
            vae: Vae::from_layers(&mut layers),
            code: layers.linear(),
            encoder: layers.linear(),
            decoder: layers.linear(),
            classifier: layers.linear(),
            prior: layers.linear(),
        }
    }

    /// Reads every weight back, in one transaction.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn state(&self) -> Result<StateDict> {
        let layers = self.vae.register(Transaction::default());
        let layers = self.code.register(layers);
        let layers = self.encoder.register(layers);
        let layers = self.decoder.register(layers);
        let layers = self.classifier.register(layers);
        let size = self.vae.size();
        layers::read(size, size.conditioned(), self.prior.register(layers)).await
    }

    /// The VAE by itself.
    pub fn vae(&self) -> &Vae {
        &self.vae
    }

    /// Reads a support and generates what belongs to it.
    ///
    /// # Shapes
    /// `images`: `[n, 784]`, ink in 0..=1, with or without autodiff as the model; n labels, each
    /// below `ways`, and each of them there.
    pub fn task(&self, images: Tensor<2>, labels: &[usize], ways: usize) -> Task {
        let reading = self.reading(self.codes(images.clone()), labels, ways);
        let described = self.described(images, &reading);
        self.task_of(reading, described, labels)
    }

    /// A code for each image of a support, `[n, 64]`: the first of three parts of
    /// [`Conditioned::task`], of which two may be computed image by image.
    pub fn codes(&self, images: Tensor<2>) -> Tensor<2> {
        self.code.forward(relu(self.vae.hidden(images)), true)
    }

    /// What follows from the codes of all images: the second part.
    pub fn reading(&self, codes: Tensor<2>, labels: &[usize], ways: usize) -> Reading {
        let codes = Pool::by_class(labels, ways).apply(codes);
        let task = Pool::mean(ways).apply(codes.clone());
        let encoder = Film::new(self.encoder.forward(task, false));
        let decoder = self.decoder.forward(codes.clone(), false);
        let prior = self.prior.forward(codes, false);
        Reading { encoder, decoder, prior, ways }
    }

    /// The directions of a support's images in the hidden layer of the generated encoder,
    /// `[n, 256]`.
    pub fn described(&self, images: Tensor<2>, reading: &Reading) -> Tensor<2> {
        unit(self.vae.hidden_with(images, &reading.encoder))
    }

    /// The task, from the directions of all images: the third part.
    pub fn task_of(&self, reading: Reading, described: Tensor<2>, labels: &[usize]) -> Task {
        let Reading { encoder, decoder, prior, ways } = reading;
        let means = Pool::by_class(labels, ways).apply(described);
        let classifier = means.clone() + self.classifier.forward(means, false);
        Task { encoder, decoder, classifier, prior, ways }
    }

    /// The hidden layer of images in a task, `[n, 256]`.
    pub fn hidden(&self, images: Tensor<2>, task: &Task) -> Tensor<2> {
        self.vae.hidden_with(images, &task.encoder)
    }

    /// The logits of images of these classes of a task.
    ///
    /// # Shapes
    /// `latents`: `[n, k]`, n labels below the number of ways. Answer: `[n, 784]`.
    pub fn decode_logits(&self, latents: Tensor<2>, task: &Task, labels: &[usize]) -> Tensor<2> {
        let film = Pool::pick(labels, task.ways).apply(task.decoder.clone());
        self.vae.decode_logits_with(latents, &Film::new(film))
    }
}

impl Task {
    /// The priors of images of these classes, `[n, 2k]`: means before the logarithms of the
    /// variances.
    pub fn prior(&self, labels: &[usize]) -> Tensor<2> {
        Pool::pick(labels, self.ways).apply(self.prior.clone())
    }

    /// Posteriors as their classes' priors see them, both `[n, 2k]`: shifted by the prior's mean and
    /// in units of its deviation. Their KL from N(0, I) is that of the posteriors from the priors.
    pub fn relative(&self, moments: Tensor<2>, labels: &[usize]) -> Tensor<2> {
        let ([mu, logvar], [mean, spread]) = (halves(moments), halves(self.prior(labels)));
        let mu = (mu - mean) * spread.clone().mul_scalar(-0.5).exp();
        Tensor::cat(vec![mu, logvar - spread], 1)
    }
}

/// Rows divided by their lengths.
fn unit(rows: Tensor<2>) -> Tensor<2> {
    let squares = (rows.clone() * rows.clone()).sum_dim(1);
    rows / (squares + 1e-12).sqrt()
}

/// Sums of rows by constant weights.
struct Pool {
    rows: usize,
    columns: usize,
    /// `[rows, columns]`.
    weights: Vec<f32>,
}

impl Pool {
    /// The mean of each class's rows.
    fn by_class(labels: &[usize], ways: usize) -> Self {
        let mut counts = vec![0.0f32; ways];
        labels.iter().for_each(|label| counts[*label] += 1.0);
        let mut pool = Self::zero(ways, labels.len());
        for (index, &label) in labels.iter().enumerate() {
            pool.weights[label * pool.columns + index] = 1.0 / counts[label];
        }
        pool
    }

    /// The mean of all rows.
    fn mean(n: usize) -> Self {
        let mut pool = Self::zero(1, n);
        pool.weights[..n].fill(1.0 / n as f32);
        pool
    }

    /// The row of each label.
    fn pick(labels: &[usize], ways: usize) -> Self {
        let mut pool = Self::zero(labels.len(), ways);
        for (index, &label) in labels.iter().enumerate() {
            pool.weights[index * pool.columns + label] = 1.0;
        }
        pool
    }

    fn zero(rows: usize, columns: usize) -> Self {
        Self { rows, columns, weights: vec![0.0; rows * columns] }
    }

    /// As a linear layer's product.
    fn apply(self, x: Tensor<2>) -> Tensor<2> {
        let [n, width] = x.dims();
        assert_eq!(n, self.columns, "a weight for each row");
        let device = x.device();
        let constant = |values: Vec<f32>, shape| {
            let tensor = Tensor::<2>::from_data(TensorData::new(values, shape), &device);
            if x.is_autodiff() { tensor.autodiff() } else { tensor }
        };
        let weights = constant(self.weights, [self.rows, n]);
        let bias = constant(vec![0.0; width], [1, width]).reshape([width]);
        ops::dense(weights, x, bias, false)
    }
}
