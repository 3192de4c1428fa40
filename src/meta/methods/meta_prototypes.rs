//! Metric-based: an encoder meta-trained for prototypes; the nearest by direction in its hidden layer
//! (Snell et al. 2017).

use crate::data::Support;
use crate::future::Local;
use crate::host::metric::Metric;
use crate::meta::embedding::Space;
use crate::meta::method::{Context, FewShotMethod};
use crate::meta::objective::SCALE;
use crate::meta::resources::Need;
use crate::meta::task_model::TaskModel;
use crate::meta::training::Prototypes;

pub(super) struct MetaPrototypes;

impl FewShotMethod for MetaPrototypes {
    fn id(&self) -> &'static str {
        "metaPrototypes"
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Trained(&Prototypes)]
    }

    fn adapt<'a>(
        &'a self,
        support: &'a Support,
        Context { resources, device, .. }: &'a Context<'a>,
    ) -> Local<'a, TaskModel> {
        Box::pin(async move {
            let model = resources.vae(&Prototypes)?;
            // The scale changes how sure the prototypes are, never which one is nearest.
            let cosine = Metric::Cosine { scale: SCALE };
            TaskModel::nearest_prototype(model, Space::Hidden, cosine, support, device).await
        })
    }
}
