//! The fine-tuned weights as a generative classifier: the class whose Gaussian, in place of the
//! prior, gives the best ELBO (Kingma and Welling 2014).

use super::fine_tuned::fine_tuned;
use crate::data::Support;
use crate::future::Local;
use crate::host::gaussian::GaussianPrototypes;
use crate::meta::classifier::Classifier;
use crate::meta::embedding::posteriors;
use crate::meta::method::{Context, FewShotMethod};
use crate::meta::resources::Need;
use crate::meta::task_model::TaskModel;

pub(super) struct ClassBounds;

impl FewShotMethod for ClassBounds {
    fn id(&self) -> &'static str {
        "classBounds"
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Pretrained]
    }

    fn adapt<'a>(&'a self, support: &'a Support, context: &'a Context<'a>) -> Local<'a, TaskModel> {
        Box::pin(async move {
            let model = fine_tuned(support, context).await?;
            let seen = posteriors(&model, support.images(), context.device).await?;
            let classes = GaussianPrototypes::of(&seen, support.labels(), support.ways());
            let classifier = Classifier::Bounds { encoder: Box::new(model.clone()), classes };
            TaskModel::around_support(&model, classifier, support, context.device).await
        })
    }
}
