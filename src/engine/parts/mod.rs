//! What an engine owns, part by part. None of them knows the engine.

pub mod class_pool;
pub mod learnt;
pub mod models;
pub mod recollection;
pub mod source;
pub mod under_way;
