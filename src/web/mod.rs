//! The engine as JavaScript sees it: a thin skin of wasm-bindgen. Only this folder knows `JsValue`.
#![cfg_attr(
    not(test),
    deny(
        clippy::allow_attributes_without_reason,
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

mod host;
mod peers;
mod size;

use std::rc::Rc;

use serde::Serialize;
use serde_wasm_bindgen::{Serializer, from_value};
use wasm_bindgen::prelude::*;

use crate::device::Compute;
use crate::error::{Error, Result, shortened};
use crate::protocol::{Command, Event};
use crate::{constructors, engine};

/// What every module does once, on being instantiated.
#[wasm_bindgen(start)]
pub fn start() {
    constructors::run_once();
    console_error_panic_hook::set_once();
}

/// The engine. Its async methods must not overlap: await each before the next.
///
/// Every method that fails rejects with `{code, message, retryable}`. Any other rejection is a
/// panic, after which the instance is of no more use.
#[wasm_bindgen]
pub struct Engine {
    inner: engine::Engine,
}

#[wasm_bindgen]
impl Engine {
    /// Starts an engine on `"cpu"` or `"webgpu"`.
    pub async fn open(backend: String) -> std::result::Result<Engine, JsValue> {
        let compute = match backend.as_str() {
            "cpu" => Ok(Compute::cpu()),
            "webgpu" => Compute::webgpu().await,
            other => Err(Error::Argument(format!("There is no device “{other}”."))),
        };
        compute.map(|compute| Engine { inner: engine::Engine::new(compute) }).map_err(rejection)
    }

    /// `{kind: "cpu" | "webgpu", name}`.
    pub fn device(&self) -> std::result::Result<JsValue, JsValue> {
        #[derive(Serialize)]
        struct Device<'a> {
            kind: crate::device::Kind,
            name: &'a str,
        }
        let compute = self.inner.compute();
        to_js(&Device { kind: compute.kind, name: &compute.name })
    }

    /// Lets pretraining share its batches with other workers, which `link` reaches
    /// (`www/worker/peers.js`).
    #[wasm_bindgen(js_name = useWorkers)]
    pub fn use_workers(&mut self, link: peers::JsLink) {
        self.inner.use_workers(Rc::new(peers::Linked(link)));
    }

    /// Lets the worker hear what comes in while the engine is at long work, and stop it
    /// (`www/worker/breath.js`).
    #[wasm_bindgen(js_name = useHost)]
    pub fn use_host(&mut self, host: host::JsHost) {
        self.inner.use_host(Rc::new(host::Hosted(host)));
    }

    /// Does a [`Command`]; answers with an array of [`Event`]s.
    pub async fn handle(&mut self, command: JsValue) -> std::result::Result<JsValue, JsValue> {
        size::check(&command).map_err(rejection)?;
        let command = from_value::<Command>(command).map_err(|error| {
            let why = shortened(&error);
            rejection(Error::Argument(format!("The engine cannot take this command: {why}.")))
        })?;
        events(self.inner.handle(command).await)
    }

    /// Takes up to `most` training steps; answers with an array of [`Event`]s.
    pub async fn step(&mut self, most: u32) -> std::result::Result<JsValue, JsValue> {
        events(self.inner.step(most).await)
    }

    /// `{reconstruction, kl, total, gradient}` of the pretrained weights and the default objective:
    /// `images` has 784 numbers an image in 0..=1, `eps` one a latent of standard normal noise;
    /// `gradient` is a `Float32Array` of as many numbers as there are parameters, in the order and
    /// layout of PyTorch's state dict.
    pub async fn gradient(
        &self,
        images: Vec<f32>,
        eps: Vec<f32>,
    ) -> std::result::Result<JsValue, JsValue> {
        let (losses, gradient) = self.inner.gradient(images, eps).await.map_err(rejection)?;
        let answer = to_js(&losses)?;
        let numbers: Vec<f32> =
            gradient.iter().flat_map(|(_, _, values)| values.to_vec()).collect();
        js_sys::Reflect::set(
            &answer,
            &"gradient".into(),
            &js_sys::Float32Array::from(&numbers[..]),
        )?;
        Ok(answer)
    }

    /// Whether a run is under way.
    pub fn training(&self) -> bool {
        self.inner.is_training()
    }
}

fn events(events: Result<Vec<Event>>) -> std::result::Result<JsValue, JsValue> {
    to_js(&events.map_err(rejection)?)
}

fn rejection(error: Error) -> JsValue {
    to_js(&error.report()).unwrap_or_else(|error| error)
}

fn to_js(value: &impl Serialize) -> std::result::Result<JsValue, JsValue> {
    value.serialize(&Serializer::new()).map_err(JsValue::from)
}
