//! Few-shot tasks: the pools of classes that they are drawn from, and the task that is kept.

use serde::{Deserialize, Serialize};

use super::limits;
use crate::error::Result;

/// Where the classes of tasks come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Pool {
    /// The digits of the data in use: held-out images to test on, training images to train on.
    #[default]
    Digits,
    /// The alphabets of Omniglot that were loaded.
    Omniglot,
}

/// Which classes of a pool take part: all where both lists are empty, otherwise those whose group
/// or name is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Choice {
    /// The pool to choose from.
    pub pool: Pool,
    /// Alphabets.
    pub groups: Vec<String>,
    /// Digits.
    pub names: Vec<String>,
}

impl Choice {
    /// # Errors
    /// [`crate::error::Error::Argument`] where more is listed than there can be.
    pub fn check(&self) -> Result<()> {
        limits::LISTED.check_length(self.groups.len())?;
        limits::LISTED.check_length(self.names.len())
    }
}

/// Images with classes that count from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LabelledImages {
    /// `n * 784` bytes.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub images: Vec<u8>,
    /// n classes.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub labels: Vec<u8>,
}

/// The shape of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TaskShape {
    /// Classes, 2 to 50.
    pub ways: u32,
    /// Labelled images a class, 1 to 50.
    pub shots: u32,
    /// Images a class to be told apart, 1 to 50.
    pub queries: u32,
}

impl TaskShape {
    /// # Errors
    /// [`crate::error::Error::Argument`] that names a value out of its range.
    pub fn check(&self) -> Result<()> {
        limits::WAYS.check(self.ways)?;
        limits::SHOTS.check(self.shots)?;
        limits::QUERIES.check(self.queries)
    }
}

/// A group of classes of a pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Group {
    /// The alphabet's name; empty for digits.
    pub name: String,
    /// Classes of the group.
    pub classes: u32,
    /// Images of all its classes.
    pub images: u32,
}

/// Take an archive of Omniglot as the pool of that name; a second one is added to it. Answer:
/// [`PoolChanged`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LoadOmniglot {
    /// The zip file.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub bytes: Vec<u8>,
}

/// What a pool has. Answer: [`PoolChanged`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShowPool {
    /// The pool to describe.
    pub pool: Pool,
}

/// Draw a task and keep it in place of the one before. Answer: [`TaskDrawn`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DrawTask {
    /// What the page calls the task from now on.
    pub task: u32,
    /// The classes to draw from.
    pub choice: Choice,
    /// How many classes and images.
    pub shape: TaskShape,
    /// The same seed draws the same task.
    pub seed: u32,
}

/// Whether tasks of a shape can be drawn at all. Answer: [`TaskPossible`], or the error that says
/// why not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckTask {
    /// The classes to draw from.
    pub choice: Choice,
    /// How many classes and images.
    pub shape: TaskShape,
}

/// Take a task of the page's own making, and keep it in place of the one before. Answer:
/// [`TaskDefined`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DefineTask {
    /// What the page calls the task from now on.
    pub task: u32,
    /// How many classes, 1 to 50.
    pub ways: u32,
    /// What may be learnt from: at least one image of each class, at most 4,096 in all.
    pub support: LabelledImages,
    /// What is to be told apart, if anything.
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub query: Option<LabelledImages>,
}

/// What a pool has now.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PoolChanged {
    /// The pool that is described.
    pub pool: Pool,
    /// Its groups, sorted by name.
    pub groups: Vec<Group>,
    /// The names of all its classes, in order.
    pub names: Vec<String>,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TaskDrawn {
    /// What the page calls it.
    pub task: u32,
    /// What its classes are called, with their alphabet.
    pub names: Vec<String>,
    /// What may be learnt from.
    pub support: LabelledImages,
    /// What is to be told apart.
    pub query: LabelledImages,
}

/// Tasks of the shape can be drawn.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TaskPossible {}

/// The task of the page's own making is in place.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TaskDefined {
    /// What the page calls it.
    pub task: u32,
}
