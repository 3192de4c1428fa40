//! A run: steps with their order and noise, readings every few steps, and a way back from a loss
//! that is not finite.

use burn::tensor::{Device, Tensor};
use rand_chacha::ChaCha8Rng;

use super::average::Average;
use super::binarise::Binarise;
use super::data_parallel::{self, Peers, SharedPeers};
use super::order::Order;
use super::reading::Unread;
use super::schedule::Schedule;
use super::trainer::Trainer;
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::image::PIXELS;
use crate::model::{Elbo, LossParts, Vae};
use crate::protocol::{Hyper, Losses, Precision, StepLosses};
use crate::random::{Purpose, normal, stream};
use crate::tensors::{latents, pixels};
use crate::weights;

/// A training run under way. Dropping it is stopping it.
pub struct TrainingRun {
    trainer: Trainer,
    schedule: Schedule,
    order: Order,
    noise: ChaCha8Rng,
    binarise: Binarise,
    average: Option<Average>,
    device: Device,
    /// Numbers of noise an image.
    latents: usize,
    batch: usize,
    steps: u32,
    step: u32,
    read_every: u32,
    unread: Unread,
    /// Weights with which a finite loss was measured.
    good: (u32, Vae),
    /// The weights of the newest unread loss.
    candidate: (u32, Vae),
    /// Images and noise, for a last look at the weights.
    last_batch: Option<(Vec<u8>, Vec<f32>)>,
    /// Who shares the work, if anybody.
    peers: Option<SharedPeers>,
}

impl TrainingRun {
    /// A run from a copy of `model`, over `images` images (counting those still to arrive).
    ///
    /// `hyper` has been checked. The batch is cut to `images`, so that a handful of drawings is
    /// one batch and not the same drawings several times over.
    pub fn new(model: &Vae, hyper: &Hyper, images: usize, device: &Device) -> Self {
        let batch = (hyper.batch_size as usize).min(images.max(1));
        let passes = (images as u64 * u64::from(hyper.epochs)).div_ceil(batch as u64);
        let passes = u32::try_from(passes).unwrap_or(u32::MAX).max(1);
        let steps = hyper.max_steps.map_or(passes, |most| most.min(passes));
        let schedule = Schedule::of(hyper, steps);
        Self {
            trainer: Trainer::new(model, schedule),
            schedule,
            binarise: Binarise::of(hyper),
            average: Average::of(hyper.recipe.averaging, model),
            order: Order::new(hyper.seed),
            noise: stream(hyper.seed, Purpose::Posterior),
            device: device.clone(),
            latents: model.latents(),
            batch,
            steps,
            step: 0,
            read_every: hyper.read_every,
            unread: Unread::default(),
            good: (0, model.clone()),
            candidate: (0, model.clone()),
            last_batch: None,
            peers: None,
        }
    }

    /// Shares the run's batches with peers, where the shares are worth it and the peers can be had.
    ///
    /// # Errors
    /// [`Error::Device`] where the weights cannot be read.
    pub async fn share_with(&mut self, peers: &SharedPeers, hyper: &Hyper) -> Result<()> {
        if self.batch >= peers.size() * data_parallel::SMALLEST_SHARE {
            let weights = weights::write(&self.trainer.model().state().await?, Precision::F32)?;
            let hyper = Hyper { max_steps: Some(self.steps), ..hyper.clone() };
            self.peers = peers.begin(weights, &hyper).await?.then(|| peers.clone());
        }
        Ok(())
    }

    /// Workers that share each batch.
    pub fn threads(&self) -> usize {
        self.peers.as_ref().map_or(1, |peers| peers.size())
    }

    /// Steps in all.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// Steps taken.
    pub fn step(&self) -> u32 {
        self.step
    }

    /// Images a step.
    pub fn batch(&self) -> usize {
        self.batch
    }

    /// Latents of the model.
    pub fn latents(&self) -> usize {
        self.latents
    }

    /// Whether all steps are taken.
    pub fn is_complete(&self) -> bool {
        self.step >= self.steps
    }

    /// The objective that each step descends on.
    pub fn objective(&self) -> Elbo {
        self.schedule.objective
    }

    /// The model as it stands: the average of its weights where the run takes one.
    pub fn model(&self) -> Vae {
        self.average.as_ref().map_or_else(|| self.trainer.model(), Average::model)
    }

    /// Takes one step, and reads the losses where it is time to.
    ///
    /// # Errors
    /// [`Error::Diverged`] where a loss that was read is not finite: the run must end, and
    /// [`TrainingRun::last_good`] has the weights to go back to. [`Error::Device`] where the
    /// device cannot be read.
    pub async fn advance(&mut self, images: &Dataset) -> Result<Vec<StepLosses>> {
        let indices = self.order.take(self.batch, images.len());
        let images = self.binarise.apply(images.gather(&indices));
        let eps = normal(&mut self.noise, self.batch * self.latents);
        let reads_now = self.unread.len() as u32 + 1 >= self.read_every;
        if reads_now {
            // Kept only here, since a second owner of the weights costs the update a copy of them.
            self.candidate = (self.step, self.model());
        }
        let parts = match self.peers.clone() {
            Some(peers) => match self.step_with(peers.as_ref(), &images, &eps).await {
                Ok(parts) => parts,
                // No update was taken yet, so the same step can be taken without them; where it is
                // the device that fails, it fails here too.
                Err(error) => {
                    peers.dismiss(&error);
                    self.peers = None;
                    self.step_alone(&images, &eps)
                }
            },
            None => self.step_alone(&images, &eps),
        };
        self.unread.push(parts);
        self.last_batch = Some((images, eps));
        self.step += 1;
        if let Some(average) = &mut self.average {
            average.follow(self.step, || self.trainer.model());
        }
        if reads_now { self.read().await } else { Ok(Vec::new()) }
    }

    fn step_alone(&mut self, images: &[u8], eps: &[f32]) -> LossParts {
        let (x, eps) = self.tensors(images, eps);
        self.trainer.step(x, eps)
    }

    async fn step_with(
        &mut self,
        peers: &dyn Peers,
        images: &[u8],
        eps: &[f32],
    ) -> Result<LossParts> {
        let rows = |rank| {
            let rows = data_parallel::share(self.batch, peers.size(), rank);
            let images = &images[rows.start * PIXELS..rows.end * PIXELS];
            let eps = &eps[rows.start * self.latents..rows.end * self.latents];
            (images, eps, rows.len() as f32 / self.batch as f32)
        };
        for rank in 1..peers.size() {
            let (images, eps, part) = rows(rank);
            peers.share(rank, images, eps, part)?;
        }
        let (images, eps, part) = rows(0);
        let (x, eps) = self.tensors(images, eps);
        data_parallel::step(&mut self.trainer, x, eps, part, peers).await
    }

    /// `[n, 784]` and `[n, latents]`.
    fn tensors(&self, images: &[u8], eps: &[f32]) -> (Tensor<2>, Tensor<2>) {
        (pixels(images, &self.device), latents(eps.to_vec(), self.latents, &self.device))
    }

    /// Ends the run: reads what is unread and checks the weights themselves, whose last update no
    /// loss has seen yet.
    ///
    /// # Errors
    /// As [`TrainingRun::advance`].
    pub async fn finish(&mut self) -> Result<Vec<StepLosses>> {
        let losses = self.read().await?;
        if let Some((images, eps)) = &self.last_batch {
            let (images, eps) = self.tensors(images, eps);
            let forward = self.model().forward(images.clone(), eps);
            let mut unread = Unread::default();
            unread.push(self.objective().parts(&forward, images));
            let read = unread.read().await?;
            self.check(self.step, &read)?;
        }
        Ok(losses)
    }

    /// The newest weights known to give a finite loss, and after how many steps they stood.
    pub fn last_good(&self) -> (u32, Vae) {
        self.good.clone()
    }

    /// Reads what is unread, before its time.
    ///
    /// # Errors
    /// As [`TrainingRun::advance`].
    pub async fn read(&mut self) -> Result<Vec<StepLosses>> {
        let losses = self.unread.read().await?;
        if losses.is_empty() {
            return Ok(Vec::new());
        }
        let first = self.step - losses.len() as u32 + 1;
        self.check(first, &losses)?;
        // A window that ended early (the run was stopped) has no candidate of its own.
        if self.candidate.0 >= self.good.0 {
            self.good = self.candidate.clone();
        }
        Ok(losses
            .into_iter()
            .zip(first..)
            .map(|(losses, step)| StepLosses { step, losses })
            .collect())
    }

    fn check(&self, first: u32, losses: &[Losses]) -> Result<()> {
        match losses.iter().position(|losses| !losses.total.is_finite()) {
            None => Ok(()),
            Some(offset) => Err(Error::Diverged(format!(
                "Training stopped: the loss was no longer a number at step {}. The weights after \
                 step {} are back. Try a smaller learning rate.",
                first + offset as u32,
                self.good.0,
            ))),
        }
    }
}
