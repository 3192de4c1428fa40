//! Few-shot tasks: the one that is kept, and what methods and algorithms have made of tasks.

use std::collections::BTreeMap;

use super::class_pool::ClassPool;
use crate::data::{LabelledImages, Support};
use crate::meta::resources::Resources;
use crate::meta::task_model::TaskModel;

/// A task under the number that the page gave it.
pub struct Task {
    /// What the page calls it.
    pub number: u32,
    /// What may be learnt from.
    pub support: Support,
    /// What is to be told apart, if anything.
    pub query: Option<LabelledImages>,
}

/// What the engine keeps for few-shot tasks.
#[derive(Default)]
pub struct FewShot {
    /// The alphabets that were loaded.
    pub omniglot: ClassPool,
    /// The task that methods learn.
    pub task: Option<Task>,
    /// What each method made of the task that it learnt last.
    pub learnt: BTreeMap<&'static str, TaskModel>,
    /// Meta-trained weights; what is pretrained and fitted is put in as it is asked for.
    pub resources: Resources,
}
