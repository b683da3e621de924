//! Shows the book while it is written: builds, serves on this machine only, watches, rebuilds and reloads open pages.
//!
//! [`http`] answers requests, [`watch`] says when something changed, [`state`] is what both share. A page with a fault
//! is shown over the last good site, and on the terminal.

mod http;
mod state;
mod watch;

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use anyhow::anyhow;

use self::state::State;
use super::book::{Options, prepare};
use crate::chapters::Tree;

/// How long nothing must change before a rebuild begins: editors write a file in several steps.
const QUIET: Duration = Duration::from_millis(50);

/// Builds the book and serves it until the process is interrupted.
///
/// # Errors
/// If the port is taken, or the pages cannot be watched.
pub fn serve(tree: &Tree, port: u16, open: bool) -> anyhow::Result<()> {
    let server = Server::start(tree.clone(), port, |line| eprintln!("{line}"))?;
    let address = format!("http://{}/", server.address());
    eprintln!("The book is at {address} and follows its pages, records, examples and theme. Ctrl-C ends this.");
    if open && !open_in_browser(&address) {
        eprintln!("No browser could be opened: open {address} yourself.");
    }
    server.wait();
    Ok(())
}

/// A book that is served.
pub struct Server {
    address: SocketAddr,
    http: Arc<tiny_http::Server>,
    state: Arc<State>,
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Server {
    /// Builds the book, serves it on `port` of this machine (any free one for 0) and says on `report` what happens.
    ///
    /// # Errors
    /// If the port is taken, or the pages cannot be watched.
    pub fn start(tree: Tree, port: u16, report: impl Fn(&str) + Send + 'static) -> anyhow::Result<Self> {
        let http = tiny_http::Server::http(("127.0.0.1", port))
            .map_err(|e| anyhow!("cannot serve on port {port} ({e}): choose another with `--port`"))?;
        let http = Arc::new(http);
        let address = http.server_addr().to_ip().ok_or_else(|| anyhow!("the server has no address"))?;
        let stop = Arc::new(AtomicBool::new(false));
        let state = Arc::new(State::new(tree.clone()));
        let changes = watch::changes(&tree)?;
        rebuild(&tree, &state, &report);
        let answering = {
            let (http, state) = (Arc::clone(&http), Arc::clone(&state));
            thread::spawn(move || http::answer(&http, &state))
        };
        let building = {
            let (state, stop) = (Arc::clone(&state), Arc::clone(&stop));
            thread::spawn(move || {
                while changes.wait(QUIET, &stop) {
                    rebuild(&tree, &state, &report);
                }
            })
        };
        Ok(Self { address, http, state, stop, threads: vec![answering, building] })
    }

    /// Where it is served.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until the process ends.
    fn wait(mut self) {
        for thread in std::mem::take(&mut self.threads) {
            // A thread that panicked has said so; there is nothing to add.
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Relaxed: the flag publishes nothing else.
        self.stop.store(true, Ordering::Relaxed);
        self.state.wake();
        self.http.unblock();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn rebuild(tree: &Tree, state: &State, report: &impl Fn(&str)) {
    match prepare(tree, &Options::default()).and_then(|site| state.put_in_place(site)) {
        Ok(built) => {
            built.warnings.iter().for_each(|warning| report(&format!("warning: {warning}")));
            report(&format!("Built {} pages in {} ms.", built.pages, built.took.as_millis()));
        }
        Err(error) => {
            let text = format!("{error:#}");
            report(&format!("The last good site stays:\n{text}"));
            state.fail(text);
        }
    }
}

/// Opens an address with the program that the system prefers; says whether there is one.
fn open_in_browser(address: &str) -> bool {
    use std::process::{Command, Stdio};
    ["xdg-open", "open", "wslview", "sensible-browser"].iter().any(|opener| {
        let mut command = Command::new(opener);
        command.arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    })
}

#[cfg(test)]
mod tests;
