//! Baseline: the nearest mean of principal components (Pearson 1901): a linear encoder, as wide as
//! that of the committed VAE.

use crate::data::Support;
use crate::future::Local;
use crate::host::metric::Metric;
use crate::meta::classifier::Classifier;
use crate::meta::embedding::Embedding;
use crate::meta::method::{Context, FewShotMethod};
use crate::meta::resources::Need;
use crate::meta::sampler::Sampler;
use crate::meta::task_model::TaskModel;

pub(super) struct Pca;

impl FewShotMethod for Pca {
    fn id(&self) -> &'static str {
        "pca"
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Components]
    }

    fn adapt<'a>(
        &'a self,
        support: &'a Support,
        Context { resources, device, .. }: &'a Context<'a>,
    ) -> Local<'a, TaskModel> {
        Box::pin(async move {
            let components = Embedding::Components(resources.components()?.clone());
            let nearest =
                Classifier::nearest(components, Metric::Euclidean, support, device).await?;
            Ok(TaskModel::new(support, nearest, Sampler::None, device))
        })
    }
}
