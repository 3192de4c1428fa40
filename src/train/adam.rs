//! The optimiser.

use std::collections::HashMap;

use burn::module::{Module, ModuleMapper, Param, ParamId};
use burn::optim::GradientsParams;
use burn::tensor::{Tensor, TensorData};

use crate::kernels::{AdamStep, ops};

const BETA_1: f64 = 0.9;
const BETA_2: f64 = 0.999;
const EPSILON: f32 = 1e-8;

/// Adam (Kingma and Ba 2015) with PyTorch's defaults: betas 0.9 and 0.999, epsilon 1e-8. One
/// operation a parameter, where burn's general one takes thirteen.
#[derive(Debug, Default)]
pub struct Adam {
    step: i32,
    moments: HashMap<ParamId, Moments>,
}

/// The two moments of a parameter, flat.
#[derive(Debug)]
struct Moments {
    first: Tensor<1>,
    second: Tensor<1>,
}

impl Adam {
    /// The model after one update. A parameter without a gradient stays as it is.
    ///
    /// Costs no copy of the weights where `model` holds the only ones.
    pub fn step<M: Module>(&mut self, rate: f64, model: M, gradients: GradientsParams) -> M {
        self.step += 1;
        let step = AdamStep {
            one_minus_beta1: (1.0 - BETA_1) as f32,
            one_minus_beta2: (1.0 - BETA_2) as f32,
            rate: (rate / (1.0 - BETA_1.powi(self.step))) as f32,
            inverse_bias_correction2: (1.0 / (1.0 - BETA_2.powi(self.step))) as f32,
            epsilon: EPSILON,
        };
        model.map(&mut Update { moments: &mut self.moments, gradients, step })
    }
}

struct Update<'a> {
    moments: &'a mut HashMap<ParamId, Moments>,
    gradients: GradientsParams,
    step: AdamStep,
}

impl ModuleMapper for Update<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let Some(gradient) = self.gradients.remove::<D>(param.id) else { return param };
        let (id, tensor, mapper) = param.consume();
        let (shape, autodiff) = (tensor.shape(), tensor.is_require_grad());
        let parameter = tensor.inner().flatten::<1>(0, D - 1);
        let moments = self.moments.remove(&id).unwrap_or_else(|| Moments::zero(&parameter));
        let state = [parameter, moments.first, moments.second];
        let [parameter, first, second] = ops::adam(state, gradient.flatten(0, D - 1), self.step);
        self.moments.insert(id, Moments { first, second });
        let tensor = Tensor::from_inner(parameter.reshape(shape)).set_require_grad(autodiff);
        Param::from_mapped_value(id, tensor, mapper)
    }
}

impl Moments {
    fn zero(like: &Tensor<1>) -> Self {
        let zero = || {
            let zeros = vec![0.0f32; like.dims()[0]];
            Tensor::from_data(TensorData::new(zeros, like.dims()), &like.device())
        };
        Self { first: zero(), second: zero() }
    }
}
