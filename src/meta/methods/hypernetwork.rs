//! Model-based: a network that makes the task's model in one pass (Ha et al. 2017; Requeima et al.
//! 2019).

use crate::data::Support;
use crate::future::Local;
use crate::host::metric::Metric;
use crate::meta::classifier::Classifier;
use crate::meta::embedding::Embedding;
use crate::meta::generated::Generated;
use crate::meta::method::{Context, FewShotMethod};
use crate::meta::objective::SCALE;
use crate::meta::resources::Need;
use crate::meta::sampler::Sampler;
use crate::meta::task_model::TaskModel;
use crate::meta::training;

pub(super) struct Hypernetwork;

impl FewShotMethod for Hypernetwork {
    fn id(&self) -> &'static str {
        "hypernetwork"
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Trained(&training::Hypernetwork)]
    }

    fn adapt<'a>(
        &'a self,
        support: &'a Support,
        Context { resources, device, .. }: &'a Context<'a>,
    ) -> Local<'a, TaskModel> {
        Box::pin(async move {
            let model = resources.conditioned(&training::Hypernetwork)?;
            let generated = Box::new(Generated::of(model, support, device).await?);
            let classifier = Classifier::Prototypes {
                prototypes: generated.classifier().await?,
                metric: Metric::Cosine { scale: SCALE },
                embedding: Embedding::Generated(generated.clone()),
            };
            Ok(TaskModel::new(support, classifier, Sampler::Generated(generated), device))
        })
    }
}
