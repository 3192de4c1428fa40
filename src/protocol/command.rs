//! What the page may ask of the engine: one row a command.

use serde::{Deserialize, Serialize};

use super::codes::ShowCodes;
use super::data::{AddShard, LoadFiles, OpenShards, ShowExamples, UseBuiltIn};
use super::few_shot::{Classify, Generate, LearnTask, LeaveOneOut, ScoreEpisode, ScoreTask};
use super::inference::{Decode, Encode, Interpolate, Rasterise, Reconstruct, Sample};
use super::memory::{
    Forget, ForgetClass, Recall, Relabel, Remember, ResizeMemory, RestoreMemory, ShowMemory,
};
use super::meta::{ExportMetaWeights, LoadMetaWeights, MetaTrain};
use super::run::{FineTune, Pretrain, SingleStep, StopTraining};
use super::task::{CheckTask, DefineTask, DrawTask, LoadOmniglot, ShowPool};
use super::weights::{DiscardModel, ExportWeights, KeepModel, LoadWeights, ResetWeights};

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
    KeepModel(KeepModel),
    DiscardModel(DiscardModel),
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
    ShowCodes(ShowCodes),
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
    RestoreMemory(RestoreMemory),
    ShowMemory(ShowMemory),
    Recall(Recall),
    LoadMetaWeights(LoadMetaWeights),
    ExportMetaWeights(ExportMetaWeights),
    MetaTrain(MetaTrain),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Command, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_request_is_taken_as_it_is_written_for_the_page() {
        let sample = read(r#"{"type":"sample","slot":"fineTuned","count":2,"seed":3}"#).unwrap();
        let slot = crate::protocol::Slot::FineTuned;
        assert_eq!(sample, Command::Sample(Sample { slot, count: 2, seed: 3 }));
        assert_eq!(read(r#"{"type":"singleStep"}"#), Ok(Command::SingleStep(SingleStep {})));
    }

    #[test]
    fn what_a_request_does_not_know_is_refused() {
        for (text, named) in [
            (r#"{"type":"sample","slot":"pretrained","count":1,"seed":1,"beta":2}"#, "beta"),
            (r#"{"type":"singleStep","steps":2}"#, "steps"),
            (r#"{"type":"sampel"}"#, "sampel"),
            (r#"{"type":"sample","slot":"pretrained","seed":1}"#, "count"),
            (
                r#"{"type":"checkTask","choice":{"pool":"digits","groups":[],"names":[]},"shape":{"ways":2,"shots":1,"queries":1,"images":1}}"#,
                "images",
            ),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(named), "{text}: {error}");
        }
    }
}
