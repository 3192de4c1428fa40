//! Meta-training over many tasks: an algorithm is a file here and a row of [`ALGORITHMS`].

mod algorithm;
mod anil;
mod first_order_maml;
mod hypernetwork;
mod losses;
pub mod maml;
mod prototypes;
pub mod reptile;
mod run;
mod second_order_maml;
mod tasks;
mod trained;

pub use algorithm::{MetaAlgorithm, OuterLoop};
pub use anil::Anil;
pub use first_order_maml::FirstOrderMaml;
pub use hypernetwork::Hypernetwork;
pub use losses::TaskLosses;
pub use prototypes::Prototypes;
pub use reptile::Reptile;
pub use run::MetaRun;
pub use second_order_maml::SecondOrderMaml;
pub use tasks::Tasks;
pub use trained::{ModelKind, Trained};

use crate::error::{Error, Result};

/// Every algorithm: by metric, by optimisation, by a model.
pub static ALGORITHMS: &[&dyn MetaAlgorithm] =
    &[&Prototypes, &Reptile, &FirstOrderMaml, &SecondOrderMaml, &Anil, &Hypernetwork];

/// The names of all algorithms on the wire, in order.
pub fn ids() -> impl Iterator<Item = &'static str> {
    ALGORITHMS.iter().map(|algorithm| algorithm.id())
}

/// The algorithm of a name on the wire.
///
/// # Errors
/// [`Error::Argument`] that lists the names, where there is no such algorithm.
pub fn named(id: &str) -> Result<&'static dyn MetaAlgorithm> {
    ALGORITHMS.iter().copied().find(|algorithm| algorithm.id() == id).ok_or_else(|| {
        let known = ids().collect::<Vec<_>>().join(", ");
        Error::Argument(format!("There is no algorithm “{id}”. There are {known}."))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::Compute;
    use crate::model::{Size, StateDict};
    use crate::protocol::meta_hyper::{MetaHyper, Mixture};

    #[test]
    fn a_name_is_one_algorithms() {
        for (at, expected) in ALGORITHMS.iter().enumerate() {
            let found = ALGORITHMS.iter().position(|algorithm| algorithm.id() == expected.id());
            assert_eq!(found, Some(at), "{}", expected.id());
            assert_eq!(named(expected.id()).unwrap().id(), expected.id());
        }
        let unknown = named("maml").expect_err("no such algorithm").to_string();
        assert!(unknown.contains("“maml”") && unknown.contains("prototypes, reptile"), "{unknown}");
    }

    #[test]
    fn an_algorithm_trains_the_kind_that_it_says_and_refuses_the_other() {
        let device = Compute::cpu().device;
        let state = StateDict::initial(Size::default(), 1);
        for algorithm in ALGORITHMS {
            for kind in [ModelKind::Vae, ModelKind::Conditioned] {
                let begun = algorithm.begin(&kind.start(&state, 1, &device));
                assert_eq!(begun.is_ok(), kind == algorithm.trains(), "{}", algorithm.id());
            }
        }
    }

    #[test]
    fn the_defaults_are_taken_and_what_is_out_of_range_is_named() {
        for algorithm in ALGORITHMS {
            algorithm.defaults().check().unwrap();
        }
        let plain = || Reptile.defaults();
        let mixture = Mixture { halves: f64::NAN, ..Mixture::default() };
        for (hyper, named) in [
            (MetaHyper { steps: 0, ..plain() }, "steps"),
            (MetaHyper { ways: 1, ..plain() }, "ways"),
            (MetaHyper { shots: 101, ..plain() }, "shots"),
            (MetaHyper { inner_rate: 0.0, ..plain() }, "inner learning rate"),
            (MetaHyper { learning_rate: f64::NAN, ..plain() }, "learning rate"),
            (MetaHyper { elbo: -1.0, ..plain() }, "ELBO"),
            (MetaHyper { mixture, ..plain() }, "halves"),
            (MetaHyper { classify: 0.0, elbo: 0.0, ..plain() }, "weight above 0"),
        ] {
            let message = hyper.check().unwrap_err().to_string();
            assert!(message.contains(named), "{message}");
        }
    }
}
