//! The softmax and its loss.

use super::rows::{Rows, largest};

/// Log-probabilities from scores: `score − ln Σ exp(score)`.
pub fn log_softmax(scores: &[f32]) -> Vec<f32> {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = scores.iter().map(|score| (score - top).exp()).sum();
    let log_sum = top + sum.ln();
    scores.iter().map(|score| score - log_sum).collect()
}

/// Probabilities from scores.
pub fn softmax(scores: &[f32]) -> Vec<f32> {
    log_softmax(scores).into_iter().map(f32::exp).collect()
}

/// What scores are worth beside the labels.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossEntropy {
    /// The mean of `−ln p(label)`, in nats.
    pub loss: f32,
    /// The share of rows whose largest score is the label's.
    pub accuracy: f32,
    /// The gradient of the loss with respect to each score, `[n, classes]`: `(p − 1[label]) / n`.
    pub gradient: Rows,
}

impl CrossEntropy {
    /// # Panics
    /// Where there is not a label for each row of `scores`, `[n, classes]`, or n is 0.
    pub fn of(scores: &Rows, labels: &[usize]) -> Self {
        assert_eq!(scores.len(), labels.len(), "a label for each row");
        let n = scores.len() as f32;
        let (mut loss, mut right) = (0.0, 0.0);
        let mut gradient = Rows::zeros(scores.len(), scores.width());
        for (index, (row, &label)) in scores.iter().zip(labels).enumerate() {
            let log = log_softmax(row);
            loss -= log[label] / n;
            right += if largest(row) == label { 1.0 / n } else { 0.0 };
            let out = gradient.row_mut(index);
            out.iter_mut().zip(&log).for_each(|(g, log)| *g = log.exp() / n);
            out[label] -= 1.0 / n;
        }
        Self { loss, accuracy: right, gradient }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_scores_cost_the_logarithm_of_their_number() {
        let entropy = CrossEntropy::of(&Rows::zeros(2, 4), &[0, 3]);
        assert!((entropy.loss - 4f32.ln()).abs() < 1e-6);
        assert_eq!(entropy.accuracy, 0.5, "the first of equals is taken");
        assert_eq!(entropy.gradient.row(1), [0.125, 0.125, 0.125, -0.375]);
    }

    #[test]
    fn large_scores_do_not_overflow() {
        let entropy = CrossEntropy::of(&Rows::new(2, vec![1e4, -1e4]), &[1]);
        assert_eq!(entropy.loss, 2e4);
        assert_eq!(softmax(&[1e4, 0.0]), [1.0, 0.0]);
    }
}
