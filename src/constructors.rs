//! The wasm's constructors, run once.

use std::sync::Once;

/// Runs every `inventory` registration, with which burn's GPU compiler finds its parts, unless that
/// was done already.
///
/// A linker that sees nobody name `__wasm_call_ctors` makes every export run all constructors on
/// every call from JS instead: 2 s of CPU a training step on WebGPU, measured. Naming it makes
/// running them our job.
pub fn run_once() {
    static RUN: Once = Once::new();
    RUN.call_once(|| {
        #[expect(unsafe_code, reason = "the linker's symbol has no safe form")]
        {
            unsafe extern "C" {
                fn __wasm_call_ctors();
            }
            // SAFETY: takes and returns nothing, and `Once` keeps it to one call in an instance.
            unsafe { __wasm_call_ctors() };
        }
    });
}
