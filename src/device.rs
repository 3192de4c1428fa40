//! The only file that names a burn backend: which device computes, and how it is started.

use burn::tensor::Device;
use serde::Serialize;

use crate::error::{Error, Result};

/// The devices that an engine can run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// burn's pure-Rust CPU backend, with SIMD.
    Cpu,
    /// The GPU, through the browser's WebGPU or, natively, Vulkan or Metal.
    WebGpu,
}

/// A device that is ready for tensors.
#[derive(Debug, Clone)]
pub struct Compute {
    /// For creating tensors, without autodiff.
    pub device: Device,
    /// CPU or GPU.
    pub kind: Kind,
    /// For people: the adapter's name where there is one.
    pub name: String,
}

impl Compute {
    /// The CPU. Always there.
    pub fn cpu() -> Self {
        Self { device: Device::flex(), kind: Kind::Cpu, name: cpu_name().into() }
    }

    /// The GPU. Open it once in a process and clone the answer: burn refuses a second start.
    ///
    /// # Errors
    /// [`Error::Device`] where there is no adapter, where it lacks what burn needs, or where this
    /// build has no WebGPU.
    pub async fn webgpu() -> Result<Self> {
        start_webgpu().await
    }
}

fn cpu_name() -> &'static str {
    if cfg!(feature = "fma") {
        "one thread of WebAssembly with 128-bit SIMD and fused multiply-add"
    } else if cfg!(target_arch = "wasm32") {
        "one thread of WebAssembly with 128-bit SIMD"
    } else {
        "one thread of native code"
    }
}

#[cfg(feature = "webgpu")]
async fn start_webgpu() -> Result<Compute> {
    #[cfg(target_arch = "wasm32")]
    crate::constructors::run_once();
    let (device, setup) = Device::wgpu_options()
        .init_with_setup_async()
        .await
        .map_err(|error| Error::Device(format!("WebGPU could not be started: {error}.")))?;
    Ok(Compute { device, kind: Kind::WebGpu, name: adapter_name(&setup) })
}

#[cfg(feature = "webgpu")]
fn adapter_name(setup: &burn_wgpu::WgpuSetup) -> String {
    let info = setup.adapter.get_info();
    // A browser may keep every name to itself.
    let said = [info.name.as_str(), info.driver.as_str()];
    let said: Vec<_> = said.into_iter().filter(|part| !part.is_empty()).collect();
    if said.is_empty() { format!("{} adapter", info.backend) } else { said.join(", ") }
}

#[cfg(not(feature = "webgpu"))]
async fn start_webgpu() -> Result<Compute> {
    Err(Error::Device("This build of the engine has no WebGPU: it is the small, CPU one.".into()))
}
