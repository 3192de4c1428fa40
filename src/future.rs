//! Futures behind trait objects.

use std::pin::Pin;

use crate::error::Result;

/// A future of this thread, which may borrow for `'a`: what a trait's method answers with where the
/// trait is used as an object. Nothing in the engine is sent to another thread.
pub type Local<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + 'a>>;
