//! How the committed and the measured meta-trained weights were made.

use crate::arguments::listed;
use metavae::protocol::meta_hyper::{Algorithm, Deformation, MetaHyper, Mixture};

/// A run of meta-training.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// The file, without its ending; none where it is not one of the project's own.
    pub name: Option<String>,
    /// What tasks are drawn from, as `--classes` takes it.
    pub classes: String,
    /// Weights to start from, beside the file; fresh ones where there are none.
    pub from: Option<&'static str>,
    /// How.
    pub hyper: MetaHyper,
}

/// The algorithms by their names.
pub const ALGORITHMS: [(&str, Algorithm); 6] = [
    ("prototypes", Algorithm::Prototypes),
    ("reptile", Algorithm::Reptile),
    ("first-order-maml", Algorithm::FirstOrderMaml),
    ("second-order-maml", Algorithm::SecondOrderMaml),
    ("anil", Algorithm::Anil),
    ("hypernetwork", Algorithm::Hypernetwork),
];

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
        let (sets, algorithms) = (listed(&SETS), listed(&ALGORITHMS));
        format!("there is no recipe {name}; a name is SET-ALGORITHM of {sets} and {algorithms}")
    };
    let (set, classes) = SETS.iter().find(|(set, _)| name.starts_with(set)).ok_or_else(unknown)?;
    let algorithm = name[set.len()..].strip_prefix('-').ok_or_else(unknown)?;
    let (_, algorithm) =
        ALGORITHMS.iter().find(|(known, _)| *known == algorithm).ok_or_else(unknown)?;
    Ok(Recipe {
        name: Some(name.into()),
        classes: classes.to_string(),
        // The other sets hold classes that pretraining on all digits would have seen.
        from: (*set == "mnist").then_some("vae-mnist.safetensors"),
        hyper: hyper(set, *algorithm),
    })
}

fn hyper(set: &str, algorithm: Algorithm) -> MetaHyper {
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

/// As long and as wide as two cores train in five to ten minutes.
fn sized(algorithm: Algorithm) -> MetaHyper {
    let plain = MetaHyper { ways: 20, shots: 1, ..MetaHyper::of(algorithm) };
    match algorithm {
        Algorithm::Prototypes => MetaHyper { steps: 3000, ways: 128, ..plain },
        Algorithm::Hypernetwork => MetaHyper { steps: 3000, ..plain },
        Algorithm::Reptile => MetaHyper { steps: 600, ways: 10, shots: 5, queries: 2, ..plain },
        Algorithm::FirstOrderMaml => MetaHyper { steps: 2000, tasks: 2, queries: 2, ..plain },
        Algorithm::SecondOrderMaml => MetaHyper { steps: 800, tasks: 2, queries: 2, ..plain },
        Algorithm::Anil => MetaHyper { steps: 2000, tasks: 2, queries: 2, ..plain },
    }
}
