//! A process that prints lines: bounded in time, length and memory, killed with all that it started.

use std::{
    io::{self, BufRead as _, BufReader, Read, Write as _},
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender},
    thread,
    time::{Duration, Instant},
};

use super::memory::Watch;

/// A longer line is no answer. Twins take some hundred samples in a round, of some ten digits each.
const LONGEST_LINE: u64 = 1 << 20;
/// Of what it prints on standard error this much is kept.
const KEPT_ERRORS: usize = 4 << 10;
/// Time that it gets to end by itself when nothing more is asked.
const FAREWELL: Duration = Duration::from_millis(500);
/// A reason in a record is a sentence, not a listing.
const LONGEST_QUOTE: usize = 120;

/// How much a process may take of what others need, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::harness) struct Bounds {
    /// Longest for one answer.
    pub(in crate::harness) time: Duration,
    /// Most bytes of main memory, together with all that it started.
    pub(in crate::harness) memory: u64,
}

/// A process under way. When dropped, it and its process group are ended.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    /// Also its leash: it reads requests until this closes.
    stdin: Option<ChildStdin>,
    lines: Receiver<Said>,
    /// The end of what it printed on standard error, once that is closed.
    errors: Receiver<Vec<u8>>,
    bounds: Bounds,
    memory: Watch,
    /// It was ended and waited for.
    is_over: bool,
}

/// What came from standard output.
#[derive(Debug)]
enum Said {
    Line(String),
    TooLong,
}

impl Process {
    /// Starts `command` in a process group of its own, with pipes to all three standard streams.
    pub(super) fn start(command: &mut Command, bounds: Bounds) -> io::Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let mut child = command.spawn()?;
        // One line may wait; a process that prints more than it was asked for is held up by its pipe.
        let (sender, lines) = mpsc::sync_channel(1);
        let (last_words, errors) = mpsc::sync_channel(1);
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let memory = Watch::over(child.id(), bounds.memory);
        let process = Self { stdin: child.stdin.take(), child, lines, errors, bounds, memory, is_over: false };
        // The readers end when the pipes close. Nobody waits for them: a grandchild may keep a pipe open.
        thread::Builder::new().spawn(move || stdout.into_iter().for_each(|from| send_lines(from, &sender)))?;
        thread::Builder::new()
            .spawn(move || stderr.into_iter().for_each(|from| drop(last_words.send(end_of(from)))))?;
        Ok(process)
    }

    /// Sends a line, then waits for the answer, within the bounds. The error is a sentence.
    pub(super) fn ask(&mut self, request: &str) -> Result<String, String> {
        if self.lines.try_recv().is_ok() {
            return Err("It printed more than it was asked for.".into());
        }
        let stdin = self.stdin.as_mut().ok_or("It is not asked any more.")?;
        match stdin.write_all(format!("{request}\n").as_bytes()).and_then(|()| stdin.flush()) {
            Ok(()) => self.line(self.bounds.time),
            Err(_) => Err(self.ended()), // Nobody reads any more.
        }
    }

    /// The next line, if it comes within that time. The error is a sentence.
    pub(super) fn line(&mut self, limit: Duration) -> Result<String, String> {
        let start = Instant::now();
        loop {
            let left = limit.saturating_sub(start.elapsed());
            let said = self.lines.recv_timeout(left.min(self.memory.due()));
            if let Some(excess) = self.memory.excess() {
                return Err(excess);
            }
            return match said {
                Ok(Said::Line(line)) => Ok(line),
                Ok(Said::TooLong) => Err(format!("It printed a line of more than {LONGEST_LINE} bytes.")),
                Err(RecvTimeoutError::Disconnected) => Err(self.ended()),
                Err(RecvTimeoutError::Timeout) if start.elapsed() < limit => continue,
                Err(RecvTimeoutError::Timeout) => Err(format!("It gave no answer within {} s.", limit.as_secs_f64())),
            };
        }
    }

    /// How it ended, and the last thing it said about that.
    fn ended(&mut self) -> String {
        // Its output has ended, so it ends in a moment, unless it only closed the pipe.
        let deadline = Instant::now() + FAREWELL;
        while !self.has_ended() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(5));
        }
        let by_itself = self.has_ended();
        let how = self.end().filter(|_| by_itself);
        let how = how.map_or("closed its output".to_owned(), |status| format!("ended with {status}"));
        // Nobody is left who could keep that pipe open, but for a grandchild that went to a group of its own.
        let errors = self.errors.recv_timeout(FAREWELL).unwrap_or_default();
        let saying = complaint(&String::from_utf8_lossy(&errors));
        let saying = saying.map_or(String::new(), |said| format!(", saying {said}"));
        format!("It {how} instead of an answer{saying}.")
    }
}

#[cfg(unix)]
impl Process {
    /// Whether it has ended; it is not waited for, so its number stays its own.
    fn has_ended(&self) -> bool {
        use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
        let look = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
        self.is_over || waitid(WaitId::Pid(Pid::from_child(&self.child)), look).is_ok_and(|status| status.is_some())
    }

    /// Ends the group, which has the number of its first member: that one is waited for last.
    fn kill_group(&self) {
        use rustix::process::{Pid, Signal, kill_process_group};
        // It fails where nobody is left, which is as good.
        let _ = kill_process_group(Pid::from_child(&self.child), Signal::KILL);
    }
}

#[cfg(not(unix))]
impl Process {
    fn has_ended(&self) -> bool {
        self.is_over
    }

    fn kill_group(&self) {}
}

impl Process {
    /// Ends it and all that it started; says how it ended.
    fn end(&mut self) -> Option<ExitStatus> {
        if self.is_over {
            return None;
        }
        self.is_over = true;
        self.kill_group();
        let _ = self.child.kill();
        self.child.wait().ok()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.stdin.take());
        // A well-behaved process ends now, and closes its output.
        let deadline = Instant::now() + FAREWELL;
        let left = || deadline.saturating_duration_since(Instant::now());
        while matches!(self.lines.recv_timeout(left()), Ok(Said::Line(_))) && !left().is_zero() {}
        self.end();
    }
}

fn send_lines(from: impl Read, to: &SyncSender<Said>) {
    let mut from = BufReader::new(from);
    loop {
        let mut line = Vec::new();
        match from.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let is_whole = line.ends_with(b"\n") || (line.len() as u64) < LONGEST_LINE;
        let said = if is_whole { Said::Line(String::from_utf8_lossy(&line).into_owned()) } else { Said::TooLong };
        if to.send(said).is_err() || !is_whole {
            return;
        }
    }
}

/// Reads everything, so that it is never held up, and gives the end of it.
fn end_of(mut from: impl Read) -> Vec<u8> {
    let (mut kept, mut buffer) = (Vec::new(), [0; KEPT_ERRORS]);
    while let Ok(n @ 1..) = from.read(&mut buffer) {
        kept.extend_from_slice(&buffer[..n]);
        kept.drain(..kept.len().saturating_sub(KEPT_ERRORS));
    }
    kept
}

/// The line of an error message that says most: of a traceback of Python the last, of others the first.
fn complaint(errors: &str) -> Option<String> {
    let mut lines = errors.trim().lines();
    let line = if errors.contains("Traceback ") { lines.next_back() } else { lines.next() };
    line.map(quoted)
}

/// What a process said, fit for a record: short, one line, and without the paths of this machine.
pub(super) fn quoted(said: &str) -> String {
    let is_path = |word: &str| word.trim_start_matches(['"', '\'', '(', '=']).starts_with(['/', '\\', '~']);
    let words = said.split_whitespace().map(|word| if is_path(word) { "…" } else { word });
    let line = words.collect::<Vec<_>>().join(" ");
    let cut: String = line.chars().take(LONGEST_QUOTE).filter(|c| !c.is_control()).collect();
    format!("“{cut}{}”", if line.chars().count() > LONGEST_QUOTE { "…" } else { "" })
}
