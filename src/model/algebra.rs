//! Weights as vectors.

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Tensor, TensorData};

/// Pairs every weight of `a` with the one of `b` and makes a model of what `f` answers: `a`'s
/// parameters by identity, without autodiff.
///
/// # Panics
/// Where the two are not of one shape, or `f` changes a length: errors in this crate.
pub fn zip<M: Module>(a: &M, b: &M, f: impl FnMut(Tensor<1>, Tensor<1>) -> Tensor<1>) -> M {
    a.clone().map(&mut Zip { other: flat(b).into_iter(), f })
}

/// Every weight of `a`, changed by `f`.
///
/// # Panics
/// Where `f` changes a length.
pub fn each<M: Module>(a: &M, mut f: impl FnMut(Tensor<1>) -> Tensor<1>) -> M {
    zip(a, a, |weight, _| f(weight))
}

/// `a + t · (b − a)`: `a` where t is 0, `b` where it is 1.
pub fn interpolate<M: Module>(a: &M, b: &M, t: f64) -> M {
    zip(a, b, |a, b| a.clone() + (b - a).mul_scalar(t))
}

/// `a + t · b`.
pub fn add<M: Module>(a: &M, b: &M, t: f64) -> M {
    zip(a, b, |a, b| a + b.mul_scalar(t))
}

/// The weights, flat, in the order of the model's parameters; without autodiff.
pub fn flat<M: Module>(model: &M) -> Vec<Tensor<1>> {
    let mut flat = Flat(Vec::new());
    model.visit(&mut flat);
    flat.0
}

struct Flat(Vec<Tensor<1>>);

impl ModuleVisitor for Flat {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.0.push(param.val().inner().flatten(0, D - 1));
    }
}

struct Zip<F> {
    other: std::vec::IntoIter<Tensor<1>>,
    f: F,
}

impl<F: FnMut(Tensor<1>, Tensor<1>) -> Tensor<1>> ModuleMapper for Zip<F> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (id, tensor, mapper) = param.consume();
        let shape = tensor.shape();
        let other = self.other.next().expect("two models of one shape");
        let tensor = (self.f)(tensor.inner().flatten(0, D - 1), other).reshape(shape);
        Param::from_mapped_value(id, tensor, mapper)
    }
}

/// A vector of zeros like this one.
pub fn zeros(like: &Tensor<1>) -> Tensor<1> {
    let zeros = vec![0.0f32; like.dims()[0]];
    Tensor::from_data(TensorData::new(zeros, like.dims()), &like.device())
}
