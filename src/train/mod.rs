//! Training: one step, the order of the images, and a run of steps with its readings.

pub mod adam;
pub mod average;
pub mod binarise;
pub mod data_parallel;
pub mod gradient;
pub mod optimised;
pub mod order;
pub mod reading;
pub mod run;
pub mod schedule;
pub mod trainer;

pub use run::TrainingRun;
pub use trainer::Trainer;
