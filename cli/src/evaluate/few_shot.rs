//! Few-shot figures of every method, by protocol.

use std::path::Path;

use metavae::data::formats::omniglot;
use metavae::data::{ClassSet, EpisodeConfig};
use metavae::device::Compute;
use metavae::meta::method::Context;
use metavae::meta::resources::Resources;
use metavae::protocol::few_shot::Augmentation;
use serde_json::{Map, Value, json};

use super::episodes::{SEED, Score, draw, score};
use super::options::Options;
use super::percent_right;
use super::resources::resources;
use super::sources::{Sources, Split, unseen};
use crate::files::{read, round, say};

/// Images of each class that a task tells apart.
const QUERIES: usize = 15;

/// Digits that the encoders have seen without a label: ten classes, 1, 5 and 10 images of each.
pub fn mnist(options: &Options, sources: &Sources) -> Result<Value, String> {
    let (train, test) = sources.mnist()?;
    let train = ClassSet::digits(&train);
    let resources = resources(options, "mnist", &train)?;
    let test = ClassSet::digits(&test);
    let mut figures = protocol(
        "MNIST test digits; encoders have seen MNIST's training images, \
                                without labels",
    );
    let mut targets = Map::new();
    for shots in [1, 5, 10] {
        let config = EpisodeConfig { ways: 10, shots, queries: QUERIES };
        let table = table(options, &resources, &test, config)?;
        match shots {
            10 => put(&mut targets, "mnist_10w10s_frozen", frozen(&table)),
            shots => put(&mut targets, &format!("mnist_10w{shots}s"), best(&table)),
        }
        figures[format!("10w{shots}s")] = table;
    }
    figures["targets"] = targets.into();
    Ok(figures)
}

/// Digits that training has not seen at all.
pub fn novel(options: &Options, sources: &Sources) -> Result<Value, String> {
    let names = ["digits-0-4", "digits-5-9"];
    let shapes = [(5, 1), (5, 5)];
    let splits = sources.novel_digits()?;
    let mut figures = protocol(
        "MNIST test digits of classes that no part of training has seen, \
                                labelled or not; the mean over both directions",
    );
    both_ways(options, &splits, names, &shapes, "novel", &mut figures)?;
    Ok(figures)
}

/// Characters of alphabets that training has not seen.
pub async fn omniglot(options: &Options, sources: &Sources) -> Result<Value, String> {
    let names = ["omniglot-small1", "omniglot-small2"];
    let shapes = [(5, 1), (5, 5), (20, 1)];
    // Nobody waits for 45 of 50 minutes to see what is measured on digits too.
    let options = &options.but("scratch");
    let splits = sources.omniglot()?;
    let mut figures = protocol(
        "Omniglot characters of alphabets that no part of training has \
                                seen; trained on the five of one small background set, tested on \
                                those of the other that the first does not hold; the mean over \
                                both directions",
    );
    both_ways(options, &splits, names, &shapes, "omniglot", &mut figures)?;
    let resources = resources(options, names[0], &splits[0].train)?;
    if let Some(file) = &options.omniglot_test {
        let test = unseen(&crate::sources::omniglot(file)?, &splits[0].train);
        let name = file.file_name().map(|name| name.to_string_lossy());
        let mut given = json!({ "file": name, "alphabets": test.groups(), "trained_on": "small1" });
        for (ways, shots) in shapes {
            let config = EpisodeConfig { ways, shots, queries: QUERIES };
            let key = format!("{ways}w{shots}s");
            given[key] = table(options, &resources, &test, config)?;
        }
        figures["given_archive"] = given;
    }
    if let Some(file) = &options.one_shot_runs {
        figures["one_shot_runs"] = one_shot_runs(options, file, &resources).await?;
    }
    Ok(figures)
}

fn both_ways(
    options: &Options,
    splits: &[Split; 2],
    names: [&str; 2],
    shapes: &[(usize, usize)],
    prefix: &str,
    figures: &mut Value,
) -> Result<(), String> {
    let mut targets = Map::new();
    let mut sums = vec![Vec::new(); shapes.len()];
    for (split, name) in splits.iter().zip(names) {
        let resources = resources(options, name, &split.train)?;
        let mut tables = json!({ "classes_trained_on": split.train.classes.len(),
                                 "classes_tested_on": split.test.classes.len() });
        for (&(ways, shots), sum) in shapes.iter().zip(&mut sums) {
            println!("{}, {ways}-way {shots}-shot", split.name);
            let config = EpisodeConfig { ways, shots, queries: QUERIES };
            let table = table(options, &resources, &split.test, config)?;
            sum.push(best(&table));
            tables[format!("{ways}w{shots}s")] = table;
        }
        figures[&split.name] = tables;
    }
    for (&(ways, shots), sum) in shapes.iter().zip(&sums) {
        let mean = sum.iter().sum::<f64>() / sum.len() as f64;
        put(&mut targets, &format!("{prefix}_{ways}w{shots}s"), mean);
    }
    figures["targets"] = targets.into();
    Ok(())
}

fn protocol(what: &str) -> Value {
    json!({
        "protocol": what,
        "transductive": false,
        "queries_a_class": QUERIES,
        "interval": "95 % confidence, Student's t over tasks",
        "seed": SEED,
    })
}

/// Every method that has its weights; from one shot also with a grown support.
fn table(
    options: &Options,
    resources: &Resources,
    set: &ClassSet,
    config: EpisodeConfig,
) -> Result<Value, String> {
    let episodes = draw(set, config, options.episodes)?;
    let mut table = Map::new();
    for method in options.methods(resources) {
        let plain = score(method, resources, None, &episodes)?;
        // From many shots a support grows to hundreds of images, at minutes of descent a task.
        let grows = resources.pretrained.is_some() && config.shots == 1;
        let grow = grows.then(Augmentation::default);
        let grown = grow.map(|grow| score(method, resources, Some(grow), &episodes)).transpose()?;
        let name = method.id();
        print!("  {name:20} {}", say_score(&plain));
        println!("{}", grown.map_or(String::new(), |s| format!(", grown {}", say_score(&s))));
        let mut figures = as_json(&plain);
        if let Some(grown) = grown {
            figures["grown"] = as_json(&grown);
        }
        table.insert(name.into(), figures);
    }
    Ok(json!({ "episodes": episodes.len(), "methods": table }))
}

fn say_score(score: &Score) -> String {
    format!("{:.2} ± {:.2} %", score.accuracy.mean, score.accuracy.half_width.unwrap_or(0.0))
}

fn as_json(score: &Score) -> Value {
    json!({
        "accuracy_percent": round(score.accuracy.mean),
        "half_width_percent": round(score.accuracy.half_width.unwrap_or(0.0)),
        "adapt_ms": round(score.adapt_ms.mean),
    })
}

fn put(targets: &mut Map<String, Value>, name: &str, figure: f64) {
    targets.insert(name.into(), round(figure).into());
}

/// The best method's accuracy, in percent.
fn best(table: &Value) -> f64 {
    let methods = table["methods"].as_object().into_iter().flat_map(Map::values);
    methods.filter_map(|figures| figures["accuracy_percent"].as_f64()).fold(0.0, f64::max)
}

/// That of the frozen encoders with nearest prototypes.
fn frozen(table: &Value) -> f64 {
    let methods = &table["methods"];
    let accuracy = |name: &str| methods[name]["accuracy_percent"].as_f64().unwrap_or(0.0);
    accuracy("frozen").max(accuracy("metaPrototypes"))
}

/// Lake's 20 runs of 20-way one-shot classification.
async fn one_shot_runs(
    options: &Options,
    file: &Path,
    resources: &Resources,
) -> Result<Value, String> {
    let runs = omniglot::read_runs(&read(file)?)
        .map_err(|error| format!("{}: {error}", file.display()))?;
    let device = Compute::cpu().device;
    let mut table = Map::new();
    for method in options.methods(resources) {
        let mut accuracies = Vec::with_capacity(runs.len());
        for (run, seed) in runs.iter().zip(0..) {
            let context = Context { resources, augmentation: None, device: &device, seed };
            let adapted = context.adapt(method, &run.support).await.map_err(say)?;
            let answers = adapted.answers(&run.query.images).await.map_err(say)?;
            accuracies.push(percent_right(&answers, &run.query.labels));
        }
        let mean = accuracies.iter().sum::<f64>() / accuracies.len() as f64;
        println!("  one-shot runs, {}: {mean:.2} %", method.id());
        let figures =
            json!({ "accuracy_percent": round(mean), "error_percent": round(100.0 - mean) });
        table.insert(method.id().into(), figures);
    }
    Ok(json!({ "runs": runs.len(), "trained_on": "small1", "methods": table }))
}
