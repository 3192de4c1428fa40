//! Classes by their distance: nearest prototype, and what an encoder is to learn for it.

use super::rows::{Rows, dot, length, squared_distance};
use super::softmax::CrossEntropy;
use crate::breath;
use crate::error::Result;

/// How near two vectors are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Metric {
    /// Minus the squared Euclidean distance (Snell et al. 2017).
    Euclidean,
    /// The cosine of the angle between them, times `scale` (Vinyals et al. 2016; the scale as of
    /// Gidaris and Komodakis 2018).
    Cosine {
        /// The inverse of the softmax's temperature.
        scale: f32,
    },
}

impl Metric {
    /// Vectors as the metric sees them: of length 1 for a cosine.
    fn seen(self, rows: Rows) -> Rows {
        match self {
            Self::Euclidean => rows,
            Self::Cosine { .. } => rows.normalised(),
        }
    }

    /// The score of each of `n` vectors for each of `k` prototypes, the higher the nearer.
    ///
    /// # Shapes
    /// `rows`: `[n, d]`, `prototypes`: `[k, d]`. Answer: `[n, k]`.
    pub fn scores(self, rows: &Rows, prototypes: &Rows) -> Rows {
        let scores = rows.iter().flat_map(|row| prototypes.iter().map(move |p| self.score(row, p)));
        Rows::new(prototypes.len().max(1), scores.collect())
    }

    fn score(self, row: &[f32], prototype: &[f32]) -> f32 {
        match self {
            Self::Euclidean => -squared_distance(row, prototype),
            Self::Cosine { scale } => {
                scale * dot(row, prototype) / (length(row) * length(prototype))
            }
        }
    }

    /// A prototype for each class: the mean of its vectors as the metric sees them.
    ///
    /// # Shapes
    /// `support`: `[n, d]`. Answer: `[ways, d]`.
    pub fn prototypes(self, support: &Rows, labels: &[usize], ways: usize) -> Rows {
        self.seen(support.clone()).means(labels, ways)
    }
}

/// What a task's vectors cost as prototypes and queries.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricLoss {
    /// The queries' cross-entropy, in nats an image, and its gradient by score.
    pub entropy: CrossEntropy,
    /// The loss's gradient with respect to the support's vectors, `[n, d]`.
    pub support: Rows,
    /// And to the queries', `[m, d]`.
    pub query: Rows,
}

impl MetricLoss {
    /// The cross-entropy of queries over the prototypes of a support (Snell et al. 2017, equation
    /// 2), with its gradient.
    ///
    /// # Shapes
    /// `support`: `[n, d]`, `query`: `[m, d]`, with a label below `ways` for each row.
    ///
    /// # Errors
    /// [`crate::error::Error::Cancelled`]: the distances of many classes take seconds.
    pub async fn of(
        metric: Metric,
        (support, support_labels): (&Rows, &[usize]),
        (query, query_labels): (&Rows, &[usize]),
        ways: usize,
    ) -> Result<Self> {
        let seen_support = metric.seen(support.clone());
        let seen_query = metric.seen(query.clone());
        let prototypes = seen_support.means(support_labels, ways);
        let mut scores = Vec::with_capacity(query.len() * ways);
        for row in seen_query.iter() {
            breath::take().await?;
            scores.extend(prototypes.iter().map(|prototype| metric.score(row, prototype)));
        }
        let entropy = CrossEntropy::of(&Rows::new(ways, scores), query_labels);

        let mut to_query = Rows::zeros(query.len(), query.width());
        let mut to_prototypes = Rows::zeros(ways, query.width());
        for (index, row) in seen_query.iter().enumerate() {
            breath::take().await?;
            for (way, &g) in entropy.gradient.row(index).iter().enumerate() {
                let prototype = prototypes.row(way);
                let (a, b) = (to_query.row_mut(index), to_prototypes.row_mut(way));
                metric.vector_jacobian_product(g, row, prototype, a, b);
            }
        }
        let mut counts = vec![0f32; ways];
        support_labels.iter().for_each(|label| counts[*label] += 1.0);
        let shares = support_labels.iter().flat_map(|&label| {
            let count = counts[label];
            to_prototypes.row(label).iter().map(move |g| g / count)
        });
        let to_support = Rows::new(support.width(), shares.collect());
        Ok(Self {
            entropy,
            support: metric.backward(support, to_support),
            query: metric.backward(query, to_query),
        })
    }
}

impl Metric {
    /// Adds `g` times the score's gradient with respect to both of its vectors.
    fn vector_jacobian_product(
        self,
        g: f32,
        row: &[f32],
        prototype: &[f32],
        to_row: &mut [f32],
        to_prototype: &mut [f32],
    ) {
        match self {
            Self::Euclidean => {
                for (((a, b), x), p) in to_row.iter_mut().zip(to_prototype).zip(row).zip(prototype)
                {
                    let step = 2.0 * g * (x - p);
                    *a -= step;
                    *b += step;
                }
            }
            Self::Cosine { scale } => {
                let (l, m) = (length(row), length(prototype));
                let cosine = dot(row, prototype) / (l * m);
                for (((a, b), x), p) in to_row.iter_mut().zip(to_prototype).zip(row).zip(prototype)
                {
                    *a += g * scale * (p / m - cosine * x / l) / l;
                    *b += g * scale * (x / l - cosine * p / m) / m;
                }
            }
        }
    }

    /// A gradient with respect to vectors as the metric sees them, as one to the vectors.
    pub fn backward(self, rows: &Rows, mut gradient: Rows) -> Rows {
        if let Self::Cosine { .. } = self {
            for (index, row) in rows.iter().enumerate() {
                let l = length(row);
                let g = gradient.row_mut(index);
                let along = dot(row, g) / (l * l);
                g.iter_mut().zip(row).for_each(|(g, x)| *g = (*g - along * x) / l);
            }
        }
        gradient
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pollster::block_on;

    use crate::random::{Purpose, normal, stream};

    const METRICS: [Metric; 2] = [Metric::Euclidean, Metric::Cosine { scale: 4.0 }];

    #[test]
    fn the_nearest_prototype_has_the_highest_score() {
        let prototypes = Rows::new(2, vec![1.0, 0.0, 0.0, 2.0]);
        let rows = Rows::new(2, vec![2.0, 1.0, 0.0, 1.5]);
        let scores = Metric::Euclidean.scores(&rows, &prototypes);
        assert_eq!(scores.values(), [-2.0, -5.0, -3.25, -0.25]);
        let scores = Metric::Cosine { scale: 2.0 }.scores(&rows, &prototypes);
        let expected = [4.0 / 5f32.sqrt(), 2.0 / 5f32.sqrt(), 0.0, 2.0];
        for (score, expected) in scores.values().iter().zip(expected) {
            assert!((score - expected).abs() < 1e-6, "{score} {expected}");
        }
    }

    #[test]
    fn the_gradient_is_the_losses_slope() {
        let mut noise = stream(1, Purpose::Samples);
        let (ways, width) = (3, 5);
        let support_labels = [0, 1, 2, 0, 1, 2, 2];
        let query_labels = [2, 0, 1, 0];
        let mut draw = |n: usize| Rows::new(width, normal(&mut noise, n * width));
        let (support, query) = (draw(support_labels.len()), draw(query_labels.len()));
        for metric in METRICS {
            let loss = |support: &Rows, query: &Rows| {
                let (support, query) = ((support, &support_labels[..]), (query, &query_labels[..]));
                block_on(MetricLoss::of(metric, support, query, ways)).unwrap()
            };
            let ours = loss(&support, &query);
            let step = 1e-2;
            for at in 0..support.values().len() {
                let moved = |by: f32| {
                    let mut values = support.values().to_vec();
                    values[at] += by;
                    loss(&Rows::new(width, values), &query).entropy.loss
                };
                let slope = (moved(step) - moved(-step)) / (2.0 * step);
                assert!((slope - ours.support.values()[at]).abs() < 2e-3, "{metric:?} {at}");
            }
            for at in 0..query.values().len() {
                let moved = |by: f32| {
                    let mut values = query.values().to_vec();
                    values[at] += by;
                    loss(&support, &Rows::new(width, values)).entropy.loss
                };
                let slope = (moved(step) - moved(-step)) / (2.0 * step);
                assert!((slope - ours.query.values()[at]).abs() < 2e-3, "{metric:?} {at}");
            }
        }
    }
}
