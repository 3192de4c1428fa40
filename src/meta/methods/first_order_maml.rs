//! Optimisation-based: gradient descent from the initialisation that first-order MAML has trained (Finn
//! et al. 2017, §5.2).

use super::descent::{MAML, learnt};
use crate::data::Support;
use crate::future::Local;
use crate::meta::method::{Context, FewShotMethod};
use crate::meta::resources::Need;
use crate::meta::task_model::TaskModel;
use crate::meta::training;

pub(super) struct FirstOrderMaml;

impl FewShotMethod for FirstOrderMaml {
    fn id(&self) -> &'static str {
        "firstOrderMaml"
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Trained(&training::FirstOrderMaml)]
    }

    fn adapt<'a>(&'a self, support: &'a Support, context: &'a Context<'a>) -> Local<'a, TaskModel> {
        Box::pin(async move {
            let start = context.resources.vae(&training::FirstOrderMaml)?;
            learnt(support, start, &MAML, context).await
        })
    }
}
