//! Who owns what.

use super::parts::learnt::FewShot;
use super::parts::models::Models;
use super::parts::recollection::Recollection;
use super::parts::source::Source;
use super::parts::under_way::{Training, UnderWay};
use crate::breath::SharedHost;
use crate::device::Compute;
use crate::error::{Error, Result};
use crate::model::Vae;
use crate::protocol::Slot;
use crate::train::data_parallel::SharedPeers;

/// Device, models, data, the run under way and what few-shot tasks leave; see [`crate::engine`].
pub struct Engine {
    pub(super) compute: Compute,
    pub(super) models: Models,
    pub(super) source: Source,
    pub(super) run: Option<UnderWay>,
    pub(super) few_shot: FewShot,
    pub(super) memory: Recollection,
    pub(super) peers: Option<SharedPeers>,
    pub(super) host: Option<SharedHost>,
}

impl Engine {
    /// An engine without weights and without data.
    pub fn new(compute: Compute) -> Self {
        Self {
            compute,
            models: Models::default(),
            source: Source::default(),
            run: None,
            few_shot: FewShot::default(),
            memory: Recollection::new(),
            peers: None,
            host: None,
        }
    }

    /// Lets pretraining share its batches with other workers.
    pub fn use_workers(&mut self, peers: SharedPeers) {
        self.peers = Some(peers);
    }

    /// Lets `host` breathe in the middle of long work, and stop it.
    pub fn use_host(&mut self, host: SharedHost) {
        self.host = Some(host);
    }

    /// The device that computes.
    pub fn compute(&self) -> &Compute {
        &self.compute
    }

    /// Whether a run is under way.
    pub fn is_training(&self) -> bool {
        self.run.is_some()
    }

    /// A slot's model as it stands, mid-run included.
    pub(super) fn model(&self, slot: Slot) -> Result<Vae> {
        if let Some(training) = self.training()
            && training.slot() == slot
        {
            return Ok(training.model());
        }
        self.models.of(slot).cloned().ok_or_else(|| Error::State(no_model(slot).into()))
    }

    pub(super) fn store(&mut self, slot: Slot, model: Vae) {
        *self.models.of_mut(slot) = Some(model);
        if slot == Slot::Pretrained {
            self.memory.encoder_changed();
        }
    }

    /// The pretraining or fine-tuning under way.
    pub(super) fn training(&self) -> Option<&Training> {
        match &self.run {
            Some(UnderWay::Training(training)) => Some(training),
            Some(UnderWay::Meta(_)) | None => None,
        }
    }
}

fn no_model(slot: Slot) -> &'static str {
    match slot {
        Slot::Pretrained => {
            "No weights are loaded yet. Load the pretrained ones, or start from random ones."
        }
        Slot::Trained => "Nothing was trained here yet. Train first.",
        Slot::FineTuned => "There is no fine-tuned model yet. Fine-tune on a few drawings first.",
        Slot::Prepared => "No model to compare with is loaded.",
    }
}
