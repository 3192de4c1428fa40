//! The hyper-parameters of meta-training.

use serde::{Deserialize, Serialize};

use super::limits::{self, Budget, product};
use super::names::AlgorithmId;
use crate::error::{Error, Result};

/// How much training images are deformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Deformation {
    /// Images are taken as they are.
    None,
    /// As a hand does that writes a sign again.
    #[default]
    Mild,
    /// Until they are just recognised.
    Strong,
}

/// What shares of the tasks are made how. They need not add up to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Mixture {
    /// Classes are the labelled ones.
    pub labelled: f64,
    /// A class is one image, deformed: no label is used.
    pub unlabelled: f64,
    /// A class is made of the upper halves of one class and the lower halves of another.
    pub halves: f64,
    /// Whether every class turned by 90°, 180° and 270° counts as three more.
    pub turns: bool,
}

impl Default for Mixture {
    fn default() -> Self {
        Self { labelled: 1.0, unlabelled: 0.0, halves: 0.0, turns: false }
    }
}

/// A meta-training run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MetaHyper {
    /// The algorithm, whose weights the run trains.
    pub algorithm: AlgorithmId,
    /// Outer steps, 1 to 1,000,000.
    pub steps: u32,
    /// The outer learning rate: Adam's, which falls along half a cosine; Reptile's share of the
    /// way. 1e-7 to 1.
    pub learning_rate: f64,
    /// Tasks an outer step, 1 to 64. The metric and the model-based algorithms take one.
    pub tasks: u32,
    /// Classes a task, 2 to 512; 1 too where classification has no weight.
    pub ways: u32,
    /// Labelled images a class, 1 to 100.
    pub shots: u32,
    /// Images a class to be told apart, 1 to 100.
    pub queries: u32,
    /// Steps of the inner loop, 1 to 100.
    pub inner_steps: u32,
    /// The inner learning rate, 1e-7 to 10.
    pub inner_rate: f64,
    /// The weight of the classification loss, 0 to 100.
    pub classify: f64,
    /// The weight of the negative ELBO, 0 to 100.
    pub elbo: f64,
    /// What tasks are made of.
    pub mixture: Mixture,
    /// What happens to their images.
    pub deformation: Deformation,
    /// Fixes tasks, deformations and noise.
    pub seed: u32,
}

impl MetaHyper {
    /// Checks every value against its range in [`limits`].
    ///
    /// # Errors
    /// [`Error::Argument`] that names the value and its range.
    pub fn check(&self) -> Result<()> {
        limits::STEPS.check(self.steps)?;
        limits::META_TASKS.check(self.tasks)?;
        // The ELBO needs no classes to tell apart.
        let ways = if self.classify > 0.0 { limits::META_WAYS } else { limits::META_WAYS_ELBO };
        ways.check(self.ways)?;
        limits::META_SHOTS.check(self.shots)?;
        limits::META_QUERIES.check(self.queries)?;
        limits::INNER_STEPS.check(self.inner_steps)?;
        limits::LEARNING_RATE.check(self.learning_rate)?;
        limits::INNER_RATE.check(self.inner_rate)?;
        limits::CLASSIFY.check(self.classify)?;
        limits::ELBO.check(self.elbo)?;
        limits::LABELLED.check(self.mixture.labelled)?;
        limits::UNLABELLED.check(self.mixture.unlabelled)?;
        limits::HALVES.check(self.mixture.halves)?;
        if self.classify == 0.0 && self.elbo == 0.0 {
            return Err(Error::Argument(
                "Either the classification loss or the ELBO must have a weight above 0.".into(),
            ));
        }
        Ok(())
    }

    /// Checks how many images a task has and an outer step reads, each as often as it is read.
    ///
    /// # Errors
    /// [`Error::Argument`] that names the product, its bound and what to lower.
    pub fn check_images(&self, task: Budget, has_inner_loop: bool) -> Result<()> {
        let Self { tasks, ways, shots, queries, inner_steps, .. } = *self;
        let [ways_64, shots_64, queries_64] = [ways, shots, queries].map(u64::from);
        let images = product([ways_64, shots_64.saturating_add(queries_64)]);
        let words = format!("{ways} ways of {shots} shots and {queries} queries");
        task.check(images, &words, "the ways, the shots or the queries")?;
        if !has_inner_loop {
            return Ok(());
        }
        let seen = product([shots_64, inner_steps.into()]).saturating_add(queries_64);
        let images = product([tasks.into(), ways_64, seen]);
        let words = format!("{tasks} tasks, {words}, {inner_steps} inner steps each,");
        limits::IMAGES_A_STEP.check(images, &words, "the tasks, their images or the inner steps")
    }
}
