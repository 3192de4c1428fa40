//! The worker that the engine runs in, as the host of its long work: `www/worker/breath.js` has the
//! other side.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::breath::Host;
use crate::error::Error;
use crate::future::Local;

#[wasm_bindgen]
extern "C" {
    /// A host.
    pub type JsHost;

    /// Whether the work is no longer wanted; a promise of it where it is time to look.
    #[wasm_bindgen(method, catch)]
    fn breathe(this: &JsHost) -> std::result::Result<JsValue, JsValue>;
}

/// A [`JsHost`] as Rust sees it.
pub struct Hosted(pub JsHost);

impl Host for Hosted {
    fn breathe(&self) -> Local<'_, bool> {
        Box::pin(async move {
            let mut answer = self.0.breathe().map_err(unreachable)?;
            if answer.has_type::<Promise>() {
                answer = JsFuture::from(Promise::from(answer)).await.map_err(unreachable)?;
            }
            Ok(answer.is_truthy())
        })
    }
}

fn unreachable(error: JsValue) -> Error {
    let why = js_sys::Error::from(error).to_string();
    Error::Device(format!("The engine's worker could not be reached: {why}"))
}
