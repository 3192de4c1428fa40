//! What every few-shot method does: it adapts to a support, and its model then classifies,
//! reconstructs and generates.

use burn::tensor::Device;

use super::resources::{Need, Resources};
use super::task_model::TaskModel;
use crate::data::Support;
use crate::error::Result;
use crate::future::Local;
use crate::protocol::few_shot::Augmentation;

/// A way to learn a task from a few labelled images.
pub trait FewShotMethod: Sync {
    /// Its name on the wire, which no other method has.
    fn id(&self) -> &'static str;

    /// All that [`FewShotMethod::adapt`] takes out of the context's resources.
    fn needs(&self) -> &'static [Need];

    /// How often it looks at each image of a support.
    fn views(&self) -> u64 {
        1
    }

    /// Learns a task from its support. Nothing of what it starts from changes.
    ///
    /// # Errors
    /// [`crate::error::Error::State`] where something that it needs is not there,
    /// [`crate::error::Error::Device`] where the device cannot be read.
    fn adapt<'a>(&'a self, support: &'a Support, context: &'a Context<'a>) -> Local<'a, TaskModel>;
}

/// What methods adapt with.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// What they start from.
    pub resources: &'a Resources,
    /// What [`Context::adapt`] adds to supports before they are learnt from.
    pub augmentation: Option<Augmentation>,
    /// Where everything is computed.
    pub device: &'a Device,
    /// Fixes every draw: noise, fresh weights and what augmentation adds.
    pub seed: u32,
}

impl Context<'_> {
    /// Lets a method learn a support, augmented where the context says so.
    ///
    /// # Errors
    /// As [`FewShotMethod::adapt`]; augmentation needs the pretrained VAE.
    pub async fn adapt(&self, method: &dyn FewShotMethod, support: &Support) -> Result<TaskModel> {
        match self.augmentation {
            None => method.adapt(support, self).await,
            Some(augmentation) => {
                let model = self.resources.pretrained()?;
                let augmented =
                    augmentation.support(support, model, self.seed, self.device).await?;
                method.adapt(&augmented, self).await
            }
        }
    }
}
