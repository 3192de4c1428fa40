//! `cargo xtask meta-train`: meta-trains natively what the page meta-trains, and writes the weights
//! with their provenance beside them.

mod recipes;

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::common::{self, Arguments, DATA, YES_NO, read_file, round, say, write_file};
use metavae::data::ClassSet;
use metavae::data::dataset::sha256_hex;
use metavae::device::Compute;
use metavae::meta::training::{MetaRun, Trained};
use metavae::model::StateDict;
use metavae::protocol::Precision;
use metavae::protocol::meta::{Algorithm, Deformation, MetaHyper, MetaLosses};
use metavae::weights;
use pollster::block_on;
use recipes::{Recipe, recipe};
use serde_json::{Value, json};

const USAGE: &str = "\
cargo xtask meta-train (--recipe NAME | --out FILE) [--classes SET] [--from FILE]
                       [--algorithm NAME] [--steps N]
                       [--learning-rate X] [--tasks N] [--ways N] [--shots N] [--queries N]
                       [--inner-steps N] [--inner-rate X] [--classify X] [--elbo X]
                       [--labelled X] [--unlabelled X] [--halves X] [--turns yes|no]
                       [--deformation none|mild|strong] [--seed N] [--data DIR]

  --recipe NAME      one of those that the project's own weights were made by, SET-ALGORITHM:
                     mnist, digits-0-4, digits-5-9, omniglot-small1, omniglot-small2, and the
                     names of --algorithm; other options change it
  --out FILE         the weights; a .json beside them says how they were made
  --classes SET      what tasks are drawn from: mnist, mnist:0-4 (some digits of it), built-in, or
                     an archive of Omniglot (images_background_small1.zip)
  --from FILE        starts from these weights in place of fresh ones
  --algorithm NAME   prototypes, reptile, first-order-maml, second-order-maml, anil, hypernetwork
  --labelled X, --unlabelled X, --halves X
                     the shares of tasks that are made so
  --data DIR         where mnist/ and omniglot/ are (default: ../shared/data)";

/// `metavae meta-train`.
pub fn run(words: impl Iterator<Item = String>) -> Result<(), String> {
    let options = Options::of(Arguments::parse(USAGE, words)?)?;
    block_on(train(&options))
}

const ALGORITHMS: &[(&str, Algorithm)] = &[
    ("prototypes", Algorithm::Prototypes),
    ("reptile", Algorithm::Reptile),
    ("first-order-maml", Algorithm::FirstOrderMaml),
    ("second-order-maml", Algorithm::SecondOrderMaml),
    ("anil", Algorithm::Anil),
    ("hypernetwork", Algorithm::Hypernetwork),
];

const DEFORMATIONS: &[(&str, Deformation)] =
    &[("none", Deformation::None), ("mild", Deformation::Mild), ("strong", Deformation::Strong)];

struct Options {
    data: String,
    classes: String,
    out: PathBuf,
    from: Option<PathBuf>,
    hyper: MetaHyper,
}

impl Options {
    fn of(mut arguments: Arguments) -> Result<Self, String> {
        let folder = Path::new("www/weights");
        let Recipe { name, mut classes, from, mut hyper } = match arguments.text("--recipe") {
            Some(name) => recipe(&name)?,
            None => {
                let mut algorithm = Algorithm::default();
                arguments.choose("--algorithm", ALGORITHMS, &mut algorithm)?;
                let hyper = MetaHyper::of(algorithm);
                Recipe { name: String::new(), classes: "mnist".into(), from: None, hyper }
            }
        };
        let out = match arguments.text("--out") {
            Some(out) => PathBuf::from(out),
            None if !name.is_empty() => folder.join(name + ".safetensors"),
            None => return Err("--out says where the weights go".into()),
        };
        let mut data = DATA.to_string();
        arguments.put("--data", &mut data)?;
        arguments.put("--classes", &mut classes)?;
        let from =
            arguments.text("--from").map(PathBuf::from).or(from.map(|name| folder.join(name)));
        arguments.put("--steps", &mut hyper.steps)?;
        arguments.put("--learning-rate", &mut hyper.learning_rate)?;
        arguments.put("--tasks", &mut hyper.tasks)?;
        arguments.put("--ways", &mut hyper.ways)?;
        arguments.put("--shots", &mut hyper.shots)?;
        arguments.put("--queries", &mut hyper.queries)?;
        arguments.put("--inner-steps", &mut hyper.inner_steps)?;
        arguments.put("--inner-rate", &mut hyper.inner_rate)?;
        arguments.put("--classify", &mut hyper.classify)?;
        arguments.put("--elbo", &mut hyper.elbo)?;
        arguments.put("--labelled", &mut hyper.mixture.labelled)?;
        arguments.put("--unlabelled", &mut hyper.mixture.unlabelled)?;
        arguments.put("--halves", &mut hyper.mixture.halves)?;
        arguments.choose("--turns", YES_NO, &mut hyper.mixture.turns)?;
        arguments.choose("--deformation", DEFORMATIONS, &mut hyper.deformation)?;
        arguments.put("--seed", &mut hyper.seed)?;
        arguments.end()?;
        hyper.check().map_err(say)?;
        Ok(Self { data, classes, out, from, hyper })
    }
}

async fn train(options: &Options) -> Result<(), String> {
    let hyper = &options.hyper;
    let set = class_set(&options.classes, &options.data)?;
    let device = Compute::cpu().device;
    let state = match &options.from {
        None => StateDict::initial(hyper.seed),
        Some(file) => weights::read(&read_file(file)?).map_err(say)?,
    };
    let start = Trained::start(hyper.algorithm, &state, hyper.seed, &device);
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

async fn store(model: &Trained, mut made: Value, out: &Path) -> Result<(), String> {
    let state = model.state().await.map_err(say)?;
    let bytes = weights::write(&state, Precision::F16).map_err(say)?;
    made["precision"] = "f16".into();
    made["sha256"] = sha256_hex(&bytes).into();
    write_file(out, &bytes)?;
    let text = serde_json::to_string_pretty(&made).map_err(say)? + "\n";
    write_file(&out.with_extension("json"), text.as_bytes())
}

fn class_set(classes: &str, data: &str) -> Result<ClassSet, String> {
    if classes == "built-in" {
        return Ok(ClassSet::digits(&common::built_in()?.0));
    }
    let Some(digits) = classes.strip_prefix("mnist") else {
        let given = Path::new(classes);
        let shared = Path::new(data).join("omniglot").join(given);
        return common::omniglot(if given.exists() { given } else { &shared });
    };
    let all = ClassSet::digits(&common::mnist(&format!("{data}/mnist"))?.0);
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
