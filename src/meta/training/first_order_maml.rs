//! Optimisation-based: MAML's first-order form (Finn et al. 2017, §5.2).

use super::algorithm::{MetaAlgorithm, OuterLoop, plain};
use super::maml::{self, Order};
use super::trained::{ModelKind, Trained};
use crate::error::Result;
use crate::meta::inner::Part;
use crate::protocol::meta_hyper::MetaHyper;

/// MAML as if adaptation were a constant shift.
#[derive(Debug)]
pub struct FirstOrderMaml;

impl MetaAlgorithm for FirstOrderMaml {
    fn id(&self) -> &'static str {
        "firstOrderMaml"
    }

    fn weights(&self) -> &'static str {
        "weights meta-trained by first-order MAML"
    }

    fn trains(&self) -> ModelKind {
        ModelKind::Vae
    }

    fn has_inner_loop(&self) -> bool {
        true
    }

    fn defaults(&self) -> MetaHyper {
        plain(self.id())
    }

    fn begin(&self, start: &Trained) -> Result<Box<dyn OuterLoop>> {
        maml::begin(start, Part::Whole, Order::First)
    }
}
