//! Baseline: the nearest mean of raw pixels.

use crate::data::Support;
use crate::future::Local;
use crate::host::metric::Metric;
use crate::meta::classifier::Classifier;
use crate::meta::embedding::{Embedding, bytes_as_rows};
use crate::meta::method::{Context, FewShotMethod};
use crate::meta::resources::Need;
use crate::meta::sampler::Sampler;
use crate::meta::task_model::TaskModel;

pub(super) struct Pixels;

impl FewShotMethod for Pixels {
    fn id(&self) -> &'static str {
        "pixels"
    }

    fn needs(&self) -> &'static [Need] {
        &[]
    }

    fn adapt<'a>(
        &'a self,
        support: &'a Support,
        Context { device, .. }: &'a Context<'a>,
    ) -> Local<'a, TaskModel> {
        Box::pin(async move {
            let ink = Embedding::Function(bytes_as_rows);
            let nearest = Classifier::nearest(ink, Metric::Euclidean, support, device).await?;
            Ok(TaskModel::new(support, nearest, Sampler::None, device))
        })
    }
}
