//! Optimisation-based: gradient descent from the initialisation that Reptile has trained (Nichol et al.
//! 2018).

use super::descent::{MAML, learnt};
use crate::data::Support;
use crate::future::Local;
use crate::meta::inner::{Descent, Inner};
use crate::meta::method::{Context, FewShotMethod};
use crate::meta::objective::Objective;
use crate::meta::resources::Need;
use crate::meta::task_model::TaskModel;
use crate::meta::training;

/// By Adam, on classifier and ELBO, as Reptile trains.
const INNER: Inner = Inner {
    rate: 3e-4,
    objective: Objective { cross_entropy_weight: 1.0, elbo_weight: 0.01 },
    descent: Descent::Adam,
    ..MAML
};

pub(super) struct Reptile;

impl FewShotMethod for Reptile {
    fn id(&self) -> &'static str {
        "reptile"
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Trained(&training::Reptile)]
    }

    fn adapt<'a>(&'a self, support: &'a Support, context: &'a Context<'a>) -> Local<'a, TaskModel> {
        Box::pin(async move {
            let start = context.resources.vae(&training::Reptile)?;
            learnt(support, start, &INNER, context).await
        })
    }
}
