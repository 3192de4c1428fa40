//! The engine: it owns the device, both models, the data and the run under way, and turns each
//! [`Command`] into [`Event`]s.
//!
//! The caller drives time: between commands it pulls training steps with [`Engine::step`]. Not
//! pulling is pausing.

mod checks;
mod data;
mod few_shot;
mod gradient;
mod inference;
mod meta_training;
mod training;

use crate::device::Compute;
use crate::error::{Error, Result};
use crate::model::state::PARAMETERS;
use crate::model::{StateDict, Vae};
use crate::protocol::{Command, Event, Run, Slot};
use crate::train::data_parallel::SharedPeers;
use crate::weights;

use data::Source;
use few_shot::FewShot;
use meta_training::MetaTraining;
use training::Training;

/// See the [module](self).
pub struct Engine {
    compute: Compute,
    pretrained: Option<Vae>,
    adapted: Option<Vae>,
    source: Source,
    training: Option<Training>,
    few_shot: FewShot,
    meta: Option<MetaTraining>,
    peers: Option<SharedPeers>,
}

impl Engine {
    /// An engine without weights and without data.
    pub fn new(compute: Compute) -> Self {
        Self {
            compute,
            pretrained: None,
            adapted: None,
            source: Source::default(),
            training: None,
            few_shot: FewShot::new(),
            meta: None,
            peers: None,
        }
    }

    /// Lets pretraining share its batches with other workers.
    pub fn use_workers(&mut self, peers: SharedPeers) {
        self.peers = Some(peers);
    }

    /// What computes.
    pub fn compute(&self) -> &Compute {
        &self.compute
    }

    /// Whether a run is under way.
    pub fn is_training(&self) -> bool {
        self.training.is_some() || self.meta.is_some()
    }

    /// Does what is asked.
    ///
    /// # Errors
    /// Whatever is wrong with the command; nothing has changed then.
    pub async fn handle(&mut self, command: Command) -> Result<Vec<Event>> {
        let event = match command {
            Command::LoadWeights { slot, name, bytes } => {
                self.refuse_while_training_into(slot)?;
                self.put(slot, name, &weights::read(&bytes)?)
            }
            Command::ResetWeights { seed } => {
                self.refuse_while_training_into(Slot::Pretrained)?;
                let name = format!("random, seed {seed}");
                self.put(Slot::Pretrained, name, &StateDict::initial(seed))
            }
            Command::ExportWeights { slot, precision } => {
                let state = self.model(slot)?.state().await?;
                Event::WeightsExported { slot, bytes: weights::write(&state, precision)? }
            }
            Command::DiscardAdapted => {
                self.refuse_while_training_into(Slot::Adapted)?;
                self.adapted = None;
                Event::AdaptedDiscarded
            }
            Command::OpenShards { manifest } => self.source.open_shards(&manifest)?,
            Command::AddShard { file, bytes } => {
                let replaces = self.source.next_shard_replaces();
                self.refuse_while_pretraining(replaces)?;
                self.source.add_shard(&file, &bytes)?
            }
            Command::LoadIdx { split, images, labels } => {
                self.refuse_while_pretraining(true)?;
                self.source.load_idx(split, &images, &labels)?
            }
            Command::UseBuiltIn { train, test, seed } => {
                self.refuse_while_pretraining(true)?;
                self.source.use_built_in(train, test, seed)?
            }
            Command::ShowExamples { split, count, seed } => {
                self.source.examples(split, count, seed)?
            }
            Command::Encode { slot, picture, around, spread, seed } => {
                self.encode(slot, &picture, around, spread, seed).await?
            }
            Command::Reconstruct { slot, images } => self.reconstruct(slot, &images).await?,
            Command::Sample { slot, count, seed } => self.sample(slot, count, seed).await?,
            Command::Decode { slot, latents } => self.decode(slot, &latents).await?,
            Command::Interpolate { slot, from, to, count } => {
                self.interpolate(slot, &from, &to, count).await?
            }
            Command::Pretrain { start, hyper } => self.pretrain(start, &hyper).await?,
            Command::FineTune { hyper, images } => self.fine_tune(&hyper, images)?,
            Command::FewShot { command } => Event::FewShot { event: self.few_shot(command).await? },
            Command::MetaTrain { hyper, start, choice } => {
                self.meta_train(&hyper, start, &choice).await?
            }
            Command::SingleStep => return self.single_step().await,
            Command::StopTraining => return self.stop_training().await,
        };
        Ok(vec![event])
    }

    /// A slot's model as it stands, mid-run included.
    fn model(&self, slot: Slot) -> Result<Vae> {
        if let Some(training) = &self.training
            && training.slot() == slot
        {
            return Ok(training.model());
        }
        let model = match slot {
            Slot::Pretrained => &self.pretrained,
            Slot::Adapted => &self.adapted,
        };
        model.clone().ok_or_else(|| Error::State(no_model(slot).into()))
    }

    fn put(&mut self, slot: Slot, name: String, state: &StateDict) -> Event {
        self.store(slot, Vae::from_state(state, &self.compute.device));
        Event::WeightsLoaded { slot, name, parameters: PARAMETERS as u32 }
    }

    fn store(&mut self, slot: Slot, model: Vae) {
        match slot {
            Slot::Pretrained => {
                self.pretrained = Some(model);
                self.few_shot.encoder_changed();
            }
            Slot::Adapted => self.adapted = Some(model),
        }
    }

    /// New weights for the pretrained slot are refused during any run, since a fine-tuning run
    /// started from the old ones.
    fn refuse_while_training_into(&self, slot: Slot) -> Result<()> {
        match &self.training {
            Some(t) if t.slot() == slot || slot == Slot::Pretrained => Err(Error::State(
                "Training is under way. Stop it before changing its weights.".into(),
            )),
            _ => Ok(()),
        }
    }

    fn refuse_while_pretraining(&self, replaces_data: bool) -> Result<()> {
        match &self.training {
            Some(t) if replaces_data && t.run() == Run::Pretrain => {
                Err(Error::State("Training is under way. Stop it before changing its data.".into()))
            }
            _ => Ok(()),
        }
    }
}

fn no_model(slot: Slot) -> &'static str {
    match slot {
        Slot::Pretrained => {
            "No weights are loaded yet. Load the pretrained ones, or start from random ones."
        }
        Slot::Adapted => "There is no fine-tuned model yet. Fine-tune on a few drawings first.",
    }
}
