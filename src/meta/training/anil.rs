//! Optimisation-based: only the classifier adapts (ANIL, Raghu et al. 2020).

use super::algorithm::{MetaAlgorithm, OuterLoop, plain};
use super::maml::{self, Order};
use super::trained::{ModelKind, Trained};
use crate::error::Result;
use crate::meta::inner::Part;
use crate::protocol::meta_hyper::MetaHyper;

/// MAML with "almost no inner loop".
#[derive(Debug)]
pub struct Anil;

impl MetaAlgorithm for Anil {
    fn id(&self) -> &'static str {
        "anil"
    }

    fn weights(&self) -> &'static str {
        "weights meta-trained by ANIL"
    }

    fn trains(&self) -> ModelKind {
        ModelKind::Vae
    }

    fn has_inner_loop(&self) -> bool {
        true
    }

    /// A classifier on directions moves little at a rate that suits a network.
    fn defaults(&self) -> MetaHyper {
        MetaHyper { inner_rate: 10.0, ..plain(self.id()) }
    }

    fn begin(&self, start: &Trained) -> Result<Box<dyn OuterLoop>> {
        maml::begin(start, Part::Head, Order::First)
    }
}
