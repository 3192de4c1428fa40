//! A shader, its buffers and its sizes, handed to CubeCL.

use burn::backend::{DType, Shape, TensorMetadata};
use burn::cubecl::CubeCount;
use burn::cubecl::client::Client;
use burn::cubecl::prelude::KernelId;
use burn::cubecl::server::{Handle, KernelArguments, MetadataBindingInfo};
use burn_wgpu::{CubeDim, CubeTensor, KernelSource, SourceKernel, SourceTemplate, into_contiguous};

/// A WGSL file with one entry point `main`, named by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shader {
    source: &'static str,
    workgroup: [u32; 3],
}

impl Shader {
    /// `workgroup` repeats what the source says.
    pub const fn new(source: &'static str, workgroup: [u32; 3]) -> Self {
        Self { source, workgroup }
    }

    /// Runs enough workgroups for `threads`.
    ///
    /// The buffers are bound in their order, the sizes after them as a uniform. A buffer must not
    /// be bound twice: WebGPU refuses writable bindings that overlap, and all are writable, since
    /// one allocation may hold both what is read and what is written.
    pub fn launch(self, client: &Client, threads: [usize; 3], buffers: &[&Handle], sizes: &[Size]) {
        let [x, y, z] =
            core::array::from_fn(|i| threads[i].div_ceil(self.workgroup[i] as usize) as u32);
        let mut arguments = KernelArguments::new();
        for buffer in buffers {
            arguments = arguments.with_buffer((*buffer).clone().binding());
        }
        // A uniform's size is a multiple of 16 bytes.
        let mut words: Vec<u32> = sizes.iter().map(|size| size.0).collect();
        words.resize(words.len().next_multiple_of(4), 0);
        let words = words.chunks(2).map(|w| u64::from(w[0]) | u64::from(w[1]) << 32).collect();
        arguments = arguments.with_info(MetadataBindingInfo::custom(words));
        let [a, b, c] = self.workgroup;
        let kernel = SourceKernel::new(self, CubeDim::from((a, b, c)));
        client.launch(Box::new(kernel), CubeCount::Static(x, y, z), arguments);
    }
}

impl KernelSource for Shader {
    fn source(&self) -> SourceTemplate {
        SourceTemplate::new(self.source)
    }

    fn id(&self) -> KernelId {
        // The address of a text that lives as long as the program names it.
        KernelId::new::<Self>().info((self.source.as_ptr() as usize, self.source.len()))
    }

    fn lang(&self) -> &'static str {
        "wgsl"
    }
}

/// A word of a uniform.
#[derive(Debug, Clone, Copy)]
pub struct Size(u32);

impl From<usize> for Size {
    fn from(size: usize) -> Self {
        Self(size as u32)
    }
}

impl From<bool> for Size {
    fn from(flag: bool) -> Self {
        Self(u32::from(flag))
    }
}

impl From<f32> for Size {
    fn from(number: f32) -> Self {
        Self(number.to_bits())
    }
}

/// The words of a uniform, from sizes, flags and numbers.
macro_rules! sizes {
    ($($size:expr),* $(,)?) => {[$($crate::kernels::gpu::launch::Size::from($size)),*]};
}
pub(super) use sizes;

/// A tensor whose numbers lie in their order.
pub fn plain(tensor: CubeTensor) -> CubeTensor {
    into_contiguous(tensor)
}

/// A tensor for a shader to fill, on the device of another.
pub fn unwritten(like: &CubeTensor, shape: impl Into<Shape>) -> CubeTensor {
    let shape = shape.into();
    let handle = scratch(like, shape.num_elements());
    CubeTensor::new_contiguous(like.client.clone(), like.device(), shape, handle, DType::F32)
}

/// A buffer of `length` numbers for a shader to fill.
pub fn scratch(like: &CubeTensor, length: usize) -> Handle {
    like.client.empty(length * size_of::<f32>())
}

/// What stands in for a buffer that a shader declares and this launch does not read.
pub fn nothing(like: &CubeTensor) -> Handle {
    scratch(like, 4)
}
