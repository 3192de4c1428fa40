//! `cargo xtask eval`: every figure of quality that the project reports, measured.

mod adaptation;
mod bound;
mod episodes;
mod features;
mod few_shot;
mod images;
mod labels;
mod likelihood;
mod neighbours;
mod report;
mod sources;

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::common::{Arguments, DATA};
use metavae::meta::method::Resources;
use metavae::protocol::few_shot::Method;
use pollster::block_on;
use report::Report;
use sources::Sources;

const USAGE: &str = "\
cargo xtask eval [--only PART[,PART]] [--data DIR] [--weights DIR] [--out FILE] [--episodes N]
                 [--importance-samples N] [--methods METHOD[,METHOD]]
                 [--omniglot-test FILE] [--one-shot-runs FILE]

  --only PART   elbo, likelihood, features, mnist, labels,
                novel, omniglot, adaptation
                (default: all; what is not measured keeps its place in the file)
  --data DIR    where mnist/ and omniglot/ are (default: ../shared/data)
  --weights DIR the weights that are measured (default: www/weights)
  --out FILE    (default: docs/results/eval.json; pictures go beside it)
  --episodes N  tasks behind each few-shot figure (default: 600)
  --methods METHOD
                pixels, pca, scratch, frozen, gaussianPrototypes, memory, fineTuned, classBounds,
                metaPrototypes, deformedViews, reptile, firstOrderMaml, secondOrderMaml, anil,
                hypernetwork
                (default: all that have weights, and on Omniglot all but scratch, which takes
                1 to 3 s a task; a choice goes only into a file of its own, by --out)
  --omniglot-test FILE
                also measures Omniglot on the alphabets of this archive that training did not see
  --one-shot-runs FILE
                also measures Lake's 20-way one-shot runs (all_runs.zip)";

/// Where the project keeps what was measured.
const RESULTS: &str = "docs/results/eval.json";

/// What is measured, and how.
#[derive(Clone)]
pub struct Options {
    only: Option<Vec<String>>,
    weights: PathBuf,
    out: PathBuf,
    episodes: usize,
    importance_samples: usize,
    methods: Option<Vec<Method>>,
    omniglot_test: Option<PathBuf>,
    one_shot_runs: Option<PathBuf>,
}

impl Options {
    fn wants(&self, part: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.iter().any(|wanted| wanted == part))
    }

    /// The same, with all methods but one where none was asked for.
    fn but(&self, left_out: Method) -> Self {
        let rest = || Method::ALL.into_iter().filter(|method| *method != left_out).collect();
        Self { methods: Some(self.methods.clone().unwrap_or_else(rest)), ..self.clone() }
    }

    /// The methods that are compared: those asked for, or all, that have what they start from.
    fn methods(&self, resources: &Resources) -> Vec<Method> {
        let asked = |method: &Method| self.methods.as_ref().is_none_or(|all| all.contains(method));
        Method::ALL.into_iter().filter(|method| asked(method) && resources.has(*method)).collect()
    }
}

const PARTS: [&str; 8] =
    ["elbo", "likelihood", "features", "mnist", "labels", "novel", "omniglot", "adaptation"];

/// `metavae evaluate`.
pub fn run(words: impl Iterator<Item = String>) -> Result<(), String> {
    let mut arguments = Arguments::parse(USAGE, words)?;
    let mut data = DATA.to_string();
    arguments.put("--data", &mut data)?;
    let options = options(arguments)?;
    block_on(measure(&options, &Sources::new(data)))
}

fn options(mut arguments: Arguments) -> Result<Options, String> {
    let only: Option<Vec<String>> =
        arguments.text("--only").map(|list| list.split(',').map(str::to_string).collect());
    if let Some(unknown) = only.iter().flatten().find(|part| !PARTS.contains(&part.as_str())) {
        return Err(format!("there is no part “{unknown}”; there are {}", PARTS.join(", ")));
    }
    let methods = arguments.text("--methods").map(|list| methods(&list)).transpose()?;
    let mut options = Options {
        only,
        methods,
        weights: "www/weights".into(),
        out: RESULTS.into(),
        episodes: 600,
        importance_samples: 5000,
        omniglot_test: arguments.text("--omniglot-test").map(PathBuf::from),
        one_shot_runs: arguments.text("--one-shot-runs").map(PathBuf::from),
    };
    arguments.put("--weights", &mut options.weights)?;
    arguments.put("--out", &mut options.out)?;
    arguments.put("--episodes", &mut options.episodes)?;
    arguments.put("--importance-samples", &mut options.importance_samples)?;
    arguments.end()?;
    if options.methods.is_some() && options.out == Path::new(RESULTS) {
        return Err(format!("{RESULTS} holds every method; give --methods an --out of its own"));
    }
    match (options.episodes, options.importance_samples) {
        (0, _) => Err("--episodes must be 1 at least".into()),
        (_, 0) => Err("--importance-samples must be 1 at least".into()),
        _ => Ok(options),
    }
}

/// Methods by their names in the protocol.
fn methods(list: &str) -> Result<Vec<Method>, String> {
    let one = |name: &str| serde_json::from_value(name.into());
    let unknown = |name: &str| format!("there is no method “{name}”\n{USAGE}");
    list.split(',').map(|name| one(name).map_err(|_| unknown(name))).collect()
}

async fn measure(options: &Options, sources: &Sources) -> Result<(), String> {
    let mut report = Report::open(&options.out)?;
    for part in PARTS.into_iter().filter(|part| options.wants(part)) {
        let started = Instant::now();
        println!("== {part}");
        let figures = match part {
            "elbo" => likelihood::elbo(options, sources).await?,
            "likelihood" => likelihood::importance(options, sources)?,
            "features" => features::measure(options, sources).await?,
            "mnist" => few_shot::mnist(options, sources).await?,
            "labels" => labels::measure(options, sources).await?,
            "novel" => few_shot::novel(options, sources).await?,
            "omniglot" => few_shot::omniglot(options, sources).await?,
            "adaptation" => adaptation::measure(options, sources).await?,
            _ => unreachable!("checked above"),
        };
        report.put(part, figures, started.elapsed().as_secs_f64());
        // After every part, so that a long run may be cut short.
        report.write()?;
    }
    println!("wrote {}", options.out.display());
    Ok(())
}
