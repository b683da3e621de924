//! How threads are kept: idle ones, until they are told to end.

use std::{
    io,
    sync::mpsc::{self, Receiver, Sender},
    thread::{self, JoinHandle},
};

/// Threads that have started and wait for nothing but their end; they end when this is dropped.
#[derive(Debug, Default)]
pub struct IdleThreads {
    /// One for each thread: closing the channel is what it waits for.
    leashes: Vec<Sender<()>>,
    threads: Vec<JoinHandle<()>>,
}

impl IdleThreads {
    /// Starts `n` threads with `stack` KiB of address space each, and returns when all of them wait.
    ///
    /// # Errors
    /// If the system refuses a thread; those that were started are ended.
    pub fn start(n: usize, stack: usize) -> io::Result<Self> {
        let mut idle = Self::default();
        let (began, all_began) = mpsc::channel();
        for _ in 0..n {
            let (leash, wait) = mpsc::channel();
            let began = began.clone();
            idle.threads.push(thread::Builder::new().stack_size(stack << 10).spawn(move || wait_idle(&began, &wait))?);
            idle.leashes.push(leash);
        }
        // Each sends once, so the iterator ends after `n`; a thread cannot go before its leash does.
        all_began.iter().take(n).for_each(drop);
        Ok(idle)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.threads.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.threads.is_empty()
    }
}

fn wait_idle(began: &Sender<()>, wait: &Receiver<()>) {
    // Both fail only if the owner has gone already, and then there is nothing to wait for.
    let _ = began.send(());
    let _ = wait.recv();
}

impl Drop for IdleThreads {
    fn drop(&mut self) {
        self.leashes.clear();
        // An idle thread has nothing to panic about; if it did, it has ended as well.
        self.threads.drain(..).for_each(|t| drop(t.join()));
    }
}

#[cfg(test)]
mod tests;
