//! `cargo xtask quantise`: weights in as few bytes as their ELBO allows, for the page's first
//! pictures.

mod codes;
mod pack;
mod plan;

use std::path::{Path, PathBuf};

use metavae::data::Dataset;
use metavae::data::dataset::sha256_hex;
use metavae::device::Compute;
use metavae::measure::elbo::negative_elbo;
use metavae::model::{StateDict, Vae};
use metavae::protocol::Losses;
use metavae::weights::{self, packed};
use pollster::block_on;
use serde_json::{Value, json};

use crate::arguments::{Form, Given, Stop};
use crate::files::{read, read_weights, round, say, write, write_json};
use crate::sources;
use codes::Tensor;
use plan::Plan;

const ABOUT: &str = "\
Writes weights with a byte a number, compressed, as coarsely as keeps their ELBO. How coarse each layer
is follows from how much its rounding costs on training images; what it costs on the test images is
written into a .json beside the file.";

/// Training images on which steps are chosen.
const CHOSEN_ON: usize = 5000;

struct Options {
    data: String,
    weights: PathBuf,
    base: Option<PathBuf>,
    out: PathBuf,
    within: f64,
}

/// `metavae quantise`.
pub fn run(given: &Given) -> Result<(), Stop> {
    let options = Options::of(given)?;
    Ok(block_on(quantise(&options))?)
}

impl Options {
    fn of(given: &Given) -> Result<Self, Stop> {
        let mut options = Self {
            data: format!("{}/mnist", sources::DATA),
            weights: "www/weights/vae-mnist.safetensors".into(),
            base: None,
            out: "www/weights/vae-mnist-small.packed".into(),
            within: 0.07,
        };
        Form::new("quantise", ABOUT)
            .value("data", "DIR", "the four MNIST IDX files, gzip or raw", &mut options.data)
            .path("weights", "FILE", "what is quantised", &mut options.weights)
            .optional(
                "base",
                "FILE",
                "a packed file: only what differs from it is written",
                &mut options.base,
            )
            .path("out", "FILE", "the packed weights", &mut options.out)
            .value(
                "within",
                "X",
                "nats an image that the negative ELBO of training images may rise by",
                &mut options.within,
            )
            .fill(given)?;
        match options.within > 0.0 {
            true => Ok(options),
            false => Err(Stop::Refused("--within must be above 0".into())),
        }
    }
}

/// What the JSON beside weights says of how they were made; null where there is none.
fn beside(weights: &Path) -> Result<Value, String> {
    let file = weights.with_extension("json");
    if !file.exists() {
        return Ok(Value::Null);
    }
    let bytes = std::fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    serde_json::from_slice(&bytes).map_err(|error| format!("{}: {error}", file.display()))
}

async fn quantise(options: &Options) -> Result<(), String> {
    let (train, test) = sources::mnist(options.data.as_ref())?;
    let (state, from_sha256) = read_weights(&options.weights)?;
    let base = options.base.as_deref().map(Base::read).transpose()?;
    let kept = |name: &str, values: &[f32]| base.as_ref().is_some_and(|b| b.has(name, values));
    let some = train.gather(&(0..CHOSEN_ON.min(train.len())).collect::<Vec<_>>());
    let plan = Plan::of(&state, kept, &some, options.within)?;
    let tensors: Vec<Tensor> = plan.tensors(&state).collect();
    let bytes = pack::file(&tensors, base.as_ref().map(|base| base.sha256.as_str()))?;

    let whole = packed::plain(&bytes, base.as_ref().map(|base| base.bytes.as_slice()));
    let after = weights::read(&whole.map_err(say)?).map_err(say)?;
    let [before, after] =
        [measured(&state, test.images()).await?, measured(&after, test.images()).await?];
    let rise = f64::from(after.total) - f64::from(before.total);
    println!("{} bytes; test {:.3}, {rise:+.3} nats", bytes.len(), after.total);
    let numbers: usize = tensors.iter().map(|tensor| tensor.values.len()).sum();
    let made = json!({
        "made_by": "cargo xtask quantise",
        "from": options.weights,
        "from_sha256": from_sha256,
        "from_was": beside(&options.weights)?,
        "base": base.as_ref().map(|base| &base.sha256),
        "sha256": sha256_hex(&bytes),
        "bytes": bytes.len(),
        "numbers": numbers,
        "bits_a_number": round(8.0 * bytes.len() as f64 / numbers as f64),
        "tensors": tensors.iter().map(|t| (t.name.to_string(), t.figures()))
            .collect::<serde_json::Map<String, Value>>(),
        "test": figures(&test, &before, &after, rise),
    });
    write(&options.out, &bytes)?;
    write_json(&options.out.with_extension("json"), &made)?;
    println!("wrote {}", options.out.display());
    Ok(())
}

fn figures(test: &Dataset, before: &Losses, after: &Losses, rise: f64) -> Value {
    let parts = |losses: &Losses| {
        json!({ "reconstruction_nats": round(losses.reconstruction), "kl_nats": round(losses.kl),
                "total_nats": round(losses.total) })
    };
    json!({ "images": test.len(), "posterior_samples": 1, "before": parts(before),
            "after": parts(after), "rise_nats": round(rise) })
}

/// The negative ELBO of these weights, with the noise that it always has.
async fn measured(state: &StateDict, images: &[u8]) -> Result<Losses, String> {
    let device = Compute::cpu().device;
    let model = Vae::from_state(state, &device);
    negative_elbo(&model, images, 1, &device).await.map_err(say)
}

/// The packed file that a patch is of.
struct Base {
    bytes: Vec<u8>,
    sha256: String,
    state: StateDict,
}

impl Base {
    fn read(file: &Path) -> Result<Self, String> {
        let bytes = read(file)?;
        let of = |error| format!("{}: {error}", file.display());
        let state = weights::read(&packed::plain(&bytes, None).map_err(of)?).map_err(of)?;
        let sha256 = packed::name_of(&bytes).map_err(of)?;
        Ok(Self { bytes, sha256, state })
    }

    /// Whether it has this tensor, as far as a file of 16 bits a number shows.
    fn has(&self, name: &str, values: &[f32]) -> bool {
        let half = half::f16::from_f32;
        self.state.named(name).is_some_and(|own| {
            own.len() == values.len() && own.iter().zip(values).all(|(a, b)| half(*a) == half(*b))
        })
    }
}
