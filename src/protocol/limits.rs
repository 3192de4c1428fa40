//! Every range that a command's numbers must lie in, and every default, once. The page's forms read
//! the same table (`www/engine/limits.js`, which a test writes).

use serde::Serialize;

use crate::error::{Error, Result};

/// The numbers that a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Range {
    /// The field, as a sentence about it begins.
    pub name: &'static str,
    /// The smallest number.
    pub least: f64,
    /// The largest number.
    pub most: f64,
    /// Whether it counts something: no fractions.
    pub whole: bool,
}

impl Range {
    const fn whole(name: &'static str, least: u32, most: u32) -> Self {
        Self { name, least: least as f64, most: most as f64, whole: true }
    }

    const fn real(name: &'static str, least: f64, most: f64) -> Self {
        Self { name, least, most, whole: false }
    }

    /// Refuses a number outside; NaN is outside.
    ///
    /// # Errors
    /// [`Error::Argument`] that names the field, the number and the range.
    pub fn check(&self, value: impl Into<f64>) -> Result<()> {
        let (Self { name, least, most, .. }, value) = (self, value.into());
        match (*least..=*most).contains(&value) {
            true => Ok(()),
            false => {
                let message = format!("{name} is {value}; it must be {least} to {most}.");
                Err(Error::Argument(message))
            }
        }
    }
}

impl Range {
    /// [`Range::check`], of how many there are of something.
    ///
    /// # Errors
    /// As [`Range::check`].
    pub fn check_length(&self, length: usize) -> Result<()> {
        self.check(u32::try_from(length).unwrap_or(u32::MAX))
    }
}

/// The few numbers that a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Choices {
    /// The field, as a sentence about it begins.
    pub name: &'static str,
    /// The numbers, rising.
    pub of: &'static [u32],
}

impl Choices {
    /// Refuses any other number.
    ///
    /// # Errors
    /// [`Error::Argument`] that names the field, the number and those that there are.
    pub fn check(&self, value: u32) -> Result<()> {
        if self.of.contains(&value) { Ok(()) } else { Err(self.refusal(value)) }
    }

    /// What is said of a number that is none of them.
    pub fn refusal(&self, value: u32) -> Error {
        Error::Argument(format!("{} is {value}; it must be {}.", self.name, self.listed()))
    }

    /// “2, 8 or 16”.
    pub fn listed(&self) -> String {
        let said = |numbers: &[u32]| {
            numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        };
        match self.of.split_last() {
            Some((last, rest @ [_, ..])) => format!("{} or {last}", said(rest)),
            _ => said(self.of),
        }
    }
}

/// How many images one command may ask the engine to hold or to read. What they are the product of,
/// each in its own range, is checked against it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Budget {
    /// What takes so many, as a sentence about it goes on.
    pub name: &'static str,
    /// The largest number.
    pub most: u64,
}

impl Budget {
    /// Refuses more. `product` is what makes `images`, in words and numbers; `lower` what there
    /// should be less of.
    ///
    /// # Errors
    /// [`Error::Argument`] that names the product, the bound and what to lower.
    pub fn check(&self, images: u64, product: &str, lower: &str) -> Result<()> {
        let Self { name, most } = self;
        if images <= *most {
            return Ok(());
        }
        Err(Error::Argument(format!(
            "{product} make {images} images; {name} takes {most} at most. Lower {lower}."
        )))
    }
}

/// The product of counts, each of which may be anything.
pub fn product<const N: usize>(counts: [u64; N]) -> u64 {
    counts.into_iter().fold(1, u64::saturating_mul)
}

/// The largest places in a task's or a step's memory are its images (784 bytes each, and 3,136 as
/// numbers on the device) and what an encoder says of them (1,024 bytes): some 60 MB, beside the
/// 250 images that are computed on at a time.
pub const IMAGES_A_TASK: Budget = Budget { name: "a task", most: 10_000 };
/// A step's time: reading an image with its gradient takes 0.4 to 0.9 ms on a CPU, so 40 to 90 s
/// before a run's next loss. Its tasks are drawn before the first is learnt, 784 bytes an image.
pub const IMAGES_A_STEP: Budget = Budget { name: "an outer step", most: 100_000 };
/// The gradient of a hypernetwork is taken of a whole task at once: 0.3 MB an image.
pub const IMAGES_AT_ONCE: Budget = Budget { name: "a task of a hypernetwork", most: 500 };
/// 784 bytes each: three times all of Omniglot.
pub const IMAGES_A_POOL: Budget = Budget { name: "the pool of Omniglot", most: 100_000 };

/// Numbers of the code that a model squeezes an image into.
pub const LATENTS: Choices = Choices { name: "The number of latents", of: &[2, 8, 16, 32, 64] };
/// How many a model has where nobody asks for another number: the article's, and the committed
/// weights'.
pub const LATENTS_AT_FIRST: u32 = 32;

/// Adam's learning rate, and Reptile's share of the way.
pub const LEARNING_RATE: Range = Range::real("The learning rate", 1e-7, 1.0);
/// Passes over the images.
pub const EPOCHS: Range = Range::whole("The number of epochs", 1, 1000);
/// Steps of a run of either kind.
pub const STEPS: Range = Range::whole("The number of steps", 1, 1_000_000);
/// The KL's weight.
pub const BETA: Range = Range::real("The KL's weight β (beta)", 0.0, 100.0);
/// Steps between two readings of the losses.
pub const READ_EVERY: Range = Range::whole("The reading interval", 1, 100);
/// What an average of weights keeps of itself at each step.
pub const AVERAGING: Range = Range::real("The share that averaging keeps", 0.0, 0.9999);
/// Any seed.
pub const SEED: Range = Range::whole("The seed", 0, u32::MAX);

/// Images a step of pretraining.
pub const BATCH_SIZE: Range = Range::whole("The batch size", 1, 512);
/// Images a step of fine-tuning: the article's 32 at most.
pub const FINE_TUNE_BATCH_SIZE: Range = Range::whole("The batch size", 1, 32);

/// Drawings of a fine-tuning run, images of a support, images to tell apart.
pub const IMAGES: Range = Range::whole("The number of images", 1, 4096);
/// Images or latents of one request for pictures.
pub const PICTURES: Range = Range::whole("The number of images asked for", 1, 256);
/// Both ends of an interpolation count.
pub const INTERPOLATED: Range = Range::whole("The number of images asked for", 2, 256);
/// Digits whose codes are asked for: 784 bytes each, and a third of a millisecond on a CPU.
pub const CODES: Range = Range::whole("The number of digits to encode", 10, 5000);
/// Digits that come before those.
pub const CODES_BEFORE: Range = Range::whole("The number of digits to leave out", 0, 5000);
/// Samples of q(z|x) around a drawing.
pub const AROUND: Range = Range::whole("The number of samples around a drawing", 0, 64);
/// What multiplies a posterior's spread.
pub const SPREAD: Range = Range::real("The spread", 0.0, 10.0);
/// Strokes of a drawing.
pub const STROKES: Range = Range::whole("The number of strokes", 1, 1000);
/// Points of a drawing, over all its strokes.
pub const POINTS: Range = Range::whole("The number of points", 1, 100_000);
/// Built-in digits to train on.
pub const BUILT_IN_TRAIN: Range = Range::whole("The number of training images", 10, 60_000);
/// Built-in digits to hold out.
pub const BUILT_IN_TEST: Range = Range::whole("The number of held-out images", 10, 60_000);

/// Classes of a task of the page's own making.
pub const TASK_WAYS: Range = Range::whole("The number of classes", 1, 50);
/// Classes of a drawn task.
pub const WAYS: Range = Range::whole("The number of ways", 2, 50);
/// Labelled images a class.
pub const SHOTS: Range = Range::whole("The number of shots", 1, 50);
/// Images a class to be told apart.
pub const QUERIES: Range = Range::whole("The number of queries", 1, 50);
/// Samples that an augmentation adds to each image.
pub const AUGMENTATION_SAMPLES: Range = Range::whole("The number of samples an image", 0, 32);
/// Blends that an augmentation adds to each image.
pub const AUGMENTATION_BLENDS: Range = Range::whole("The number of blends an image", 0, 32);
/// Alphabets or digits that are listed by name.
pub const LISTED: Range = Range::whole("The number of classes that are listed", 0, 10_000);
/// Figures of earlier episodes, over which an estimate runs.
pub const EPISODES: Range = Range::whole("The number of earlier episodes", 0, 1_000_000);
/// The accuracy of an earlier episode.
pub const ACCURACY: Range = Range::real("An earlier accuracy", 0.0, 1.0);
/// Classes that a look into the memory tells apart.
pub const MEMORY_WAYS: Range = Range::whole("The number of classes", 1, 50);
/// The class of a trace, from 0.
pub const MEMORY_LABEL: Range = Range::whole("The class", 0, 49);
/// The id that a memory hands out next: half of what there are, so that none is given twice.
pub const MEMORY_NEXT: Range = Range::whole("The next trace's id", 0, 1 << 31);
/// Traces that a memory holds.
pub const MEMORY_CAPACITY: Range = Range::whole("The memory's capacity", 1, 1000);
/// Traces that a memory holds at first.
pub const MEMORY_CAPACITY_AT_FIRST: u32 = 100;

/// Tasks an outer step of meta-training.
pub const META_TASKS: Range = Range::whole("The number of tasks a step", 1, 64);
/// Classes of a task of meta-training.
pub const META_WAYS: Range = Range::whole("The number of ways", 2, 512);
/// The same where classification has no weight.
pub const META_WAYS_ELBO: Range = Range::whole("The number of ways", 1, 512);
/// Labelled images a class.
pub const META_SHOTS: Range = Range::whole("The number of shots", 1, 100);
/// Images a class to be told apart.
pub const META_QUERIES: Range = Range::whole("The number of queries", 1, 100);
/// Steps of the inner loop.
pub const INNER_STEPS: Range = Range::whole("The number of inner steps", 1, 100);
/// The same where the weights before each are needed again: 7 MB a step.
pub const INNER_STEPS_KEPT: Range =
    Range::whole("The number of inner steps that second-order MAML goes back along", 1, 20);
/// The inner loop's learning rate.
pub const INNER_RATE: Range = Range::real("The inner learning rate", 1e-7, 10.0);
/// The classification loss's weight.
pub const CLASSIFY: Range = Range::real("The weight of the classification loss", 0.0, 100.0);
/// The negative ELBO's weight.
pub const ELBO: Range = Range::real("The weight of the ELBO", 0.0, 100.0);
/// The share of tasks whose classes are the labelled ones.
pub const LABELLED: Range = Range::real("The share of labelled tasks", 0.0, 1.0);
/// The share of tasks whose classes are single images, deformed.
pub const UNLABELLED: Range = Range::real("The share of tasks without labels", 0.0, 1.0);
/// The share of tasks whose classes are put together of halves.
pub const HALVES: Range = Range::real("The share of tasks of halves", 0.0, 1.0);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_takes_its_ends_and_names_what_is_outside() {
        for value in [2, 50] {
            WAYS.check(value).unwrap();
        }
        let refused = WAYS.check(51).unwrap_err().to_string();
        assert_eq!(refused, "The number of ways is 51; it must be 2 to 50.");
        assert!(SPREAD.check(f32::NAN).is_err());
        assert!(LEARNING_RATE.check(0.0).is_err());
    }

    #[test]
    fn a_choice_takes_what_is_listed_and_names_it() {
        LATENTS.of.iter().for_each(|latents| LATENTS.check(*latents).unwrap());
        LATENTS.check(LATENTS_AT_FIRST).unwrap();
        let refused = LATENTS.check(3).unwrap_err().to_string();
        assert_eq!(refused, "The number of latents is 3; it must be 2, 8, 16, 32 or 64.");
        assert!(LATENTS.of.is_sorted() && LATENTS.check(0).is_err());
        assert_eq!(Choices { name: "", of: &[7] }.listed(), "7");
    }

    #[test]
    fn a_budget_takes_its_bound_and_says_what_to_lower() {
        IMAGES_A_TASK.check(10_000, "", "").unwrap();
        let refused = IMAGES_A_TASK.check(10_001, "73 ways of 137", "the ways").unwrap_err();
        assert_eq!(
            refused.to_string(),
            "73 ways of 137 make 10001 images; a task takes 10000 at most. Lower the ways."
        );
        assert_eq!(product([u64::MAX, 2, 3]), u64::MAX);
        assert_eq!(product([2, 3, 4]), 24);
    }
}
