//! How coarse each tensor may be.
//!
//! Rounding to steps of s moves numbers by errors of variance s²/12, and the ELBO by a · s², with an
//! a of each tensor that is measured. Its n numbers take −n · log₂ s bits, up to what does not
//! depend on s. Most bits are saved, for a rise Σ a · s² in all, where a · s² = λ · n in every tensor
//! with one λ: a bit a number is then worth 2 ln 2 · λ · n nats everywhere. λ is the largest with
//! which the rise is within what is allowed.

use std::f64::consts::LN_2;

use metavae::model::StateDict;
use pollster::block_on;

use super::codes::{Form, Tensor, finest};
use super::measured;

/// Tensors of fewer numbers stay in 16 bits: all biases together are 4,000 numbers.
const SMALLEST: usize = 512;
/// The step at which a is measured, in standard deviations of the tensor's numbers.
const PROBE: f32 = 0.25;
/// Nats that are nothing: by chance a rise may be less, and even negative.
const NOTHING: f64 = 1e-3;
/// Between which ln λ is looked for, and how often the range is halved.
const RANGE: [f64; 2] = [-30.0, -8.0];
const HALVINGS: usize = 14;
/// Bits that a number in 16 bits has more than one in a byte, at the most.
const MORE_BITS: f64 = 8.0;

/// The form of each tensor; none of one that is left to the base.
#[derive(Debug, Clone)]
pub struct Plan(Vec<Option<Form>>);

impl Plan {
    /// The coarsest with which the negative ELBO of these images rises by no more than `within`.
    /// What is `kept`, by its name and numbers, is left to the base.
    pub fn of(
        state: &StateDict,
        kept: impl Fn(&str, &[f32]) -> bool,
        images: &[u8],
        within: f64,
    ) -> Result<Self, String> {
        let total = |state: &StateDict| {
            block_on(measured(state, images)).map(|losses| f64::from(losses.total))
        };
        let before = total(state)?;
        let rise = |plan: &Self| Ok::<_, String>(total(&plan.applied(state))? - before);
        let in_halves = |(name, _, values)| (!kept(name, values)).then_some(Form::Half);
        let halves = Self(state.iter().map(in_halves).collect());

        let mut costs = vec![None; halves.0.len()];
        for (index, (name, _, values)) in state.iter().enumerate() {
            if halves.0[index].is_none() || values.len() < SMALLEST {
                continue;
            }
            let scale = (PROBE * deviation(values)).max(finest(values));
            let mut probe = halves.clone();
            probe.0[index] = Some(Form::Codes { scale });
            let rise = rise(&probe)?;
            println!("{name}: {rise:+.3} nats in steps of {scale:.4}");
            costs[index] = Some(rise.max(NOTHING) / f64::from(scale).powi(2));
        }
        let [mut low, mut high] = RANGE;
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            let plan = halves.coarsened(state, &costs, middle.exp());
            *if rise(&plan)? <= within { &mut low } else { &mut high } = middle;
        }
        Ok(halves.coarsened(state, &costs, low.exp()))
    }

    fn coarsened(&self, state: &StateDict, costs: &[Option<f64>], lambda: f64) -> Self {
        let forms = self.0.iter().zip(costs).zip(state.iter());
        let coarsened = forms.map(|((form, cost), (.., values))| match cost {
            Some(cost) => Some(coarsest(values, *cost, lambda)),
            None => *form,
        });
        Self(coarsened.collect())
    }

    /// The tensors that are written, in the state dict's order.
    pub fn tensors(&self, state: &StateDict) -> impl Iterator<Item = Tensor> {
        let all = self.0.iter().zip(state.iter());
        all.filter_map(|(form, (name, shape, values))| {
            form.map(|form| Tensor { name, shape, values: values.to_vec(), form })
        })
    }

    /// The weights that are read back.
    fn applied(&self, state: &StateDict) -> StateDict {
        let mut written = self.tensors(state).peekable();
        state.map(|index, _| {
            let name = state.layout()[index].0;
            match written.next_if(|tensor| tensor.name == name) {
                Some(tensor) => tensor.read_back(),
                None => state.tensor(index).to_vec(),
            }
        })
    }
}

/// The form that λ gives a tensor. Where the step would take more codes than a byte has, the byte's
/// finest, unless what that costs is more than 16 bits are worth.
fn coarsest(values: &[f32], cost: f64, lambda: f64) -> Form {
    let share = lambda * values.len() as f64;
    let scale = ((share / cost).sqrt() as f32).max(finest(values));
    match cost * f64::from(scale).powi(2) > 2.0 * LN_2 * MORE_BITS * share {
        true => Form::Half,
        false => Form::Codes { scale },
    }
}

fn deviation(values: &[f32]) -> f32 {
    let count = values.len() as f32;
    let mean = values.iter().sum::<f32>() / count;
    (values.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / count).sqrt()
}
