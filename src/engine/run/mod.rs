//! The run under way: there is one at the most, of either kind.

mod meta_training;
mod training;

use super::owner::Engine;
use super::parts::under_way::{Reading, UnderWay};
use crate::breath;
use crate::error::{Error, Result};
use crate::protocol::{Ending, Event};

impl Engine {
    /// Takes up to `most` steps of the run under way, fewer where its host says so; no events where
    /// there is none.
    ///
    /// # Errors
    /// [`Error::Device`] where the device cannot be read. A loss that is not finite is no error
    /// but an [`Event::TrainingEnded`] or [`Event::MetaTrainingEnded`] that says so, with the last
    /// good weights back in place.
    pub async fn step(&mut self, most: u32) -> Result<Vec<Event>> {
        breath::with(self.host.clone(), self.pull(most, Reading::AsItComes)).await
    }

    pub(super) async fn single_step(&mut self) -> Result<Vec<Event>> {
        match self.run {
            Some(_) => match self.pull(1, Reading::Now).await? {
                // A step always says something.
                none if none.is_empty() => Err(Error::Cancelled),
                events => Ok(events),
            },
            None => Err(no_run()),
        }
    }

    pub(super) async fn stop_training(&mut self) -> Result<Vec<Event>> {
        match self.run.take().ok_or_else(no_run)? {
            UnderWay::Training(training) => self.end_training(*training, Ending::Stopped).await,
            UnderWay::Meta(training) => Ok(vec![self.end_meta(*training, Ending::Stopped).await?]),
        }
    }

    async fn pull(&mut self, most: u32, reading: Reading) -> Result<Vec<Event>> {
        match self.run.take() {
            Some(UnderWay::Training(training)) => {
                self.pull_training(*training, most, reading).await
            }
            // Its losses are read at every step.
            Some(UnderWay::Meta(training)) => self.pull_meta(*training, most).await,
            None => Ok(Vec::new()),
        }
    }

    fn refuse_second_run(&self) -> Result<()> {
        match self.run {
            Some(_) => Err(Error::State("Training is under way already. Stop it first.".into())),
            None => Ok(()),
        }
    }
}

fn no_run() -> Error {
    Error::State("No training is under way.".into())
}
