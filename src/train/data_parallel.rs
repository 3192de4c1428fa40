//! Data-parallel training: several workers on one batch. Each takes a share of the images, and an
//! all-reduce of their gradients gives every worker the same sum.
//!
//! Every worker holds the same weights and the same optimiser, and adds the same gradients in the
//! same order, so all take the same update and only gradients travel: 6.8 MB a step and pair of
//! workers. No memory is shared, so any page can do it, cross-origin isolated or not.

use std::rc::Rc;

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor, TensorData, Transaction};

use super::reading::Unread;
use super::schedule::Schedule;
use super::trainer::Trainer;
use crate::error::{Error, Result};
use crate::future::Local;
use crate::model::{LossParts, Vae};
use crate::protocol::Hyper;
use crate::tensors::{latents, pixels};
use crate::weights;

/// Fewest images of a share that pay for the exchange: a step of 32 images takes 25 ms, the
/// exchange 8.
pub const SMALLEST_SHARE: usize = 32;

/// How a worker reaches its peers, the other workers of a run.
pub trait Link {
    /// Workers, this one included.
    fn size(&self) -> usize;

    /// Which of them this is; the engine's own worker is 0.
    fn rank(&self) -> usize;

    /// Sends `mine`, the gradient in pieces and the three parts of the loss, to every other worker,
    /// and answers with what they sent, by rank and without this one's.
    fn exchange<'a>(&'a self, mine: &'a [Vec<f32>]) -> Local<'a, Vec<Vec<f32>>>;
}

/// The peers as the engine's own worker, which hands out the work, sees them.
pub trait Peers: Link {
    /// Readies the others for a run from these weights (safetensors, 32 bits), whose `max_steps` is
    /// set. False where they cannot be had: the run then goes on alone.
    fn begin<'a>(&'a self, weights: Vec<u8>, hyper: &'a Hyper) -> Local<'a, bool>;

    /// Hands the worker of that rank its share of a batch: `[n, 784]` bytes, `[n, latents]` numbers of
    /// noise, and the part of the batch that it is.
    ///
    /// # Errors
    /// [`Error::Device`] where the worker cannot be reached.
    fn share(&self, rank: usize, images: &[u8], eps: &[f32], part: f32) -> Result<()>;

    /// Sends the others away, for the reason given: the run goes on alone.
    fn dismiss(&self, why: &Error);
}

/// The rows of a batch that a worker takes: shares differ by one image at most.
pub fn share(batch: usize, size: usize, rank: usize) -> std::ops::Range<usize> {
    batch * rank / size..batch * (rank + 1) / size
}

/// A worker that is not the engine's own.
pub struct Peer {
    trainer: Trainer,
    /// Numbers of noise an image.
    latents: usize,
    device: Device,
}

impl Peer {
    /// Ready for the steps of a run.
    ///
    /// # Errors
    /// Those of [`weights::read`].
    pub fn begin(weights: &[u8], hyper: &Hyper, device: &Device) -> Result<Self> {
        let model = Vae::from_state(&weights::read(weights)?, device);
        let trainer = Trainer::new(&model, Schedule::of(hyper, hyper.max_steps.unwrap_or(0)));
        Ok(Self { trainer, latents: model.latents(), device: device.clone() })
    }

    /// The model as it stands.
    pub fn model(&self) -> Vae {
        self.trainer.model()
    }

    /// Its part of one step. Answers with the losses of the whole batch.
    ///
    /// # Errors
    /// [`Error::Device`] where another worker cannot be reached.
    pub async fn step(
        &mut self,
        images: &[u8],
        eps: Vec<f32>,
        part: f32,
        link: &dyn Link,
    ) -> Result<LossParts> {
        let (x, eps) = (pixels(images, &self.device), latents(eps, self.latents, &self.device));
        step(&mut self.trainer, x, eps, part, link).await
    }
}

/// One step on a share of a batch. Answers with the losses of the whole batch.
///
/// # Shapes
/// `images`: `[n, 784]`, `eps`: `[n, latents]`; `part` is what share of the batch they are.
///
/// # Errors
/// [`Error::Device`] where another worker cannot be reached.
pub async fn step(
    trainer: &mut Trainer,
    images: Tensor<2>,
    eps: Tensor<2>,
    part: f32,
    link: &dyn Link,
) -> Result<LossParts> {
    let device = images.device();
    let (parts, gradients) = trainer.gradients(images, eps);
    let mut unread = Unread::default();
    unread.push(parts);
    let losses = unread.read().await?[0];

    let model = trainer.model();
    let mut pieces = Pieces { transaction: Some(Transaction::default()), gradients: &gradients };
    model.visit(&mut pieces);
    let transaction = pieces.transaction.take().expect("put back by every visit");
    let data = transaction.execute_async().await.map_err(Error::unreadable)?;
    drop(gradients);
    let mut mine = Vec::with_capacity(data.len() + 1);
    for data in data {
        mine.push(data.try_into_vec::<f32>().map_err(Error::unreadable)?);
    }
    mine.push(vec![losses.reconstruction, losses.kl, losses.total]);
    // A mean over the batch is the sum of the shares' means by their parts of it.
    mine.iter_mut().flatten().for_each(|number| *number *= part);

    let mut sums = all_reduce(mine, link).await?;
    let losses = sums.pop().ok_or_else(torn)?;
    let gradients = GradientsParams::new();
    let mut back = Back { gradients, pieces: sums.into_iter(), device: &device };
    drop(model.map(&mut back));
    trainer.update(back.gradients);
    Ok(LossParts(Tensor::from_data(TensorData::new(losses, [3]), &device)))
}

/// Adds up every worker's numbers, by rank on every worker: the sums are the same to the bit.
async fn all_reduce(mut mine: Vec<Vec<f32>>, link: &dyn Link) -> Result<Vec<Vec<f32>>> {
    let others = link.exchange(&mine).await?;
    let length: usize = mine.iter().map(Vec::len).sum();
    if others.len() + 1 != link.size() || others.iter().any(|other| other.len() != length) {
        return Err(torn());
    }
    let mut offset = 0;
    for piece in &mut mine {
        let length = piece.len();
        let theirs = |rank: usize| &others[rank][offset..offset + length];
        let (before, after) = (0..link.rank(), link.rank()..others.len());
        if let Some(first) = before.clone().next() {
            let mut sum = theirs(first).to_vec();
            before.skip(1).for_each(|rank| add(&mut sum, theirs(rank)));
            add(&mut sum, piece);
            *piece = sum;
        }
        after.for_each(|rank| add(piece, theirs(rank)));
        offset += length;
    }
    Ok(mine)
}

fn add(sum: &mut [f32], numbers: &[f32]) {
    sum.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
}

fn torn() -> Error {
    Error::Device("The threads of the engine lost each other during a training step.".into())
}

/// Reads gradients in the order of the model's parameters.
struct Pieces<'a> {
    transaction: Option<Transaction>,
    gradients: &'a GradientsParams,
}

impl ModuleVisitor for Pieces<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let gradient = self.gradients.get::<D>(param.id).expect("every weight has a gradient");
        self.transaction = self.transaction.take().map(|t| t.register(gradient));
    }
}

/// And puts them back.
struct Back<'a> {
    gradients: GradientsParams,
    pieces: std::vec::IntoIter<Vec<f32>>,
    device: &'a Device,
}

impl ModuleMapper for Back<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let piece = self.pieces.next().expect("as many pieces as parameters");
        let gradient = TensorData::new(piece, param.val().shape());
        self.gradients.register(param.id, Tensor::<D>::from_data(gradient, self.device));
        param
    }
}

/// Peers that several runs may use, one after the other.
pub type SharedPeers = Rc<dyn Peers>;
