//! What is measured, and how.

use std::path::{Path, PathBuf};

use metavae::meta::method::FewShotMethod;
use metavae::meta::methods::{self, METHODS};
use metavae::meta::resources::Resources;

use crate::arguments::{Form, Given, Stop};
use crate::sources::DATA;

const ABOUT: &str = "\
Measures the quality of the weights and of every few-shot method, some hours on two cores. What is not
measured keeps its place in the report; pictures go beside it.";

/// Where the project keeps what was measured.
const RESULTS: &str = "docs/results/eval.json";

/// A part of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The grey model's ELBO.
    Elbo,
    /// The binarised model's likelihood.
    Likelihood,
    /// What latents are worth to classifiers that see every label.
    Features,
    /// Few-shot methods on digits that encoders have seen without labels.
    Mnist,
    /// 100 labels and 60,000 images without.
    Labels,
    /// Few-shot methods on digits that nothing has seen.
    Novel,
    /// Few-shot methods on new alphabets.
    Omniglot,
    /// Steps that a good start saves.
    Adaptation,
}

/// The parts by their names in the report, in the order in which they are measured.
const PARTS: [(&str, Part); 8] = [
    ("elbo", Part::Elbo),
    ("likelihood", Part::Likelihood),
    ("features", Part::Features),
    ("mnist", Part::Mnist),
    ("labels", Part::Labels),
    ("novel", Part::Novel),
    ("omniglot", Part::Omniglot),
    ("adaptation", Part::Adaptation),
];

/// How much is done for a figure. No option changes it, so that a report's figures can be compared;
/// tests do less.
#[derive(Debug, Clone)]
pub struct Effort {
    /// Draws of the 100 labelled images; each is measured on all test images.
    pub label_draws: u32,
    /// Steps of M2.
    pub m2_steps: u32,
    /// Steps that adapting from scratch gets.
    pub scratch_steps: u32,
    /// Steps after which a curve of adaptation is given up.
    pub adaptation_steps: u32,
}

impl Default for Effort {
    fn default() -> Self {
        Self { label_draws: 10, m2_steps: 2000, scratch_steps: 500, adaptation_steps: 200 }
    }
}

/// What is measured, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// All where none is named.
    pub only: Option<Vec<Part>>,
    /// Where mnist/ and omniglot/ are.
    pub data: PathBuf,
    /// The folder of the weights that are measured.
    pub weights: PathBuf,
    /// The report.
    pub out: PathBuf,
    /// Tasks behind each few-shot figure.
    pub episodes: usize,
    /// Draws behind each image's likelihood.
    pub importance_samples: usize,
    /// All that have weights where none is named.
    pub methods: Option<Vec<&'static str>>,
    /// An archive of further alphabets.
    pub omniglot_test: Option<PathBuf>,
    /// The archive of Lake's one-shot runs.
    pub one_shot_runs: Option<PathBuf>,
    /// See [`Effort`].
    pub effort: Effort,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            only: None,
            data: DATA.into(),
            weights: "www/weights".into(),
            out: RESULTS.into(),
            episodes: 600,
            importance_samples: 5000,
            methods: None,
            omniglot_test: None,
            one_shot_runs: None,
            effort: Effort::default(),
        }
    }
}

impl Options {
    /// What was given in place of the defaults.
    ///
    /// # Errors
    /// The help, or what is wrong.
    pub fn of(given: &Given) -> Result<Self, Stop> {
        let mut options = Self::default();
        let words: Vec<_> = methods::ids().zip(methods::ids()).collect();
        options.form(&words).fill(given)?;
        options.check()?;
        Ok(options)
    }

    fn form<'a>(&'a mut self, methods: &'a [(&'a str, &'static str)]) -> Form<'a> {
        Form::new("evaluate", ABOUT)
            .list("only", "all where none is named", &PARTS, &mut self.only)
            .path("data", "DIR", "where mnist/ and omniglot/ are", &mut self.data)
            .path("weights", "DIR", "the weights that are measured", &mut self.weights)
            .path("out", "FILE", "the report", &mut self.out)
            .value("episodes", "N", "tasks behind each few-shot figure", &mut self.episodes)
            .value(
                "importance-samples",
                "N",
                "draws behind each likelihood",
                &mut self.importance_samples,
            )
            .list(
                "methods",
                "where none is named all that have weights, and on Omniglot all but scratch, which \
                 takes 1 to 3 s a task; a choice goes only into a file of its own, by --out",
                methods,
                &mut self.methods,
            )
            .optional(
                "omniglot-test",
                "FILE",
                "also measures Omniglot on the alphabets of this archive that training did not see",
                &mut self.omniglot_test,
            )
            .optional(
                "one-shot-runs",
                "FILE",
                "also measures Lake's 20-way one-shot runs (all_runs.zip)",
                &mut self.one_shot_runs,
            )
    }

    fn check(&self) -> Result<(), String> {
        if self.methods.is_some() && self.out == Path::new(RESULTS) {
            return Err(format!(
                "{RESULTS} holds every method; give --methods an --out of its own"
            ));
        }
        match (self.episodes, self.importance_samples) {
            (0, _) => Err("--episodes must be 1 at least".into()),
            (_, 0) => Err("--importance-samples must be 1 at least".into()),
            _ => Ok(()),
        }
    }

    /// What is to be measured, by name.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, Part)> {
        let only = self.only.as_ref();
        PARTS.into_iter().filter(move |(_, part)| only.is_none_or(|only| only.contains(part)))
    }

    /// The same, with all methods but one where none was asked for.
    pub fn but(&self, left_out: &str) -> Self {
        let rest = || methods::ids().filter(|id| *id != left_out).collect();
        Self { methods: Some(self.methods.clone().unwrap_or_else(rest)), ..self.clone() }
    }

    /// The methods that are compared: those asked for, or all, that have what they start from.
    pub fn methods(&self, resources: &Resources) -> Vec<&'static dyn FewShotMethod> {
        let asked = |id| self.methods.as_ref().is_none_or(|all| all.contains(&id));
        METHODS
            .iter()
            .copied()
            .filter(|method| asked(method.id()) && resources.have(method.needs()))
            .collect()
    }
}
