//! Optimisation-based: the classifier alone descends, on ANIL's encoder (Raghu et al. 2020).

use super::descent::{HEAD, learnt};
use crate::data::Support;
use crate::future::Local;
use crate::meta::method::{Context, FewShotMethod};
use crate::meta::resources::Need;
use crate::meta::task_model::TaskModel;
use crate::meta::training;

pub(super) struct Anil;

impl FewShotMethod for Anil {
    fn id(&self) -> &'static str {
        "anil"
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Trained(&training::Anil)]
    }

    fn adapt<'a>(&'a self, support: &'a Support, context: &'a Context<'a>) -> Local<'a, TaskModel> {
        Box::pin(async move {
            let start = context.resources.vae(&training::Anil)?;
            learnt(support, start, &HEAD, context).await
        })
    }
}
