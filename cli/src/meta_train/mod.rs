//! `cargo xtask meta-train`: meta-trains natively what the page meta-trains, and writes the weights
//! with their provenance beside them.

mod recipes;

use std::path::{Path, PathBuf};
use std::time::Instant;

use metavae::data::ClassSet;
use metavae::device::Compute;
use metavae::meta::training::{self, MetaRun, Prototypes, Trained};
use metavae::model::StateDict;
use metavae::protocol::meta::MetaLosses;
use metavae::protocol::meta_hyper::{Deformation, MetaHyper};
use pollster::block_on;
use recipes::{Recipe, recipe};
use serde_json::{Value, json};

use crate::algorithms;
use crate::arguments::{Form, Given, Stop, YES_NO};
use crate::files::{round, say, stored, write_weights};
use crate::latents::{gone_on_from, latents_help, size};
use crate::sources;

const ABOUT: &str = "\
Trains over many few-shot tasks and writes the weights; a .json beside them says how they were made.
Needs --recipe, by which the project's own weights were made, or --out. The defaults below are those
of the recipe or the algorithm that is named beside --help.";

const DEFORMATIONS: &[(&str, Deformation)] =
    &[("none", Deformation::None), ("mild", Deformation::Mild), ("strong", Deformation::Strong)];

/// `metavae meta-train`.
pub fn run(given: &Given) -> Result<(), Stop> {
    let options = Options::of(given)?;
    Ok(block_on(train(&options))?)
}

struct Options {
    data: PathBuf,
    classes: String,
    out: PathBuf,
    from: Option<PathBuf>,
    /// Of fresh weights.
    latents: Option<u32>,
    hyper: MetaHyper,
}

impl Options {
    fn of(given: &Given) -> Result<Self, Stop> {
        let folder = Path::new("www/weights");
        let Recipe { name, classes, from, hyper } = start(given)?;
        let mut options = Self {
            data: sources::DATA.into(),
            classes,
            out: PathBuf::new(),
            from: from.map(|name| folder.join(name)),
            latents: None,
            hyper,
        };
        let mut out = None;
        options.form(&mut out).fill(given)?;
        options.out = match (out, name) {
            (Some(out), _) => out,
            (None, Some(name)) => folder.join(name + ".safetensors"),
            (None, None) => return Err(Stop::Refused("--out says where the weights go".into())),
        };
        options.hyper.check().map_err(say)?;
        size(options.latents)?;
        Ok(options)
    }

    fn form<'a>(&'a mut self, out: &'a mut Option<PathBuf>) -> Form<'a> {
        let Self { data, classes, from, latents, hyper, .. } = self;
        let mixture = &mut hyper.mixture;
        let form = Form::new("meta-train", ABOUT)
            .read_before(
                "recipe",
                "SET-ALGORITHM",
                &format!("one of the project's own, a set of {} and an algorithm", recipes::sets()),
            )
            .read_before("algorithm", "WORD", &algorithms::listed())
            .optional("out", "FILE", "the weights", out)
            .value(
                "classes",
                "SET",
                "what tasks are drawn from: mnist, mnist:0-4 (some digits of it), built-in, or an \
                 archive of Omniglot (images_background_small1.zip)",
                classes,
            )
            .optional("from", "FILE", "starts from these weights, not from fresh ones", from)
            .optional("latents", "N", &latents_help(), latents)
            .path("data", "DIR", "where mnist/ and omniglot/ are", data);
        form.value("steps", "N", "outer steps", &mut hyper.steps)
            .value("learning-rate", "X", "of the outer steps", &mut hyper.learning_rate)
            .value("tasks", "N", "tasks an outer step", &mut hyper.tasks)
            .value("ways", "N", "classes a task", &mut hyper.ways)
            .value("shots", "N", "labelled images a class", &mut hyper.shots)
            .value("queries", "N", "images a class to be told apart", &mut hyper.queries)
            .value("inner-steps", "N", "steps of the inner loop", &mut hyper.inner_steps)
            .value("inner-rate", "X", "the inner learning rate", &mut hyper.inner_rate)
            .value("classify", "X", "the classification loss's weight", &mut hyper.classify)
            .value("elbo", "X", "the negative ELBO's weight", &mut hyper.elbo)
            .value("labelled", "X", "the share of tasks of labelled classes", &mut mixture.labelled)
            .value(
                "unlabelled",
                "X",
                "of tasks whose classes are one image each, deformed",
                &mut mixture.unlabelled,
            )
            .value("halves", "X", "of tasks with halves of two classes", &mut mixture.halves)
            .choice("turns", "turned classes are classes too", YES_NO, &mut mixture.turns)
            .choice("deformation", "of images", DEFORMATIONS, &mut hyper.deformation)
            .value("seed", "N", "fixes tasks, deformations and noise", &mut hyper.seed)
    }
}

/// What other options change: the recipe that is named, or what suits the algorithm.
fn start(given: &Given) -> Result<Recipe, Stop> {
    match (given.text("recipe"), given.text("algorithm")) {
        (Some(_), Some(_)) => {
            Err(Stop::Refused("--recipe names an algorithm: --algorithm cannot go with it".into()))
        }
        (Some(name), None) => Ok(recipe(name)?),
        (None, word) => {
            let algorithm = match word {
                None => &Prototypes,
                Some(word) => algorithms::named(word)
                    .ok_or_else(|| format!("--algorithm: it takes {}", algorithms::listed()))?,
            };
            let hyper = algorithm.defaults();
            Ok(Recipe { name: None, classes: "mnist".into(), from: None, hyper })
        }
    }
}

async fn train(options: &Options) -> Result<(), String> {
    let hyper = &options.hyper;
    let state = match &options.from {
        None => StateDict::initial(size(options.latents)?, hyper.seed),
        Some(file) => gone_on_from(file, options.latents)?,
    };
    let set = class_set(&options.classes, &options.data)?;
    let device = Compute::cpu().device;
    let kind = training::named(&hyper.algorithm.0).map_err(say)?.trains();
    let start = kind.start(&state, hyper.seed, &device);
    let mut run = MetaRun::new(&start, &set, hyper, &device).map_err(say)?;
    println!("{}: {} classes of {} images", options.classes, set.classes.len(), set.images());

    let started = Instant::now();
    let every = hyper.steps.div_ceil(20);
    let mut window = Vec::new();
    while !run.is_complete() {
        window.push(run.advance().await.map_err(say)?);
        if run.step().is_multiple_of(every) || run.is_complete() {
            let seconds = started.elapsed().as_secs_f64().round();
            println!("step {}: {}, {seconds} s", run.step(), summary(&window));
            let made = json!({
                "made_by": "cargo xtask meta-train",
                "classes": { "set": options.classes, "classes": set.classes.len(),
                             "images": set.images(), "alphabets": set.groups() },
                "from": options.from,
                "latents": start.size().latents(),
                "hyper": hyper,
                "steps": run.step(),
                "seconds": seconds,
                "accuracy": round(mean(&window, |l| l.accuracy)),
            });
            store(&run.model(), made, &options.out).await?;
            window.clear();
        }
    }
    println!("wrote {}", options.out.display());
    Ok(())
}

async fn store(model: &Trained, made: Value, out: &Path) -> Result<(), String> {
    let state = model.state().await.map_err(say)?;
    write_weights(out, &stored(&state)?, made)
}

fn class_set(classes: &str, data: &Path) -> Result<ClassSet, String> {
    if classes == "built-in" {
        return Ok(ClassSet::digits(&sources::built_in()?.0));
    }
    let Some(digits) = classes.strip_prefix("mnist") else {
        let given = Path::new(classes);
        let shared = data.join("omniglot").join(given);
        return sources::omniglot(if given.exists() { given } else { &shared });
    };
    let all = ClassSet::digits(&sources::mnist(&data.join("mnist"))?.0);
    match digits.strip_prefix(':').map(|range| range.split_once('-')) {
        None if digits.is_empty() => Ok(all),
        Some(Some((first, last))) => {
            Ok(all.only(|class| (first..=last).contains(&class.name.as_str())))
        }
        _ => Err(format!("--classes {classes} is not understood; mnist:0-4 are five digits")),
    }
}

fn mean(window: &[MetaLosses], part: impl Fn(&MetaLosses) -> f32) -> f64 {
    window.iter().map(|l| f64::from(part(l))).sum::<f64>() / window.len() as f64
}

fn summary(window: &[MetaLosses]) -> String {
    let mut text = match window[0].before {
        Some(_) => format!("loss {:.3} -> ", mean(window, |l| l.before.unwrap_or(f32::NAN))),
        None => "loss ".into(),
    };
    text += &format!("{:.3}", mean(window, |l| l.after));
    text += &format!(", {:.1} % right", 100.0 * mean(window, |l| l.accuracy));
    if window[0].elbo.is_some() {
        let nats = |l: &MetaLosses| l.elbo.map_or(f32::NAN, |e| e.reconstruction + e.kl);
        text += &format!(", {:.1} nats", mean(window, nats));
    }
    text
}
