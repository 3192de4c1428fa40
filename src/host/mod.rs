//! Statistics and small classifiers on the host: plain Rust on what was read from a device, gradients
//! included, since they are a thousandth of the work. Nothing here knows of burn.

pub mod gaussian;
pub mod linear;
pub mod metric;
pub mod pca;
pub mod rows;
pub mod softmax;
