//! How a command ends.

/// What a command returns: nothing, or the sentence that ends it.
pub type Outcome = Result<(), String>;
