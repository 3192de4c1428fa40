//! What a learner minimises on the images of one task.

use std::ops::Range;

use burn::module::Module;
use burn::optim::{GradientsAccumulator, GradientsParams};
use burn::tensor::{Device, Tensor};

use super::chunk::CHUNK;
use super::embedding::surrogate_loss;
use crate::breath;
use crate::data::LabelledImages;
use crate::error::Result;
use crate::host::linear::{Linear, LinearLoss};
use crate::host::metric::Metric;
use crate::host::rows::Rows;
use crate::host::softmax::CrossEntropy;
use crate::model::{Elbo, HIDDEN, LossParts, Vae, algebra};
use crate::protocol::Losses;
use crate::protocol::meta_hyper::MetaHyper;
use crate::tensors::numbers;
use crate::tensors::pixels;
use crate::train::gradient::in_place_of_weights;
use crate::train::reading::Unread;

/// The scale of a cosine classifier: with it, the softmax can be as sure as 99 % among 20 classes.
pub const SCALE: f32 = 10.0;

/// A weighted sum of the classifier's cross-entropy and the negative ELBO.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Objective {
    /// Of the cross-entropy, in nats an image.
    pub cross_entropy_weight: f64,
    /// Of the negative ELBO, in nats an image: hundreds of times as large.
    pub elbo_weight: f64,
}

impl Objective {
    /// The cross-entropy alone.
    pub const CLASSIFY: Self = Self { cross_entropy_weight: 1.0, elbo_weight: 0.0 };

    /// What meta-training's hyper-parameters weigh.
    pub fn of(hyper: &MetaHyper) -> Self {
        Self { cross_entropy_weight: hyper.classify, elbo_weight: hyper.elbo }
    }

    /// What MAML's inner loop minimises where its outer loss is `self`: the classifier alone, where
    /// it counts at all. Plain descent has one rate, and at one that suits the classifier the
    /// ELBO's gradient throws the weights about.
    pub fn of_tasks(self) -> Self {
        match self.cross_entropy_weight > 0.0 {
            true => Self { elbo_weight: 0.0, ..self },
            false => self,
        }
    }
}

/// Images of a task on a device.
#[derive(Debug, Clone)]
pub struct Batch {
    images: Tensor<2>,
    /// Noise for the posteriors' samples, `[n, latents]`.
    eps: Tensor<2>,
    labels: Vec<usize>,
}

impl Batch {
    /// # Shapes
    /// `eps`: `[n, latents]`, standard normal.
    pub fn new(shown: &LabelledImages, eps: Tensor<2>, device: &Device) -> Self {
        Self::of_tensors(pixels(&shown.images, device), eps, shown.labels.clone())
    }

    /// # Shapes
    /// `images`: `[n, 784]`, `eps`: `[n, latents]`, both without autodiff; n labels.
    pub fn of_tensors(images: Tensor<2>, eps: Tensor<2>, labels: Vec<usize>) -> Self {
        Self { images, eps, labels }
    }

    /// n classes, counted from 0 within the task.
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// What is computed on at a time: all where it is few enough.
    fn pieces(&self) -> impl Iterator<Item = Piece> {
        let count = self.labels.len();
        (0..count).step_by(CHUNK).map(move |from| {
            let rows = from..count.min(from + CHUNK);
            let cut = |x: &Tensor<2>| match rows.len() == count {
                true => x.clone(),
                false => x.clone().narrow(0, rows.start, rows.len()),
            };
            let (images, eps) = (cut(&self.images), cut(&self.eps));
            Piece { images, eps, share: rows.len() as f64 / count as f64, rows }
        })
    }
}

/// Some images of a batch.
struct Piece {
    images: Tensor<2>,
    eps: Tensor<2>,
    rows: Range<usize>,
    /// What part of the batch it is.
    share: f64,
}

/// What a learner adapts: a model, and the classifier of a task on the hidden layer's directions.
#[derive(Debug, Clone)]
pub struct Learner {
    /// Encodes and decodes; without autodiff.
    pub model: Vae,
    /// `[ways, 256]`.
    pub head: Linear,
}

/// The losses of a batch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ObjectiveLosses {
    /// The objective: the weighted sum.
    pub total: f32,
    /// The classifier's cross-entropy, in nats an image.
    pub entropy: f32,
    /// The share of the images that were told right, 0 to 1.
    pub accuracy: f32,
    /// The ELBO's parts, in nats an image; zeros where it has no weight.
    pub elbo: Losses,
}

impl ObjectiveLosses {
    /// The classifier's alone, with its weight.
    pub fn of_classifier(weight: f32, entropy: &CrossEntropy) -> Self {
        let elbo = Losses { reconstruction: 0.0, kl: 0.0, total: 0.0 };
        let (entropy, accuracy) = (entropy.loss, entropy.accuracy);
        Self { total: weight * entropy, entropy, accuracy, elbo }
    }

    fn of(objective: Objective, entropy: f32, accuracy: f32, elbo: Losses) -> Self {
        let total = objective.cross_entropy_weight as f32 * entropy
            + objective.elbo_weight as f32 * elbo.total;
        Self { total, entropy, accuracy, elbo }
    }
}

/// ELBOs of pieces that are still on the device.
#[derive(Default)]
struct Elbos {
    unread: Unread,
    shares: Vec<f64>,
}

impl Elbos {
    fn push(&mut self, parts: LossParts, share: f64) {
        self.unread.push(parts);
        self.shares.push(share);
    }

    /// The mean over all images; zeros where there is no piece.
    async fn read(&mut self) -> Result<Losses> {
        let read = self.unread.read().await?;
        let mean = |part: fn(&Losses) -> f32| {
            let shares = read.iter().zip(&self.shares);
            shares.map(|(losses, share)| f64::from(part(losses)) * share).sum::<f64>() as f32
        };
        Ok(Losses {
            reconstruction: mean(|l| l.reconstruction),
            kl: mean(|l| l.kl),
            total: mean(|l| l.total),
        })
    }
}

impl Learner {
    /// A learner of a task: the classifier starts from its prototypes (Triantafillou et al. 2020,
    /// "Proto-MAML").
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn begin(model: &Vae, support: &Batch, ways: usize) -> Result<Self> {
        Ok(Self::of_rows(model, &described(model, support).await?, &support.labels, ways))
    }

    /// The same from the hidden layer of the support's images, `[n, 256]`, and n labels.
    pub fn of_rows(model: &Vae, rows: &Rows, labels: &[usize], ways: usize) -> Self {
        let metric = Metric::Cosine { scale: SCALE };
        let prototypes = metric.prototypes(rows, labels, ways);
        Self { model: model.clone(), head: Linear::of_prototypes(metric, &prototypes) }
    }

    /// What the classifier sees of a batch: the hidden layer's directions, `[n, 256]`.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn rows(&self, batch: &Batch) -> Result<Rows> {
        Ok(described(&self.model, batch).await?.normalised())
    }

    /// The losses of a batch and their gradient: a learner whose numbers are the gradient's.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn gradient(
        &self,
        batch: &Batch,
        objective: Objective,
    ) -> Result<(ObjectiveLosses, Self)> {
        let device = batch.images.device();
        let (classify, elbo) = (objective.cross_entropy_weight, objective.elbo_weight);
        let weight = classify as f32;
        // The classifier's pull takes all images; a batch of one piece tells it on its way.
        let mut told = match classify > 0.0 && batch.labels.len() > CHUNK {
            true => Some(self.told(&described(&self.model, batch).await?, batch)),
            false => None,
        };
        let model = self.model.clone().train();
        let (mut elbos, mut gradients) = (Elbos::default(), GradientsAccumulator::new());
        for Piece { images, eps, rows, share } in batch.pieces() {
            breath::take().await?;
            let images = images.autodiff();
            let hidden = model.hidden(images.clone());
            let mut terms = Vec::new();
            if elbo > 0.0 {
                let moments = model.moments_of(hidden.clone());
                let parts =
                    Elbo::default().parts(&model.forward_from(moments, eps.autodiff()), images);
                terms.push(parts.total().mul_scalar(elbo * share));
                elbos.push(LossParts(parts.0.inner()), share);
            }
            if classify > 0.0 {
                let told = match &mut told {
                    Some(told) => told,
                    None => {
                        let rows = numbers(hidden.clone().inner()).await?;
                        told.insert(self.told(&Rows::new(HIDDEN, rows), batch))
                    }
                };
                let pull = told.rows.slice(rows);
                terms.push(surrogate_loss(hidden, pull, &device).mul_scalar(weight));
            }
            if let Some(total) = terms.into_iter().reduce(|sum, term| sum + term) {
                let of_piece = GradientsParams::from_grads(total.backward(), &model);
                gradients.accumulate(&model, of_piece);
            }
        }
        let model = in_place_of_weights(&self.model, gradients.grads());
        let mut head = Linear::zero(self.head.bias.len(), self.head.weights.width());
        let (mut entropy, mut accuracy) = (0.0, 0.0);
        if let Some(told) = told {
            (entropy, accuracy) = (told.entropy.loss, told.entropy.accuracy);
            head.descend(&told.classifier, -weight);
        }
        let losses = ObjectiveLosses::of(objective, entropy, accuracy, elbos.read().await?);
        Ok((losses, Self { model, head }))
    }

    /// What the classifier says of the hidden layer of a batch, and its pull at it.
    fn told(&self, rows: &Rows, batch: &Batch) -> LinearLoss {
        let mut loss = self.head.loss(&rows.clone().normalised(), &batch.labels);
        loss.rows = Metric::Cosine { scale: SCALE }.backward(rows, loss.rows);
        loss
    }

    /// The losses of a batch alone.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn losses(&self, batch: &Batch, objective: Objective) -> Result<ObjectiveLosses> {
        let (mut elbos, mut rows) = (Elbos::default(), Vec::new());
        for Piece { images, eps, share, .. } in batch.pieces() {
            breath::take().await?;
            let hidden = self.model.hidden(images.clone());
            let forward = self.model.forward_from(self.model.moments_of(hidden.clone()), eps);
            elbos.push(Elbo::default().parts(&forward, images), share);
            rows.extend(numbers(hidden).await?);
        }
        let rows = Rows::new(HIDDEN, rows).normalised();
        let entropy = CrossEntropy::of(&self.head.scores(&rows), &batch.labels);
        let elbo = elbos.read().await?;
        Ok(ObjectiveLosses::of(objective, entropy.loss, entropy.accuracy, elbo))
    }

    /// `self + t · other`, of model and classifier alike.
    pub fn plus(&self, other: &Self, t: f32) -> Self {
        let mut head = self.head.clone();
        head.descend(&other.head, -t);
        Self { model: algebra::add(&self.model, &other.model, f64::from(t)), head }
    }
}

/// The hidden layer, read.
async fn described(model: &Vae, batch: &Batch) -> Result<Rows> {
    let mut rows = Vec::with_capacity(batch.labels.len() * HIDDEN);
    for piece in batch.pieces() {
        breath::take().await?;
        rows.extend(numbers(model.hidden(piece.images)).await?);
    }
    Ok(Rows::new(HIDDEN, rows))
}
