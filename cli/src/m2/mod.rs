//! Semi-supervised learning with a few labels and many images without (Kingma et al. 2014): M1, a
//! classifier on a VAE's latents, and M2, a generative model whose class is latent where nobody has
//! told it; M2 on M1's latents is their best.

mod networks;

use burn::optim::GradientsParams;
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Tensor, TensorData};
use metavae::error::{Error, Result};
use metavae::host::rows::{Rows, largest};
use metavae::kernels::ops;
use metavae::random::{Purpose, normal, stream};
use metavae::tensors::numbers;
use metavae::train::optimised::Optimised;
use metavae::train::order::Order;
use metavae::train::schedule::cosine;

use networks::{ClassVae, MOST_CLASSES, STYLE};

/// How M2 is fitted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct M2Config {
    /// Steps.
    pub steps: u32,
    /// Labelled rows a step; as many where there are fewer.
    pub labelled: usize,
    /// Rows without a label a step.
    pub unlabelled: usize,
    /// Adam's first rate, which falls along half a cosine.
    pub rate: f64,
    /// The weight of the labels' cross-entropy beside the bounds (alpha in their equation 9).
    pub alpha: f64,
    /// Fixes the weights, the order and the noise.
    pub seed: u32,
}

impl Default for M2Config {
    fn default() -> Self {
        Self { steps: 2000, labelled: 100, unlabelled: 64, rate: 1e-3, alpha: 10.0, seed: 1 }
    }
}

/// M2, fitted or on its way.
pub struct M2 {
    outer: Optimised<ClassVae>,
    config: M2Config,
    classes: usize,
    /// Of the rows that it was begun with: rows are seen with a mean of 0 and a variance of 1.
    mean: Vec<f32>,
    deviation: Vec<f32>,
    orders: [Order; 2],
    noise: rand_chacha::ChaCha8Rng,
    step: u32,
    device: Device,
}

impl M2 {
    /// Ready to learn from rows like these.
    ///
    /// # Errors
    /// [`Error::Argument`] where there are no rows, or other than 2 to 16 classes.
    pub fn begin(
        unlabelled: &Rows,
        classes: usize,
        config: M2Config,
        device: &Device,
    ) -> Result<Self> {
        let width = unlabelled.width();
        if unlabelled.is_empty() {
            return Err(Error::Argument("M2 learns from rows, and there is none.".into()));
        }
        if !(2..=MOST_CLASSES).contains(&classes) {
            return Err(Error::Argument(format!(
                "M2 tells 2 to {MOST_CLASSES} classes apart, not {classes}."
            )));
        }
        let mean = unlabelled.means(&vec![0; unlabelled.len()], 1).into_values();
        let mut squares = vec![0.0f64; width];
        for row in unlabelled.iter() {
            let parts = squares.iter_mut().zip(row).zip(&mean);
            parts.for_each(|((sum, x), m)| *sum += f64::from(x - m).powi(2));
        }
        let count = unlabelled.len() as f64;
        // A number that never changes says nothing; it must not be blown up.
        let deviation =
            squares.into_iter().map(|sum| (sum / count).sqrt().max(1e-3) as f32).collect();
        let net = ClassVae::fresh(width, &mut stream(config.seed, Purpose::Weights), device);
        Ok(Self {
            outer: Optimised::new(&net),
            config,
            classes,
            mean,
            deviation,
            orders: [Order::new(config.seed), Order::new(config.seed.wrapping_add(1))],
            noise: stream(config.seed, Purpose::Posterior),
            step: 0,
            device: device.clone(),
        })
    }

    /// Whether all steps are taken.
    pub fn is_complete(&self) -> bool {
        self.step >= self.config.steps
    }

    /// One step on some labelled rows and some without a label. Answers with what it minimises, in
    /// nats a row.
    ///
    /// # Errors
    /// [`Error::Device`] where the device cannot be read.
    pub async fn advance(
        &mut self,
        (labelled, labels): (&Rows, &[usize]),
        unlabelled: &Rows,
    ) -> Result<f32> {
        let known = self.orders[0].take(self.config.labelled.min(labelled.len()), labelled.len());
        let others = self.orders[1].take(self.config.unlabelled, unlabelled.len());
        let labels: Vec<usize> = known.iter().map(|&at| labels[at]).collect();
        let rate = self.config.rate * cosine(self.step, self.config.steps);
        let (n, m) = (known.len(), others.len());
        let mut draw = |rows: usize| {
            let eps = TensorData::new(normal(&mut self.noise, rows * STYLE), [rows, STYLE]);
            Tensor::<2>::from_data(eps, &self.device).autodiff()
        };
        let (eps, guessed_eps) = (draw(n), draw(m * self.classes));
        let x = self.seen(&labelled.gather(&known)).autodiff();
        let guessed = self.seen(&unlabelled.gather(&others)).autodiff();
        let net = self.outer.training();

        let y = self.one_hot(&labels);
        let bound = self.bound(net, x.clone(), y.clone(), eps).mean();
        let log_q = self.log_q(net, x);
        let told = (log_q * y.narrow(1, 0, self.classes)).sum().div_scalar(-(n as f64));

        // Every class in turn for every row: row 0 with all classes, then row 1.
        let every: Vec<usize> = (0..m).flat_map(|_| 0..self.classes).collect();
        let repeated = guessed
            .clone()
            .reshape([m, 1, self.mean.len()])
            .repeat_dim(1, self.classes)
            .reshape([m * self.classes, self.mean.len()]);
        let bounds = self.bound(net, repeated, self.one_hot(&every), guessed_eps);
        let log_q = self.log_q(net, guessed);
        let q = log_q.clone().exp();
        // Their equation 7: Σ_y q(y|x) (bound + log q(y|x)).
        let expected = (q * (bounds.reshape([m, self.classes]) + log_q)).sum();
        let total = bound + expected.div_scalar(m as f64) + told.mul_scalar(self.config.alpha);

        let loss = total.clone().inner();
        let gradients = GradientsParams::from_grads(total.backward(), net);
        self.outer.update(gradients, rate);
        self.step += 1;
        let loss = numbers(loss).await?[0];
        match loss.is_finite() {
            true => Ok(loss),
            false => Err(Error::Diverged(format!(
                "M2 stopped: the loss was no longer a number at step {}.",
                self.step
            ))),
        }
    }

    /// The probability of each class for each row, `[n, classes]`, as logarithms.
    ///
    /// # Errors
    /// [`Error::Device`] where the device cannot be read.
    pub async fn classify(&self, rows: &Rows) -> Result<Rows> {
        let log_q = self.log_q(&self.outer.model(), self.seen(rows));
        Ok(Rows::new(self.classes, numbers(log_q).await?))
    }

    /// The most probable class of each row.
    ///
    /// # Errors
    /// As [`M2::classify`].
    pub async fn answers(&self, rows: &Rows) -> Result<Vec<usize>> {
        Ok(self.classify(rows).await?.iter().map(largest).collect())
    }

    fn log_q(&self, net: &ClassVae, x: Tensor<2>) -> Tensor<2> {
        log_softmax(net.class_logits(x).narrow(1, 0, self.classes), 1)
    }

    /// The negative bound on `log p(x, y)`, one a row: reconstruction, KL and the uniform prior of
    /// the class.
    fn bound(&self, net: &ClassVae, x: Tensor<2>, y: Tensor<2>, eps: Tensor<2>) -> Tensor<1> {
        let moments = net.moments(x.clone(), y.clone());
        let z = ops::latent(moments.clone(), eps);
        let spread = net.spread();
        let error = x - net.decode(z, y);
        let squares = error.clone() * error;
        let fit = (squares * spread.clone().neg().exp() + spread).sum_dim(1).mul_scalar(0.5);
        let (low, high) = metavae::kernels::LOGVAR;
        let mu = moments.clone().narrow(1, 0, STYLE);
        let logvar = moments.narrow(1, STYLE, STYLE).clamp(low, high);
        let kl = (mu.clone() * mu + logvar.clone().exp() - logvar - 1.0).sum_dim(1).mul_scalar(0.5);
        let [rows, _] = fit.dims();
        (fit + kl).reshape([rows]) + (self.classes as f64).ln()
    }

    /// Rows with a mean of 0 and a variance of 1.
    fn seen(&self, rows: &Rows) -> Tensor<2> {
        let values = rows.iter().flat_map(|row| {
            row.iter().zip(&self.mean).zip(&self.deviation).map(|((x, m), d)| (x - m) / d)
        });
        let data = TensorData::new(values.collect::<Vec<f32>>(), [rows.len(), rows.width()]);
        Tensor::from_data(data, &self.device)
    }

    fn one_hot(&self, labels: &[usize]) -> Tensor<2> {
        let mut values = vec![0.0f32; labels.len() * MOST_CLASSES];
        for (row, &label) in values.chunks_mut(MOST_CLASSES).zip(labels) {
            row[label] = 1.0;
        }
        let data = TensorData::new(values, [labels.len(), MOST_CLASSES]);
        Tensor::<2>::from_data(data, &self.device).autodiff()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use metavae::device::Compute;
    use pollster::block_on;

    /// Two clouds, one label each: what has no label tells where a cloud ends.
    #[test]
    fn a_label_reaches_as_far_as_its_cloud() {
        let draws = normal(&mut stream(1, Purpose::Samples), 400 * 16);
        let class = |at: usize| at % 2;
        let rows = draws.chunks(16).enumerate().flat_map(|(at, draw)| {
            let centre = if class(at) == 0 { -2.0 } else { 2.0 };
            draw.iter().map(move |x| centre + x)
        });
        let rows = Rows::new(16, rows.collect());
        let config = M2Config { steps: 300, unlabelled: 64, ..M2Config::default() };
        let mut m2 = M2::begin(&rows, 2, config, &Compute::cpu().device).unwrap();
        let labelled = rows.gather(&[0, 1]);
        let mut losses = Vec::new();
        while !m2.is_complete() {
            losses.push(block_on(m2.advance((&labelled, &[0, 1]), &rows)).unwrap());
        }
        assert!(losses[299] < losses[0] - 1.0, "{} {}", losses[0], losses[299]);
        let answers = block_on(m2.answers(&rows)).unwrap();
        let right =
            answers.iter().enumerate().filter(|(at, answer)| **answer == class(*at)).count();
        assert!(right > 390, "{right} of 400");
    }

    #[test]
    fn what_it_cannot_learn_from_is_refused() {
        let device = Compute::cpu().device;
        let begin = |rows: &Rows, classes| M2::begin(rows, classes, M2Config::default(), &device);
        assert!(begin(&Rows::zeros(0, 16), 2).is_err());
        assert!(begin(&Rows::zeros(4, 16), 17).is_err());
        assert!(begin(&Rows::zeros(4, 16), 2).is_ok());
        assert!(begin(&Rows::zeros(4, 2), 2).is_ok());
    }
}
