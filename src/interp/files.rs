//! Ends of pipes, under the numbers that Python programs know them by.
//!
//! A program reaches only what it has opened: a number that it makes up is a bad one, whatever the host has open under
//! it. Pipes do not block in the kernel: a thread that has to wait polls, so that a deadline can end it.

use std::{
    collections::HashMap,
    os::fd::{AsRawFd as _, OwnedFd},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
    pipe::{PipeFlags, pipe_with},
};

/// Open files.
#[derive(Debug, Default)]
pub(super) struct Files(Mutex<HashMap<i64, Arc<OwnedFd>>>);

/// How long a thread waits for a pipe before it looks whether it is to end.
const SLICE: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };

impl Files {
    /// The two ends of a new pipe: to read, to write.
    pub(super) fn pipe(&self) -> Result<[i64; 2], Errno> {
        let (read, write) = pipe_with(PipeFlags::CLOEXEC | PipeFlags::NONBLOCK)?;
        let mut open = self.open();
        Ok([read, write].map(|end| {
            let number = i64::from(end.as_raw_fd());
            open.insert(number, Arc::new(end));
            number
        }))
    }

    /// The file with this number, which stays open while it is used.
    pub(super) fn get(&self, number: i64) -> Result<Arc<OwnedFd>, Errno> {
        self.open().get(&number).cloned().ok_or(Errno::BADF)
    }

    /// Closes it; who uses it at the moment may finish.
    pub(super) fn close(&self, number: i64) -> Result<(), Errno> {
        self.open().remove(&number).map(drop).ok_or(Errno::BADF)
    }

    fn open(&self) -> MutexGuard<'_, HashMap<i64, Arc<OwnedFd>>> {
        // A holder that panicked left nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads or writes; waits if it has to, and asks now and then whether to give up.
pub(super) fn when_ready(
    file: &OwnedFd,
    writes: bool,
    mut transfer: impl FnMut() -> Result<usize, Errno>,
    gives_up: impl Fn() -> bool,
) -> Result<usize, Errno> {
    loop {
        match transfer() {
            Err(Errno::AGAIN) if gives_up() => return Err(Errno::CANCELED),
            Err(Errno::AGAIN | Errno::INTR) => {}
            done => return done,
        }
        let flags = if writes { PollFlags::OUT } else { PollFlags::IN };
        match poll(&mut [PollFd::new(file, flags)], Some(&SLICE)) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error),
        }
    }
}
