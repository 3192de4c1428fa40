//! The page: built into dist/, or served and rebuilt after each edit.

use crate::outcome::Outcome;
use crate::setup::{self, Need};
use crate::{command, project};
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

const PORT: u16 = 8080;

/// `cargo xtask build`.
pub fn build(arguments: &[String]) -> Outcome {
    if let Some(argument) = arguments.first() {
        return Err(format!("`cargo xtask build` takes no arguments, not `{argument}`."));
    }
    setup::require(&Need::PAGE)?;
    command::run(&mut build_command())?;
    println!("The page is in {}: serve that folder.", project::root().join("dist").display());
    Ok(())
}

/// What builds the release page, set-up done.
pub fn build_command() -> Command {
    let mut trunk = command::new("trunk");
    trunk.current_dir(project::root()).args(["build", "--release"]);
    trunk
}

/// `cargo xtask serve`.
pub fn serve(arguments: &[String]) -> Outcome {
    let options = Options::parse(arguments)?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    free(address)?;
    let begun = Instant::now();
    setup::require(&Need::PAGE)?;
    println!(
        "Building the page: about 10 minutes the first time, seconds after that. It is compiled \
         for speed even here, because the engine is too slow otherwise."
    );
    let mut trunk = command::new("trunk");
    trunk.current_dir(project::root()).arg("serve").arg("--port").arg(options.port.to_string());
    if options.release {
        trunk.arg("--release");
    }
    let mut child = trunk.spawn().map_err(|e| format!("trunk could not be started: {e}."))?;
    if wait_until_served(&mut child, address) {
        let seconds = begun.elapsed().as_secs();
        println!("\n  The page is at http://{address}/ (after {seconds} s). Ctrl-C ends it.\n");
    }
    let status = child.wait().map_err(|e| format!("trunk: {e}."))?;
    if status.success() { Ok(()) } else { Err(format!("trunk ended: {status}.")) }
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
