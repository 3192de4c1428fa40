//! Gives the wasm a larger stack.

fn main() {
    // Also of `wasm/`, so it cannot name its own file; cargo runs a changed one in any case.
    println!("cargo::rerun-if-changed=Cargo.toml");
    // rustc's default for wasm32 is 1 MiB, and an unoptimised build of the engine overflows it while
    // fine-tuning: “memory access out of bounds”. Here and not in `.cargo/config.toml`, where a
    // change of the flag would compile every dependency again.
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        println!("cargo::rustc-link-arg=-zstack-size=4194304");
    }
}
