//! Checks that run natively and in the browser, on any device.

pub mod few_shot;
pub mod formula;
pub mod hypernetwork;
pub mod kernels;
pub mod meta;
pub mod oracle;
pub mod scenario;
