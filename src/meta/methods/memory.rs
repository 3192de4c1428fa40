//! Memory-based: attention over the support's latents (Vinyals et al. 2016; Pritzel et al. 2017).

use crate::data::Support;
use crate::future::Local;
use crate::meta::classifier::Classifier;
use crate::meta::embedding::{Embedding, Space, posteriors};
use crate::meta::memory::{self, SHARPNESS};
use crate::meta::method::{Context, FewShotMethod};
use crate::meta::resources::Need;
use crate::meta::task_model::TaskModel;

pub(super) struct Memory;

impl FewShotMethod for Memory {
    fn id(&self) -> &'static str {
        "memory"
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
            let mut memory = memory::Memory::new(support.labels().len(), SHARPNESS)?;
            for (index, &label) in support.labels().iter().enumerate() {
                let image = support.shown().image(index);
                memory.write(image, label, seen.mean.row(index), seen.variance.row(index));
            }
            let embedding = Embedding::encoder(model, Space::Latent);
            let classifier = Classifier::Attention { embedding, memory };
            TaskModel::around_support(model, classifier, support, device).await
        })
    }
}
