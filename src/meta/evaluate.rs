//! Figures from many tasks.

use serde::Serialize;

/// A mean with its 95 % confidence interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Half the width of its 95 % confidence interval, `1.96 · s / √n`; 0 of a single figure.
    pub half_width: f64,
    /// How many figures.
    pub count: usize,
}

impl Estimate {
    /// # Panics
    /// Where there is no figure.
    pub fn of(figures: &[f64]) -> Self {
        assert!(!figures.is_empty(), "an estimate needs figures");
        let n = figures.len() as f64;
        let mean = figures.iter().sum::<f64>() / n;
        let squares = figures.iter().map(|x| (x - mean).powi(2)).sum::<f64>();
        let deviation = if figures.len() > 1 { (squares / (n - 1.0)).sqrt() } else { 0.0 };
        Self { mean, half_width: 1.96 * deviation / n.sqrt(), count: figures.len() }
    }
}

/// How often each class was taken for each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// `counts[label][answer]`.
    pub counts: Vec<Vec<u32>>,
}

impl Confusion {
    /// Nothing counted yet.
    pub fn new(ways: usize) -> Self {
        Self { counts: vec![vec![0; ways]; ways] }
    }

    /// Counts answers beside their labels.
    ///
    /// # Panics
    /// Where one is not below the number of ways.
    pub fn count(&mut self, labels: &[usize], answers: &[usize]) {
        labels.iter().zip(answers).for_each(|(&label, &answer)| self.counts[label][answer] += 1);
    }

    /// The share that was right.
    pub fn accuracy(&self) -> f64 {
        let all: u32 = self.counts.iter().flatten().sum();
        let right: u32 = (0..self.counts.len()).map(|way| self.counts[way][way]).sum();
        f64::from(right) / f64::from(all.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_is_of_the_sample() {
        let estimate = Estimate::of(&[1.0, 2.0, 3.0, 4.0]);
        assert_eq!((estimate.mean, estimate.count), (2.5, 4));
        // s = √(5/3), over √4.
        assert!((estimate.half_width - 1.96 * (5.0f64 / 3.0).sqrt() / 2.0).abs() < 1e-12);
        assert_eq!(Estimate::of(&[0.7]).half_width, 0.0);
    }

    #[test]
    fn a_confusion_counts_labels_by_answers() {
        let mut confusion = Confusion::new(3);
        confusion.count(&[0, 1, 2, 2], &[0, 2, 2, 0]);
        assert_eq!(confusion.counts, [[1, 0, 0], [0, 0, 1], [1, 0, 1]]);
        assert_eq!(confusion.accuracy(), 0.5);
    }
}
