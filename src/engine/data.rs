//! Changing the data in use.

use super::owner::Engine;
use crate::error::{Error, Result};
use crate::protocol::Run;
use crate::protocol::data::{AddShard, DataChanged, LoadFiles, UseBuiltIn};

impl Engine {
    pub(super) fn add_shard(&mut self, request: &AddShard) -> Result<DataChanged> {
        if self.source.next_shard_replaces() {
            self.refuse_while_pretraining()?;
        }
        self.source.add_shard(request)
    }

    pub(super) fn load_files(&mut self, request: &LoadFiles) -> Result<DataChanged> {
        self.refuse_while_pretraining()?;
        self.source.load_files(request)
    }

    pub(super) async fn use_built_in(&mut self, request: &UseBuiltIn) -> Result<DataChanged> {
        self.refuse_while_pretraining()?;
        self.source.use_built_in(request).await
    }

    fn refuse_while_pretraining(&self) -> Result<()> {
        match self.training() {
            Some(training) if training.kind() == Run::Pretrain => {
                Err(Error::State("Training is under way. Stop it before changing its data.".into()))
            }
            _ => Ok(()),
        }
    }
}
