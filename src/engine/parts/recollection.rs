//! The external memory, beside the encoder that its latents are of.

use crate::host::pca::Pca;
use crate::host::rows::Rows;
use crate::meta::memory::{Memory, SHARPNESS};
use crate::protocol::limits;
use crate::protocol::memory::{MemoryChanged, MemoryTrace};

/// The memory, and whether its latents are another encoder's.
pub struct Recollection {
    /// What it holds.
    pub memory: Memory,
    /// Whether that is to be read again before it is next compared with anything.
    pub stale: bool,
}

impl Recollection {
    /// Empty, of the capacity that a memory has at first.
    #[expect(clippy::expect_used, reason = "two constants, which no command sets")]
    pub fn new() -> Self {
        let capacity = limits::MEMORY_CAPACITY_AT_FIRST as usize;
        let memory = Memory::new(capacity, SHARPNESS).expect("constants in range");
        Self { memory, stale: false }
    }

    /// What is held is to be read again before it is next compared with anything.
    pub fn encoder_changed(&mut self) {
        self.stale = true;
    }

    /// What is held, as the page receives it.
    pub fn shown(&self, forgotten: Vec<u32>) -> MemoryChanged {
        let plane = self.plane();
        let traces = self.memory.traces().iter().map(|trace| MemoryTrace {
            id: trace.id,
            label: trace.label as u32,
            image: trace.image.clone(),
            usage: trace.usage,
            place: plane.as_ref().map_or([0.0; 2], |plane| on(plane, &trace.mean)),
        });
        let traces = traces.collect();
        MemoryChanged { capacity: self.memory.capacity() as u32, traces, forgotten }
    }

    /// The two directions in which what is held varies most.
    pub fn plane(&self) -> Option<Pca> {
        let traces = self.memory.traces();
        let means: Vec<f32> = traces.iter().flat_map(|trace| &trace.mean).copied().collect();
        let width = traces.first()?.mean.len();
        // Nothing has read the images yet where there is no mean.
        (width > 0).then(|| Pca::fit(&Rows::new(width, means), 2))
    }
}

/// Where a posterior's mean lies on a plane.
pub fn on(plane: &Pca, mean: &[f32]) -> [f32; 2] {
    let place = plane.project(&Rows::new(mean.len(), mean.to_vec()));
    match place.values() {
        [x, y, ..] => [*x, *y],
        _ => [0.0; 2],
    }
}
