//! A chance for the host in the middle of long work: to hear what has come in meanwhile, and to say
//! that the work is no longer wanted.
//!
//! Whatever may take longer than a blink awaits [`take`] between its tasks, chunks and steps. What
//! awaits it is called through many functions that have no business with it, so the host is not
//! handed down: it belongs to the work under way, as in a task-local, and without one (natively)
//! breathing is free.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;

use crate::error::{Error, Result};
use crate::future::Local;

/// Who waits for the engine, and may change its mind.
pub trait Host {
    /// Lets what has come in be heard, where the last time is some while ago. Answers whether the
    /// work under way is no longer wanted.
    ///
    /// # Errors
    /// [`Error::Device`] where the host cannot be reached.
    fn breathe(&self) -> Local<'_, bool>;
}

/// A host that several pieces of work have, one after the other.
pub type SharedHost = Rc<dyn Host>;

thread_local! {
    static HOST: RefCell<Option<SharedHost>> = const { RefCell::new(None) };
}

/// The host of the work outside, put back however the work inside ends.
struct Outside(Option<SharedHost>);

impl Drop for Outside {
    fn drop(&mut self) {
        HOST.set(self.0.take());
    }
}

/// Does `work` with `host` to breathe with.
pub async fn with<T>(host: Option<SharedHost>, work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    poll_fn(|context| {
        let _outside = Outside(HOST.replace(host.clone()));
        work.as_mut().poll(context)
    })
    .await
}

/// Breathes. Where nothing is to be left half-done, this comes before any change.
///
/// # Errors
/// [`Error::Cancelled`] where the work is no longer wanted; as [`Host::breathe`].
pub async fn take() -> Result<()> {
    let host = HOST.with_borrow(Clone::clone);
    match host {
        Some(host) if host.breathe().await? => Err(Error::Cancelled),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pollster::block_on;
    use std::cell::Cell;

    /// Wants the work for so many breaths.
    struct Patient(Cell<u32>);

    impl Host for Patient {
        fn breathe(&self) -> Local<'_, bool> {
            let left = self.0.get();
            self.0.set(left.saturating_sub(1));
            Box::pin(async move { Ok(left == 0) })
        }
    }

    fn host(breaths: u32) -> Option<SharedHost> {
        Some(Rc::new(Patient(Cell::new(breaths))))
    }

    async fn long() -> Result<u32> {
        for _ in 0..3 {
            take().await?;
        }
        Ok(3)
    }

    #[test]
    fn work_ends_when_its_own_host_says_so_and_no_sooner() {
        assert_eq!(block_on(long()), Ok(3), "nobody is there");
        assert_eq!(block_on(with(host(3), long())), Ok(3));
        assert_eq!(block_on(with(host(2), long())), Err(Error::Cancelled));
        let nested = with(host(0), async { with(host(3), long()).await.and(take().await) });
        assert_eq!(block_on(nested), Err(Error::Cancelled), "the outer host is back");
        assert_eq!(block_on(long()), Ok(3), "and gone with its work");
    }
}
