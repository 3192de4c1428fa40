//! Fetching the four files from the first mirror that has them as published.

use super::mnist::{Digits, FILES, File, Read};

/// Folders that hold the published files. The first is the one that torchvision uses.
pub const MIRRORS: [&str; 2] = [
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
];

/// Gets the bytes at an address, or says what kept it from them.
pub type Fetch<'a> = &'a dyn Fn(&str) -> Result<Vec<u8>, String>;

/// Fetches and verifies all four. A mirror that fails is not asked for the files that follow.
#[cfg_attr(not(feature = "download"), allow(dead_code))]
pub fn download(mirrors: &[String], fetch: Fetch<'_>) -> Result<Digits, String> {
    let mut failures = Vec::new();
    let mut left = mirrors.iter();
    let mut mirror = left.next();
    let mut files = Vec::new();
    for file in &FILES {
        let read = loop {
            let Some(base) = mirror else {
                return Err(give_up(&failures));
            };
            let address = format!("{}/{}.gz", base.trim_end_matches('/'), file.name);
            match verified(file, &address, fetch) {
                Ok(read) => break read,
                Err(why) => {
                    println!("  {address}: {why}");
                    failures.push(format!("{address}: {why}"));
                    mirror = left.next();
                }
            }
        };
        files.push(read);
    }
    Digits::of(files.try_into().map_err(|_| "There are four files.".to_string())?)
}

fn verified(file: &File, address: &str, fetch: Fetch<'_>) -> Result<Read, String> {
    let bytes = fetch(address)?;
    let read = file.read(&bytes)?;
    if !read.is_canonical {
        return Err("the file is well-formed, but its SHA-256 is not the published one.".into());
    }
    println!("  {address}: {} bytes, verified.", bytes.len());
    Ok(read)
}

fn give_up(failures: &[String]) -> String {
    format!(
        "No mirror gave the files as published:\n  {}\nWith the four files in a folder, \
         `cargo xtask data --from DIR` needs no network.",
        failures.join("\n  ")
    )
}
