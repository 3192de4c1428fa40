//! The two models: loading, resetting, exporting, and whose turn it is to change them.

use super::checks::fresh;
use super::owner::Engine;
use super::soundness;
use crate::error::{Error, Result};
use crate::model::{StateDict, Vae};
use crate::protocol::Slot;
use crate::protocol::weights::{
    ExportWeights, FineTunedDiscarded, LoadWeights, ResetWeights, WeightsExported, WeightsLoaded,
};
use crate::weights::{self, packed};

impl Engine {
    pub(super) async fn load_weights(&mut self, request: LoadWeights) -> Result<WeightsLoaded> {
        let LoadWeights { slot, name, bytes, base } = request;
        self.refuse_while_training_into(slot)?;
        let bytes = packed::plain(&bytes, base.as_deref())?;
        let model = Vae::from_state(&weights::read(&bytes)?, &self.compute.device);
        soundness::check(&model, &self.compute.device).await?;
        Ok(self.put(slot, name, model))
    }

    pub(super) fn reset_weights(&mut self, request: &ResetWeights) -> Result<WeightsLoaded> {
        self.refuse_while_training_into(Slot::Pretrained)?;
        let (size, seed) = (fresh(request.latents)?, request.seed);
        let name = format!("random, seed {seed}");
        let model = Vae::from_state(&StateDict::initial(size, seed), &self.compute.device);
        Ok(self.put(Slot::Pretrained, name, model))
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

    fn put(&mut self, slot: Slot, name: String, model: Vae) -> WeightsLoaded {
        let size = model.size();
        self.store(slot, model);
        let (latents, parameters) = (size.latents() as u32, size.parameters() as u32);
        WeightsLoaded { slot, name, latents, parameters }
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
