//! Gaussian prototypes: a class as a distribution over latents, with what the encoder is unsure of.

use super::rows::Rows;

/// Posteriors of images: means and variances, `[n, latents]` each.
#[derive(Debug, Clone, PartialEq)]
pub struct Posteriors {
    /// Means.
    pub mean: Rows,
    /// Variances.
    pub variance: Rows,
}

/// Spread of a class within one latent, whose spread over all images is 1, and how many images
/// that guess is worth beside those of the support.
const WITHIN: (f32, f32) = (0.5, 10.0);

/// Classes as Gaussians with diagonal covariances.
///
/// A class's mean weighs each image by its posterior's precision, as Fort 2017 does ("Gaussian
/// prototypical networks", equation 3); its variance is that of the mean and the spread within
/// classes, which is estimated from the support and shrunk towards a fixed guess.
#[derive(Debug, Clone, PartialEq)]
pub struct GaussianPrototypes {
    mean: Rows,
    variance: Rows,
}

impl GaussianPrototypes {
    /// # Panics
    /// Where there is not a label for each posterior, or one is not below `ways`.
    pub fn of(support: &Posteriors, labels: &[usize], ways: usize) -> Self {
        let width = support.mean.width();
        let (mut mean, mut precision) = (Rows::zeros(ways, width), Rows::zeros(ways, width));
        for (index, &label) in labels.iter().enumerate() {
            let (mu, variance) = (support.mean.row(index), support.variance.row(index));
            for at in 0..width {
                let weight = 1.0 / variance[at].max(1e-6);
                mean.row_mut(label)[at] += weight * mu[at];
                precision.row_mut(label)[at] += weight;
            }
        }
        for way in 0..ways {
            let weights = precision.row(way).to_vec();
            let row = mean.row_mut(way).iter_mut();
            row.zip(weights).for_each(|(m, w)| *m /= w.max(1e-12));
        }
        let mut within = vec![WITHIN.0 * WITHIN.1; width];
        for (index, &label) in labels.iter().enumerate() {
            let pairs = support.mean.row(index).iter().zip(mean.row(label));
            within.iter_mut().zip(pairs).for_each(|(sum, (x, m))| *sum += (x - m) * (x - m));
        }
        let images = WITHIN.1 + labels.len().saturating_sub(ways) as f32;
        let variances = precision.iter().flat_map(|precision| {
            let pairs = precision.iter().zip(&within);
            pairs.map(|(precision, within)| within / images + 1.0 / precision.max(1e-12))
        });
        let variance = Rows::new(width, variances.collect());
        Self { mean, variance }
    }

    /// The log-likelihood of each query under each class, its own variance added to the class's,
    /// without what is the same for every class. `[n, ways]`.
    pub fn scores(&self, query: &Posteriors) -> Rows {
        let mut scores = Vec::with_capacity(query.mean.len() * self.mean.len());
        for (mu, own) in query.mean.iter().zip(query.variance.iter()) {
            for (mean, variance) in self.mean.iter().zip(self.variance.iter()) {
                let terms = mu.iter().zip(own).zip(mean.iter().zip(variance));
                let score = terms.map(|((x, own), (m, variance))| {
                    let variance = variance + own;
                    -0.5 * ((x - m) * (x - m) / variance + variance.ln())
                });
                scores.push(score.sum());
            }
        }
        Rows::new(self.mean.len(), scores)
    }

    /// Minus the KL divergence of each query's posterior to each class, in nats: what its ELBO loses
    /// with the class in place of the prior. `[n, ways]`.
    pub fn divergences(&self, query: &Posteriors) -> Rows {
        let mut scores = Vec::with_capacity(query.mean.len() * self.mean.len());
        for (mu, own) in query.mean.iter().zip(query.variance.iter()) {
            for (mean, variance) in self.mean.iter().zip(self.variance.iter()) {
                let terms = mu.iter().zip(own).zip(mean.iter().zip(variance));
                let kl = terms.map(|((x, own), (m, variance))| {
                    0.5 * ((own + (x - m) * (x - m)) / variance - 1.0 + (variance / own).ln())
                });
                scores.push(-kl.sum::<f32>());
            }
        }
        Rows::new(self.mean.len(), scores)
    }

    /// The classes' means, `[ways, 32]`.
    pub fn means(&self) -> &Rows {
        &self.mean
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_weighs_by_precision_and_a_score_is_the_formulas() {
        let support = Posteriors {
            mean: Rows::new(1, vec![0.0, 3.0, -2.0]),
            variance: Rows::new(1, vec![0.1, 0.2, 0.5]),
        };
        let prototypes = GaussianPrototypes::of(&support, &[0, 0, 1], 2);
        // (0 · 10 + 3 · 5) / 15, and the only image of the other.
        assert!((prototypes.means().values()[0] - 1.0).abs() < 1e-6);
        assert_eq!(prototypes.means().values()[1], -2.0);
        // Within: (0.5 · 10 + 1² + 2² + 0) / (10 + 3 − 2).
        let within = 10.0 / 11.0;
        let variances = [within + 1.0 / 15.0, within + 0.5f32];
        for (ours, expected) in prototypes.variance.values().iter().zip(variances) {
            assert!((ours - expected).abs() < 1e-6, "{ours} {expected}");
        }
        let query = Posteriors { mean: Rows::new(1, vec![0.5]), variance: Rows::new(1, vec![0.3]) };
        let scores = prototypes.scores(&query);
        for (way, mean) in [1.0f32, -2.0].into_iter().enumerate() {
            let variance = variances[way] + 0.3;
            let expected = -0.5 * ((0.5 - mean).powi(2) / variance + variance.ln());
            assert!((scores.values()[way] - expected).abs() < 1e-5);
            // Closed form for KL(N(0.5, 0.3) ‖ N(mean, v)).
            let v = variances[way];
            let kl = 0.5 * ((0.3 + (0.5 - mean).powi(2)) / v - 1.0 + (v / 0.3).ln());
            assert!((prototypes.divergences(&query).values()[way] + kl).abs() < 1e-5);
        }
    }
}
