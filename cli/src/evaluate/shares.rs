//! Work on every core.

use std::thread;

/// What one thread works on.
pub struct Share<'a, T> {
    /// Which thread, from 0.
    pub worker: usize,
    /// The place of its first item among all.
    pub first: usize,
    /// Its items.
    pub items: &'a [T],
}

/// Cuts items into a share for each core and works on all shares at once. The answers are in the
/// order of the items.
///
/// # Errors
/// That of the first share that failed.
pub fn in_shares<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(Share<'_, T>) -> Result<Vec<R>, String> + Sync,
) -> Result<Vec<R>, String> {
    let threads = thread::available_parallelism().map_or(1, |n| n.get());
    let size = items.len().div_ceil(threads).max(1);
    let shares = items.chunks(size).enumerate();
    thread::scope(|scope| {
        let work = &work;
        let workers: Vec<_> = shares
            .map(|(worker, items)| {
                scope.spawn(move || work(Share { worker, first: worker * size, items }))
            })
            .collect();
        let done = workers.into_iter().map(|worker| worker.join().expect("a worker ends"));
        let answers = done.collect::<Result<Vec<_>, _>>()?;
        Ok(answers.into_iter().flatten().collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_worked_on_once_and_answers_keep_their_order() {
        for count in [0, 1, 2, 3, 100] {
            let items: Vec<usize> = (0..count).collect();
            let places = in_shares(&items, |share| {
                assert_eq!(share.items.first(), Some(&share.first));
                Ok(share.items.iter().map(|item| 2 * item).collect())
            });
            assert_eq!(places.unwrap(), (0..count).map(|item| 2 * item).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_share_that_fails_is_said() {
        let failed: Result<Vec<()>, _> = in_shares(&[1, 2, 3], |_| Err("no".into()));
        assert_eq!(failed.unwrap_err(), "no");
    }
}
