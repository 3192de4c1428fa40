//! The two models: loading, resetting, exporting, and whose turn it is to change them.

use super::owner::Engine;
use crate::error::{Error, Result};
use crate::model::state::PARAMETERS;
use crate::model::{StateDict, Vae};
use crate::protocol::Slot;
use crate::protocol::weights::{
    ExportWeights, FineTunedDiscarded, LoadWeights, ResetWeights, WeightsExported, WeightsLoaded,
};
use crate::weights;

impl Engine {
    pub(super) fn load_weights(&mut self, request: LoadWeights) -> Result<WeightsLoaded> {
        self.refuse_while_training_into(request.slot)?;
        let state = weights::read(&request.bytes)?;
        Ok(self.put(request.slot, request.name, &state))
    }

    pub(super) fn reset_weights(&mut self, request: &ResetWeights) -> Result<WeightsLoaded> {
        self.refuse_while_training_into(Slot::Pretrained)?;
        let name = format!("random, seed {}", request.seed);
        Ok(self.put(Slot::Pretrained, name, &StateDict::initial(request.seed)))
    }

    pub(super) async fn export_weights(&self, request: &ExportWeights) -> Result<WeightsExported> {
        let state = self.model(request.slot)?.state().await?;
        let bytes = weights::write(&state, request.precision)?;
        Ok(WeightsExported { slot: request.slot, bytes })
    }

    pub(super) fn discard_fine_tuned(&mut self) -> Result<FineTunedDiscarded> {
        self.refuse_while_training_into(Slot::FineTuned)?;
        self.fine_tuned = None;
        Ok(FineTunedDiscarded {})
    }

    fn put(&mut self, slot: Slot, name: String, state: &StateDict) -> WeightsLoaded {
        self.store(slot, Vae::from_state(state, &self.compute.device));
        WeightsLoaded { slot, name, parameters: PARAMETERS as u32 }
    }

    /// New weights for the pretrained slot are refused during any run, since a fine-tuning run
    /// started from the old ones.
    fn refuse_while_training_into(&self, slot: Slot) -> Result<()> {
        match self.training() {
            Some(t) if t.slot() == slot || slot == Slot::Pretrained => Err(Error::State(
                "Training is under way. Stop it before changing its weights.".into(),
            )),
            _ => Ok(()),
        }
    }
}
