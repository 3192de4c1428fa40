//! The pretrained encoder; classes as Gaussians that know how sure the encoder is (Fort 2017).

use crate::data::Support;
use crate::future::Local;
use crate::host::gaussian;
use crate::meta::classifier::Classifier;
use crate::meta::embedding::posteriors;
use crate::meta::method::{Context, FewShotMethod};
use crate::meta::resources::Need;
use crate::meta::task_model::TaskModel;

pub(super) struct GaussianPrototypes;

impl FewShotMethod for GaussianPrototypes {
    fn id(&self) -> &'static str {
        "gaussianPrototypes"
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Pretrained]
    }

    fn adapt<'a>(
        &'a self,
        support: &'a Support,
        Context { resources, device, .. }: &'a Context<'a>,
    ) -> Local<'a, TaskModel> {
        Box::pin(async move {
            let model = resources.pretrained()?;
            let seen = posteriors(model, support.images(), device).await?;
            let classes = gaussian::GaussianPrototypes::of(&seen, support.labels(), support.ways());
            let classifier = Classifier::Gaussian { encoder: Box::new(model.clone()), classes };
            TaskModel::around_support(model, classifier, support, device).await
        })
    }
}
