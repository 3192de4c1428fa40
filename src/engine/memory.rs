//! The external memory: what it holds for the encoder of now, and looking things up in it.

use super::checks::one_image;
use super::owner::Engine;
use super::parts::recollection::on;
use crate::error::Result;
use crate::host::softmax::softmax;
use crate::meta::embedding::posteriors;
use crate::protocol::memory::{
    Forget, ForgetClass, MemoryChanged, Recall, Recalled, Relabel, Remember, ResizeMemory,
};
use crate::protocol::{Slot, limits};

impl Engine {
    pub(super) async fn remember(&mut self, request: &Remember) -> Result<MemoryChanged> {
        let Remember { image, label } = request;
        limits::MEMORY_LABEL.check(*label)?;
        one_image(image)?;
        self.refresh_memory().await?;
        let model = self.model(Slot::Pretrained)?;
        let posterior = posteriors(&model, image, &self.compute.device).await?;
        let (mean, variance) = (posterior.mean.row(0), posterior.variance.row(0));
        let forgotten = self.memory.memory.write(image, *label as usize, mean, variance);
        Ok(self.memory.shown(forgotten.iter().map(|trace| trace.id).collect()))
    }

    pub(super) fn relabel(&mut self, request: &Relabel) -> Result<MemoryChanged> {
        limits::MEMORY_LABEL.check(request.label)?;
        self.memory.memory.relabel(request.id, request.label as usize)?;
        Ok(self.memory.shown(Vec::new()))
    }

    pub(super) fn forget(&mut self, request: &Forget) -> Result<MemoryChanged> {
        self.memory.memory.forget(request.id)?;
        Ok(self.memory.shown(Vec::new()))
    }

    pub(super) fn forget_class(&mut self, request: &ForgetClass) -> Result<MemoryChanged> {
        limits::MEMORY_LABEL.check(request.label)?;
        self.memory.memory.forget_class(request.label as usize);
        Ok(self.memory.shown(Vec::new()))
    }

    pub(super) fn resize_memory(&mut self, request: &ResizeMemory) -> Result<MemoryChanged> {
        limits::MEMORY_CAPACITY.check(request.capacity)?;
        let forgotten = self.memory.memory.resize(request.capacity as usize)?;
        Ok(self.memory.shown(forgotten.iter().map(|trace| trace.id).collect()))
    }

    pub(super) async fn show_memory(&mut self) -> Result<MemoryChanged> {
        self.refresh_memory().await?;
        Ok(self.memory.shown(Vec::new()))
    }

    pub(super) async fn recall(&mut self, request: &Recall) -> Result<Recalled> {
        request.check()?;
        let (image, ways) = (&request.image, request.ways as usize);
        one_image(image)?;
        self.refresh_memory().await?;
        let model = self.model(Slot::Pretrained)?;
        let posterior = posteriors(&model, image, &self.compute.device).await?;
        let mean = posterior.mean.row(0);
        let place = self.memory.plane().map_or([0.0; 2], |plane| on(&plane, mean));
        let found = self.memory.memory.read(mean, ways)?;
        let gaussian = self.memory.memory.prototypes(ways);
        let gaussian = gaussian.map(|prototypes| softmax(prototypes.scores(&posterior).row(0)));
        Ok(Recalled {
            attention: found.attention,
            classes: found.classes,
            gaussian: gaussian.unwrap_or_default(),
            place,
        })
    }

    /// What the memory holds is read again, where another encoder than the present one read it
    /// last.
    async fn refresh_memory(&mut self) -> Result<()> {
        let images = self.memory.memory.images();
        if self.memory.stale && !images.is_empty() {
            let model = self.model(Slot::Pretrained)?;
            let anew = posteriors(&model, &images, &self.compute.device).await?;
            self.memory.memory.reencoded(&anew);
        }
        self.memory.stale = false;
        Ok(())
    }
}
