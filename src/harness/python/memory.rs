//! How much memory a process and all that it started hold, and when that is too much.
//!
//! No limit of a process says it. `RLIMIT_AS` and `RLIMIT_DATA` count address space, of which a thousand threads reserve
//! gigabytes for stacks that they never touch, and they count each process by itself. A control group would count what
//! is meant, but who starts a book may seldom make one. So somebody looks at the pages that are really there, now and
//! then, while an answer is awaited.

use std::time::{Duration, Instant};

/// Time between two looks. A look reads a line for every process of the machine, a fraction of a millisecond, while the
/// one that is measured goes on; in this time a process can fill some hundred MiB.
const LOOK: Duration = Duration::from_millis(250);

/// Keeps an eye on the memory of a process group.
#[derive(Debug)]
pub(super) struct Watch {
    /// Its number: that of its first process.
    group: u32,
    /// What it may hold, in bytes.
    most: u64,
    looked: Instant,
}

impl Watch {
    /// Over a group that has just been started, and that may hold `most` bytes.
    pub(super) fn over(group: u32, most: u64) -> Self {
        Self { group, most, looked: Instant::now() }
    }

    /// How long until the next look.
    pub(super) fn due(&self) -> Duration {
        LOOK.saturating_sub(self.looked.elapsed())
    }

    /// If it is time to look and the group holds too much, a sentence that says so.
    pub(super) fn excess(&mut self) -> Option<String> {
        if !self.due().is_zero() {
            return None;
        }
        let held = held(self.group);
        self.looked = Instant::now();
        let most = self.most as f64 / f64::from(1 << 30);
        let is_too_much = held.is_some_and(|held| held > self.most);
        is_too_much.then(|| format!("With all that it started it held more than {most} GiB of memory."))
    }
}

/// Bytes in main memory of all processes of a group; pages that two of them share count twice. `None` where the system
/// does not say.
#[cfg(target_os = "linux")]
fn held(group: u32) -> Option<u64> {
    use procfs::WithCurrentSystemInfo as _;
    let stats = procfs::process::all_processes().ok()?.filter_map(|process| process.ok()?.stat().ok());
    Some(stats.filter(|stat| u32::try_from(stat.pgrp) == Ok(group)).map(|stat| stat.rss_bytes().get()).sum())
}

#[cfg(not(target_os = "linux"))]
fn held(_: u32) -> Option<u64> {
    None
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    /// The group of this process.
    fn own() -> u32 {
        rustix::process::getpgrp().as_raw_nonzero().get().unsigned_abs()
    }

    #[test]
    fn what_is_only_reserved_is_not_held() {
        let size = 4 << 30;
        let before = held(own()).expect("it can be read");
        let reserved: Vec<u8> = Vec::with_capacity(size);
        let after = held(own()).expect("it can be read");
        assert!(reserved.capacity() >= size && before > 0 && after < before + size as u64 / 2, "{before} to {after}");
    }

    #[test]
    fn it_looks_now_and_then_and_tells_of_too_much() {
        let mut watch = Watch::over(own(), 1 << 20);
        assert_eq!(watch.excess(), None, "it is not yet time");
        std::thread::sleep(watch.due());
        let told = watch.excess().expect("a test holds more than a MiB");
        assert_eq!(told, "With all that it started it held more than 0.0009765625 GiB of memory.");
        assert!(watch.due() > LOOK / 2, "it has just looked");
        let mut generous =
            Watch { most: 1 << 40, looked: Instant::now().checked_sub(LOOK).expect("long ago"), ..watch };
        assert_eq!(generous.excess(), None);
    }
}
