//! Few-shot tasks and the methods that learn them.

use serde::{Deserialize, Serialize};

use super::meta::Algorithm;

/// A way to learn a task from a few labelled images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Method {
    /// Baseline: the nearest mean of raw pixels.
    Pixels,
    /// Baseline: the nearest mean of 32 principal components.
    Pca,
    /// Baseline: a VAE trained on the support alone, from random weights; nearest prototype.
    Scratch,
    /// The pretrained encoder as it is; nearest prototype of posterior means.
    Frozen,
    /// The pretrained encoder; classes as Gaussians that know how sure the encoder is.
    GaussianPrototypes,
    /// Memory-based: attention over the support's latents.
    Memory,
    /// The article's fast adaptation of the pretrained weights; nearest prototype.
    FineTuned,
    /// The same weights as a generative classifier: the class that gives the best ELBO in place of
    /// the prior.
    ClassBounds,
    /// Metric-based: an encoder meta-trained for prototypes.
    MetaPrototypes,
    /// Metric-based: the same encoder, whose prototypes descend as a linear classifier on deformed
    /// views of the support, and which sees deformed views of a query.
    DeformedViews,
    /// Optimisation-based: gradient descent from Reptile's initialisation.
    Reptile,
    /// Optimisation-based: from first-order MAML's.
    FirstOrderMaml,
    /// Optimisation-based: from MAML's with finite differences.
    SecondOrderMaml,
    /// Optimisation-based: the classifier alone, on ANIL's encoder.
    Anil,
    /// Model-based: a network that makes the task's model in one pass.
    Hypernetwork,
}

impl Method {
    /// Every method, baselines first.
    pub const ALL: [Self; 15] = [
        Self::Pixels,
        Self::Pca,
        Self::Scratch,
        Self::Frozen,
        Self::GaussianPrototypes,
        Self::Memory,
        Self::FineTuned,
        Self::ClassBounds,
        Self::MetaPrototypes,
        Self::DeformedViews,
        Self::Reptile,
        Self::FirstOrderMaml,
        Self::SecondOrderMaml,
        Self::Anil,
        Self::Hypernetwork,
    ];
}

/// What is added to a support before a method learns from it: samples around each image's posterior
/// and points between images of a class, decoded by the pretrained VAE.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Augmentation {
    /// Samples for each image, 0 to 32.
    pub samples: u32,
    /// Points between each image and another one of its class, 0 to 32.
    pub blends: u32,
    /// Multiplies the posterior's spread for the samples, 0 to 10.
    pub spread: f32,
}

impl Default for Augmentation {
    fn default() -> Self {
        Self { samples: 4, blends: 4, spread: 1.0 }
    }
}

/// Where the classes of tasks come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub enum Pool {
    /// The digits of the data in use: held-out images to test on, training images to train on.
    #[default]
    Digits,
    /// The alphabets of Omniglot that were loaded.
    Omniglot,
}

/// Which classes of a pool take part: all where both lists are empty, otherwise those whose group
/// or name is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Choice {
    /// Of which pool.
    pub pool: Pool,
    /// Alphabets.
    pub groups: Vec<String>,
    /// Digits.
    pub names: Vec<String>,
}

/// Images with classes that count from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct LabelledImages {
    /// `n * 784` bytes.
    #[serde(with = "serde_bytes")]
    pub images: Vec<u8>,
    /// n classes.
    #[serde(with = "serde_bytes")]
    pub labels: Vec<u8>,
}

/// The shape of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskShape {
    /// Classes, 2 to 50.
    pub ways: u32,
    /// Labelled images a class, 1 to 50.
    pub shots: u32,
    /// Images a class to be told apart, 1 to 50.
    pub queries: u32,
}

/// A group of classes of a pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    /// The alphabet's name; empty for digits.
    pub name: String,
    /// How many classes.
    pub classes: u32,
    /// How many images.
    pub images: u32,
}

/// What a method made of one task's queries.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MethodScore {
    /// Which.
    pub method: Method,
    /// How often each class was taken for each, row by row: `counts[label * ways + answer]`.
    pub confusion: Vec<u32>,
    /// The share that was right.
    pub accuracy: f64,
}

/// What a memory holds of an image.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceShown {
    /// Names it.
    pub id: u32,
    /// Its class.
    pub label: u32,
    /// 784 bytes.
    #[serde(with = "serde_bytes")]
    pub image: Vec<u8>,
    /// Attention that it has drawn, halved with each read.
    pub usage: f32,
    /// Where it lies on the plane of the memory's two principal components.
    pub place: [f32; 2],
}

/// A command about few-shot tasks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum FewShotCommand {
    /// Take an archive of Omniglot as the pool of that name; a second one is added to it. Answer:
    /// [`FewShotEvent::PoolChanged`].
    LoadOmniglot {
        /// The zip file.
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
    },
    /// What a pool has. Answer: [`FewShotEvent::PoolChanged`].
    ShowPool {
        /// Which.
        pool: Pool,
    },
    /// Take weights that an algorithm has meta-trained. Answer: [`FewShotEvent::MetaWeightsLoaded`].
    LoadMetaWeights {
        /// Whose.
        algorithm: Algorithm,
        /// What the page calls them.
        name: String,
        /// safetensors.
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
    },
    /// Write meta-trained weights, 16 bits a weight. Answer: [`FewShotEvent::MetaWeightsExported`].
    ExportMetaWeights {
        /// Whose.
        algorithm: Algorithm,
    },
    /// Draw a task. Answer: [`FewShotEvent::TaskDrawn`].
    DrawTask {
        /// From which classes.
        choice: Choice,
        /// Of what shape.
        shape: TaskShape,
        /// Fixes the draw.
        seed: u32,
    },
    /// Let a method learn a support, and keep what it has learnt until it learns another. Answer:
    /// [`FewShotEvent::Adapted`].
    Adapt {
        /// Which.
        method: Method,
        /// How many classes.
        ways: u32,
        /// From what.
        support: LabelledImages,
        /// What is added to it first.
        growth: Option<Augmentation>,
        /// Fixes every draw.
        seed: u32,
    },
    /// Let a method that has adapted tell images apart. Answer: [`FewShotEvent::Classified`].
    Classify {
        /// Which.
        method: Method,
        /// `n * 784` bytes, 1 to 4,096 images.
        #[serde(with = "serde_bytes")]
        images: Vec<u8>,
    },
    /// Let a method that has adapted make images of a class. Answer: [`FewShotEvent::Generated`].
    Generate {
        /// Which.
        method: Method,
        /// Of which class.
        way: u32,
        /// How many, 1 to 256.
        count: u32,
        /// Fixes the draw.
        seed: u32,
    },
    /// Draw a task, let methods learn it, and score them on its queries. Answer:
    /// [`FewShotEvent::EpisodeScored`].
    ScoreEpisode {
        /// Which.
        methods: Vec<Method>,
        /// From which classes.
        choice: Choice,
        /// Of what shape.
        shape: TaskShape,
        /// What is added to the support first.
        growth: Option<Augmentation>,
        /// Fixes the draw.
        seed: u32,
    },
    /// Put an image into the memory. Answer: [`FewShotEvent::Memory`].
    Remember {
        /// 784 bytes.
        #[serde(with = "serde_bytes")]
        image: Vec<u8>,
        /// Its class.
        label: u32,
    },
    /// Give a trace another class. Answer: [`FewShotEvent::Memory`].
    Relabel {
        /// Which.
        id: u32,
        /// Its class from now on.
        label: u32,
    },
    /// Forget a trace. Answer: [`FewShotEvent::Memory`].
    Forget {
        /// Which.
        id: u32,
    },
    /// Forget a class; later ones move up by one. Answer: [`FewShotEvent::Memory`].
    ForgetClass {
        /// Which.
        label: u32,
    },
    /// Change how much is held. Answer: [`FewShotEvent::Memory`].
    ResizeMemory {
        /// Traces, 1 to 1,000.
        capacity: u32,
    },
    /// Look an image up. Answer: [`FewShotEvent::Recalled`].
    Recall {
        /// 784 bytes.
        #[serde(with = "serde_bytes")]
        image: Vec<u8>,
        /// How many classes.
        ways: u32,
    },
}

/// What the page hears about few-shot tasks.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum FewShotEvent {
    /// What a pool has now.
    PoolChanged {
        /// Which.
        pool: Pool,
        /// Its groups, sorted by name.
        groups: Vec<Group>,
        /// The names of all its classes, in order.
        names: Vec<String>,
    },
    /// Meta-trained weights were replaced.
    MetaWeightsLoaded {
        /// Whose.
        algorithm: Algorithm,
        /// What the page called them.
        name: String,
    },
    /// A weights file.
    MetaWeightsExported {
        /// Whose.
        algorithm: Algorithm,
        /// safetensors.
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
    },
    /// A task.
    TaskDrawn {
        /// What its classes are called, with their alphabet.
        names: Vec<String>,
        /// What may be learnt from.
        support: LabelledImages,
        /// What is to be told apart.
        query: LabelledImages,
    },
    /// A method has learnt a support.
    Adapted {
        /// Which.
        method: Method,
        /// How many images it learnt from, what was added included.
        images: u32,
    },
    /// Images, told apart.
    Classified {
        /// By which method.
        method: Method,
        /// Each class's probability for each image, row by row.
        probabilities: Vec<f32>,
    },
    /// Images of a class.
    Generated {
        /// By which method.
        method: Method,
        /// Of which class.
        way: u32,
        /// `n * 784` bytes; none where the method has no decoder.
        #[serde(with = "serde_bytes")]
        images: Vec<u8>,
    },
    /// Methods, scored on one task.
    EpisodeScored {
        /// One a method, in the order that was asked for.
        scores: Vec<MethodScore>,
    },
    /// What the memory holds now.
    Memory {
        /// Most traces.
        capacity: u32,
        /// All of them, oldest first.
        traces: Vec<TraceShown>,
        /// Those that were forgotten to make room.
        forgotten: Vec<u32>,
    },
    /// What the memory found.
    Recalled {
        /// The attention on each trace, in the memory's order.
        attention: Vec<f32>,
        /// And on each class.
        classes: Vec<f32>,
        /// The probability of each class by Gaussian prototypes; empty where a class has no trace.
        gaussian: Vec<f32>,
        /// Where the image lies on the memory's plane.
        place: [f32; 2],
    },
}
