//! On which processors a variant runs.
//!
//! Of two processors one may be half as fast as the other, for a second or for minutes. What one thread takes is
//! therefore taken on each of them, so that it says what they take on average, and not which of them it met.

/// At most so many processors are tried, however many there are.
#[cfg(target_os = "linux")]
const MOST: usize = 4;

/// The first few processors that this thread may use; none where a thread cannot choose.
#[cfg(target_os = "linux")]
pub(super) fn first_few() -> Vec<usize> {
    use rustix::thread::{CpuSet, sched_getaffinity};
    let Ok(allowed) = sched_getaffinity(None) else { return Vec::new() };
    (0..CpuSet::MAX_CPU).filter(|processor| allowed.is_set(*processor)).take(MOST).collect()
}

#[cfg(not(target_os = "linux"))]
pub(super) fn first_few() -> Vec<usize> {
    Vec::new()
}

/// Keeps this thread on one processor until it is dropped. Threads and processes that are started meanwhile stay there,
/// too, so it is for work of one thread.
#[cfg(target_os = "linux")]
pub(super) struct Pinned(Option<rustix::thread::CpuSet>);

#[cfg(target_os = "linux")]
impl Pinned {
    pub(super) fn to(processor: usize) -> Self {
        use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
        let mut one = CpuSet::new();
        one.set(processor);
        let before = sched_getaffinity(None).ok();
        Self(before.filter(|_| sched_setaffinity(None, &one).is_ok()))
    }
}

#[cfg(target_os = "linux")]
impl Drop for Pinned {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            // It could be set a moment ago, and was allowed before that.
            let _ = rustix::thread::sched_setaffinity(None, before);
        }
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) struct Pinned;

#[cfg(not(target_os = "linux"))]
impl Pinned {
    pub(super) fn to(_: usize) -> Self {
        Self
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    #[test]
    fn who_is_pinned_may_use_one_processor_and_afterwards_all() {
        let before = first_few();
        for processor in &before {
            let pinned = Pinned::to(*processor);
            assert_eq!(first_few(), [*processor]);
            drop(pinned);
            assert_eq!(first_few(), before);
        }
    }

    #[test]
    fn a_processor_that_is_not_there_changes_nothing() {
        let before = first_few();
        let pinned = Pinned::to(rustix::thread::CpuSet::MAX_CPU - 1);
        assert_eq!(first_few(), before);
        drop(pinned);
        assert_eq!(first_few(), before);
    }
}
