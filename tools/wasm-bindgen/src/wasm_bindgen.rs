//! `wasm-bindgen`, as wasm-bindgen-cli has it.

use std::env;

fn main() -> anyhow::Result<()> {
    env_logger::init();
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(env::args_os())
}
