//! Gradients of the loss *after* adaptation, with respect to the weights before it: MAML (Finn et
//! al. 2017), to first and to second order, and ANIL (Raghu et al. 2020).

use burn::tensor::Tensor;

use super::algorithm::OuterLoop;
use super::losses::TaskLosses;
use super::tasks::Tasks;
use super::trained::Trained;
use crate::error::Result;
use crate::future::Local;
use crate::host::linear::Linear;
use crate::host::rows::dot;
use crate::meta::inner::{Descent, Inner, Kept, Part, Trajectory};
use crate::meta::objective::{Batch, Learner, Objective, ObjectiveLosses};
use crate::model::{Vae, algebra};
use crate::protocol::meta_hyper::MetaHyper;
use crate::tensors::numbers;
use crate::train::gradient::to_optimise;
use crate::train::optimised::Optimised;

/// How far a Hessian–vector product looks to both sides, as a length in the space of weights: long
/// enough that the two gradients differ by more than their rounding, short enough to stay where the
/// loss is a parabola. Between two kinks of a ReLU it is one, but a difference sees the kinks that it
/// crosses as curvature, which second-order autograd takes for zero. Shorter steps cross fewer, at
/// more weight each: measured against PyTorch's autograd on a fresh model (tests/support/meta.rs),
/// the product's error is 10 % here, 16 % at 0.01, 24 % at 0.1 and 50 % at 0.001, in 32 bits and in
/// 64 alike.
const REACH: f32 = 0.03;

/// Which derivatives a meta-gradient takes into account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The query's gradient at the adapted weights, as if adaptation were a constant shift.
    First,
    /// Also how adaptation depends on the start. burn's autodiff is first-order, so the products of
    /// the inner loss's Hessian with a vector are central differences of its gradient.
    SecondByDifferences,
}

/// Ready to train a copy of `start`, of which `part` adapts.
///
/// # Errors
/// [`crate::error::Error::State`] where `start` is another kind of model than a VAE.
pub(super) fn begin(start: &Trained, part: Part, order: Order) -> Result<Box<dyn OuterLoop>> {
    Ok(Box::new(Run { outer: Optimised::new(start.vae()?), part, order }))
}

struct Run {
    outer: Optimised<Vae>,
    part: Part,
    order: Order,
}

impl OuterLoop for Run {
    fn model(&self) -> Trained {
        Trained::Vae(Box::new(self.outer.model()))
    }

    /// `θ ← Adam(θ; mean of ∇_θ L_query(θ′_task))`, θ′ where the inner loop arrives from θ.
    fn step<'a>(
        &'a mut self,
        tasks: &'a mut Tasks,
        hyper: &'a MetaHyper,
        rate: f64,
    ) -> Local<'a, TaskLosses> {
        Box::pin(async move {
            let objective = Objective::of(hyper);
            let inner = Inner::of(hyper, objective.of_tasks(), self.part, Descent::Plain);
            let model = self.outer.model();
            let episodes = tasks.some(hyper.tasks)?;
            let share = 1.0 / episodes.len() as f64;
            let (mut sum, mut losses) = (None, Vec::new());
            for episode in &episodes {
                let task = tasks.descended(&model, episode).await?;
                let outer = (self.order, objective);
                let (support, query) = (&task.support, &task.query);
                let meta = meta_gradient(&task.start, &inner, outer, support, query).await?;
                losses.push(TaskLosses::of_adaptation(&meta.before, &meta.after));
                let gradient = meta.gradient.model;
                sum = Some(match sum {
                    None => algebra::each(&gradient, |g| g.mul_scalar(share)),
                    Some(sum) => algebra::add(&sum, &gradient, share),
                });
            }
            if let Some(mean) = sum {
                self.outer.update(to_optimise(self.outer.training(), &mean), rate);
            }
            Ok(TaskLosses::mean(&losses))
        })
    }
}

/// A task's meta-gradient, and what was seen on the way.
#[derive(Debug, Clone)]
pub struct MetaGradient {
    /// With respect to the start; the classifier's part belongs to this task alone.
    pub gradient: Learner,
    /// The query's losses before adaptation, under the outer objective.
    pub before: ObjectiveLosses,
    /// The same after adaptation.
    pub after: ObjectiveLosses,
    /// What the inner loop went through on the support.
    pub trajectory: Trajectory,
}

/// Adapts to the support and answers with the gradient of `objective`, the query's loss, which may be
/// another one than the inner loop's.
///
/// With [`Part::Head`] the encoder is the same before and after, so the first-order gradient is the
/// query's at the adapted classifier.
///
/// # Errors
/// [`crate::error::Error::Device`] where the device cannot be read.
pub async fn meta_gradient(
    start: &Learner,
    inner: &Inner,
    (order, objective): (Order, Objective),
    support: &Batch,
    query: &Batch,
) -> Result<MetaGradient> {
    let before = start.losses(query, objective).await?;
    let goes_back = order == Order::SecondByDifferences && inner.part == Part::Whole;
    let kept = if goes_back { Kept::Path } else { Kept::Last };
    let trajectory = inner.run(start, support, kept).await?;
    let (after, mut gradient) = trajectory.last().gradient(query, objective).await?;
    if goes_back {
        // The chain rule, back along the path: each step is w − rate · ∇L(w), whose Jacobian is
        // I − rate · H(w).
        for learner in trajectory.path.iter().rev().skip(1) {
            let curved = hessian_product(learner, &gradient, support, inner.objective).await?;
            gradient = gradient.plus(&curved, -inner.rate);
        }
    }
    Ok(MetaGradient { gradient, before, after, trajectory })
}

/// The Hessian of a batch's loss at `learner`, times `vector`, by central differences:
/// `(∇L(w + r v) − ∇L(w − r v)) / 2r`.
///
/// # Errors
/// [`crate::error::Error::Device`] where the device cannot be read.
pub async fn hessian_product(
    learner: &Learner,
    vector: &Learner,
    batch: &Batch,
    objective: Objective,
) -> Result<Learner> {
    let r = REACH / length(vector).await?;
    let (_, above) = learner.plus(vector, r).gradient(batch, objective).await?;
    let (_, below) = learner.plus(vector, -r).gradient(batch, objective).await?;
    let zero = Learner {
        model: algebra::each(&above.model, |x| algebra::zeros(&x)),
        head: Linear::zero(above.head.bias.len(), above.head.weights.width()),
    };
    Ok(zero.plus(&above.plus(&below, -1.0), 0.5 / r))
}

async fn length(vector: &Learner) -> Result<f32> {
    let squares = algebra::flat(&vector.model).into_iter().map(|x| (x.clone() * x).sum());
    let squares = numbers(Tensor::cat(squares.collect::<Vec<Tensor<1>>>(), 0)).await?;
    let head = dot(vector.head.weights.values(), vector.head.weights.values())
        + dot(&vector.head.bias, &vector.head.bias);
    Ok((squares.iter().sum::<f32>() + head).sqrt().max(1e-12))
}
