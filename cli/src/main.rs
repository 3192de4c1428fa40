//! metavae from a terminal: training and measuring natively what the page trains.

mod bench;
mod common;
mod evaluate;
mod m2;
mod meta_train;
mod pretrain;

use std::env;
use std::process::ExitCode;

const HELP: &str = "\
metavae pretrain …     trains the VAE and writes its weights
metavae meta-train …   trains over many few-shot tasks and writes the weights
metavae evaluate …     measures the quality of the weights and of every few-shot method
metavae bench          times training steps, asked in lines of JSON on its standard input

`metavae COMMAND --help` lists a command's options.";

fn main() -> ExitCode {
    let mut words = env::args().skip(1);
    let name = words.next().unwrap_or_else(|| "help".into());
    let outcome = match name.as_str() {
        "pretrain" => pretrain::run(words),
        "meta-train" => meta_train::run(words),
        "evaluate" => evaluate::run(words),
        "bench" => bench::run(),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => Err(format!("there is no command {other}\n{HELP}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{name}: {message}");
            ExitCode::FAILURE
        }
    }
}
