//! Putting back what a memory held before its engine ended.

use super::checks::one_image;
use super::owner::Engine;
use crate::error::Result;
use crate::meta::embedding::posteriors;
use crate::meta::memory::{Memory, SHARPNESS, Trace};
use crate::protocol::memory::{HeldTrace, MemoryChanged, RestoreMemory};
use crate::protocol::{Slot, limits};

impl Engine {
    pub(super) async fn restore_memory(&mut self, request: RestoreMemory) -> Result<MemoryChanged> {
        let RestoreMemory { capacity, next, traces } = request;
        limits::MEMORY_CAPACITY.check(capacity)?;
        limits::MEMORY_NEXT.check(next)?;
        traces.iter().try_for_each(|trace| limits::MEMORY_LABEL.check(trace.label))?;
        traces.iter().try_for_each(|trace| one_image(&trace.image))?;
        let traces = traces.into_iter().map(unread).collect();
        let mut memory = Memory::restored(capacity as usize, SHARPNESS, next, traces)?;
        let images = memory.images();
        // Without an encoder they wait, as they do when weights change.
        let model = if images.is_empty() { None } else { self.model(Slot::Pretrained).ok() };
        let stale = model.is_none();
        if let Some(model) = model {
            memory.reencoded(&posteriors(&model, &images, &self.compute.device).await?);
        }
        self.memory.memory = memory;
        self.memory.stale = stale;
        Ok(self.memory.shown(Vec::new()))
    }
}

/// A trace that no encoder has read yet.
fn unread(held: HeldTrace) -> Trace {
    let HeldTrace { id, label, image, usage } = held;
    Trace { id, label: label as usize, image, mean: Vec::new(), variance: Vec::new(), usage }
}
