//! Softmax regression: a linear classifier on top of descriptions.

use rand::seq::SliceRandom;

use super::metric::Metric;
use super::rows::{Rows, dot};
use super::softmax::CrossEntropy;
use crate::random::{Purpose, stream};

/// `scores = rows · weightsᵀ + bias`.
#[derive(Debug, Clone, PartialEq)]
pub struct Linear {
    /// `[classes, width]`.
    pub weights: Rows,
    /// `[classes]`: added to each class's score.
    pub bias: Vec<f32>,
}

/// A linear classifier's loss and what it pulls at.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearLoss {
    /// The rows' cross-entropy, in nats a row, and its gradient by score.
    pub entropy: CrossEntropy,
    /// The gradient with respect to weights and bias.
    pub classifier: Linear,
    /// With respect to the rows.
    pub rows: Rows,
}

/// How a classifier is fitted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FitConfig {
    /// Passes over the rows.
    pub epochs: usize,
    /// Rows a step.
    pub batch: usize,
    /// Adam's first rate, which falls along half a cosine.
    pub rate: f32,
    /// The weights' quadratic penalty, `½ · decay · ‖w‖²`.
    pub decay: f32,
}

impl Linear {
    /// A classifier that prefers no class.
    pub fn zero(classes: usize, width: usize) -> Self {
        Self { weights: Rows::zeros(classes, width), bias: vec![0.0; classes] }
    }

    /// The classifier that scores as a metric does, up to what is the same for every class: `2 c`
    /// and `−‖c‖²` for Euclidean prototypes c (Snell et al. 2017, equation 8; the start of
    /// Proto-MAML, Triantafillou et al. 2020), `scale · c / ‖c‖` and 0 for a cosine on rows of
    /// length 1.
    pub fn of_prototypes(metric: Metric, prototypes: &Rows) -> Self {
        match metric {
            Metric::Euclidean => {
                let weights = prototypes.values().iter().map(|x| 2.0 * x).collect();
                let bias = prototypes.iter().map(|row| -dot(row, row)).collect();
                Self { weights: Rows::new(prototypes.width(), weights), bias }
            }
            Metric::Cosine { scale } => {
                let unit = prototypes.clone().normalised();
                let weights = unit.values().iter().map(|x| scale * x).collect();
                let bias = vec![0.0; prototypes.len()];
                Self { weights: Rows::new(prototypes.width(), weights), bias }
            }
        }
    }

    /// `[n, classes]`.
    pub fn scores(&self, rows: &Rows) -> Rows {
        let score = |row| {
            self.weights.iter().zip(&self.bias).map(move |(weights, bias)| dot(weights, row) + bias)
        };
        Rows::new(self.bias.len(), rows.iter().flat_map(score).collect())
    }

    /// The cross-entropy and its gradients.
    pub fn loss(&self, rows: &Rows, labels: &[usize]) -> LinearLoss {
        let entropy = CrossEntropy::of(&self.scores(rows), labels);
        let mut classifier = Self::zero(self.bias.len(), rows.width());
        let mut to_rows = Rows::zeros(rows.len(), rows.width());
        for (index, row) in rows.iter().enumerate() {
            let to_row = to_rows.row_mut(index);
            for (class, &g) in entropy.gradient.row(index).iter().enumerate() {
                classifier.bias[class] += g;
                let pulled = classifier.weights.row_mut(class);
                let weights = self.weights.row(class);
                for (((w, r), x), to_weight) in
                    pulled.iter_mut().zip(&mut *to_row).zip(row).zip(weights)
                {
                    *w += g * x;
                    *r += g * to_weight;
                }
            }
        }
        LinearLoss { entropy, classifier, rows: to_rows }
    }

    /// A step of gradient descent.
    pub fn descend(&mut self, gradient: &Self, rate: f32) {
        self.each(gradient, |x, g| *x -= rate * g);
    }

    fn each(&mut self, other: &Self, mut f: impl FnMut(&mut f32, f32)) {
        for class in 0..self.bias.len() {
            let theirs = other.weights.row(class);
            self.weights.row_mut(class).iter_mut().zip(theirs).for_each(|(x, y)| f(x, *y));
            f(&mut self.bias[class], other.bias[class]);
        }
    }

    /// Fits by Adam, from zero.
    ///
    /// # Panics
    /// Where there is not a label for each row, or none.
    pub fn fit(
        rows: &Rows,
        labels: &[usize],
        classes: usize,
        config: FitConfig,
        seed: u32,
    ) -> Self {
        let mut linear = Self::zero(classes, rows.width());
        let (mut first, mut second) = (linear.clone(), linear.clone());
        let mut order: Vec<usize> = (0..rows.len()).collect();
        let mut rng = stream(seed, Purpose::Order);
        let steps = config.epochs * rows.len().div_ceil(config.batch);
        let mut step = 0;
        for _ in 0..config.epochs {
            order.shuffle(&mut rng);
            for places in order.chunks(config.batch) {
                let labels: Vec<usize> = places.iter().map(|&place| labels[place]).collect();
                let mut gradient = linear.loss(&rows.gather(places), &labels).classifier;
                gradient.weights = Rows::new(rows.width(), {
                    let pairs = gradient.weights.values().iter().zip(linear.weights.values());
                    pairs.map(|(g, w)| g + config.decay * w).collect()
                });
                step += 1;
                let rate = config.rate
                    * 0.5
                    * (1.0 + (std::f32::consts::PI * step as f32 / steps as f32).cos());
                first.each(&gradient, |m, g| *m += 0.1 * (g - *m));
                second.each(&gradient, |v, g| *v += 0.001 * (g * g - *v));
                let (a, b) = (1.0 - 0.9f32.powi(step), 1.0 - 0.999f32.powi(step));
                let mut update = first.clone();
                update.each(&second, |m, v| *m = *m / a / ((v / b).sqrt() + 1e-8));
                linear.descend(&update, rate);
            }
        }
        linear
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::normal;

    #[test]
    fn prototypes_as_a_classifier_score_as_their_distance() {
        let mut noise = stream(1, Purpose::Samples);
        let mut draw = |n: usize| Rows::new(4, normal(&mut noise, n * 4));
        let (prototypes, rows) = (draw(3), draw(5));
        for metric in [Metric::Euclidean, Metric::Cosine { scale: 3.0 }] {
            let rows = match metric {
                Metric::Euclidean => rows.clone(),
                Metric::Cosine { .. } => rows.clone().normalised(),
            };
            let scores = Linear::of_prototypes(metric, &prototypes).scores(&rows);
            let ours = CrossEntropy::of(&scores, &[0; 5]);
            let theirs = CrossEntropy::of(&metric.scores(&rows, &prototypes), &[0; 5]);
            for (a, b) in ours.gradient.values().iter().zip(theirs.gradient.values()) {
                assert!((a - b).abs() < 1e-6, "{metric:?}");
            }
        }
    }

    #[test]
    fn the_gradients_are_the_losses_slopes() {
        let mut noise = stream(2, Purpose::Samples);
        let mut draw = |n: usize| Rows::new(3, normal(&mut noise, n * 3));
        let (weights, rows) = (draw(4), draw(6));
        let linear = Linear { weights, bias: vec![0.1, -0.2, 0.3, 0.0] };
        let labels = [0, 1, 2, 3, 1, 1];
        let ours = linear.loss(&rows, &labels);
        let slope = |at: f32, loss: &dyn Fn(f32) -> f32| (loss(at + 1e-2) - loss(at - 1e-2)) / 2e-2;
        for class in 0..4 {
            for at in 0..3 {
                let loss = |value: f32| {
                    let mut moved = linear.clone();
                    moved.weights.row_mut(class)[at] = value;
                    moved.loss(&rows, &labels).entropy.loss
                };
                let slope = slope(linear.weights.row(class)[at], &loss);
                assert!((slope - ours.classifier.weights.row(class)[at]).abs() < 1e-3);
            }
            let loss = |value: f32| {
                let mut moved = linear.clone();
                moved.bias[class] = value;
                moved.loss(&rows, &labels).entropy.loss
            };
            assert!((slope(linear.bias[class], &loss) - ours.classifier.bias[class]).abs() < 1e-3);
        }
        for at in 0..rows.values().len() {
            let loss = |value: f32| {
                let mut values = rows.values().to_vec();
                values[at] = value;
                linear.loss(&Rows::new(3, values), &labels).entropy.loss
            };
            assert!((slope(rows.values()[at], &loss) - ours.rows.values()[at]).abs() < 1e-3);
        }
    }

    #[test]
    fn a_fit_separates_what_can_be_separated() {
        let draws = normal(&mut stream(3, Purpose::Samples), 400);
        let labels: Vec<usize> = (0..200).map(|n| n % 2).collect();
        let rows = draws.chunks(2).zip(&labels);
        let rows = rows.flat_map(|(x, label)| [x[0] * 0.3 + *label as f32 * 3.0, x[1]]).collect();
        let rows = Rows::new(2, rows);
        let config = FitConfig { epochs: 60, batch: 20, rate: 0.1, decay: 1e-4 };
        let linear = Linear::fit(&rows, &labels, 2, config, 1);
        assert!(linear.loss(&rows, &labels).entropy.accuracy > 0.98);
        assert_eq!(linear, Linear::fit(&rows, &labels, 2, config, 1), "a seed fixes it");
    }
}
