//! Which hyper-parameters are taken.

use crate::error::{Error, Result};
use crate::protocol::{Hyper, Run};

/// The largest batch of a fine-tuning run, the article's.
pub const FINE_TUNE_BATCH: u32 = 32;

impl Hyper {
    /// Checks every value against the range that [`Hyper`] documents.
    ///
    /// # Errors
    /// [`Error::Argument`] that names the value and its range.
    pub fn check(&self, run: Run) -> Result<()> {
        let largest = match run {
            Run::Pretrain => 512,
            Run::FineTune => FINE_TUNE_BATCH,
        };
        within(
            "The learning rate",
            self.learning_rate,
            f64::MIN_POSITIVE,
            1.0,
            "above 0, up to 1",
        )?;
        within("The batch size", self.batch_size.into(), 1.0, largest.into(), "")?;
        within("The number of epochs", self.epochs.into(), 1.0, 1000.0, "")?;
        within("The KL's weight beta", self.beta, 0.0, 100.0, "")?;
        within("The reading interval", self.read_every.into(), 1.0, 100.0, "")?;
        within("The share that averaging keeps", self.recipe.averaging, 0.0, 0.9999, "")?;
        match self.max_steps {
            Some(0) => Err(Error::Argument("The number of steps must be at least 1.".into())),
            _ => Ok(()),
        }
    }
}

fn within(what: &str, value: f64, low: f64, high: f64, range: &str) -> Result<()> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    let range = match range {
        "" => format!("{low} to {high}"),
        said => said.into(),
    };
    Err(Error::Argument(format!("{what} is {value}; it must be {range}.")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Recipe;

    #[test]
    fn the_defaults_are_taken_and_what_is_out_of_range_is_named() {
        Hyper::pretrain().check(Run::Pretrain).unwrap();
        Hyper::fine_tune().check(Run::FineTune).unwrap();
        let pretrain = Hyper::pretrain;
        for (hyper, named) in [
            (Hyper { learning_rate: 0.0, ..pretrain() }, "learning rate"),
            (Hyper { learning_rate: f64::NAN, ..pretrain() }, "learning rate"),
            (Hyper { batch_size: 513, ..pretrain() }, "batch size"),
            (Hyper { epochs: 0, ..pretrain() }, "epochs"),
            (Hyper { beta: -1.0, ..pretrain() }, "beta"),
            (Hyper { read_every: 0, ..pretrain() }, "reading"),
            (Hyper { max_steps: Some(0), ..pretrain() }, "steps"),
            (
                Hyper { recipe: Recipe { averaging: 1.0, ..Recipe::default() }, ..pretrain() },
                "averaging",
            ),
        ] {
            let message = hyper.check(Run::Pretrain).unwrap_err().to_string();
            assert!(message.contains(named), "{message}");
        }
        assert!(Hyper { batch_size: 33, ..pretrain() }.check(Run::FineTune).is_err());
    }
}
