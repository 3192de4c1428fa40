//! Peers that are reached through JavaScript: `www/worker/peers.js` has the other side.

use js_sys::{Array, Float32Array, Uint8Array};
use serde_wasm_bindgen::from_value;
use wasm_bindgen::prelude::*;

use super::{rejection, to_js};
use crate::device::Compute;
use crate::error::{Error, Result};
use crate::future::Local;
use crate::protocol::Hyper;
use crate::train::data_parallel::{self, Link, Peers};

#[wasm_bindgen]
extern "C" {
    /// How a worker reaches its peers.
    pub type JsLink;

    #[wasm_bindgen(method, getter)]
    fn size(this: &JsLink) -> u32;

    #[wasm_bindgen(method, getter)]
    fn rank(this: &JsLink) -> u32;

    /// An array of so many numbers for [`JsLink::exchange`] to take.
    #[wasm_bindgen(method)]
    fn buffer(this: &JsLink, length: u32) -> Float32Array;

    #[wasm_bindgen(method, catch)]
    async fn exchange(this: &JsLink, mine: &Float32Array) -> std::result::Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn begin(
        this: &JsLink,
        weights: Uint8Array,
        hyper: JsValue,
    ) -> std::result::Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn share(
        this: &JsLink,
        rank: u32,
        images: Uint8Array,
        eps: Float32Array,
        part: f32,
    ) -> std::result::Result<(), JsValue>;

    #[wasm_bindgen(method)]
    fn dismiss(this: &JsLink, why: &str);
}

/// A [`JsLink`] as Rust sees it.
pub struct Linked(pub JsLink);

impl Link for Linked {
    fn size(&self) -> usize {
        self.0.size() as usize
    }

    fn rank(&self) -> usize {
        self.0.rank() as usize
    }

    fn exchange<'a>(&'a self, mine: &'a [Vec<f32>]) -> Local<'a, Vec<Vec<f32>>> {
        Box::pin(async move {
            let numbers = mine.iter().map(Vec::len).fold(0, usize::saturating_add);
            let buffer = self.0.buffer(length(numbers));
            let mut offset: u32 = 0;
            for piece in mine {
                let end = offset.saturating_add(length(piece.len()));
                buffer.subarray(offset, end).copy_from(piece);
                offset = end;
            }
            let theirs = self.0.exchange(&buffer).await.map_err(lost)?;
            let arrays = Array::from(&theirs);
            Ok(arrays.iter().map(|array| Float32Array::from(array).to_vec()).collect())
        })
    }
}

impl Peers for Linked {
    fn begin<'a>(&'a self, weights: Vec<u8>, hyper: &'a Hyper) -> Local<'a, bool> {
        Box::pin(async move {
            let hyper = to_js(hyper).map_err(lost)?;
            let begun = self.0.begin(Uint8Array::from(&weights[..]), hyper).await;
            begun.map(|begun| begun.is_truthy()).map_err(lost)
        })
    }

    fn share(&self, rank: usize, images: &[u8], eps: &[f32], part: f32) -> Result<()> {
        let (images, eps) = (Uint8Array::from(images), Float32Array::from(eps));
        self.0.share(length(rank), images, eps, part).map_err(lost)
    }

    fn dismiss(&self, why: &Error) {
        self.0.dismiss(&why.to_string());
    }
}

/// A length or a place of this machine's memory, which has 32 bits.
fn length(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn lost(error: JsValue) -> Error {
    let why = js_sys::Error::from(error).to_string();
    Error::Device(format!("A thread of the engine could not be reached: {why}"))
}

/// A worker of a data-parallel run that is not the engine's own.
#[wasm_bindgen]
pub struct Peer {
    inner: data_parallel::Peer,
}

#[wasm_bindgen]
impl Peer {
    /// Ready for a run from these weights (safetensors).
    pub fn begin(weights: &[u8], hyper: JsValue) -> std::result::Result<Peer, JsValue> {
        let hyper: Hyper = from_value(hyper)?;
        let inner = data_parallel::Peer::begin(weights, &hyper, &Compute::cpu().device);
        inner.map(|inner| Peer { inner }).map_err(rejection)
    }

    /// Its part of one step. Calls must not overlap.
    pub async fn step(
        &mut self,
        images: Vec<u8>,
        eps: Vec<f32>,
        part: f32,
        link: JsLink,
    ) -> std::result::Result<(), JsValue> {
        let stepped = self.inner.step(&images, eps, part, &Linked(link)).await;
        stepped.map(drop).map_err(rejection)
    }
}
