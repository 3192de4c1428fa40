//! What the page hears from the engine: one row an event.

use serde::Serialize;

use super::codes::Codes;
use super::data::{DataChanged, Examples, ShardsOpened};
use super::few_shot::{Classified, EpisodeScored, Generated, LeftOut, TaskLearnt, TaskScored};
use super::inference::{Decoded, Encoded, Rasterised, Reconstructed};
use super::memory::{MemoryChanged, Recalled};
use super::meta::{
    MetaStepsDone, MetaTrainingEnded, MetaTrainingStarted, MetaWeightsExported, MetaWeightsLoaded,
};
use super::run::{Evaluated, StepsDone, TrainingEnded, TrainingStarted};
use super::task::{PoolChanged, TaskDefined, TaskDrawn, TaskPossible};
use super::weights::{ModelDiscarded, ModelKept, WeightsExported, WeightsLoaded};

/// See each answer for what it says. `type` is its name in camelCase.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "camelCase")]
#[expect(missing_docs, reason = "each variant is the answer of its name")]
pub enum Event {
    WeightsLoaded(WeightsLoaded),
    WeightsExported(WeightsExported),
    ModelKept(ModelKept),
    ModelDiscarded(ModelDiscarded),
    ShardsOpened(ShardsOpened),
    DataChanged(DataChanged),
    Examples(Examples),
    Rasterised(Rasterised),
    Encoded(Encoded),
    Reconstructed(Reconstructed),
    Decoded(Decoded),
    Codes(Codes),
    TrainingStarted(TrainingStarted),
    StepsDone(StepsDone),
    Evaluated(Evaluated),
    TrainingEnded(TrainingEnded),
    PoolChanged(PoolChanged),
    TaskDrawn(TaskDrawn),
    TaskPossible(TaskPossible),
    TaskDefined(TaskDefined),
    TaskLearnt(TaskLearnt),
    TaskScored(TaskScored),
    LeftOut(LeftOut),
    Classified(Classified),
    Generated(Generated),
    EpisodeScored(EpisodeScored),
    MemoryChanged(MemoryChanged),
    Recalled(Recalled),
    MetaWeightsLoaded(MetaWeightsLoaded),
    MetaWeightsExported(MetaWeightsExported),
    MetaTrainingStarted(MetaTrainingStarted),
    MetaStepsDone(MetaStepsDone),
    MetaTrainingEnded(MetaTrainingEnded),
}
