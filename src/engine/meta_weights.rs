//! Meta-trained weights: loading and exporting.

use super::owner::Engine;
use super::parts::under_way::UnderWay;
use super::soundness;
use crate::error::{Error, Result};
use crate::meta::training::{self, MetaAlgorithm, Trained};
use crate::protocol::Precision;
use crate::protocol::meta::{
    ExportMetaWeights, LoadMetaWeights, MetaWeightsExported, MetaWeightsLoaded,
};
use crate::weights;

impl Engine {
    pub(super) async fn load_meta_weights(
        &mut self,
        request: LoadMetaWeights,
    ) -> Result<MetaWeightsLoaded> {
        self.refuse_while_meta_training()?;
        let LoadMetaWeights { algorithm, name, bytes } = request;
        let known = training::named(&algorithm.0)?;
        let trained = known.trains().read(&bytes, &self.compute.device)?;
        soundness::check_trained(&trained, &self.compute.device).await?;
        let latents = trained.size().latents() as u32;
        self.few_shot.resources.put(known, trained);
        Ok(MetaWeightsLoaded { algorithm, name, latents })
    }

    pub(super) async fn export_meta_weights(
        &self,
        request: &ExportMetaWeights,
    ) -> Result<MetaWeightsExported> {
        let algorithm = request.algorithm.clone();
        let known = training::named(&algorithm.0)?;
        let state = match &self.run {
            Some(UnderWay::Meta(run)) if run.algorithm.id() == known.id() => {
                run.run.model().state().await?
            }
            _ => self.meta_trained(known)?.state().await?,
        };
        Ok(MetaWeightsExported { algorithm, bytes: weights::write(&state, Precision::F16)? })
    }

    pub(super) fn meta_trained(&self, algorithm: &dyn MetaAlgorithm) -> Result<&Trained> {
        self.few_shot.resources.trained(algorithm).ok_or_else(|| {
            Error::State("This algorithm has no weights yet. Load or train them.".into())
        })
    }
}
