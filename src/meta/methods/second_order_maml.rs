//! Optimisation-based: gradient descent from the initialisation that MAML with finite differences has
//! trained (Finn et al. 2017).

use super::descent::{MAML, learnt};
use crate::data::Support;
use crate::future::Local;
use crate::meta::method::{Context, FewShotMethod};
use crate::meta::resources::Need;
use crate::meta::task_model::TaskModel;
use crate::meta::training;

pub(super) struct SecondOrderMaml;

impl FewShotMethod for SecondOrderMaml {
    fn id(&self) -> &'static str {
        "secondOrderMaml"
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Trained(&training::SecondOrderMaml)]
    }

    fn adapt<'a>(&'a self, support: &'a Support, context: &'a Context<'a>) -> Local<'a, TaskModel> {
        Box::pin(async move {
            let start = context.resources.vae(&training::SecondOrderMaml)?;
            learnt(support, start, &MAML, context).await
        })
    }
}
