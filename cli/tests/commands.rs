//! The program itself: its commands on small data, and what it says of wrong words.

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use metavae::image::PIXELS;
use metavae::model::Size;
use serde_json::{Value, json};
use support::Folder;

/// The committed ones.
const WEIGHTS: &str = "www/weights/vae-mnist.safetensors";

const COMMANDS: [&str; 6] = ["pretrain", "meta-train", "evaluate", "quantise", "judge", "bench"];

/// A path as a word of a command.
fn word(path: PathBuf) -> String {
    path.to_str().expect("a temporary folder has a plain name").into()
}

fn metavae(words: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_metavae"));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    program.current_dir(root).args(words).output().unwrap()
}

/// What a command wrote that ended well.
fn said(words: &[&str]) -> String {
    let output = metavae(words);
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What a command said that did not.
fn refusal(words: &[&str]) -> String {
    let output = metavae(words);
    assert!(!output.status.success(), "{words:?}");
    assert!(output.stdout.is_empty(), "{words:?}: {output:?}");
    String::from_utf8(output.stderr).unwrap().trim().into()
}

#[test]
fn every_command_has_help_of_one_shape() {
    let all = said(&["--help"]);
    assert_eq!(said(&[]), all);
    assert_eq!(said(&["help"]), all);
    for name in COMMANDS {
        assert!(all.contains(&format!("\n  {name}")), "{all}");
        let help = said(&[name, "--help"]);
        assert!(help.starts_with(&format!("metavae {name}")), "{help}");
        assert_eq!(said(&[name, "-h"]), help);
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
    }
    let recipe = said(&["meta-train", "--recipe", "digits-0-4-prototypes", "--help"]);
    assert!(recipe.contains("outer steps (default: 6000)"), "{recipe}");
}

#[test]
fn what_is_wrong_is_named() {
    let names = format!("there are {}", COMMANDS.join(", "));
    assert_eq!(refusal(&["train"]), format!("train: there is no such command; {names}"));
    for name in COMMANDS {
        let lists = format!("`metavae {name} --help` lists them");
        let said = format!("{name}: there is no option --fast; {lists}");
        assert_eq!(refusal(&[name, "--fast", "1"]), said);
    }
    let cases: [(&[&str], &str); 13] = [
        (&["pretrain", "--epochs", "many"], "--epochs is “many”"),
        (&["pretrain", "--epochs", "0"], "0"),
        (&["pretrain", "--from", "nowhere"], "nowhere"),
        (&["pretrain", "--data", "nowhere"], "nowhere"),
        (&["pretrain", "--latents", "3"], "it must be 2, 8, 16, 32 or 64"),
        (
            &["pretrain", "--from", WEIGHTS, "--latents", "2"],
            "has 32 latents and --latents asks for 2",
        ),
        (&["meta-train", "--out", "x", "--latents", "3"], "it must be 2, 8, 16, 32 or 64"),
        (&["meta-train"], "--out says where"),
        (&["meta-train", "--recipe", "mnist-none"], "SET-ALGORITHM"),
        (&["meta-train", "--recipe", "mnist-anil", "--algorithm", "anil"], "--algorithm"),
        (&["meta-train", "--algorithm", "none", "--out", "x"], "hypernetwork"),
        (&["evaluate", "--only", "elbo,all"], "adaptation"),
        (&["evaluate", "--methods", "pixels"], "--out"),
    ];
    for (words, expected) in cases {
        let said = refusal(words);
        assert!(said.starts_with(&format!("{}: ", words[0])), "{said}");
        assert!(said.contains(expected), "{words:?}: {said}");
    }
}

#[test]
fn pretraining_writes_weights_that_can_be_gone_on_from_and_measured() {
    let folder = Folder::new("pretrain");
    folder.write_digits(300, 40);
    let (data, out) = (word(folder.path("mnist")), word(folder.path("vae-mnist.safetensors")));
    let text = said(&["pretrain", "--data", &data, "--out", &out, "--epochs", "1", "--batch=50"]);
    assert!(text.starts_with("MNIST: 300 training images, 6 steps\n"), "{text}");
    let made = folder.json("vae-mnist.json");
    assert_eq!(made["made_by"], "cargo xtask pretrain");
    assert_eq!((&made["steps"], &made["hyper"]["batchSize"]), (&json!(6), &json!(50)));
    assert_eq!(made["test"]["images"], 40);
    let first = made["test"]["total_nats"].as_f64().unwrap();

    let further = word(folder.path("further.safetensors"));
    said(&["pretrain", "--data", &data, "--out", &further, "--from", &out, "--epochs", "2"]);
    let after = folder.json("further.json")["test"]["total_nats"].as_f64().unwrap();
    assert!(after < first, "{first} to {after}");

    let report = word(folder.path("report/eval.json"));
    let weights = word(folder.path(""));
    let text = said(&[
        "evaluate",
        "--only",
        "elbo",
        "--data",
        &weights,
        "--weights",
        &weights,
        "--out",
        &report,
    ]);
    assert!(text.starts_with("== elbo\n"), "{text}");
    let elbo = &folder.json("report/eval.json")["elbo"];
    assert_eq!(elbo["sha256"], made["sha256"]);
    // The KL is a formula; the reconstruction has ten samples here and one there.
    let (kl, total) = (&elbo["kl_nats"], elbo["total_nats"].as_f64().unwrap());
    assert!((kl.as_f64().unwrap() - made["test"]["kl_nats"].as_f64().unwrap()).abs() < 0.01);
    assert!((total / first - 1.0).abs() < 0.05, "{first} {elbo}");
}

/// Two latents from fresh weights, gone on from and measured as they are.
#[test]
fn two_latents_are_trained_and_measured() {
    let folder = Folder::new("two-latents");
    folder.write_digits(300, 40);
    let (data, out) = (word(folder.path("mnist")), word(folder.path("vae-mnist.safetensors")));
    let run = ["pretrain", "--data", &data, "--out", &out, "--epochs", "1"];
    said(&[&run[..], &["--latents", "2"]].concat());
    let made = folder.json("vae-mnist.json");
    assert_eq!(made["latents"], 2);
    assert!(made["test"]["active_units"].as_u64().unwrap() <= 2, "{made}");
    said(&[&run[..], &["--from", &out]].concat());
    assert_eq!(folder.json("vae-mnist.json")["latents"], 2, "the file's own");
    let state = metavae::weights::read(&fs::read(&out).unwrap()).unwrap();
    assert_eq!(state.size().latents(), 2);

    let (weights, report) = (word(folder.path("")), word(folder.path("eval.json")));
    let places = ["--data", &weights, "--weights", &weights, "--out", &report];
    said(&[&["evaluate", "--only", "elbo,features"][..], &places].concat());
    let elbo = &folder.json("eval.json")["elbo"];
    assert!(elbo["active_units"].as_u64().unwrap() <= 2, "{elbo}");
    assert_eq!(elbo["sha256"], folder.json("vae-mnist.json")["sha256"]);
}

#[test]
fn weights_are_quantised_within_what_is_allowed_and_so_are_patches_of_them() {
    let folder = Folder::new("quantise");
    folder.write_digits(300, 40);
    let data = word(folder.path("mnist"));
    let whole = word(folder.path("whole.safetensors"));
    said(&["pretrain", "--data", &data, "--out", &whole, "--epochs", "1", "--batch=50"]);
    let small = word(folder.path("small.packed"));
    let quantise = |weights: &str, out: &str, more: &[&str]| {
        let words = ["quantise", "--data", &data, "--weights", weights, "--out", out];
        said(&[&words, more].concat())
    };
    quantise(&whole, &small, &["--within", "0.05"]);
    let made = folder.json("small.json");
    let numbers = Size::default().parameters();
    assert_eq!(made["numbers"], numbers);
    assert!(made["bytes"].as_u64().unwrap() < numbers as u64, "{made}");
    // On 40 test images it is not what it was on 300 training images.
    assert!(made["test"]["rise_nats"].as_f64().unwrap().abs() < 0.2, "{made}");
    for (name, tensor) in made["tensors"].as_object().unwrap() {
        if let Some(scale) = tensor["scale"].as_f64() {
            assert!(tensor["moved"].as_f64().unwrap() <= 0.5001 * scale, "{name}: {tensor}");
        }
    }

    let patch = word(folder.path("patch.packed"));
    quantise(&whole, &patch, &["--base", &small]);
    let kept = folder.json("patch.json");
    assert_eq!(kept["base"].as_str().map(str::len), Some(64));
    let (all, own) = (made["tensors"].as_object().unwrap(), kept["tensors"].as_object().unwrap());
    assert!(own.len() < all.len(), "what 16 bits hold is the base's: {kept}");
    assert!(own.keys().all(|name| all[name]["form"] == "codes"), "{kept}");
}

#[test]
fn a_judge_tells_digits_from_what_is_none_and_judges_what_has_a_recipe() {
    let folder = Folder::new("judge");
    folder.write_digits(400, 100);
    let data = word(folder.path("mnist"));
    let out = word(folder.path("weights/own.safetensors"));
    said(&["pretrain", "--data", &data, "--out", &out, "--steps", "3", "--batch=50"]);
    let report = word(folder.path("report.json"));
    let weights = word(folder.path("weights"));
    said(&["judge", "--data", &data, "--weights", &weights, "--out", &report]);
    let report = folder.json("report.json");
    let judge = &report["judges"]["MNIST"];
    let strangers = judge["recognised_percent_of_what_is_none"].as_object().unwrap();
    assert_eq!(strangers.len(), 5);
    assert!(strangers.values().all(|percent| percent.as_f64().unwrap() < 5.0), "{judge}");
    let tried = &report["tried"][0];
    assert_eq!((&tried["weights"], &tried["steps"]), (&json!("own"), &json!(3)));
    assert!(tried["recognised_percent"].as_f64().unwrap() < 5.0, "after three steps: {tried}");
    assert!(folder.path("weights/own.png").exists());
}

#[test]
fn meta_training_writes_weights_and_how_they_were_made() {
    let folder = Folder::new("meta-train");
    folder.write_digits(300, 40);
    let out = word(folder.path("meta.safetensors"));
    let text = said(&[
        "meta-train",
        "--data",
        &word(folder.path("")),
        "--classes",
        "mnist:0-4",
        "--out",
        &out,
        "--algorithm",
        "first-order-maml",
        "--steps",
        "2",
        "--tasks",
        "1",
        "--ways",
        "3",
        "--shots",
        "1",
        "--queries",
        "1",
        "--inner-steps",
        "1",
    ]);
    assert!(text.starts_with("mnist:0-4: 5 classes of "), "{text}");
    let made = folder.json("meta.json");
    assert_eq!(made["made_by"], "cargo xtask meta-train");
    assert_eq!((&made["steps"], &made["hyper"]["ways"]), (&json!(2), &json!(3)));
    assert_eq!(made["hyper"]["algorithm"], "firstOrderMaml");
    assert!(metavae::weights::read(&fs::read(out).unwrap()).is_ok());
}

#[test]
fn the_benchmark_answers_in_lines_of_json() {
    [32, 2].into_iter().for_each(answers_in_lines_of_json);
}

fn answers_in_lines_of_json(latents: u32) {
    let size = Size::of(latents).unwrap();
    let folder = Folder::new(&format!("bench-{latents}"));
    let numbers = |name: &str, numbers: &[f32]| {
        let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_ne_bytes()).collect();
        fs::write(folder.path(name), bytes).unwrap();
        folder.path(name)
    };
    let weights = numbers("weights", &vec![0.0; size.parameters()]);
    let fewer = numbers("fewer", &vec![0.0; size.parameters() - 1]);
    let images = numbers("images", &[0.5; 4 * PIXELS]);
    let eps = numbers("eps", &vec![0.1; 4 * size.latents()]);
    let gradient = folder.path("gradient");

    let mut program = Command::new(env!("CARGO_BIN_EXE_metavae"))
        .arg("bench")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut questions = program.stdin.take().unwrap();
    let mut answers = BufReader::new(program.stdout.take().unwrap());
    let mut ask = |question: Value| -> Value {
        writeln!(questions, "{question}").unwrap();
        let mut line = String::new();
        answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    };
    assert_eq!(ask(json!({"ask": "window", "steps": 1}))["error"], "nothing was opened yet");
    assert!(ask(json!({"ask": "nothing"}))["error"].is_string());
    let open = json!({"ask": "open", "weights": fewer, "images": images, "eps": eps, "batch": 4});
    assert!(ask(open)["error"].as_str().unwrap().contains("not one of 1677509, "));
    let open = json!({"ask": "open", "weights": weights, "images": images, "eps": eps, "batch": 4});
    assert_eq!(ask(open)["device"], "one thread of native code");
    let window = ask(json!({"ask": "window", "steps": 3}));
    assert!(window["ms"].as_f64().unwrap() > 0.0, "{window}");
    let agreed = ask(json!({"ask": "agree", "gradient": gradient}));
    // A model of zeros says that each pixel is ink as likely as not, and that latents are N(0, I).
    let expected = PIXELS as f64 * 2f64.ln();
    assert!((agreed["reconstruction"].as_f64().unwrap() - expected).abs() < 0.01, "{agreed}");
    assert_eq!(agreed["kl"], 0.0);
    assert_eq!(fs::metadata(gradient).unwrap().len(), 4 * size.parameters() as u64);
    drop(questions);
    assert!(program.wait().unwrap().success(), "it ends with its questions");
}
