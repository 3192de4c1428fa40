//! Memory that is written before anybody reads it.

/// A vector that is not cleared before it is written: 26 MB a training step.
///
/// # Safety
/// `write` writes all `length` numbers.
pub unsafe fn written(length: usize, write: impl FnOnce(*mut f32)) -> Vec<f32> {
    let mut numbers = Vec::with_capacity(length);
    write(numbers.as_mut_ptr());
    // SAFETY: the caller's promise.
    unsafe { numbers.set_len(length) };
    numbers
}
