//! Accuracy over many tasks, on every core.

use std::time::Instant;

use metavae::data::{ClassSet, Episode, EpisodeConfig};
use metavae::device::Compute;
use metavae::meta::evaluate::{Confusion, Estimate};
use metavae::meta::method::{Context, FewShotMethod};
use metavae::meta::resources::Resources;
use metavae::protocol::few_shot::Augmentation;
use metavae::random::{Purpose, stream};
use pollster::block_on;

use super::shares::{Share, in_shares};
use crate::files::say;

/// Seed of the tasks behind every figure.
pub const SEED: u32 = 0;

/// A method's figure.
#[derive(Debug, Clone, Copy)]
pub struct Score {
    /// Of a task's accuracy, in percent.
    pub accuracy: Estimate,
    /// Of adapting to a task, in milliseconds on one thread.
    pub adapt_ms: Estimate,
}

/// Draws tasks that depend on the seed alone.
pub fn draw(set: &ClassSet, config: EpisodeConfig, count: usize) -> Result<Vec<Episode>, String> {
    let mut rng = stream(SEED, Purpose::Tasks);
    (0..count).map(|_| config.draw(set, &mut rng).map_err(say)).collect()
}

/// Adapts a method to every task and lets it tell the queries apart. No query is seen while
/// adapting, and each is judged by itself: nothing here is transductive.
pub fn score(
    method: &dyn FewShotMethod,
    resources: &Resources,
    growth: Option<Augmentation>,
    episodes: &[Episode],
) -> Result<Score, String> {
    let tasks = in_shares(episodes, |share| some(method, resources, growth, share))?;
    let column = |part: fn(&(f64, f64)) -> f64| tasks.iter().map(part).collect::<Vec<_>>();
    Ok(Score {
        accuracy: Estimate::of(&column(|task| 100.0 * task.0)),
        adapt_ms: Estimate::of(&column(|task| task.1)),
    })
}

/// The accuracy of each task, and the milliseconds that adapting to it took.
fn some(
    method: &dyn FewShotMethod,
    resources: &Resources,
    growth: Option<Augmentation>,
    share: Share<'_, Episode>,
) -> Result<Vec<(f64, f64)>, String> {
    let device = Compute::cpu().device;
    let run = |(episode, seed): (&Episode, u32)| {
        let context = Context { resources, augmentation: growth, device: &device, seed };
        let started = Instant::now();
        let adapted = block_on(context.adapt(method, &episode.support)).map_err(say)?;
        let adapt_ms = started.elapsed().as_secs_f64() * 1000.0;
        let answers = block_on(adapted.answers(&episode.query.images)).map_err(say)?;
        let mut confusion = Confusion::new(episode.support.ways());
        confusion.count(&episode.query.labels, &answers);
        Ok((confusion.accuracy(), adapt_ms))
    };
    share.items.iter().zip(share.first as u32..).map(run).collect()
}
