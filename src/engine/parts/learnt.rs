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
    /// Which of all tasks that were ever kept it is: a number may be given again.
    serial: u64,
}

/// What a method has made of a task.
pub struct Learnt {
    /// That.
    pub model: TaskModel,
    /// Of which task that was kept.
    serial: u64,
}

/// What the engine keeps for few-shot tasks.
#[derive(Default)]
pub struct FewShot {
    /// The alphabets that were loaded.
    pub omniglot: ClassPool,
    /// The task that methods learn.
    pub task: Option<Task>,
    /// What each method made of the task that it learnt last.
    pub learnt: BTreeMap<&'static str, Learnt>,
    /// Meta-trained weights; what is pretrained and fitted is put in as it is asked for.
    pub resources: Resources,
}

impl FewShot {
    /// Keeps a task in place of the one before.
    pub fn keep(&mut self, number: u32, support: Support, query: Option<LabelledImages>) {
        let serial = self.task.as_ref().map_or(0, |task| task.serial.wrapping_add(1));
        self.task = Some(Task { number, support, query, serial });
    }
}

impl Task {
    /// What was made of this task.
    pub fn learnt(&self, model: TaskModel) -> Learnt {
        Learnt { model, serial: self.serial }
    }

    /// Whether it is this task that was learnt, whose classes the answers then are.
    pub fn is_of(&self, learnt: &Learnt) -> bool {
        learnt.serial == self.serial
    }
}
