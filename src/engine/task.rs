//! The one task that is kept: drawn from a pool, or of the page's own making.

use super::checks::count_images;
use super::owner::Engine;
use super::parts::learnt::Task;
use crate::data::tasks::class_set::Class;
use crate::data::{ClassSet, Episode, EpisodeConfig, LabelledImages, Support};
use crate::error::{Error, Result};
use crate::protocol::limits;
use crate::protocol::task::{
    self, CheckTask, Choice, DefineTask, DrawTask, TaskDefined, TaskDrawn, TaskPossible, TaskShape,
};
use crate::random::{Purpose, stream};

impl Engine {
    pub(super) fn draw_task(&mut self, request: &DrawTask) -> Result<TaskDrawn> {
        let DrawTask { task: number, choice, shape, seed } = request;
        let (set, Episode { classes, support, query }) = self.episode(choice, *shape, *seed)?;
        let name = |class: &Class| match class.group.as_str() {
            "" => class.name.clone(),
            group => format!("{group}, {}", class.name),
        };
        let drawn = TaskDrawn {
            task: *number,
            names: classes.iter().filter_map(|at| set.classes.get(*at)).map(name).collect(),
            support: sent(support.shown()),
            query: sent(&query),
        };
        self.few_shot.keep(*number, support, Some(query));
        Ok(drawn)
    }

    pub(super) fn check_task(&self, request: &CheckTask) -> Result<TaskPossible> {
        self.episode(&request.choice, request.shape, 1)?;
        Ok(TaskPossible {})
    }

    pub(super) fn define_task(&mut self, request: DefineTask) -> Result<TaskDefined> {
        let DefineTask { task: number, ways, support, query } = request;
        limits::TASK_WAYS.check(ways)?;
        let support = Support::new(ways as usize, received(support)?)?;
        let query = query.map(received).transpose()?;
        if let Some(query) = &query {
            // The queries' labels are the support's, whose count they must fit.
            query.check(ways as usize)?;
        }
        self.few_shot.keep(number, support, query);
        Ok(TaskDefined { task: number })
    }

    /// A task of a pool, and the classes that it was drawn from.
    pub(super) fn episode(
        &self,
        choice: &Choice,
        shape: TaskShape,
        seed: u32,
    ) -> Result<(ClassSet, Episode)> {
        shape.check()?;
        let TaskShape { ways, shots, queries } = shape;
        let set = self.pool(choice)?;
        let [ways, shots, queries] = [ways, shots, queries].map(|count| count as usize);
        let config = EpisodeConfig { ways, shots, queries };
        let episode = config.draw(&set, &mut stream(seed, Purpose::Tasks))?;
        Ok((set, episode))
    }

    /// The task that is kept, where it is the one that is meant.
    pub(super) fn task(&self, number: u32) -> Result<&Task> {
        self.few_shot.task.as_ref().filter(|task| task.number == number).ok_or_else(|| {
            Error::Stale("The engine keeps another task by now. Draw this one again.".into())
        })
    }
}

fn received(images: task::LabelledImages) -> Result<LabelledImages> {
    let task::LabelledImages { images, labels } = images;
    count_images(&images, limits::IMAGES)?;
    Ok(LabelledImages { images, labels: labels.into_iter().map(usize::from).collect() })
}

fn sent(images: &LabelledImages) -> task::LabelledImages {
    let labels = images.labels.iter().map(|label| *label as u8).collect();
    task::LabelledImages { images: images.images.clone(), labels }
}
