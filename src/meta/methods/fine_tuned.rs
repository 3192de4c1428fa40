//! The article's fast adaptation of the pretrained weights; nearest prototype of posterior means.

use burn::tensor::Device;

use crate::breath;
use crate::data::{Dataset, Support};
use crate::error::Result;
use crate::future::Local;
use crate::host::metric::Metric;
use crate::image::PIXELS;
use crate::meta::embedding::Space;
use crate::meta::method::{Context, FewShotMethod};
use crate::meta::resources::Need;
use crate::meta::task_model::TaskModel;
use crate::model::Vae;
use crate::protocol::Hyper;
use crate::train::TrainingRun;

/// Steps of the article's fast adaptation.
const STEPS: u32 = 20;

pub(super) struct FineTuned;

impl FewShotMethod for FineTuned {
    fn id(&self) -> &'static str {
        "fineTuned"
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Pretrained]
    }

    fn adapt<'a>(&'a self, support: &'a Support, context: &'a Context<'a>) -> Local<'a, TaskModel> {
        Box::pin(async move {
            let (space, metric) = (Space::Latent, Metric::Euclidean);
            let model = fine_tuned(support, context).await?;
            TaskModel::nearest_prototype(&model, space, metric, support, context.device).await
        })
    }
}

/// A copy of the pretrained VAE after the article's fast adaptation to a support's images.
pub(super) async fn fine_tuned(support: &Support, context: &Context<'_>) -> Result<Vae> {
    let model = context.resources.pretrained()?;
    let rate = Hyper::fine_tune().learning_rate;
    trained(model, support.images(), STEPS, rate, context.device).await
}

/// A copy of `model`, trained on `n · 784` bytes for some steps of fine-tuning at Adam's rate `rate`.
pub(super) async fn trained(
    model: &Vae,
    images: &[u8],
    steps: u32,
    rate: f64,
    device: &Device,
) -> Result<Vae> {
    // As many passes over the images as it takes; the steps end it.
    let epochs = 1000;
    let hyper = Hyper { learning_rate: rate, max_steps: Some(steps), epochs, ..Hyper::fine_tune() };
    let count = images.len() / PIXELS;
    // The model reads no labels.
    let images = Dataset::new(images.to_vec(), vec![0; count])?;
    let mut run = TrainingRun::new(model, &hyper, count, device);
    while !run.is_complete() {
        breath::take().await?;
        run.advance(&images).await?;
    }
    run.finish().await?;
    Ok(run.model())
}
