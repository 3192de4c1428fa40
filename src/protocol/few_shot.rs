//! The few-shot methods: learning a task, answering, and what the answers are worth.

use serde::{Deserialize, Serialize};

use super::limits::{self, product};
use super::names::MethodId;
use super::task::{Choice, TaskShape};
use crate::error::Result;

/// What is added to a support before a method learns from it: samples around each image's posterior
/// and points between images of a class, decoded by the pretrained VAE.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Augmentation {
    /// Samples for each image, 0 to 32.
    pub samples: u32,
    /// Points between each image and another one of its class, 0 to 32.
    pub blends: u32,
    /// Multiplies the posterior's spread for the samples, 0 to 10.
    pub spread: f32,
}

impl Default for Augmentation {
    fn default() -> Self {
        Self { samples: 4, blends: 4, spread: 1.0 }
    }
}

impl Augmentation {
    /// # Errors
    /// [`crate::error::Error::Argument`] that names a value out of its range.
    pub fn check(&self) -> Result<()> {
        limits::AUGMENTATION_SAMPLES.check(self.samples)?;
        limits::AUGMENTATION_BLENDS.check(self.blends)?;
        limits::SPREAD.check(self.spread)
    }

    /// Checks how many images `images` of a support become, each seen in so many `views`.
    ///
    /// # Errors
    /// [`crate::error::Error::Argument`] that names the product, its bound and what to lower.
    pub fn check_images(augmentation: Option<Self>, images: u64, views: u64) -> Result<()> {
        let (samples, blends) = augmentation.map_or((0, 0), |each| (each.samples, each.blends));
        let each = u64::from(samples).saturating_add(blends.into()).saturating_add(1);
        let seen = if views > 1 { format!(", in {views} views each,") } else { String::new() };
        let words = match augmentation {
            Some(_) => format!("{images} images with {samples} samples and {blends} blends{seen}"),
            None => format!("{images} images{seen}"),
        };
        let lower = match augmentation {
            Some(_) => "the samples or the blends an image, or the number of images",
            None => "the number of images",
        };
        limits::IMAGES_A_TASK.check(product([images, each, views]), &words, lower)
    }
}

/// What a method made of images with known classes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Score {
    /// How often each class was taken for each, row by row: `confusion[label * ways + answer]`.
    pub confusion: Vec<u32>,
    /// The share that was right, 0 to 1.
    pub accuracy: f64,
}

/// A mean over tasks with its 95 % confidence interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Half the width of its 95 % confidence interval by Student's t; none of a single figure.
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub half_width: Option<f64>,
    /// Figures that it is over.
    pub count: u32,
}

/// Let a method learn the task's support, and keep what it has learnt until it learns again.
/// Answer: [`TaskLearnt`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LearnTask {
    /// The method that learns.
    pub method: MethodId,
    /// The task, by the number that it was given.
    pub task: u32,
    /// What is added to the support first.
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub augmentation: Option<Augmentation>,
    /// The same seed draws the same noise, fresh weights and additions.
    pub seed: u32,
}

/// Let a method that has learnt the task tell its queries apart. Answer: [`TaskScored`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScoreTask {
    /// The method that answers.
    pub method: MethodId,
    /// The task, by the number that it was given.
    pub task: u32,
}

/// Let a method learn all of the task's support but one image, and tell that one. What the method
/// has learnt before is untouched. Answer: [`LeftOut`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LeaveOneOut {
    /// The method that learns and answers.
    pub method: MethodId,
    /// The task, by the number that it was given.
    pub task: u32,
    /// What is added to the rest first.
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub augmentation: Option<Augmentation>,
    /// The same seed draws the same noise, fresh weights and additions.
    pub seed: u32,
    /// The answers to the images before the one that is left out now, which is therefore the
    /// support's image number `answers.length`.
    pub answers: Vec<u32>,
}

/// Let a method that has learnt a task tell images apart. Answer: [`Classified`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Classify {
    /// The method that answers.
    pub method: MethodId,
    /// Where set, the task that it must have learnt: the answers are about its classes.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub task: Option<u32>,
    /// `n * 784` bytes, 1 to 4,096 images.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub images: Vec<u8>,
}

/// Let a method that has learnt a task make images of a class. Answer: [`Generated`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Generate {
    /// The method that generates.
    pub method: MethodId,
    /// The class, from 0.
    pub way: u32,
    /// How many, 1 to 256.
    pub count: u32,
    /// The same seed draws the same images.
    pub seed: u32,
}

/// Draw a task, let a method learn it, and score it on the task's queries. The task kept for
/// [`LearnTask`] stays. Answer: [`EpisodeScored`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScoreEpisode {
    /// The method that learns and answers.
    pub method: MethodId,
    /// The classes to draw from.
    pub choice: Choice,
    /// How many classes and images.
    pub shape: TaskShape,
    /// What is added to the support first.
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub augmentation: Option<Augmentation>,
    /// The same seed draws the same task and noise.
    pub seed: u32,
    /// The accuracies of the episodes before, over which the answer's estimate runs too.
    pub earlier: Vec<f64>,
}

impl ScoreEpisode {
    /// # Errors
    /// [`crate::error::Error::Argument`] that names an earlier accuracy which is none.
    pub fn check(&self) -> Result<()> {
        limits::EPISODES.check_length(self.earlier.len())?;
        self.earlier.iter().try_for_each(|accuracy| limits::ACCURACY.check(*accuracy))
    }
}

/// A method has learnt the task.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TaskLearnt {
    /// The method that learnt.
    pub method: MethodId,
    /// How many images it learnt from, what was added included.
    pub images: u32,
}

/// The task's queries, told apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TaskScored {
    /// The method that answered.
    pub method: MethodId,
    /// What its answers are worth.
    pub score: Score,
}

/// One image of the support, told by what was learnt from the others.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LeftOut {
    /// The method that answered.
    pub method: MethodId,
    /// The class that each image up to this one was taken for.
    pub answers: Vec<u32>,
    /// What the answers are worth, once every image has been left out.
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub score: Option<Score>,
}

/// Images, told apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Classified {
    /// The method that answered.
    pub method: MethodId,
    /// Each class's probability for each image, row by row.
    pub probabilities: Vec<f32>,
}

/// Images of a class.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Generated {
    /// The method that generated.
    pub method: MethodId,
    /// The class, from 0.
    pub way: u32,
    /// `n * 784` bytes; none where the method has no decoder.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub images: Vec<u8>,
}

/// A method, scored on one task.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EpisodeScored {
    /// The method that answered.
    pub method: MethodId,
    /// What its answers to this task's queries are worth.
    pub score: Score,
    /// Of the accuracy, over the earlier episodes and this one.
    pub estimate: Estimate,
}
