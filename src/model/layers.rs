//! The layers with weights.

use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor, TensorData, Transaction};

use super::layout;
use super::state::{Named, Size, StateDict};
use crate::error::{Error, Result};
use crate::kernels::{Conv, ops};

/// A linear layer.
#[derive(Module, Debug)]
pub(super) struct Linear {
    /// `[inputs, outputs]`.
    weight: Param<Tensor<2>>,
    bias: Param<Tensor<1>>,
}

/// A convolution, or a transposed one.
#[derive(Module, Debug)]
pub(super) struct Convolution {
    /// `[4, 4, wide channels, narrow channels]`.
    weight: Param<Tensor<4>>,
    bias: Param<Tensor<1>>,
}

impl Linear {
    pub fn forward(&self, x: Tensor<2>, relu: bool) -> Tensor<2> {
        ops::dense(x, self.weight.val(), self.bias.val(), relu)
    }

    pub fn register(&self, transaction: Transaction) -> Transaction {
        transaction.register(self.weight.val().inner()).register(self.bias.val().inner())
    }
}

impl Convolution {
    pub fn down(&self, wide: Tensor<2>, conv: Conv, relu: bool) -> Tensor<2> {
        ops::down(wide, self.weight.val(), self.bias.val(), conv, relu)
    }

    pub fn up(&self, narrow: Tensor<2>, conv: Conv, relu: bool) -> Tensor<2> {
        ops::up(narrow, self.weight.val(), self.bias.val(), conv, relu)
    }

    pub fn register(&self, transaction: Transaction) -> Transaction {
        transaction.register(self.weight.val().inner()).register(self.bias.val().inner())
    }
}

/// Takes layers off a state dict in its order.
pub(super) struct Layers<'a> {
    state: &'a StateDict,
    device: &'a Device,
    next: usize,
}

impl<'a> Layers<'a> {
    pub fn of(state: &'a StateDict, device: &'a Device) -> Self {
        Self { state, device, next: 0 }
    }

    pub fn size(&self) -> Size {
        self.state.size()
    }

    pub fn linear(&mut self) -> Linear {
        Linear { weight: self.param(), bias: self.param() }
    }

    pub fn convolution(&mut self) -> Convolution {
        Convolution { weight: self.param(), bias: self.param() }
    }

    fn param<const D: usize>(&mut self) -> Param<Tensor<D>> {
        let index = self.next;
        self.next += 1;
        let named = self.state.layout()[index].1;
        let shape: Vec<usize> = match *named {
            [narrow, wide, height, width] => vec![height, width, wide, narrow],
            [outputs, inputs] => vec![inputs, outputs],
            ref other => other.to_vec(),
        };
        let values = layout::inwards(named, self.state.tensor(index));
        Param::from_data(TensorData::new(values, shape), self.device)
    }
}

/// Reads what was registered, as the state dict of that layout.
pub(super) async fn read(
    size: Size,
    layout: &'static [Named],
    layers: Transaction,
) -> Result<StateDict> {
    let data = layers.execute_async().await.map_err(Error::unreadable)?;
    let tensors = data
        .into_iter()
        .map(|data| data.try_into_vec::<f32>().map_err(Error::unreadable))
        .collect::<Result<Vec<_>>>()?;
    let outwards = |index: usize, _| layout::outwards(layout[index].1, &tensors[index]);
    Ok(StateDict::of_layout(size, layout, outwards))
}
