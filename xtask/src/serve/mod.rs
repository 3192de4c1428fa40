//! `cargo xtask serve`: the page, rebuilt while it is edited.
//!
//! Trunk builds and serves it. What makes an edit quick is here: JS and CSS are copied as they are
//! saved, without a build, and after an edit of Rust the page comes back with the small engine, while
//! the other two are still compiling.

mod mirror;

use crate::outcome::Outcome;
use crate::setup::{self, Need};
use crate::{command, engines, project, site};
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

const PORT: u16 = 8080;

/// What takes a build when it is edited: of Trunk.toml's list, all but JS and CSS.
const BUILT: [&str; 8] = [
    "index.html",
    "bench.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    "src",
    "wasm",
    "www/sections",
];

/// `cargo xtask serve`.
pub fn run(arguments: &[String]) -> Outcome {
    let options = Options::parse(arguments)?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    free(address)?;
    let begun = Instant::now();
    setup::require(&Need::PAGE)?;
    println!(
        "Building the page: some minutes the first time, seconds after that. It is compiled for \
         speed even here, because the engine is too slow otherwise."
    );
    let mut trunk = trunk(&options);
    let mut child = trunk.spawn().map_err(|e| format!("trunk could not be started: {e}."))?;
    if wait_until_served(&mut child, address) {
        let seconds = begun.elapsed().as_secs();
        println!("\n  The page is at http://{address}/ (after {seconds} s). Ctrl-C ends it.\n");
        if !options.release {
            keep_up();
        }
    }
    let status = child.wait().map_err(|e| format!("trunk: {e}."))?;
    if status.success() { Ok(()) } else { Err(format!("trunk ended: {status}.")) }
}

fn trunk(options: &Options) -> Command {
    let mut trunk = command::new("trunk");
    trunk.current_dir(project::root()).arg("serve").arg("--port").arg(options.port.to_string());
    if options.release {
        // Its modules are joined and its engines stripped, so each edit takes a whole build.
        trunk.arg("--release");
    } else {
        trunk.env(engines::FOLLOWED, "1");
        let there = BUILT.iter().filter(|path| project::root().join(path).exists());
        trunk.args(there.flat_map(|path| ["--watch", path]));
    }
    trunk
}

/// Brings what Trunk does not build into the served page, in the background.
fn keep_up() {
    let dist = site::dist();
    thread::spawn(move || engines::follow(&dist));
    let (dist, www) = (site::dist(), project::root().join("www"));
    thread::spawn(move || {
        mirror::keep(&www, &dist.join("www"), || engines::is_replaced(&dist));
    });
}

/// The options of `cargo xtask serve`.
#[derive(Debug, PartialEq, Eq)]
struct Options {
    port: u16,
    release: bool,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut options = Self { port: PORT, release: false };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--release" => options.release = true,
                "--port" => {
                    let port = arguments.next().map(|text| text.parse());
                    let Some(Ok(port @ 1..)) = port else {
                        return Err("--port takes a number from 1 to 65535.".into());
                    };
                    options.port = port;
                }
                other => {
                    return Err(format!(
                        "`cargo xtask serve` knows --port N and --release, not `{other}`."
                    ));
                }
            }
        }
        Ok(options)
    }
}

/// Asks before minutes of building, not after them.
fn free(address: SocketAddr) -> Outcome {
    match TcpListener::bind(address) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AddrInUse => Err(format!(
            "another program serves on {address}. Stop it, or choose a port: \
             `cargo xtask serve --port {}`.",
            address.port().wrapping_add(1)
        )),
        Err(error) => Err(format!("{address} cannot be served on: {error}.")),
    }
}

/// Waits until the page answers; false where Trunk ended before that.
fn wait_until_served(trunk: &mut Child, address: SocketAddr) -> bool {
    loop {
        if !matches!(trunk.try_wait(), Ok(None)) {
            return false;
        }
        if answers(address) {
            return true;
        }
        thread::sleep(Duration::from_millis(200));
    }
}

fn answers(address: SocketAddr) -> bool {
    let patience = Duration::from_millis(500);
    let Ok(mut stream) = TcpStream::connect_timeout(&address, patience) else { return false };
    let asked = stream.set_read_timeout(Some(patience)).and_then(|()| {
        write!(stream, "GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")
    });
    let mut start = [0; 12];
    asked.and_then(|()| stream.read_exact(&mut start)).is_ok() && &start == b"HTTP/1.1 200"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Options::parse(&words)
    }

    #[test]
    fn serves_on_8080_unless_told() {
        assert_eq!(parse(""), Ok(Options { port: 8080, release: false }));
        assert_eq!(parse("--port 9000 --release"), Ok(Options { port: 9000, release: true }));
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for line in ["--port", "--port x", "--port 0", "--port 70000", "--fast"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }

    #[test]
    fn a_taken_port_is_said_before_the_build() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let message = free(listener.local_addr().unwrap()).unwrap_err();
        assert!(message.contains("--port"), "{message}");
    }
}
