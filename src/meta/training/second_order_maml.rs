//! Optimisation-based: MAML (Finn et al. 2017), whose Hessian-vector products are finite differences.

use super::algorithm::{MetaAlgorithm, OuterLoop, plain};
use super::maml::{self, Order};
use super::trained::{ModelKind, Trained};
use crate::error::Result;
use crate::meta::inner::Part;
use crate::protocol::limits::{self, Range};
use crate::protocol::meta_hyper::MetaHyper;

/// MAML with how adaptation depends on the start: two gradients more for each inner step.
#[derive(Debug)]
pub struct SecondOrderMaml;

impl MetaAlgorithm for SecondOrderMaml {
    fn id(&self) -> &'static str {
        "secondOrderMaml"
    }

    fn weights(&self) -> &'static str {
        "weights meta-trained by second-order MAML"
    }

    fn trains(&self) -> ModelKind {
        ModelKind::Vae
    }

    fn has_inner_loop(&self) -> bool {
        true
    }

    fn inner_steps(&self) -> Range {
        limits::INNER_STEPS_KEPT
    }

    fn defaults(&self) -> MetaHyper {
        plain(self.id())
    }

    fn begin(&self, start: &Trained) -> Result<Box<dyn OuterLoop>> {
        maml::begin(start, Part::Whole, Order::SecondByDifferences)
    }
}
