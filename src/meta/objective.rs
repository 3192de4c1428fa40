//! What a learner minimises on the images of one task.

use burn::module::Module;
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};

use super::embedding::{Space, surrogate_loss};
use crate::data::LabelledImages;
use crate::error::Result;
use crate::host::linear::Linear;
use crate::host::metric::Metric;
use crate::host::rows::Rows;
use crate::host::softmax::CrossEntropy;
use crate::model::{Elbo, LossParts, Vae, algebra};
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
    /// Noise for the posteriors' samples, `[n, 32]`.
    eps: Tensor<2>,
    labels: Vec<usize>,
}

impl Batch {
    /// # Shapes
    /// `eps`: `[n, 32]`, standard normal.
    pub fn new(shown: &LabelledImages, eps: Tensor<2>, device: &Device) -> Self {
        Self::of_tensors(pixels(&shown.images, device), eps, shown.labels.clone())
    }

    /// # Shapes
    /// `images`: `[n, 784]`, `eps`: `[n, 32]`, both without autodiff; n labels.
    pub fn of_tensors(images: Tensor<2>, eps: Tensor<2>, labels: Vec<usize>) -> Self {
        Self { images, eps, labels }
    }

    /// n classes, counted from 0 within the task.
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }
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
}

impl Learner {
    /// A learner of a task: the classifier starts from its prototypes (Triantafillou et al. 2020,
    /// "Proto-MAML").
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn begin(model: &Vae, support: &Batch, ways: usize) -> Result<Self> {
        let rows = described(model, &support.images).await?;
        let metric = Metric::Cosine { scale: SCALE };
        let prototypes = metric.prototypes(&rows, &support.labels, ways);
        let head = Linear::of_prototypes(metric, &prototypes);
        Ok(Self { model: model.clone(), head })
    }

    /// What the classifier sees of a batch: the hidden layer's directions, `[n, 256]`.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn rows(&self, batch: &Batch) -> Result<Rows> {
        Ok(described(&self.model, &batch.images).await?.normalised())
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
        let model = self.model.clone().train();
        let images = batch.images.clone().autodiff();
        let hidden = model.hidden(images.clone());
        let mut total: Option<Tensor<1>> = None;
        let mut add = |term: Tensor<1>| {
            total = Some(match total.take() {
                Some(sum) => sum + term,
                None => term,
            });
        };
        let mut unread = Unread::default();
        if objective.elbo_weight > 0.0 {
            let moments = model.moments_of(hidden.clone());
            let forward = model.forward_from(moments, batch.eps.clone().autodiff());
            let parts = Elbo::default().parts(&forward, images);
            add(parts.total().mul_scalar(objective.elbo_weight));
            unread.push(LossParts(parts.0.inner()));
        }
        let mut head = Linear::zero(self.head.bias.len(), self.head.weights.width());
        let (mut entropy, mut accuracy) = (0.0, 0.0);
        if objective.cross_entropy_weight > 0.0 {
            let rows = Rows::new(Space::Hidden.width(), numbers(hidden.clone().inner()).await?);
            let mut loss = self.head.loss(&rows.clone().normalised(), &batch.labels);
            let weight = objective.cross_entropy_weight as f32;
            (entropy, accuracy) = (loss.entropy.loss, loss.entropy.accuracy);
            head.descend(&loss.classifier, -weight);
            loss.rows = Metric::Cosine { scale: SCALE }.backward(&rows, loss.rows);
            add(surrogate_loss(hidden, loss.rows, &device).mul_scalar(weight));
        }
        let zero = Losses { reconstruction: 0.0, kl: 0.0, total: 0.0 };
        let model = match total {
            Some(total) => {
                let gradients = GradientsParams::from_grads(total.backward(), &model);
                in_place_of_weights(&self.model, gradients)
            }
            None => algebra::each(&self.model, |weight| algebra::zeros(&weight)),
        };
        let elbo = unread.read().await?.into_iter().next().unwrap_or(zero);
        let total = objective.cross_entropy_weight as f32 * entropy
            + objective.elbo_weight as f32 * elbo.total;
        Ok((ObjectiveLosses { total, entropy, accuracy, elbo }, Self { model, head }))
    }

    /// The losses of a batch alone.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn losses(&self, batch: &Batch, objective: Objective) -> Result<ObjectiveLosses> {
        let hidden = self.model.hidden(batch.images.clone());
        let forward =
            self.model.forward_from(self.model.moments_of(hidden.clone()), batch.eps.clone());
        let mut unread = Unread::default();
        unread.push(Elbo::default().parts(&forward, batch.images.clone()));
        let rows = Rows::new(Space::Hidden.width(), numbers(hidden).await?).normalised();
        let entropy = CrossEntropy::of(&self.head.scores(&rows), &batch.labels);
        let elbo = unread.read().await?[0];
        let total = objective.cross_entropy_weight as f32 * entropy.loss
            + objective.elbo_weight as f32 * elbo.total;
        Ok(ObjectiveLosses { total, entropy: entropy.loss, accuracy: entropy.accuracy, elbo })
    }

    /// `self + t · other`, of model and classifier alike.
    pub fn plus(&self, other: &Self, t: f32) -> Self {
        let mut head = self.head.clone();
        head.descend(&other.head, -t);
        Self { model: algebra::add(&self.model, &other.model, f64::from(t)), head }
    }
}

/// The hidden layer, read.
async fn described(model: &Vae, images: &Tensor<2>) -> Result<Rows> {
    Ok(Rows::new(Space::Hidden.width(), numbers(model.hidden(images.clone())).await?))
}
