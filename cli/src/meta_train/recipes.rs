//! How the committed and the measured meta-trained weights were made.

use metavae::meta::training::MetaAlgorithm;
use metavae::protocol::meta_hyper::{Deformation, MetaHyper, Mixture};

use crate::algorithms;
use crate::arguments::listed;

/// A run of meta-training.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// The file, without its ending; none where it is not one of the project's own.
    pub name: Option<String>,
    /// What tasks are drawn from, as `--classes` takes it.
    pub classes: String,
    /// Weights to start from, beside the file; fresh ones where there are none.
    pub from: Option<&'static str>,
    /// Its hyper-parameters, the algorithm among them.
    pub hyper: MetaHyper,
}

/// The sets of classes, and the mixture of tasks for each.
const SETS: [(&str, &str); 5] = [
    ("mnist", "mnist"),
    ("digits-0-4", "mnist:0-4"),
    ("digits-5-9", "mnist:5-9"),
    ("omniglot-small1", "images_background_small1.zip"),
    ("omniglot-small2", "images_background_small2.zip"),
];

/// For the help.
pub fn sets() -> String {
    listed(&SETS)
}

/// `set-algorithm`, as in `omniglot-small1-prototypes`.
pub fn recipe(name: &str) -> Result<Recipe, String> {
    let unknown = || {
        let (sets, algorithms) = (sets(), algorithms::listed());
        format!("there is no recipe {name}; a name is SET-ALGORITHM of {sets} and {algorithms}")
    };
    let (set, classes) = SETS.iter().find(|(set, _)| name.starts_with(set)).ok_or_else(unknown)?;
    let algorithm = name[set.len()..].strip_prefix('-').ok_or_else(unknown)?;
    let algorithm = algorithms::named(algorithm).ok_or_else(unknown)?;
    Ok(Recipe {
        name: Some(name.into()),
        classes: classes.to_string(),
        // The other sets hold classes that pretraining on all digits would have seen.
        from: (*set == "mnist").then_some("vae-mnist.safetensors"),
        hyper: hyper(set, algorithm),
    })
}

fn hyper(set: &str, algorithm: &dyn MetaAlgorithm) -> MetaHyper {
    let plain = sized(algorithm);
    match set {
        // No label of MNIST is used: what is told apart are deformations of images.
        "mnist" => MetaHyper {
            mixture: Mixture { labelled: 0.0, unlabelled: 1.0, halves: 0.0, turns: false },
            deformation: Deformation::Strong,
            ..plain
        },
        "digits-0-4" | "digits-5-9" => MetaHyper {
            steps: 2 * plain.steps,
            ways: plain.ways.min(100),
            mixture: Mixture { labelled: 0.0, unlabelled: 0.5, halves: 0.5, turns: true },
            deformation: Deformation::Strong,
            ..plain
        },
        _ => MetaHyper {
            steps: plain.steps * 8 / 3,
            ways: plain.ways.min(120),
            queries: 2,
            elbo: plain.elbo / 2.0,
            mixture: Mixture { labelled: 0.4, unlabelled: 0.0, halves: 0.6, turns: true },
            deformation: Deformation::Mild,
            ..plain
        },
    }
}

/// As long and as wide as two cores train in five to ten minutes; an algorithm that none of the
/// project's weights are of, by its defaults.
fn sized(algorithm: &dyn MetaAlgorithm) -> MetaHyper {
    let plain = MetaHyper { ways: 20, shots: 1, ..algorithm.defaults() };
    match algorithm.id() {
        "prototypes" => MetaHyper { steps: 3000, ways: 128, ..plain },
        "hypernetwork" => MetaHyper { steps: 3000, ..plain },
        "reptile" => MetaHyper { steps: 600, ways: 10, shots: 5, queries: 2, ..plain },
        "firstOrderMaml" => MetaHyper { steps: 2000, tasks: 2, queries: 2, ..plain },
        "secondOrderMaml" => MetaHyper { steps: 800, tasks: 2, queries: 2, ..plain },
        "anil" => MetaHyper { steps: 2000, tasks: 2, queries: 2, ..plain },
        _ => plain,
    }
}
