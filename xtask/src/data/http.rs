//! One GET.

use std::time::Duration;

/// The largest file, compressed, is 9.9 MB; a server may also send it unpacked, at 47 MB.
const MAX_BYTES: u64 = 64 << 20;
const PATIENCE: Duration = Duration::from_secs(180);

/// The bytes at `address`, or a sentence on what kept us from them.
pub fn fetch(address: &str) -> Result<Vec<u8>, String> {
    let agent: ureq::Agent =
        ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).build().into();
    let mut answer = agent.get(address).call().map_err(|error| match error {
        ureq::Error::StatusCode(status) => format!("the server answers with status {status}."),
        other => format!("no answer ({other})."),
    })?;
    answer
        .body_mut()
        .with_config()
        .limit(MAX_BYTES)
        .read_to_vec()
        .map_err(|error| format!("the answer broke off ({error})."))
}
