//! Gradients of the loss *after* adaptation, with respect to the weights before it: MAML (Finn et
//! al. 2017), to first and to second order, and ANIL (Raghu et al. 2020).

use burn::tensor::Tensor;

use crate::error::Result;
use crate::host::rows::dot;
use crate::meta::inner::{Inner, Part, Trajectory};
use crate::meta::objective::{Batch, Learner, Objective, ObjectiveLosses};
use crate::model::algebra;
use crate::tensors::numbers;

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

/// A task's meta-gradient, and what was seen on the way.
#[derive(Debug, Clone)]
pub struct MetaGradient {
    /// With respect to the start; the classifier's part belongs to this task alone.
    pub gradient: Learner,
    /// The query's losses before adaptation.
    pub before: ObjectiveLosses,
    /// And after it.
    pub after: ObjectiveLosses,
    /// The inner loop.
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
    let trajectory = inner.run(start, support).await?;
    let (after, mut gradient) = trajectory.last().gradient(query, objective).await?;
    if order == Order::SecondByDifferences && inner.part == Part::Whole {
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
        head: crate::host::linear::Linear::zero(above.head.bias.len(), above.head.weights.width()),
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
