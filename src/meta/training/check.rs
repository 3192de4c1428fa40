//! Which hyper-parameters are taken.

use crate::error::{Error, Result};
use crate::protocol::meta::MetaHyper;

impl MetaHyper {
    /// Checks every value against the range that [`MetaHyper`] documents.
    ///
    /// # Errors
    /// [`Error::Argument`] that names the value and its range.
    pub fn check(&self) -> Result<()> {
        whole("The number of steps", self.steps, 1, 1_000_000)?;
        whole("The number of tasks a step", self.tasks, 1, 64)?;
        // The ELBO needs no classes to tell apart.
        let fewest = if self.classify > 0.0 { 2 } else { 1 };
        whole("The number of classes a task", self.ways, fewest, 512)?;
        whole("The number of labelled images a class", self.shots, 1, 100)?;
        whole("The number of images a class to be told apart", self.queries, 1, 100)?;
        whole("The number of inner steps", self.inner_steps, 1, 100)?;
        above_zero("The learning rate", self.learning_rate, 1.0)?;
        above_zero("The inner learning rate", self.inner_rate, 10.0)?;
        share("The weight of the classification loss", self.classify, 100.0)?;
        share("The ELBO's weight", self.elbo, 100.0)?;
        share("The share of labelled tasks", self.mixture.labelled, 1.0)?;
        share("The share of tasks without labels", self.mixture.unlabelled, 1.0)?;
        share("The share of tasks of halves", self.mixture.halves, 1.0)?;
        if self.classify == 0.0 && self.elbo == 0.0 {
            return Err(Error::Argument(
                "Either the classification loss or the ELBO must have a weight above 0.".into(),
            ));
        }
        Ok(())
    }
}

fn whole(what: &str, value: u32, low: u32, high: u32) -> Result<()> {
    match (low..=high).contains(&value) {
        true => Ok(()),
        false => Err(Error::Argument(format!("{what} is {value}; it must be {low} to {high}."))),
    }
}

fn above_zero(what: &str, value: f64, high: f64) -> Result<()> {
    match value > 0.0 && value <= high {
        true => Ok(()),
        false => {
            Err(Error::Argument(format!("{what} is {value}; it must be above 0, up to {high}.")))
        }
    }
}

fn share(what: &str, value: f64, high: f64) -> Result<()> {
    match (0.0..=high).contains(&value) {
        true => Ok(()),
        false => Err(Error::Argument(format!("{what} is {value}; it must be 0 to {high}."))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::meta::{Algorithm, Mixture};

    #[test]
    fn the_defaults_are_taken_and_what_is_out_of_range_is_named() {
        use Algorithm::{Anil, FirstOrderMaml, Hypernetwork, Prototypes, Reptile, SecondOrderMaml};
        for algorithm in [Prototypes, Reptile, FirstOrderMaml, SecondOrderMaml, Anil, Hypernetwork]
        {
            MetaHyper::of(algorithm).check().unwrap();
        }
        let plain = || MetaHyper::of(Reptile);
        let mixture = Mixture { halves: f64::NAN, ..Mixture::default() };
        for (hyper, named) in [
            (MetaHyper { steps: 0, ..plain() }, "steps"),
            (MetaHyper { ways: 1, ..plain() }, "classes"),
            (MetaHyper { shots: 101, ..plain() }, "labelled images"),
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
