//! The engine: it owns the device, the models, the data, the run under way and the task that is
//! learnt, and turns each [`Command`] into [`Event`]s.
//!
//! The caller drives time: between commands it pulls training steps with [`Engine::step`]. Not
//! pulling is pausing.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::panic
    )
)]

mod checks;
mod codes;
mod data;
mod few_shot;
mod gradient;
mod inference;
mod memory;
mod meta_weights;
mod owner;
mod parts;
mod pools;
mod restored_memory;
mod run;
mod soundness;
mod task;
#[cfg(all(test, feature = "typescript"))]
mod typescript;
mod weights;

pub use owner::Engine;

use crate::breath;
use crate::error::Result;
use crate::protocol::{Command, Event};

impl Engine {
    /// Does what is asked.
    ///
    /// # Errors
    /// Whatever is wrong with the command, or [`Error::Cancelled`](crate::error::Error::Cancelled)
    /// where its host no longer wants it; nothing has changed then.
    pub async fn handle(&mut self, command: Command) -> Result<Vec<Event>> {
        breath::with(self.host.clone(), self.carry_out(command)).await
    }

    #[expect(clippy::too_many_lines, reason = "a row a command")]
    async fn carry_out(&mut self, command: Command) -> Result<Vec<Event>> {
        let event = match command {
            Command::LoadWeights(file) => Event::WeightsLoaded(self.load_weights(file).await?),
            Command::ResetWeights(request) => Event::WeightsLoaded(self.reset_weights(&request)?),
            Command::ExportWeights(request) => {
                Event::WeightsExported(self.export_weights(&request).await?)
            }
            Command::KeepModel(request) => Event::ModelKept(self.keep_model(request)?),
            Command::DiscardModel(request) => Event::ModelDiscarded(self.discard_model(&request)?),
            Command::OpenShards(request) => Event::ShardsOpened(self.source.open_shards(&request)?),
            Command::AddShard(request) => Event::DataChanged(self.add_shard(&request)?),
            Command::LoadFiles(request) => Event::DataChanged(self.load_files(&request)?),
            Command::UseBuiltIn(request) => Event::DataChanged(self.use_built_in(&request).await?),
            Command::ShowExamples(request) => Event::Examples(self.source.examples(&request)?),
            Command::Rasterise(request) => Event::Rasterised(inference::rasterise(&request)?),
            Command::Encode(request) => Event::Encoded(self.encode(&request).await?),
            Command::Reconstruct(request) => {
                Event::Reconstructed(self.reconstruct(&request).await?)
            }
            Command::Sample(request) => Event::Decoded(self.sample(&request).await?),
            Command::Decode(request) => Event::Decoded(self.decode(&request).await?),
            Command::Interpolate(request) => Event::Decoded(self.interpolate(&request).await?),
            Command::ShowCodes(request) => Event::Codes(self.show_codes(&request).await?),
            Command::Pretrain(request) => Event::TrainingStarted(self.pretrain(&request).await?),
            Command::FineTune(request) => Event::TrainingStarted(self.fine_tune(request)?),
            Command::SingleStep(_) => return self.single_step().await,
            Command::StopTraining(_) => return self.stop_training().await,
            Command::LoadOmniglot(request) => Event::PoolChanged(self.load_omniglot(&request)?),
            Command::ShowPool(request) => Event::PoolChanged(self.show_pool(request.pool)),
            Command::DrawTask(request) => Event::TaskDrawn(self.draw_task(&request)?),
            Command::CheckTask(request) => Event::TaskPossible(self.check_task(&request)?),
            Command::DefineTask(request) => Event::TaskDefined(self.define_task(request)?),
            Command::LearnTask(request) => Event::TaskLearnt(self.learn_task(&request).await?),
            Command::ScoreTask(request) => Event::TaskScored(self.score_task(&request).await?),
            Command::LeaveOneOut(request) => Event::LeftOut(self.leave_one_out(request).await?),
            Command::Classify(request) => Event::Classified(self.classify(&request).await?),
            Command::Generate(request) => Event::Generated(self.generate(&request).await?),
            Command::ScoreEpisode(request) => {
                Event::EpisodeScored(self.score_episode(request).await?)
            }
            Command::Remember(request) => Event::MemoryChanged(self.remember(&request).await?),
            Command::Relabel(request) => Event::MemoryChanged(self.relabel(&request)?),
            Command::Forget(request) => Event::MemoryChanged(self.forget(&request)?),
            Command::ForgetClass(request) => Event::MemoryChanged(self.forget_class(&request)?),
            Command::ResizeMemory(request) => Event::MemoryChanged(self.resize_memory(&request)?),
            Command::RestoreMemory(request) => {
                Event::MemoryChanged(self.restore_memory(request).await?)
            }
            Command::ShowMemory(_) => Event::MemoryChanged(self.show_memory().await?),
            Command::Recall(request) => Event::Recalled(self.recall(&request).await?),
            Command::LoadMetaWeights(request) => {
                Event::MetaWeightsLoaded(self.load_meta_weights(request).await?)
            }
            Command::ExportMetaWeights(request) => {
                Event::MetaWeightsExported(self.export_meta_weights(&request).await?)
            }
            Command::MetaTrain(request) => {
                Event::MetaTrainingStarted(self.meta_train(&request).await?)
            }
        };
        Ok(vec![event])
    }
}
