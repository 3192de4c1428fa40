//! An external memory: latents of images with their classes, read by attention.

use serde::Serialize;

use crate::error::{Error, Result};
use crate::host::gaussian::{GaussianPrototypes, Posteriors};
use crate::host::rows::{Rows, dot, length};
use crate::host::softmax::softmax;
use crate::image::PIXELS;

/// How sharply attention picks: with it, a trace at a right angle to the query gets e⁻²⁰ of the
/// attention of one in its direction.
pub const SHARPNESS: f32 = 20.0;

/// What is remembered of an image.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// Names the trace for as long as it is held.
    pub id: u32,
    /// Its class, from 0.
    pub label: usize,
    /// The image, 784 bytes: an encoder that changed reads it again.
    pub image: Vec<u8>,
    /// The posterior's mean: what a query is compared with. Empty before an encoder has read the
    /// image.
    pub mean: Vec<f32>,
    /// The posterior's variance: how unsure the encoder is.
    pub variance: Vec<f32>,
    /// Attention that it has drawn, halved with each read: what is least used is forgotten first.
    pub usage: f32,
}

/// A bounded memory that is addressed by content (Graves et al. 2014, §3.3.1) and forgets what is
/// least used (Santoro et al. 2016, §3.2).
#[derive(Debug, Clone, PartialEq)]
pub struct Memory {
    capacity: usize,
    sharpness: f32,
    next: u32,
    traces: Vec<Trace>,
}

/// What a query finds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Recall {
    /// The attention on each trace, in the order in which they are held; their sum is 1.
    pub attention: Vec<f32>,
    /// The attention on each class.
    pub classes: Vec<f32>,
}

/// How much of its usage a trace keeps at each read.
const USAGE_KEPT: f32 = 0.5;

impl Memory {
    /// An empty memory of at most `capacity` traces.
    ///
    /// # Errors
    /// [`Error::Argument`] where the capacity is 0 or the sharpness is not a positive number.
    pub fn new(capacity: usize, sharpness: f32) -> Result<Self> {
        if capacity == 0 {
            return Err(Error::Argument("A memory's capacity must be 1 at least.".into()));
        }
        if !(sharpness.is_finite() && sharpness > 0.0) {
            return Err(Error::Argument(format!(
                "A memory's sharpness is {sharpness}; it must be a positive number."
            )));
        }
        Ok(Self { capacity, sharpness, next: 0, traces: Vec::new() })
    }

    /// A memory that holds `traces`, by rising ids, and hands out `next` as its next one.
    ///
    /// # Errors
    /// [`Error::Argument`] where they are more than `capacity`, their ids do not rise up to below
    /// `next`, or one's usage is no number from 0 on; and as [`Memory::new`].
    pub fn restored(
        capacity: usize,
        sharpness: f32,
        next: u32,
        traces: Vec<Trace>,
    ) -> Result<Self> {
        let rising = traces.is_sorted_by(|a, b| a.id < b.id);
        if traces.len() > capacity || !rising || traces.last().is_some_and(|t| t.id >= next) {
            return Err(Error::Argument(format!(
                "{} traces do not fit into a memory of {capacity}, or their ids do not rise up to \
                 below {next}.",
                traces.len()
            )));
        }
        if let Some(Trace { id, usage, .. }) =
            traces.iter().find(|trace| !(trace.usage.is_finite() && trace.usage >= 0.0))
        {
            return Err(Error::Argument(format!(
                "Trace {id} was used {usage} times; it must be a number from 0 on."
            )));
        }
        Ok(Self { next, traces, ..Self::new(capacity, sharpness)? })
    }

    /// Most traces that are held.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Changes how many traces are held; answers with those that were forgotten for it, the least
    /// used first.
    ///
    /// # Errors
    /// [`Error::Argument`] where the capacity is 0.
    pub fn resize(&mut self, capacity: usize) -> Result<Vec<Trace>> {
        if capacity == 0 {
            return Err(Error::Argument("A memory's capacity must be 1 at least.".into()));
        }
        self.capacity = capacity;
        let mut forgotten = Vec::new();
        while self.traces.len() > capacity {
            forgotten.push(self.forget_least_used());
        }
        Ok(forgotten)
    }

    /// What is held, oldest first.
    pub fn traces(&self) -> &[Trace] {
        &self.traces
    }

    /// Writes a trace. Where the memory is full, the least used is forgotten for it, and answered
    /// with.
    ///
    /// # Panics
    /// Where `image` is not 784 bytes.
    pub fn write(
        &mut self,
        image: &[u8],
        label: usize,
        mean: &[f32],
        variance: &[f32],
    ) -> Option<Trace> {
        assert_eq!(image.len(), PIXELS, "an image");
        let full = self.traces.len() >= self.capacity;
        let forgotten = full.then(|| self.forget_least_used());
        let (image, mean, variance) = (image.to_vec(), mean.to_vec(), variance.to_vec());
        // As one that a read has just found: what is new is not what goes first.
        let usage = 1.0;
        self.traces.push(Trace { id: self.next, label, image, mean, variance, usage });
        // A restored memory begins at half of all ids at most.
        self.next = self.next.wrapping_add(1);
        forgotten
    }

    /// Reads by content: attention `softmax(sharpness · cos(query, trace))`. What is found counts
    /// as used.
    ///
    /// # Errors
    /// [`Error::State`] where nothing is held.
    pub fn read(&mut self, query: &[f32], ways: usize) -> Result<Recall> {
        let recall = self.look(query, ways)?;
        for (trace, attention) in self.traces.iter_mut().zip(&recall.attention) {
            trace.usage = USAGE_KEPT * trace.usage + attention;
        }
        Ok(recall)
    }

    /// What a read would find, without one.
    ///
    /// # Errors
    /// [`Error::State`] where nothing is held.
    pub fn look(&self, query: &[f32], ways: usize) -> Result<Recall> {
        if self.traces.is_empty() {
            return Err(Error::State("The memory holds nothing yet.".into()));
        }
        let cosine = |trace: &Trace| {
            self.sharpness * dot(query, &trace.mean) / (length(query) * length(&trace.mean))
        };
        let attention = softmax(&self.traces.iter().map(cosine).collect::<Vec<_>>());
        let mut classes = vec![0.0; ways];
        for (trace, attention) in self.traces.iter().zip(&attention) {
            if let Some(sum) = classes.get_mut(trace.label) {
                *sum += attention;
            }
        }
        Ok(Recall { attention, classes })
    }

    /// Gives a trace another class.
    ///
    /// # Errors
    /// [`Error::Argument`] where there is no such trace.
    pub fn relabel(&mut self, id: u32, label: usize) -> Result<()> {
        let at = self.place(id)?;
        self.traces[at].label = label;
        Ok(())
    }

    /// Forgets a trace, and answers with it.
    ///
    /// # Errors
    /// [`Error::Argument`] where there is no such trace.
    pub fn forget(&mut self, id: u32) -> Result<Trace> {
        let at = self.place(id)?;
        Ok(self.traces.remove(at))
    }

    /// Forgets a class: every trace of it. Later classes move up by one.
    pub fn forget_class(&mut self, label: usize) {
        self.traces.retain(|trace| trace.label != label);
        self.traces.iter_mut().filter(|trace| trace.label > label).for_each(|t| t.label -= 1);
    }

    /// The images of all traces, `n · 784` bytes: what a changed encoder encodes anew for
    /// [`Memory::reencoded`].
    pub fn images(&self) -> Vec<u8> {
        self.traces.iter().flat_map(|trace| &trace.image).copied().collect()
    }

    /// Replaces what is held of every image by what another encoder says of it.
    ///
    /// # Panics
    /// Where there is not one posterior a trace.
    pub fn reencoded(&mut self, posteriors: &Posteriors) {
        assert_eq!(posteriors.mean.len(), self.traces.len(), "a posterior for each trace");
        for (index, trace) in self.traces.iter_mut().enumerate() {
            trace.mean = posteriors.mean.row(index).to_vec();
            trace.variance = posteriors.variance.row(index).to_vec();
        }
    }

    /// The classes as Gaussians: none where a class has no trace.
    pub fn prototypes(&self, ways: usize) -> Option<GaussianPrototypes> {
        // What is of none of these classes says nothing of them.
        let among: Vec<&Trace> = self.traces.iter().filter(|trace| trace.label < ways).collect();
        let labels: Vec<usize> = among.iter().map(|trace| trace.label).collect();
        let all = (0..ways).all(|way| labels.contains(&way));
        let width = among.first()?.mean.len();
        let rows = |part: fn(&Trace) -> &Vec<f32>| {
            Rows::new(width, among.iter().flat_map(|trace| part(trace)).copied().collect())
        };
        let support = Posteriors { mean: rows(|t| &t.mean), variance: rows(|t| &t.variance) };
        all.then(|| GaussianPrototypes::of(&support, &labels, ways))
    }

    fn place(&self, id: u32) -> Result<usize> {
        let found = self.traces.iter().position(|trace| trace.id == id);
        found.ok_or_else(|| Error::Argument(format!("The memory holds no trace {id}.")))
    }

    /// The oldest of those that are used least.
    fn forget_least_used(&mut self) -> Trace {
        let usage = |at: usize| self.traces[at].usage;
        let less = |least: usize, at: usize| if usage(at) < usage(least) { at } else { least };
        let at = (0..self.traces.len()).reduce(less).expect("a full memory holds something");
        self.traces.remove(at)
    }
}

#[cfg(test)]
mod tests;
