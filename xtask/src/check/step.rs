//! The steps of `cargo xtask test`, in order.

use super::{links, shards};
use crate::engines::{Engine, FMA, LARGE, PLAIN};
use crate::setup::{self, Need};
use crate::tally::Tally;
use crate::{command, project, site, size};
use std::path::PathBuf;
use std::process::Command;

/// One step.
pub struct Step {
    /// What `--only` calls it.
    pub name: &'static str,
    /// What it checks.
    pub what: &'static str,
    /// What it cannot run without.
    pub needs: &'static [Need],
    /// The step whose failure makes this one pointless.
    pub after: Option<&'static str>,
    /// Runs it.
    pub run: fn() -> Result<Tally, String>,
}

/// The crate without WebGPU, with all of xtask: what is compiled natively.
const NATIVE: [&str; 4] = [
    "--workspace",
    "--no-default-features",
    "--features",
    "metavae/engine,metavae/typescript,xtask/download",
];

/// Always with the profile of an artefact: what it is built from is then compiled once, and not a
/// second time in another profile.
const WASM: [&str; 2] = ["--target", project::WASM_TARGET];

/// A browser start, compiling shaders on a software GPU and training take longer than the 20 s
/// that wasm-bindgen-test allows all tests together.
const BROWSER_TEST_SECONDS: &str = "1800";

/// A test of Node's that takes longer hangs: the longest, on WebGPU in software, takes 3 minutes.
const TEST_TIMEOUT: &str = "--test-timeout=600000";

/// All steps, the quick ones first.
pub const STEPS: [Step; 16] = [
    Step {
        name: "fmt",
        what: "rustfmt",
        needs: &[Need::Lints],
        after: None,
        run: || check(cargo(&["fmt", "--all", "--check"])),
    },
    Step {
        name: "links",
        what: "links from the Markdown files to files of the project",
        needs: &[],
        after: None,
        run: links::check,
    },
    Step {
        name: "types",
        what: "the page's and the tests' JS against its JSDoc types",
        needs: &[Need::Packages],
        after: None,
        run: || check(node(&["node_modules/typescript/bin/tsc", "--project", "tsconfig.json"])),
    },
    Step {
        name: "clippy",
        what: "clippy over everything native, warnings denied",
        needs: &[Need::Lints],
        after: None,
        run: || check(clippy(&[&NATIVE[..], &["--all-targets"]].concat())),
    },
    Step {
        name: "js",
        what: "tests of the page's JS in Node, over the engine that every browser runs",
        needs: &[Need::Packages, Need::WasmTarget, Need::WasmBindgen],
        after: None,
        run: page_logic,
    },
    Step {
        name: "native",
        what: "native tests of the crate and of xtask",
        needs: &[],
        after: None,
        run: || cargo_tests(cargo(&["test"]).args(NATIVE).args(["--no-fail-fast"])),
    },
    Step {
        name: "clippy-wasm",
        what: "clippy over the engine with WebGPU and the browser tests, for wasm32",
        needs: &[Need::Lints, Need::WasmTarget],
        after: None,
        run: || {
            check(clippy(&[&WASM[..], &["--profile", LARGE.profile, "--lib", "--tests"]].concat()))
        },
    },
    Step {
        name: "clippy-wasm-cpu",
        what: "clippy over the engine without WebGPU, for wasm32",
        needs: &[Need::Lints, Need::WasmTarget],
        after: None,
        run: || {
            let engine = ["--release", "--lib", "--no-default-features", "--features", "engine"];
            check(clippy(&[&WASM[..], &engine].concat()))
        },
    },
    Step {
        name: "docs",
        what: "the documentation of everything native and of the engine for wasm32, warnings denied",
        needs: &[Need::WasmTarget],
        after: None,
        run: docs,
    },
    Step {
        name: "browser",
        what: "tests of the engine in headless Chromium, on the CPU and on WebGPU",
        needs: &[Need::WasmTarget, Need::WasmBindgen, Need::WasmPack, Need::Browser],
        after: None,
        run: browser,
    },
    Step {
        name: "browser-cpu",
        what: "numerics and scenarios in headless Chromium, on plain SIMD as it ships",
        needs: &[Need::WasmTarget, Need::WasmBindgen, Need::Browser],
        after: None,
        run: || shipped(&PLAIN),
    },
    Step {
        name: "browser-fma",
        what: "the same with fused multiply-adds, which Chromium gets",
        needs: &[Need::WasmTarget, Need::WasmBindgen, Need::Browser],
        after: None,
        run: || shipped(&FMA),
    },
    Step {
        name: "build",
        what: "the release page",
        needs: &Need::PAGE,
        after: None,
        run: || check(site::build_command()),
    },
    Step {
        name: "sizes",
        what: "the release page against budgets.json",
        needs: &[Need::Packages],
        after: Some("build"),
        run: size::check,
    },
    Step {
        name: "end-to-end",
        what: "the release page in headless Chromium",
        needs: &[Need::Packages, Need::Browser],
        after: Some("build"),
        run: end_to_end,
    },
    Step {
        name: "faults",
        what: "the short form of the suite that tries to break it; `cargo xtask faults` has more",
        needs: &Need::ALL,
        after: Some("build"),
        run: faults,
    },
];

fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = command::new("cargo");
    cargo.current_dir(project::root()).args(arguments);
    cargo
}

fn clippy(arguments: &[&str]) -> Command {
    let mut clippy = cargo(&["clippy"]);
    clippy.args(arguments).args(["--", "--deny", "warnings"]);
    clippy
}

fn node(arguments: &[&str]) -> Command {
    let mut node = command::new("node");
    node.current_dir(project::root()).args(arguments);
    node
}

/// A command that is one test.
fn check(mut command: Command) -> Result<Tally, String> {
    command::run(&mut command).map(|()| Tally::single(true))
}

/// A command that runs Rust's tests.
fn cargo_tests(command: &mut Command) -> Result<Tally, String> {
    let (text, well) = command::watch(command)?;
    Ok(Tally::of_cargo(&text).judged(well))
}

/// Node's test runner over the files of one folder. Named one by one, because the patterns that
/// it takes differ between Node 20 and later ones.
fn node_tests(mut node: Command, folder: &str, ending: &str) -> Result<Tally, String> {
    let path = project::root().join(folder);
    let entries = std::fs::read_dir(&path).map_err(|e| format!("{}: {e}.", path.display()))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect();
    if files.is_empty() {
        return Err(format!("there is no test in {}.", path.display()));
    }
    files.sort();
    node.args(["--test", "--test-reporter=spec", "--test-concurrency=1", TEST_TIMEOUT]).args(files);
    let (text, well) = command::watch(&mut node)?;
    Ok(Tally::of_node(&text).judged(well))
}

/// All of it natively, and the engine's interface to JS, which only exists for wasm32. With what is
/// private: those who read it work on it, and a link to it leads somewhere.
fn docs() -> Result<Tally, String> {
    let engine = [&WASM[..], &["--lib", "--profile", LARGE.profile]].concat();
    let mut tally = Tally::default();
    for arguments in [&NATIVE[..], &engine] {
        let mut doc = cargo(&["doc", "--no-deps", "--document-private-items"]);
        doc.args(arguments)
            .env("RUSTDOCFLAGS", "--deny warnings --allow rustdoc::private-intra-doc-links");
        tally += check(doc)?;
    }
    Ok(tally)
}

/// `wasm-pack test --headless --chrome`, which reads the browser's flags from webdriver.json, on the
/// code that the page ships.
fn browser() -> Result<Tally, String> {
    let mut wasm_pack = command::new("wasm-pack");
    wasm_pack.current_dir(project::root()).args(["test", "--headless", "--chrome"]);
    if let Some(driver) = setup::chromedriver() {
        wasm_pack.arg("--chromedriver").arg(driver);
    }
    wasm_pack.args(["--", "--profile", LARGE.profile]);
    wasm_pack.env("WASM_BINDGEN_TEST_TIMEOUT", BROWSER_TEST_SECONDS);
    cargo_tests(&mut wasm_pack)
}

/// `tests/browser.rs` on one of the CPU's engines, with the profile and the features that it ships
/// with: all but the tests is compiled already for the page. What wasm-pack would do, without its
/// compiling the other tests.
fn shipped(engine: &Engine) -> Result<Tally, String> {
    let mut test = cargo(&["test"]);
    test.args(WASM).args(["--profile", engine.profile, "--no-default-features"]);
    test.args(["--features", engine.feature, "--test", "browser"]);
    test.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    test.env("WASM_BINDGEN_TEST_TIMEOUT", BROWSER_TEST_SECONDS);
    if let Some(driver) = setup::chromedriver() {
        test.env("CHROMEDRIVER", driver);
    }
    cargo_tests(&mut test)
}

/// The tests of www/. The flows' speak to the engine, which is kept as the page's engines are: not
/// stripped, and so the one that `serve` has made already.
fn page_logic() -> Result<Tally, String> {
    let engine = PLAIN.finish(&PLAIN.compile()?, false)?;
    println!("METAVAE_ENGINE={}", engine.display());
    let mut node = node(&[]);
    node.env("METAVAE_ENGINE", engine);
    node_tests(node, "tests/js", ".test.js")
}

/// Beside the page that was built already. Its results go nowhere: those of the project are written
/// by `cargo xtask faults`.
fn faults() -> Result<Tally, String> {
    let (text, well) = command::watch(&mut crate::faults::suite()?)?;
    Ok(Tally::of_node(&text).judged(well))
}

/// The tests of dist/.
fn end_to_end() -> Result<Tally, String> {
    let mut node = node(&[]);
    if let Some(chromium) = setup::chromium() {
        node.env("CHROMIUM", chromium);
    }
    node.env("METAVAE_SHARDS", shards::folder()?);
    node_tests(node, "tests/e2e", ".test.mjs")
}
