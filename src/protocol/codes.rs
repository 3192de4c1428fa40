//! The codes of many digits: what a map of the latents is drawn from.

use serde::{Deserialize, Serialize};

use super::limits;
use super::weights::Slot;
use crate::error::Result;

/// Encode labelled digits: held-out ones of the data in use, or built-in ones where none is.
/// Answer: [`Codes`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShowCodes {
    /// The model that encodes.
    pub slot: Slot,
    /// How many digits at most, 10 to 5,000.
    pub count: u32,
    /// How many of them come before these, up to 5,000: so that many are asked for in pieces.
    pub from: u32,
    /// Fixes the built-in digits.
    pub seed: u32,
}

impl ShowCodes {
    /// # Errors
    /// [`crate::error::Error::Argument`] that names a value out of its range.
    pub fn check(&self) -> Result<()> {
        limits::CODES.check(self.count)?;
        limits::CODES_BEFORE.check(self.from)
    }
}

/// Digits and their codes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Codes {
    /// The model that encoded them.
    pub slot: Slot,
    /// Whether they are built-in digits, and not held-out ones of the data in use.
    pub built_in: bool,
    /// Numbers of a code.
    pub latents: u32,
    /// The posteriors' means: `n * latents` numbers of four bytes, the least significant first.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub means: Vec<u8>,
    /// `n` digits.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub labels: Vec<u8>,
    /// `n * 784` bytes.
    #[serde(with = "serde_bytes")]
    #[cfg_attr(feature = "typescript", ts(type = "Uint8Array"))]
    pub images: Vec<u8>,
}
