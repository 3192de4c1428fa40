//! Few-shot tasks: pools of classes, methods that adapt, and the memory.

use std::collections::BTreeMap;

use super::Engine;
use super::checks::{count_images, one_image};
use crate::data::formats::omniglot;
use crate::data::{ClassSet, EpisodeConfig, LabelledImages, Support};
use crate::error::{Error, Result};
use crate::host::pca::Pca;
use crate::host::rows::Rows;
use crate::meta::embedding::bytes_as_rows;
use crate::meta::evaluate::Confusion;
use crate::meta::memory::Memory;
use crate::meta::method::{Adapter, Resources, SHARPNESS, posteriors};
use crate::meta::task_model::TaskModel;
use crate::meta::training::Trained;
use crate::model::{Conditioned, LATENTS, Vae};
use crate::protocol::few_shot;
use crate::protocol::few_shot::{
    Augmentation, Choice, FewShotCommand, FewShotEvent, Group, Method, MethodScore, Pool,
    TaskShape, TraceShown,
};
use crate::protocol::meta::Algorithm;
use crate::protocol::{Precision, Slot};
use crate::random::{Purpose, stream};
use crate::weights;

/// Components of the linear baseline, as many as the model has latents.
const COMPONENTS: usize = 32;
/// Images that it is fitted on.
const FITTED: usize = 2000;
/// Traces that a memory holds at first.
const CAPACITY: usize = 100;
/// Most traces that a memory may hold.
const MOST_TRACES: u32 = 1000;
/// Most images of one request.
const MOST_IMAGES: usize = 4096;

/// What the engine keeps for few-shot tasks.
pub struct FewShot {
    omniglot: ClassSet,
    /// Meta-trained weights; what is pretrained and fitted is put in as it is asked for.
    resources: Resources,
    adapted: BTreeMap<Method, TaskModel>,
    memory: Memory,
    /// Whether the memory's latents are another encoder's.
    stale: bool,
}

impl FewShot {
    pub fn new() -> Self {
        let memory = Memory::new(CAPACITY, SHARPNESS).expect("constants in range");
        Self {
            omniglot: ClassSet::default(),
            resources: Resources::default(),
            adapted: BTreeMap::new(),
            memory,
            stale: false,
        }
    }

    /// What is held is to be read again before it is next compared with anything.
    pub fn encoder_changed(&mut self) {
        self.stale = true;
    }

    /// What an algorithm has trained.
    pub fn put(&mut self, algorithm: Algorithm, trained: &Trained) {
        let resources = &mut self.resources;
        match trained {
            Trained::Conditioned(model) => resources.hypernetwork = Some((**model).clone()),
            Trained::Vae(model) => {
                let model = Some((**model).clone());
                match algorithm {
                    Algorithm::Prototypes => resources.prototypes = model,
                    Algorithm::Reptile => resources.reptile = model,
                    Algorithm::FirstOrderMaml => resources.first_order_maml = model,
                    Algorithm::SecondOrderMaml => resources.second_order_maml = model,
                    Algorithm::Anil => resources.anil = model,
                    Algorithm::Hypernetwork => {}
                }
            }
        }
    }

    /// The weights of an algorithm.
    pub fn trained(&self, algorithm: Algorithm) -> Option<Trained> {
        let resources = &self.resources;
        let vae = |model: &Option<Vae>| model.clone().map(|model| Trained::Vae(Box::new(model)));
        match algorithm {
            Algorithm::Prototypes => vae(&resources.prototypes),
            Algorithm::Reptile => vae(&resources.reptile),
            Algorithm::FirstOrderMaml => vae(&resources.first_order_maml),
            Algorithm::SecondOrderMaml => vae(&resources.second_order_maml),
            Algorithm::Anil => vae(&resources.anil),
            Algorithm::Hypernetwork => {
                let model: Option<Conditioned> = resources.hypernetwork.clone();
                model.map(|model| Trained::Conditioned(Box::new(model)))
            }
        }
    }
}

impl Engine {
    pub(super) async fn few_shot(&mut self, command: FewShotCommand) -> Result<FewShotEvent> {
        match command {
            FewShotCommand::LoadOmniglot { bytes } => self.load_omniglot(&bytes),
            FewShotCommand::ShowPool { pool } => Ok(self.pool_changed(pool)),
            FewShotCommand::LoadMetaWeights { algorithm, name, bytes } => {
                self.refuse_while_meta_training()?;
                let state = match algorithm {
                    Algorithm::Hypernetwork => weights::read_conditioned(&bytes)?,
                    _ => weights::read(&bytes)?,
                };
                let trained = Trained::of_state(&state, &self.compute.device);
                self.few_shot.put(algorithm, &trained);
                Ok(FewShotEvent::MetaWeightsLoaded { algorithm, name })
            }
            FewShotCommand::ExportMetaWeights { algorithm } => {
                let trained = self.few_shot.trained(algorithm).ok_or_else(|| {
                    Error::State("This algorithm has no weights yet. Load or train them.".into())
                })?;
                let bytes = weights::write(&trained.state().await?, Precision::F16)?;
                Ok(FewShotEvent::MetaWeightsExported { algorithm, bytes })
            }
            FewShotCommand::DrawTask { choice, shape, seed } => {
                self.draw_task(&choice, shape, seed)
            }
            FewShotCommand::Adapt { method, ways, support, growth, seed } => {
                let support = supported(ways, support)?;
                let adapted = self.adapt(method, &support, growth, seed).await?;
                let images = adapted.images() as u32;
                self.few_shot.adapted.insert(method, adapted);
                Ok(FewShotEvent::Adapted { method, images })
            }
            FewShotCommand::Classify { method, images } => {
                count_images(&images, MOST_IMAGES)?;
                let scores = self.adapted_to(method)?.classify(&images).await?;
                let probabilities = scores.values().iter().map(|log| log.exp()).collect();
                Ok(FewShotEvent::Classified { method, probabilities })
            }
            FewShotCommand::Generate { method, way, count, seed } => {
                super::checks::check_count(count, 1)?;
                let adapted = self.adapted_to(method)?;
                if way as usize >= adapted.ways() {
                    return Err(Error::Argument(format!("This task has no class {way}.")));
                }
                let images = adapted.generate(way as usize, count as usize, seed).await?;
                Ok(FewShotEvent::Generated { method, way, images: images.unwrap_or_default() })
            }
            FewShotCommand::ScoreEpisode { methods, choice, shape, growth, seed } => {
                self.score_episode(&methods, &choice, shape, growth, seed).await
            }
            FewShotCommand::Remember { image, label } => self.remember(&image, label).await,
            FewShotCommand::Relabel { id, label } => {
                self.few_shot.memory.relabel(id, label as usize)?;
                Ok(self.memory_shown(Vec::new()))
            }
            FewShotCommand::Forget { id } => {
                self.few_shot.memory.forget(id)?;
                Ok(self.memory_shown(Vec::new()))
            }
            FewShotCommand::ForgetClass { label } => {
                self.few_shot.memory.forget_class(label as usize);
                Ok(self.memory_shown(Vec::new()))
            }
            FewShotCommand::ResizeMemory { capacity } => {
                if capacity > MOST_TRACES {
                    return Err(Error::Argument(format!(
                        "A memory holds 1 to {MOST_TRACES} images, not {capacity}."
                    )));
                }
                let forgotten = self.few_shot.memory.resize(capacity as usize)?;
                Ok(self.memory_shown(forgotten.iter().map(|trace| trace.id).collect()))
            }
            FewShotCommand::Recall { image, ways } => self.recall(&image, ways).await,
        }
    }

    /// What the memory holds is read again, where another encoder than the present one read it
    /// last. During pretraining the encoder is another one at every step.
    async fn refresh_memory(&mut self) -> Result<()> {
        let images = self.few_shot.memory.images();
        let changing = self.training.as_ref().is_some_and(|t| t.slot() == Slot::Pretrained);
        if (self.few_shot.stale || changing) && !images.is_empty() {
            let model = self.model(Slot::Pretrained)?;
            let anew = posteriors(&model, &images, &self.compute.device).await?;
            self.few_shot.memory.reencoded(&anew);
        }
        self.few_shot.stale = false;
        Ok(())
    }

    /// The classes to test on.
    fn pool(&self, choice: &Choice) -> Result<ClassSet> {
        let set = match choice.pool {
            Pool::Digits => ClassSet::digits(self.source.test()),
            Pool::Omniglot => self.few_shot.omniglot.clone(),
        };
        chosen(&set, choice)
    }

    /// The classes to train on.
    pub(super) fn training_pool(&self, choice: &Choice) -> Result<ClassSet> {
        let set = match choice.pool {
            Pool::Digits => ClassSet::digits(self.source.train()),
            Pool::Omniglot => self.few_shot.omniglot.clone(),
        };
        chosen(&set, choice)
    }

    fn load_omniglot(&mut self, bytes: &[u8]) -> Result<FewShotEvent> {
        let read = omniglot::read(bytes)?;
        let known: Vec<String> =
            self.few_shot.omniglot.groups().into_iter().map(str::to_string).collect();
        // Greek and Latin are in both small background sets.
        let new = read.only(|class| !known.contains(&class.group));
        self.few_shot.omniglot.classes.extend(new.classes);
        Ok(self.pool_changed(Pool::Omniglot))
    }

    fn pool_changed(&self, pool: Pool) -> FewShotEvent {
        let set = match pool {
            Pool::Digits => ClassSet::digits(self.source.test()),
            Pool::Omniglot => self.few_shot.omniglot.clone(),
        };
        let group = |name: &str| {
            let of_group = set.only(|class| class.group == name);
            let (classes, images) = (of_group.classes.len() as u32, of_group.images() as u32);
            Group { name: name.into(), classes, images }
        };
        let groups = set.groups().into_iter().map(group).collect();
        let names = set.classes.iter().map(|class| class.name.clone()).collect();
        FewShotEvent::PoolChanged { pool, groups, names }
    }

    fn draw_task(&self, choice: &Choice, shape: TaskShape, seed: u32) -> Result<FewShotEvent> {
        let set = self.pool(choice)?;
        let episode = config(shape)?.draw(&set, &mut stream(seed, Purpose::Tasks))?;
        let name = |class: &usize| {
            let class = &set.classes[*class];
            match class.group.as_str() {
                "" => class.name.clone(),
                group => format!("{group}, {}", class.name),
            }
        };
        Ok(FewShotEvent::TaskDrawn {
            names: episode.classes.iter().map(name).collect(),
            support: shown(episode.support.shown()),
            query: shown(&episode.query),
        })
    }

    async fn adapt(
        &self,
        method: Method,
        support: &Support,
        growth: Option<Augmentation>,
        seed: u32,
    ) -> Result<TaskModel> {
        if let Some(growth) = growth {
            growth.check()?;
        }
        let resources = self.resources(method);
        let device = &self.compute.device;
        Adapter { method, resources: &resources, growth, device, seed }.adapt(support).await
    }

    /// What methods start from: the meta-trained weights, the pretrained ones as they stand, and
    /// principal components of the data in use where the method asks for them.
    fn resources(&self, method: Method) -> Resources {
        let mut resources = self.few_shot.resources.clone();
        resources.pretrained = self.model(Slot::Pretrained).ok();
        if method == Method::Pca {
            let pools = [ClassSet::digits(self.source.train()), self.few_shot.omniglot.clone()];
            let some = pools.iter().map(|pool| pool.some_images(FITTED));
            resources.pca = some
                .into_iter()
                .find(|images| !images.is_empty())
                .map(|images| Pca::fit(&bytes_as_rows(&images), COMPONENTS));
        }
        resources
    }

    fn adapted_to(&self, method: Method) -> Result<&TaskModel> {
        self.few_shot.adapted.get(&method).ok_or_else(|| {
            Error::State("This method has not learnt a task yet. Let it learn one first.".into())
        })
    }

    async fn score_episode(
        &self,
        methods: &[Method],
        choice: &Choice,
        shape: TaskShape,
        growth: Option<Augmentation>,
        seed: u32,
    ) -> Result<FewShotEvent> {
        let set = self.pool(choice)?;
        let episode = config(shape)?.draw(&set, &mut stream(seed, Purpose::Tasks))?;
        let mut scores = Vec::with_capacity(methods.len());
        for &method in methods {
            let adapted = self.adapt(method, &episode.support, growth, seed).await?;
            let answers = adapted.answers(&episode.query.images).await?;
            let mut confusion = Confusion::new(episode.support.ways());
            confusion.count(&episode.query.labels, &answers);
            let accuracy = confusion.accuracy();
            scores.push(MethodScore { method, confusion: confusion.counts.concat(), accuracy });
        }
        Ok(FewShotEvent::EpisodeScored { scores })
    }

    async fn remember(&mut self, image: &[u8], label: u32) -> Result<FewShotEvent> {
        one_image(image)?;
        self.refresh_memory().await?;
        let model = self.model(Slot::Pretrained)?;
        let posterior = posteriors(&model, image, &self.compute.device).await?;
        let (mean, variance) = (posterior.mean.row(0), posterior.variance.row(0));
        let forgotten = self.few_shot.memory.write(image, label as usize, mean, variance);
        Ok(self.memory_shown(forgotten.iter().map(|trace| trace.id).collect()))
    }

    async fn recall(&mut self, image: &[u8], ways: u32) -> Result<FewShotEvent> {
        one_image(image)?;
        self.refresh_memory().await?;
        let model = self.model(Slot::Pretrained)?;
        let posterior = posteriors(&model, image, &self.compute.device).await?;
        let place = self.plane().map_or([0.0; 2], |plane| on(&plane, posterior.mean.row(0)));
        let memory = &mut self.few_shot.memory;
        let found = memory.read(posterior.mean.row(0), ways as usize)?;
        let gaussian = memory
            .prototypes(ways as usize)
            .map(|prototypes| crate::host::softmax::softmax(prototypes.scores(&posterior).row(0)));
        Ok(FewShotEvent::Recalled {
            attention: found.attention,
            classes: found.classes,
            gaussian: gaussian.unwrap_or_default(),
            place,
        })
    }

    fn memory_shown(&self, forgotten: Vec<u32>) -> FewShotEvent {
        let plane = self.plane();
        let memory = &self.few_shot.memory;
        let traces = memory.traces().iter().map(|trace| TraceShown {
            id: trace.id,
            label: trace.label as u32,
            image: trace.image.clone(),
            usage: trace.usage,
            place: plane.as_ref().map_or([0.0; 2], |plane| on(plane, &trace.mean)),
        });
        let traces = traces.collect();
        FewShotEvent::Memory { capacity: memory.capacity() as u32, traces, forgotten }
    }

    /// The two directions in which what is held varies most.
    fn plane(&self) -> Option<Pca> {
        let traces = self.few_shot.memory.traces();
        let means: Vec<f32> = traces.iter().flat_map(|trace| &trace.mean).copied().collect();
        (!means.is_empty()).then(|| Pca::fit(&Rows::new(LATENTS, means), 2))
    }
}

fn on(plane: &Pca, mean: &[f32]) -> [f32; 2] {
    let place = plane.project(&Rows::new(LATENTS, mean.to_vec()));
    [place.values()[0], place.values()[1]]
}

fn chosen(set: &ClassSet, choice: &Choice) -> Result<ClassSet> {
    if set.classes.is_empty() {
        return Err(Error::State(match choice.pool {
            Pool::Digits => "There are no digits to draw tasks from yet. Choose a source.".into(),
            Pool::Omniglot => "No archive of Omniglot is loaded yet. Choose its zip file.".into(),
        }));
    }
    let all = choice.groups.is_empty() && choice.names.is_empty();
    Ok(set.only(|class| {
        all || choice.groups.contains(&class.group) || choice.names.contains(&class.name)
    }))
}

fn config(shape: TaskShape) -> Result<EpisodeConfig> {
    let TaskShape { ways, shots, queries } = shape;
    if !((2..=50).contains(&ways) && (1..=50).contains(&shots) && (1..=50).contains(&queries)) {
        return Err(Error::Argument(format!(
            "A task has 2 to 50 classes with 1 to 50 labelled images each and 1 to 50 to be told \
             apart, not {ways}, {shots} and {queries}."
        )));
    }
    Ok(EpisodeConfig { ways: ways as usize, shots: shots as usize, queries: queries as usize })
}

fn supported(ways: u32, support: few_shot::LabelledImages) -> Result<Support> {
    count_images(&support.images, MOST_IMAGES)?;
    let labels = support.labels.iter().map(|label| usize::from(*label)).collect();
    Support::new(ways as usize, LabelledImages { images: support.images, labels })
}

fn shown(labelled: &LabelledImages) -> few_shot::LabelledImages {
    let labels = labelled.labels.iter().map(|label| *label as u8).collect();
    few_shot::LabelledImages { images: labelled.images.clone(), labels }
}
