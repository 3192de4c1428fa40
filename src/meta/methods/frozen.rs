//! The pretrained encoder as it is; nearest prototype of posterior means (Snell et al. 2017).

use crate::data::Support;
use crate::future::Local;
use crate::host::metric::Metric;
use crate::meta::embedding::Space;
use crate::meta::method::{Context, FewShotMethod};
use crate::meta::resources::Need;
use crate::meta::task_model::TaskModel;

pub(super) struct Frozen;

impl FewShotMethod for Frozen {
    fn id(&self) -> &'static str {
        "frozen"
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
            TaskModel::nearest_prototype(model, Space::Latent, Metric::Euclidean, support, device)
                .await
        })
    }
}
