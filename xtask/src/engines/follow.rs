//! While a page is served and edited: the engines that it can do without for a while.

use super::engine::{Engine, FMA, LARGE};
use super::page;
use crate::outcome::Outcome;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// Set by `cargo xtask serve`: another process builds the engines that a page can wait for.
pub const FOLLOWED: &str = "METAVAE_ENGINES_FOLLOW";

/// How often to look for a new page.
const LOOK: Duration = Duration::from_millis(200);

/// Builds what each new page in `dist` waits for, for as long as the process lives. The one with
/// fused multiply-adds comes first: it takes half a minute, the other one up to ten.
pub fn follow(dist: &Path) -> ! {
    loop {
        if page::waits(dist) {
            page::take_on(dist);
            for engine in [FMA, LARGE] {
                // A page that is newer already waits for newer ones.
                if !page::waits(dist)
                    && let Err(message) = complete(dist, &engine)
                {
                    eprintln!("\nThe engine {} is missing: {message}", engine.name);
                }
            }
        }
        thread::sleep(LOOK);
    }
}

fn complete(dist: &Path, engine: &Engine) -> Outcome {
    let begun = Instant::now();
    let finished = engine.finish(&engine.compile()?, false)?;
    if page::waits(dist) || page::is_replaced(dist) || page::has(engine, &finished, dist) {
        return Ok(());
    }
    page::place(engine, &finished, dist)?;
    let seconds = begun.elapsed().as_secs();
    println!("\n  The engine {} is there, after {seconds} s. Reload the page.\n", engine.name);
    Ok(())
}
