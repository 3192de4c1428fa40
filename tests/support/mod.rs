//! Checks that run natively and in the browser, on any device.

pub mod copies;
pub mod few_shot;
pub mod formula;
pub mod hypernetwork;
pub mod kernels;
pub mod latents;
pub mod memory;
pub mod meta;
pub mod meta_training;
pub mod oracle;
pub mod pictures;
pub mod scenario;
pub mod session;
