//! Who owns what.

use super::parts::learnt::FewShot;
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
    pub(super) pretrained: Option<Vae>,
    pub(super) fine_tuned: Option<Vae>,
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
            pretrained: None,
            fine_tuned: None,
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
        let model = match slot {
            Slot::Pretrained => &self.pretrained,
            Slot::FineTuned => &self.fine_tuned,
        };
        model.clone().ok_or_else(|| Error::State(no_model(slot).into()))
    }

    pub(super) fn store(&mut self, slot: Slot, model: Vae) {
        match slot {
            Slot::Pretrained => {
                self.pretrained = Some(model);
                self.memory.encoder_changed();
            }
            Slot::FineTuned => self.fine_tuned = Some(model),
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
        Slot::FineTuned => "There is no fine-tuned model yet. Fine-tune on a few drawings first.",
    }
}
