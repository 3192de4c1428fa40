//! An average of the weights over a run.

use crate::model::{Vae, algebra};

/// Steps from one look at the weights to the next: a look costs a pass over them, a twentieth of
/// a training step, and a window of many more steps does not notice.
const EVERY: u32 = 8;

/// An exponential moving average (Polyak and Juditsky 1992; as TensorFlow's, with a shorter memory
/// at first: at most `(1 + looks) / (10 + looks)` of it is kept).
pub struct Average {
    keep: f64,
    looks: u32,
    model: Vae,
}

impl Average {
    /// From `model` on; none where nothing is to be kept.
    pub fn of(keep: f64, model: &Vae) -> Option<Self> {
        (keep > 0.0).then(|| Self { keep, looks: 0, model: model.clone() })
    }

    /// Takes the weights in after `step` steps, where it is time to.
    pub fn follow(&mut self, step: u32, model: impl FnOnce() -> Vae) {
        if !step.is_multiple_of(EVERY) {
            return;
        }
        self.looks += 1;
        let looks = f64::from(self.looks);
        let keep = self.keep.powi(EVERY as i32).min((1.0 + looks) / (10.0 + looks));
        self.model = algebra::interpolate(&self.model, &model(), 1.0 - keep);
    }

    /// The average.
    pub fn model(&self) -> Vae {
        self.model.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::Compute;
    use crate::model::{Size, StateDict};
    use crate::tensors::numbers;
    use pollster::block_on;

    #[test]
    fn an_average_forgets_by_its_share_and_faster_at_first() {
        let device = Compute::cpu().device;
        let any = Vae::from_state(&StateDict::initial(Size::default(), 1), &device);
        let all =
            |value: f64| algebra::each(&any, |weight| algebra::zeros(&weight).add_scalar(value));
        let of = |average: &Average| {
            let flat = algebra::flat(&average.model());
            block_on(numbers(flat[0].clone())).unwrap()[0]
        };
        assert!(Average::of(0.0, &any).is_none());

        let mut average = Average::of(0.9, &all(0.0)).unwrap();
        (1..8).for_each(|step| average.follow(step, || unreachable!("no look at step {step}")));
        // 2/11 of the average is kept at the first look, 3/12 at the second, 4/13 at the third.
        let mut expected = 0.0;
        for (step, keep) in [(8, 2.0 / 11.0), (16, 3.0 / 12.0), (24, 4.0 / 13.0)] {
            average.follow(step, || all(1.0));
            expected = keep * expected + (1.0 - keep);
            assert!((of(&average) - expected).abs() < 1e-6, "{} {expected}", of(&average));
        }
        // And 0.9 to the eighth, 0.430, once that is less than (1 + looks) / (10 + looks).
        (4..40).for_each(|look| average.follow(8 * look, || all(1.0)));
        average.follow(320, || all(0.0));
        assert!((of(&average) - 0.9f32.powi(8)).abs() < 1e-4, "{}", of(&average));
    }
}
