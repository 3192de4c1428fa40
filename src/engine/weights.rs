//! The models: loading, resetting, exporting, keeping, and whose turn it is to change them.

use super::checks::fresh;
use super::owner::Engine;
use super::parts::under_way::Training;
use super::soundness;
use crate::error::{Error, Result};
use crate::model::{StateDict, Vae};
use crate::protocol::Slot;
use crate::protocol::weights::{
    DiscardModel, ExportWeights, KeepModel, LoadWeights, ModelDiscarded, ModelKept, ResetWeights,
    WeightsExported, WeightsLoaded,
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

    pub(super) fn keep_model(&mut self, request: KeepModel) -> Result<ModelKept> {
        let KeepModel { slot, name } = request;
        refuse_pretrained(slot)?;
        self.refuse_while_training_into(slot)?;
        self.refuse_while_training_into(Slot::Pretrained)?;
        let model = self.model(slot)?;
        let latents = model.size().latents() as u32;
        self.store(Slot::Pretrained, model);
        *self.models.of_mut(slot) = None;
        Ok(ModelKept { slot, name, latents })
    }

    pub(super) fn discard_model(&mut self, request: &DiscardModel) -> Result<ModelDiscarded> {
        let DiscardModel { slot } = *request;
        refuse_pretrained(slot)?;
        self.refuse_while_training_into(slot)?;
        *self.models.of_mut(slot) = None;
        Ok(ModelDiscarded { slot })
    }

    fn put(&mut self, slot: Slot, name: String, model: Vae) -> WeightsLoaded {
        let size = model.size();
        self.store(slot, model);
        let (latents, parameters) = (size.latents() as u32, size.parameters() as u32);
        WeightsLoaded { slot, name, latents, parameters }
    }

    /// New weights for the pretrained slot are refused during fine-tuning, which started from the
    /// old ones and is compared with them.
    fn refuse_while_training_into(&self, slot: Slot) -> Result<()> {
        let compared = |other| slot == Slot::Pretrained && other == Slot::FineTuned;
        match self.training().map(Training::slot) {
            Some(other) if other == slot || compared(other) => Err(Error::State(
                "Training is under way. Stop it before changing its weights.".into(),
            )),
            _ => Ok(()),
        }
    }
}

fn refuse_pretrained(slot: Slot) -> Result<()> {
    if slot == Slot::Pretrained {
        return Err(Error::Argument(
            "The pretrained model is neither kept nor thrown away: another one takes its place."
                .into(),
        ));
    }
    Ok(())
}
