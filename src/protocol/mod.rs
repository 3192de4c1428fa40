//! The wire between the page and the engine: what a page may ask ([`Command`]) and what it hears
//! ([`Event`]). Nothing else crosses.
//!
//! Every value is a plain JS object tagged by `type`, names in camelCase. An image is 784 bytes,
//! row by row from the top left, ink = 255; several images are one byte array of `n * 784`. Byte
//! arrays are `Uint8Array` in JS, lists of numbers plain arrays. A field that a request does not
//! know is refused.
//!
//! A request is a struct in the file of what it is about, a row in [`command`], and an arm in the
//! engine. The page's types (`www/engine/wire.d.ts`) and its table of ranges, sizes and defaults
//! (`www/engine/limits.js`) are written from here by `cargo xtask wire`; a test fails while they
//! are stale.
#![cfg_attr(
    not(test),
    deny(
        clippy::allow_attributes_without_reason,
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

pub mod codes;
pub mod command;
pub mod data;
pub mod event;
pub mod few_shot;
pub mod hyper;
pub mod inference;
pub mod limits;
pub mod memory;
pub mod meta;
pub mod meta_hyper;
pub mod names;
pub mod run;
pub mod sizes;
pub mod task;
pub mod weights;

pub use command::Command;
pub use data::{ShardFile, Split};
pub use event::Event;
pub use hyper::{Decay, Hyper, Recipe, Reduction, Run};
pub use inference::Picture;
pub use run::{Ending, Losses, Start, StepLosses};
pub use weights::{Precision, Slot};
