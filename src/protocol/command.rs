//! What the page may ask of the engine: one row a command.

use serde::{Deserialize, Serialize};

use super::data::{AddShard, LoadFiles, OpenShards, ShowExamples, UseBuiltIn};
use super::few_shot::{Classify, Generate, LearnTask, LeaveOneOut, ScoreEpisode, ScoreTask};
use super::inference::{Decode, Encode, Interpolate, Rasterise, Reconstruct, Sample};
use super::memory::{Forget, ForgetClass, Recall, Relabel, Remember, ResizeMemory, ShowMemory};
use super::meta::{ExportMetaWeights, LoadMetaWeights, MetaTrain};
use super::run::{FineTune, Pretrain, SingleStep, StopTraining};
use super::task::{CheckTask, DefineTask, DrawTask, LoadOmniglot, ShowPool};
use super::weights::{DiscardFineTuned, ExportWeights, LoadWeights, ResetWeights};

/// See each request for what it does and what answers it. `type` is the request's name in
/// camelCase.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "camelCase")]
#[expect(missing_docs, reason = "each variant is the request of its name")]
pub enum Command {
    LoadWeights(LoadWeights),
    ResetWeights(ResetWeights),
    ExportWeights(ExportWeights),
    DiscardFineTuned(DiscardFineTuned),
    OpenShards(OpenShards),
    AddShard(AddShard),
    LoadFiles(LoadFiles),
    UseBuiltIn(UseBuiltIn),
    ShowExamples(ShowExamples),
    Rasterise(Rasterise),
    Encode(Encode),
    Reconstruct(Reconstruct),
    Sample(Sample),
    Decode(Decode),
    Interpolate(Interpolate),
    Pretrain(Pretrain),
    FineTune(FineTune),
    SingleStep(SingleStep),
    StopTraining(StopTraining),
    LoadOmniglot(LoadOmniglot),
    ShowPool(ShowPool),
    DrawTask(DrawTask),
    CheckTask(CheckTask),
    DefineTask(DefineTask),
    LearnTask(LearnTask),
    ScoreTask(ScoreTask),
    LeaveOneOut(LeaveOneOut),
    Classify(Classify),
    Generate(Generate),
    ScoreEpisode(ScoreEpisode),
    Remember(Remember),
    Relabel(Relabel),
    Forget(Forget),
    ForgetClass(ForgetClass),
    ResizeMemory(ResizeMemory),
    ShowMemory(ShowMemory),
    Recall(Recall),
    LoadMetaWeights(LoadMetaWeights),
    ExportMetaWeights(ExportMetaWeights),
    MetaTrain(MetaTrain),
}
