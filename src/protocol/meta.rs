//! What meta-training is told and tells.

use serde::{Deserialize, Serialize};

use super::Losses;

/// How to learn to learn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub enum Algorithm {
    /// Metric-based: an encoder for nearest prototypes (Snell et al. 2017).
    #[default]
    Prototypes,
    /// Optimisation-based: Reptile (Nichol et al. 2018).
    Reptile,
    /// Optimisation-based: MAML's first-order form (Finn et al. 2017, §5.2).
    FirstOrderMaml,
    /// Optimisation-based: MAML, whose Hessian-vector products are finite differences.
    SecondOrderMaml,
    /// Optimisation-based: only the classifier adapts (ANIL, Raghu et al. 2020).
    Anil,
    /// Model-based: a set encoder that generates scales, shifts and a classifier.
    Hypernetwork,
}

/// Where meta-training starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub enum MetaStart {
    /// From fresh random weights, drawn from the run's seed.
    Scratch,
    /// From the pretrained VAE.
    #[default]
    Pretrained,
    /// From the algorithm's own weights.
    Current,
}

/// How much training images are deformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub enum Deformation {
    /// Not at all.
    None,
    /// As a hand does that writes a sign again.
    #[default]
    Mild,
    /// Until they are just recognised.
    Strong,
}

/// What shares of the tasks are made how. They need not add up to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
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
#[serde(rename_all = "camelCase")]
pub struct MetaHyper {
    /// How.
    pub algorithm: Algorithm,
    /// Outer steps, 1 to 1,000,000.
    pub steps: u32,
    /// The outer learning rate: Adam's, which falls along half a cosine; Reptile's share of the
    /// way. In (0, 1].
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
    /// The inner learning rate, in (0, 10].
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

/// Losses of one outer step: means over its tasks' queries.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MetaLosses {
    /// Counts from 1.
    pub step: u32,
    /// What is minimised, before adaptation; none where there is no inner loop.
    pub before: Option<f32>,
    /// And after it.
    pub after: f32,
    /// The share of queries that were told right, after adaptation.
    pub accuracy: f32,
    /// Of the images that the ELBO was measured on.
    pub elbo: Option<Losses>,
}

impl MetaHyper {
    /// What suits an algorithm on MNIST. The page has the same (`www/meta-hyper.js`).
    pub fn of(algorithm: Algorithm) -> Self {
        let plain = Self {
            algorithm,
            steps: 1000,
            learning_rate: 1e-3,
            tasks: 4,
            ways: 5,
            shots: 5,
            queries: 5,
            inner_steps: 5,
            inner_rate: 0.02,
            classify: 1.0,
            elbo: 0.01,
            mixture: Mixture::default(),
            deformation: Deformation::Mild,
            seed: 1,
        };
        match algorithm {
            Algorithm::Prototypes => Self {
                learning_rate: 1e-3,
                tasks: 1,
                ways: 100,
                shots: 1,
                queries: 1,
                mixture: Mixture { labelled: 0.0, unlabelled: 0.5, halves: 0.5, turns: true },
                deformation: Deformation::Strong,
                ..plain
            },
            Algorithm::Hypernetwork => Self { tasks: 1, ways: 20, shots: 1, queries: 4, ..plain },
            // Adam in the inner loop.
            Algorithm::Reptile => Self { learning_rate: 0.5, inner_rate: 3e-4, ..plain },
            // A classifier on directions moves little at a rate that suits a network.
            Algorithm::Anil => Self { inner_rate: 10.0, ..plain },
            Algorithm::FirstOrderMaml | Algorithm::SecondOrderMaml => plain,
        }
    }
}
