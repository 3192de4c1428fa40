//! Few-shot methods behind one interface: adapt to a support, then classify, reconstruct, generate.

use burn::tensor::Device;

use super::embedding::Space;
use super::inner::{Descent, Inner, Part};
use super::memory::Memory;
use super::objective::{Batch, Learner, Objective};
use super::task_model::{Classifier, Embedding, Sampler, TaskModel};
use super::views;
use crate::data::{Dataset, Support};
use crate::error::{Error, Result};
use crate::host::gaussian::{GaussianPrototypes, Posteriors};
use crate::host::metric::Metric;
use crate::host::pca::Pca;
use crate::host::rows::Rows;
use crate::image::PIXELS;
use crate::model::{Conditioned, LATENTS, StateDict, Vae};
use crate::protocol::Hyper;
use crate::protocol::few_shot::{Augmentation, Method};
use crate::random::{Purpose, normal, stream};
use crate::tensors::{latents, pixels};
use crate::train::TrainingRun;

/// How sharply a memory's attention picks: with it, a trace at a right angle to the query gets
/// e⁻²⁰ of the attention of one in its direction.
pub const SHARPNESS: f32 = 20.0;
/// The scale of cosine prototypes; it changes how sure they are, never which one is nearest.
const COSINE: Metric = Metric::Cosine { scale: super::objective::SCALE };

/// What two methods start from.
const PROTOTYPES: &str = "weights meta-trained for prototypes";

/// What methods start from.
#[derive(Debug, Clone, Default)]
pub struct Resources {
    /// A VAE pretrained without labels.
    pub pretrained: Option<Vae>,
    /// An encoder meta-trained for prototypes.
    pub prototypes: Option<Vae>,
    /// An initialisation by Reptile.
    pub reptile: Option<Vae>,
    /// By MAML's first-order form.
    pub first_order_maml: Option<Vae>,
    /// By MAML with finite differences.
    pub second_order_maml: Option<Vae>,
    /// By ANIL.
    pub anil: Option<Vae>,
    /// A VAE with its hypernetwork.
    pub hypernetwork: Option<Conditioned>,
    /// Principal components of images that nobody labelled.
    pub pca: Option<Pca>,
}

impl Resources {
    /// Whether a method finds what it starts from.
    pub fn has(&self, method: Method) -> bool {
        match method {
            Method::Pixels | Method::Scratch => true,
            Method::Pca => self.pca.is_some(),
            Method::Frozen
            | Method::GaussianPrototypes
            | Method::Memory
            | Method::FineTuned
            | Method::ClassBounds => self.pretrained.is_some(),
            Method::MetaPrototypes | Method::DeformedViews => self.prototypes.is_some(),
            Method::Reptile => self.reptile.is_some(),
            Method::FirstOrderMaml => self.first_order_maml.is_some(),
            Method::SecondOrderMaml => self.second_order_maml.is_some(),
            Method::Anil => self.anil.is_some(),
            Method::Hypernetwork => self.hypernetwork.is_some(),
        }
    }
}

/// A method, and what it starts from. Nothing of it changes when it adapts.
#[derive(Debug, Clone)]
pub struct Adapter<'a> {
    /// Which.
    pub method: Method,
    /// From what.
    pub resources: &'a Resources,
    /// How supports grow before they are learnt from; not at all where there is none.
    pub augmentation: Option<Augmentation>,
    /// Where everything is computed.
    pub device: &'a Device,
    /// Fixes every draw.
    pub seed: u32,
}

impl Adapter<'_> {
    /// Learns a task from its support.
    ///
    /// # Errors
    /// [`Error::State`] where the method lacks the weights that it starts from, [`Error::Device`]
    /// where the device cannot be read.
    pub async fn adapt(&mut self, support: &Support) -> Result<TaskModel> {
        let grown = match self.augmentation {
            Some(augmentation) => {
                augmentation.support(support, self.pretrained()?, self.seed, self.device).await?
            }
            None => support.clone(),
        };
        let resources = self.resources;
        match self.method {
            Method::Pixels => {
                let rows = super::embedding::bytes_as_rows(grown.images());
                Ok(self.by_prototypes(&grown, Embedding::Pixels, &rows, Metric::Euclidean))
            }
            Method::Pca => {
                let pca = needed(&resources.pca, "principal components")?;
                let rows = pca.project(&super::embedding::bytes_as_rows(grown.images()));
                let embedding = Embedding::Pca(pca.clone());
                Ok(self.by_prototypes(&grown, embedding, &rows, Metric::Euclidean))
            }
            Method::Scratch => {
                let fresh = Vae::from_state(&StateDict::initial(self.seed), self.device);
                let hyper = Hyper { learning_rate: 1e-3, max_steps: Some(100), ..steps() };
                let model = tuned(&fresh, grown.images(), &hyper, self.device).await?;
                self.by_encoder(&grown, model, Space::Latent, Metric::Euclidean).await
            }
            Method::Frozen => {
                let model = self.pretrained()?.clone();
                self.by_encoder(&grown, model, Space::Latent, Metric::Euclidean).await
            }
            Method::GaussianPrototypes => {
                let model = self.pretrained()?.clone();
                let posteriors = posteriors(&model, grown.images(), self.device).await?;
                let classifier = GaussianPrototypes::of(&posteriors, grown.labels(), grown.ways());
                self.by_judge(&grown, model, Embedding::Posterior, Classifier::Gaussian(classifier))
                    .await
            }
            Method::Memory => {
                let model = self.pretrained()?.clone();
                let posteriors = posteriors(&model, grown.images(), self.device).await?;
                let mut memory = Memory::new(grown.labels().len(), SHARPNESS)?;
                for (index, &label) in grown.labels().iter().enumerate() {
                    let (mean, variance) = (&posteriors.mean, &posteriors.variance);
                    let image = grown.shown().image(index);
                    memory.write(image, label, mean.row(index), variance.row(index));
                }
                self.by_judge(&grown, model, Embedding::Posterior, Classifier::Memory(memory)).await
            }
            Method::FineTuned => {
                let model = self.fine_tuned(&grown).await?;
                self.by_encoder(&grown, model, Space::Latent, Metric::Euclidean).await
            }
            Method::ClassBounds => {
                let model = self.fine_tuned(&grown).await?;
                let posteriors = posteriors(&model, grown.images(), self.device).await?;
                let classes = GaussianPrototypes::of(&posteriors, grown.labels(), grown.ways());
                self.by_judge(&grown, model, Embedding::Posterior, Classifier::Bounds(classes))
                    .await
            }
            Method::MetaPrototypes => {
                let model = needed(&resources.prototypes, PROTOTYPES)?;
                self.by_encoder(&grown, model.clone(), Space::Hidden, COSINE).await
            }
            Method::DeformedViews => {
                let start = needed(&resources.prototypes, PROTOTYPES)?;
                let views = views::support(&grown)?;
                let Learner { model, head } = self.descended(&views, start, &Inner::VIEWS).await?;
                self.by_judge(&grown, model, Embedding::Views, Classifier::Linear(head)).await
            }
            Method::Reptile => {
                let start = needed(&resources.reptile, "weights meta-trained by Reptile")?;
                self.by_descent(&grown, start, &Inner::REPTILE).await
            }
            Method::FirstOrderMaml => {
                let name = "weights meta-trained by first-order MAML";
                let start = needed(&resources.first_order_maml, name)?;
                self.by_descent(&grown, start, &Inner::MAML).await
            }
            Method::SecondOrderMaml => {
                let name = "weights meta-trained by second-order MAML";
                let start = needed(&resources.second_order_maml, name)?;
                self.by_descent(&grown, start, &Inner::MAML).await
            }
            Method::Anil => {
                let start = needed(&resources.anil, "weights meta-trained by ANIL")?;
                self.by_descent(&grown, start, &Inner::ANIL).await
            }
            Method::Hypernetwork => {
                let model = needed(&resources.hypernetwork, "a hypernetwork's weights")?.clone();
                let images = pixels(grown.images(), self.device);
                let task = model.task(images, grown.labels(), grown.ways());
                let shown = grown.labels().len();
                TaskModel::of_task(model, task, (grown.ways(), shown), self.device).await
            }
        }
    }

    fn pretrained(&self) -> Result<&Vae> {
        needed(&self.resources.pretrained, "pretrained weights")
    }

    /// The article's fast adaptation of the pretrained weights.
    async fn fine_tuned(&self, support: &Support) -> Result<Vae> {
        let hyper = Hyper { max_steps: Some(20), ..steps() };
        tuned(self.pretrained()?, support.images(), &hyper, self.device).await
    }

    fn by_prototypes(
        &self,
        support: &Support,
        embedding: Embedding,
        rows: &Rows,
        metric: Metric,
    ) -> TaskModel {
        let prototypes = metric.prototypes(rows, support.labels(), support.ways());
        let classifier = Classifier::Prototypes { metric, prototypes };
        TaskModel::new(support, embedding, classifier, Sampler::Nothing, self.device)
    }

    async fn by_encoder(
        &self,
        support: &Support,
        model: Vae,
        space: Space,
        metric: Metric,
    ) -> Result<TaskModel> {
        let rows = space.encode(&model, support.images(), self.device).await?;
        let prototypes = metric.prototypes(&rows, support.labels(), support.ways());
        let classifier = Classifier::Prototypes { metric, prototypes };
        self.by_judge(support, model, Embedding::Space(space), classifier).await
    }

    /// With what the model's own posteriors say of the support to generate from.
    async fn by_judge(
        &self,
        support: &Support,
        model: Vae,
        embedding: Embedding,
        classifier: Classifier,
    ) -> Result<TaskModel> {
        let around = posteriors(&model, support.images(), self.device).await?;
        let labels = support.labels().to_vec();
        let generate = Sampler::Around { model: Box::new(model), posteriors: around, labels };
        Ok(TaskModel::new(support, embedding, classifier, generate, self.device))
    }

    async fn by_descent(&self, support: &Support, start: &Vae, inner: &Inner) -> Result<TaskModel> {
        let Learner { model, head } = self.descended(support, start, inner).await?;
        self.by_judge(support, model, Embedding::Space(Space::Hidden), Classifier::Linear(head))
            .await
    }

    async fn descended(&self, support: &Support, start: &Vae, inner: &Inner) -> Result<Learner> {
        let n = support.labels().len();
        let eps = normal(&mut stream(self.seed, Purpose::Posterior), n * LATENTS);
        let batch = Batch::new(support.shown(), latents(eps, self.device), self.device);
        let learner = Learner::begin(start, &batch, support.ways()).await?;
        Ok(inner.run(&learner, &batch).await?.last().clone())
    }
}

impl Inner {
    /// How weights that MAML has trained learn a task: with more steps than training takes, as its
    /// authors do.
    pub const MAML: Self = Self {
        steps: 10,
        rate: 0.02,
        objective: Objective::CLASSIFY,
        part: Part::Whole,
        descent: Descent::Plain,
    };
    /// How those do that ANIL has.
    pub const ANIL: Self = Self { rate: 10.0, part: Part::Head, ..Self::MAML };
    /// How a classifier learns from deformed views: for long, and at a rate that is safe for two
    /// classes too, where a softmax's curvature is largest. At 10 it swings, and tells 96.3 % of
    /// Omniglot apart 5-way 5-shot in place of 98.4.
    pub const VIEWS: Self = Self { steps: 100, rate: 3.0, ..Self::ANIL };
    /// How those do that Reptile has.
    pub const REPTILE: Self = Self {
        rate: 3e-4,
        objective: Objective { cross_entropy_weight: 1.0, elbo_weight: 0.01 },
        descent: Descent::Adam,
        ..Self::MAML
    };
}

/// The article's fast adaptation, for as many steps as a method asks for.
fn steps() -> Hyper {
    Hyper { epochs: 1000, ..Hyper::fine_tune() }
}

fn needed<'a, T>(resource: &'a Option<T>, name: &str) -> Result<&'a T> {
    resource.as_ref().ok_or_else(|| {
        Error::State(format!("This method needs {name}, which are not loaded. Load or train them."))
    })
}

/// A copy of `model`, trained on `n · 784` bytes.
async fn tuned(model: &Vae, images: &[u8], hyper: &Hyper, device: &Device) -> Result<Vae> {
    let count = images.len() / PIXELS;
    // The model reads no labels.
    let images = Dataset::new(images.to_vec(), vec![0; count])?;
    let mut run = TrainingRun::new(model, hyper, count, device);
    while !run.is_complete() {
        run.advance(&images).await?;
    }
    run.finish().await?;
    Ok(run.model())
}

/// The posteriors of `n · 784` bytes.
///
/// # Errors
/// [`Error::Device`] where the device cannot be read.
pub async fn posteriors(model: &Vae, images: &[u8], device: &Device) -> Result<Posteriors> {
    let moments = Space::Moments.encode(model, images, device).await?;
    let part = |from: usize| {
        let values = moments.iter().flat_map(|row| &row[from..from + LATENTS]).copied();
        Rows::new(LATENTS, values.collect())
    };
    let mut variance = part(LATENTS).into_values();
    let (low, high) = crate::kernels::LOGVAR;
    variance.iter_mut().for_each(|x| *x = x.clamp(low, high).exp());
    Ok(Posteriors { mean: part(0), variance: Rows::new(LATENTS, variance) })
}
