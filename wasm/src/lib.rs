//! The engine's interface to JS, linked into a module.
#![cfg(all(feature = "engine", target_arch = "wasm32"))]

pub use metavae::web::*;
