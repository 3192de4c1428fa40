//! The models, a slot each.

use crate::model::Vae;
use crate::protocol::Slot;

/// See [`Slot`] for what each is.
#[derive(Default)]
pub struct Models {
    pretrained: Option<Vae>,
    trained: Option<Vae>,
    fine_tuned: Option<Vae>,
    prepared: Option<Vae>,
}

impl Models {
    /// A slot's model as it was last put there: not that of a run under way.
    pub fn of(&self, slot: Slot) -> Option<&Vae> {
        match slot {
            Slot::Pretrained => self.pretrained.as_ref(),
            Slot::Trained => self.trained.as_ref(),
            Slot::FineTuned => self.fine_tuned.as_ref(),
            Slot::Prepared => self.prepared.as_ref(),
        }
    }

    /// To be replaced or taken out.
    pub fn of_mut(&mut self, slot: Slot) -> &mut Option<Vae> {
        match slot {
            Slot::Pretrained => &mut self.pretrained,
            Slot::Trained => &mut self.trained,
            Slot::FineTuned => &mut self.fine_tuned,
            Slot::Prepared => &mut self.prepared,
        }
    }
}
