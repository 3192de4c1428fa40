//! Few-shot methods: learning the task, answering, and what the answers are worth.

use super::checks::count_images;
use super::owner::Engine;
use super::parts::learnt::{Learnt, Task};
use crate::data::{LabelledImages, Support};
use crate::error::{Error, Result};
use crate::meta::evaluate::Confusion;
use crate::meta::method::{Context, FewShotMethod};
use crate::meta::methods;
use crate::meta::resources::{Need, Resources};
use crate::meta::task_model::TaskModel;
use crate::protocol::Slot;
use crate::protocol::few_shot::{
    Augmentation, Classified, Classify, EpisodeScored, Estimate, Generate, Generated, LearnTask,
    LeaveOneOut, LeftOut, ScoreEpisode, ScoreTask, TaskLearnt, TaskScored,
};
use crate::protocol::limits;
use crate::protocol::names::MethodId;

impl Engine {
    pub(super) async fn learn_task(&mut self, request: &LearnTask) -> Result<TaskLearnt> {
        let LearnTask { method, task, augmentation, seed } = request;
        let task = self.task(*task)?;
        let known = methods::named(&method.0)?;
        let model = self.learn(known, &task.support, *augmentation, *seed).await?;
        let images = model.images() as u32;
        let learnt = task.learnt(model);
        self.few_shot.learnt.insert(known.id(), learnt);
        Ok(TaskLearnt { method: method.clone(), images })
    }

    pub(super) async fn score_task(&self, request: &ScoreTask) -> Result<TaskScored> {
        let ScoreTask { method, task } = request;
        let task = self.task(*task)?;
        let query = task.query.as_ref().ok_or_else(|| {
            Error::Argument("This task has nothing to be told apart: leave images out.".into())
        })?;
        let learnt = self.learnt_by(method)?;
        of_task(learnt, task)?;
        let confusion = confusion(&learnt.model, query).await?;
        Ok(TaskScored { method: method.clone(), score: confusion.score() })
    }

    pub(super) async fn leave_one_out(&self, request: LeaveOneOut) -> Result<LeftOut> {
        let LeaveOneOut { method, task, augmentation, seed, mut answers } = request;
        let support = &self.task(task)?.support;
        let (shown, ways, out) = (support.shown(), support.ways(), answers.len());
        if out >= shown.len() || answers.iter().any(|&answer| answer as usize >= ways) {
            return Err(Error::Argument(format!(
                "{out} answers leave no image of {} out, or one is of no class.",
                shown.len()
            )));
        }
        let mut rest = LabelledImages::default();
        for (index, &label) in shown.labels.iter().enumerate().filter(|(index, _)| *index != out) {
            rest.push(shown.image(index), label);
        }
        let rest = Support::new(ways, rest)?;
        let known = methods::named(&method.0)?;
        let model = self.learn(known, &rest, augmentation, seed).await?;
        answers.extend(model.answers(shown.image(out)).await?.iter().map(|&way| way as u32));
        let score = (answers.len() == shown.len()).then(|| {
            let mut confusion = Confusion::new(ways);
            let answers: Vec<usize> = answers.iter().map(|&way| way as usize).collect();
            confusion.count(&shown.labels, &answers);
            confusion.score()
        });
        Ok(LeftOut { method, answers, score })
    }

    pub(super) async fn classify(&self, request: &Classify) -> Result<Classified> {
        count_images(&request.images, limits::IMAGES)?;
        let learnt = self.learnt_by(&request.method)?;
        if let Some(number) = request.task {
            of_task(learnt, self.task(number)?)?;
        }
        let scores = learnt.model.classify(&request.images).await?;
        let probabilities = scores.values().iter().map(|log| log.exp()).collect();
        Ok(Classified { method: request.method.clone(), probabilities })
    }

    pub(super) async fn generate(&self, request: &Generate) -> Result<Generated> {
        let Generate { method, way, count, seed } = request;
        let (way, count, seed) = (*way, *count, *seed);
        limits::PICTURES.check(count)?;
        let model = &self.learnt_by(method)?.model;
        if way as usize >= model.ways() {
            return Err(Error::Argument(format!("This task has no class {way}.")));
        }
        let images = model.generate(way as usize, count as usize, seed).await?;
        Ok(Generated { method: method.clone(), way, images: images.unwrap_or_default() })
    }

    pub(super) async fn score_episode(&self, request: ScoreEpisode) -> Result<EpisodeScored> {
        request.check()?;
        let ScoreEpisode { method, choice, shape, augmentation, seed, mut earlier } = request;
        let (_, episode) = self.episode(&choice, shape, seed)?;
        let known = methods::named(&method.0)?;
        let model = self.learn(known, &episode.support, augmentation, seed).await?;
        let score = confusion(&model, &episode.query).await?.score();
        earlier.push(score.accuracy);
        Ok(EpisodeScored { method, score, estimate: Estimate::of(&earlier) })
    }

    async fn learn(
        &self,
        method: &dyn FewShotMethod,
        support: &Support,
        augmentation: Option<Augmentation>,
        seed: u32,
    ) -> Result<TaskModel> {
        if let Some(augmentation) = augmentation {
            augmentation.check()?;
        }
        let images = support.labels().len() as u64;
        Augmentation::check_images(augmentation, images, method.views())?;
        let resources = &self.resources(method);
        let context = Context { resources, augmentation, device: &self.compute.device, seed };
        context.adapt(method, support).await
    }

    /// What methods start from: the meta-trained weights, the pretrained ones as they stand, and
    /// principal components where the method asks for them.
    fn resources(&self, method: &dyn FewShotMethod) -> Resources {
        let mut resources = self.few_shot.resources.clone();
        resources.pretrained = self.model(Slot::Pretrained).ok();
        if method.needs().iter().any(|need| matches!(need, Need::Components)) {
            resources.components = self.components();
        }
        resources
    }

    fn learnt_by(&self, method: &MethodId) -> Result<&Learnt> {
        self.few_shot.learnt.get(methods::named(&method.0)?.id()).ok_or_else(|| {
            Error::State("This method has not learnt a task yet. Let it learn one first.".into())
        })
    }
}

async fn confusion(model: &TaskModel, query: &LabelledImages) -> Result<Confusion> {
    let mut confusion = Confusion::new(model.ways());
    confusion.count(&query.labels, &model.answers(&query.images).await?);
    Ok(confusion)
}

/// Refuses what was made of another task.
fn of_task(learnt: &Learnt, task: &Task) -> Result<()> {
    if task.is_of(learnt) {
        return Ok(());
    }
    let message = "This method has learnt another task. Let it learn this one first.";
    Err(Error::State(message.into()))
}
