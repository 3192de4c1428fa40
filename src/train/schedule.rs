//! What a run descends on, and how fast from step to step.

use std::f64::consts::PI;

use crate::model::Elbo;
use crate::protocol::{Decay, Hyper};

/// The objective of a run and the learning rate of each of its steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Schedule {
    /// The same at every step.
    pub objective: Elbo,
    learning_rate: f64,
    /// Steps over which the rate falls to nothing; none where it stays.
    decay: Option<u32>,
}

impl Schedule {
    /// The same rate and objective at every step.
    pub fn constant(objective: Elbo, learning_rate: f64) -> Self {
        Self { objective, learning_rate, decay: None }
    }

    /// What `hyper` says for a run of that many steps.
    pub fn of(hyper: &Hyper, steps: u32) -> Self {
        Self {
            objective: Elbo { beta: hyper.beta, reduction: hyper.reduction },
            learning_rate: hyper.learning_rate,
            decay: match hyper.recipe.decay {
                Decay::None => None,
                Decay::Cosine => Some(steps),
            },
        }
    }

    /// Adam's rate at `step`, which counts from 0. Cosine: `½ (1 + cos(π · step / steps))` of the
    /// first one (Loshchilov and Hutter 2017, without restarts).
    pub fn rate(&self, step: u32) -> f64 {
        match self.decay {
            None => self.learning_rate,
            Some(steps) => self.learning_rate * cosine(step, steps),
        }
    }
}

/// Half a cosine from 1 at step 0 to 0 at the last.
pub fn cosine(step: u32, steps: u32) -> f64 {
    let done = f64::from(step.min(steps)) / f64::from(steps.max(1));
    0.5 * (1.0 + (PI * done).cos())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Recipe;

    #[test]
    fn a_constant_rate_stays_and_a_cosine_falls_as_its_formula_says() {
        let plain = Schedule::of(&Hyper::pretrain(), 100);
        assert_eq!(plain, Schedule::constant(Elbo::default(), 1e-3));
        assert_eq!((plain.rate(0), plain.rate(99)), (1e-3, 1e-3));

        let recipe = Recipe { decay: Decay::Cosine, ..Recipe::default() };
        let hyper = Hyper { recipe, beta: 2.0, ..Hyper::pretrain() };
        let moving = Schedule::of(&hyper, 100);
        let rates = [0, 25, 50, 100, 200].map(|step| moving.rate(step) / 1e-3);
        let expected = [1.0, 0.853_553_390_6, 0.5, 0.0, 0.0];
        for (rate, expected) in rates.iter().zip(expected) {
            assert!((rate - expected).abs() < 1e-9, "{rates:?}");
        }
        assert_eq!(moving.objective, Elbo { beta: 2.0, ..Elbo::default() });
    }
}
