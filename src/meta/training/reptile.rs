//! Reptile (Nichol et al. 2018): move towards the weights that tasks arrive at.

use crate::model::{Vae, algebra};

/// `start + rate · (mean of arrivals − start)`.
///
/// # Panics
/// Where there is no arrival.
pub fn outer_step(start: &Vae, arrivals: &[Vae], rate: f64) -> Vae {
    let mut mean = arrivals[0].clone();
    for (index, arrival) in arrivals.iter().enumerate().skip(1) {
        mean = algebra::interpolate(&mean, arrival, 1.0 / (index as f64 + 1.0));
    }
    algebra::interpolate(start, &mean, rate)
}
