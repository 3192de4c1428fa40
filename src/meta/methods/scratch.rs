//! Baseline: a VAE trained on the support alone, from random weights; nearest prototype of posterior
//! means. What pretraining is worth is the distance to it.

use super::fine_tuned::trained;
use crate::data::Support;
use crate::future::Local;
use crate::host::metric::Metric;
use crate::meta::embedding::Space;
use crate::meta::method::{Context, FewShotMethod};
use crate::meta::resources::Need;
use crate::meta::task_model::TaskModel;
use crate::model::{Size, StateDict, Vae};

/// Steps on the support: enough from random weights for its images to be recognised.
const STEPS: u32 = 100;
/// Adam's rate, that of pretraining.
const RATE: f64 = 1e-3;

pub(super) struct Scratch;

impl FewShotMethod for Scratch {
    fn id(&self) -> &'static str {
        "scratch"
    }

    fn needs(&self) -> &'static [Need] {
        &[]
    }

    fn adapt<'a>(
        &'a self,
        support: &'a Support,
        Context { resources, device, seed, .. }: &'a Context<'a>,
    ) -> Local<'a, TaskModel> {
        Box::pin(async move {
            // As many latents as what it is compared with, where that is there.
            let size = resources.pretrained.as_ref().map_or_else(Size::default, Vae::size);
            let fresh = Vae::from_state(&StateDict::initial(size, *seed), device);
            let model = trained(&fresh, support.images(), STEPS, RATE, device).await?;
            TaskModel::nearest_prototype(&model, Space::Latent, Metric::Euclidean, support, device)
                .await
        })
    }
}
