//! A tensor as a file holds it.

use half::f16;
use metavae::weights::packed::{CODES, SCALE, ZERO};
use safetensors::Dtype;
use serde_json::{Value, json};

use crate::files::round;

/// Codes that a byte has.
const MOST: f32 = 255.0;

/// How a tensor's numbers are written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Form {
    /// 16 bits a number.
    Half,
    /// A byte a number, this far apart.
    Codes {
        /// See [`CODES`].
        scale: f32,
    },
}

/// A tensor with the form that it is to have.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    /// In the state dict.
    pub name: &'static str,
    /// As there.
    pub shape: &'static [usize],
    /// As there.
    pub values: Vec<f32>,
    /// How they are written.
    pub form: Form,
}

/// A tensor's code for each number, and the code of 0.
pub struct Codes {
    /// One a number.
    pub codes: Vec<u8>,
    /// Stands for 0.
    pub zero: u8,
}

/// The closest that two codes of these numbers can be, with 0 among what they can say.
pub fn finest(values: &[f32]) -> f32 {
    let (low, high) = range(values);
    // One code fewer, so that rounding both ends away from 0 has room.
    ((high - low) / (MOST - 1.0)).max(f32::MIN_POSITIVE)
}

/// Each number by the nearest code, so that none moves by more than half of `scale`, which is
/// [`finest`] at the least.
pub fn codes(values: &[f32], scale: f32) -> Codes {
    let zero = (-range(values).0 / scale).round().clamp(0.0, MOST);
    let codes = values.iter().map(|x| ((x / scale).round() + zero).clamp(0.0, MOST) as u8);
    Codes { codes: codes.collect(), zero: zero as u8 }
}

/// From the lowest number to the highest, 0 among them.
fn range(values: &[f32]) -> (f32, f32) {
    values.iter().fold((0.0, 0.0), |(low, high), x| (low.min(*x), high.max(*x)))
}

impl Tensor {
    /// The numbers that are read back.
    pub fn read_back(&self) -> Vec<f32> {
        match self.form {
            Form::Half => self.values.iter().map(|x| f16::from_f32(*x).to_f32()).collect(),
            Form::Codes { scale } => {
                let Codes { codes, zero } = codes(&self.values, scale);
                codes.iter().map(|code| scale * (f32::from(*code) - f32::from(zero))).collect()
            }
        }
    }

    /// Names, number formats, shapes and bytes, as [`metavae::weights::packed`] has them.
    pub fn entries(&self) -> Vec<(String, Dtype, Vec<usize>, Vec<u8>)> {
        let named = |part: &str| format!("{}{part}", self.name);
        let shape = self.shape.to_vec();
        match self.form {
            Form::Half => {
                let bytes = self.values.iter().flat_map(|x| f16::from_f32(*x).to_le_bytes());
                vec![(named(""), Dtype::F16, shape, bytes.collect())]
            }
            Form::Codes { scale } => {
                let Codes { codes, zero } = codes(&self.values, scale);
                vec![
                    (named(CODES), Dtype::U8, shape, codes),
                    (named(SCALE), Dtype::F32, vec![1], scale.to_le_bytes().into()),
                    (named(ZERO), Dtype::U8, vec![1], vec![zero]),
                ]
            }
        }
    }

    /// What a report says of it.
    pub fn figures(&self) -> Value {
        let moved = self.values.iter().zip(self.read_back()).map(|(x, y)| (x - y).abs());
        let most = moved.fold(0.0, f32::max);
        let numbers = self.values.len();
        match self.form {
            Form::Half => json!({ "numbers": numbers, "form": "f16", "bits": 16, "moved": most }),
            Form::Codes { scale } => {
                let codes = codes(&self.values, scale).codes;
                json!({ "numbers": numbers, "form": "codes", "scale": scale, "moved": most,
                        "bits": round(entropy(&codes)) })
            }
        }
    }
}

/// Bits a code, by how often each occurs.
fn entropy(codes: &[u8]) -> f64 {
    let mut counts = [0u32; 256];
    codes.iter().for_each(|code| counts[usize::from(*code)] += 1);
    let shares = counts.iter().filter(|n| **n > 0).map(|n| f64::from(*n) / codes.len() as f64);
    shares.map(|share| -share * share.log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use metavae::random::{Purpose, normal, stream};

    #[test]
    fn no_number_moves_by_more_than_half_a_step_and_nothing_stays_nothing() {
        let mut values = normal(&mut stream(1, Purpose::Weights), 10_000);
        values.extend([0.0, -7.0, 5.0]);
        for factor in [1.0, 1.7, 4.0, 60.0] {
            let scale = factor * finest(&values);
            let tensor = |values| Tensor {
                name: "t",
                shape: &[10_003],
                values,
                form: Form::Codes { scale },
            };
            let back = tensor(values.clone()).read_back();
            for (x, y) in values.iter().zip(&back) {
                assert!((x - y).abs() <= 0.5001 * scale, "{x} became {y} with {scale}");
            }
            assert_eq!(back[10_000], 0.0);
            assert_eq!(tensor(back.clone()).read_back(), back, "what is rounded stays");
        }
    }

    #[test]
    fn an_entropy_is_in_bits() {
        assert_eq!(entropy(&[1, 2, 3, 4]), 2.0);
        assert_eq!(entropy(&[7; 9]), 0.0);
    }
}
