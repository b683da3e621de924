//! One program, run within bounds of time and output, with nothing of it left afterwards.
//!
//! The program leads a process group of its own, so that everything it starts can be ended with it. Its standard input
//! is a leash: a pipe that nobody writes to and that closes when this process ends, in whichever way.

use std::{
    io::{self, Read},
    os::unix::process::{CommandExt as _, ExitStatusExt as _},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process_group};

use super::{
    group,
    interrupt::{Interrupt, signal_name},
    told::{self, Progress},
};

/// How often signals and limits are looked at.
const TICK: Duration = Duration::from_millis(50);
/// How long processes of the group may take to end after their leader.
const GRACE: Duration = Duration::from_secs(2);

/// Bounds of a run.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Time after which the program is ended.
    pub time: Duration,
    /// Whether a program that announces how long it needs gets [`allowance`] for it.
    pub extend: bool,
    /// Bytes on standard output after which the program is ended.
    pub answer: usize,
}

/// Time allowed to a program that needs `budget` by its own word: three times that and a minute.
pub fn allowance(budget: Duration) -> Duration {
    budget * 3 + Duration::from_secs(60)
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// By itself.
    Exited(ExitStatus),
    /// By itself, but processes that it had started still ran; they were killed.
    LeftProcesses,
    /// Killed: out of time.
    TimedOut(Duration),
    /// Killed: too much output.
    Flooded(usize),
    /// Killed: this program was asked to end.
    Interrupted(i32),
}

/// What a run left.
#[derive(Debug)]
pub struct Finished {
    /// How it ended.
    pub end: End,
    /// Standard output.
    pub answer: Vec<u8>,
    /// The last lines of standard error that were not progress.
    pub told: String,
}

impl End {
    /// What went wrong, in words that follow the name of the program; `None` if nothing did.
    pub fn trouble(self) -> Option<String> {
        Some(match self {
            Self::Exited(status) if status.success() => return None,
            Self::Exited(status) => match (status.code(), status.signal()) {
                (Some(2), _) => "did not understand its arguments (exit status 2)".into(),
                (Some(3), _) => "gave a wrong answer (exit status 3)".into(),
                (Some(code), _) => format!("failed (exit status {code})"),
                (None, Some(signal)) => format!("was ended by {}", signal_name(signal)),
                (None, None) => "ended in an unknown way".into(),
            },
            Self::LeftProcesses => "left processes behind, which were ended".into(),
            Self::TimedOut(limit) => format!("gave no answer within {} s and was ended", limit.as_secs()),
            Self::Flooded(bytes) => format!("wrote more than {} MiB and was ended", bytes >> 20),
            Self::Interrupted(signal) => format!("was interrupted ({})", signal_name(signal)),
        })
    }
}

enum Heard {
    Progress(Progress),
    Told(String),
    Answer(Vec<u8>),
    Flooded,
}

/// Runs `command` to its end or to the first limit; afterwards nothing of its process group runs.
///
/// # Errors
/// If it cannot be started or waited for.
pub fn run(
    command: &mut Command,
    limits: &Limits,
    interrupt: &Interrupt,
    on_progress: &mut dyn FnMut(Progress),
) -> io::Result<Finished> {
    let mut child = command
        .process_group(0)
        .env("ROOMMATES_LEASH", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    // Held, not used: it closes when the program has ended or this process dies.
    let leash = child.stdin.take();
    let mut watch = Watch::over(&mut child, limits);
    let end = watch.until_end(&mut child, limits, interrupt, on_progress);
    drop(leash);
    let cleared = clear_group(&mut child, matches!(end, Ok(End::Exited(_))), &mut watch);
    let end = match (end?, cleared?) {
        (End::Exited(status), true) if status.success() => End::LeftProcesses,
        (end, _) => end,
    };
    Ok(Finished { end, answer: watch.answer.unwrap_or_default(), told: watch.told.unwrap_or_default() })
}

/// What was heard of a running program so far.
struct Watch {
    heard: Receiver<Heard>,
    answer: Option<Vec<u8>>,
    told: Option<String>,
    flooded: bool,
}

impl Watch {
    fn over(child: &mut Child, limits: &Limits) -> Self {
        // Bounded, so that a program that reports faster than we look is slowed down, not stored.
        let (say, heard) = sync_channel(256);
        if let Some(stdout) = child.stdout.take() {
            let (say, most) = (say.clone(), limits.answer);
            thread::spawn(move || read_answer(stdout, most, &say));
        }
        if let Some(stderr) = child.stderr.take() {
            thread::spawn(move || {
                let told = told::listen(stderr, |p| say.send(Heard::Progress(p)).is_ok());
                let _ = say.send(Heard::Told(told));
            });
        }
        Self { heard, answer: None, told: None, flooded: false }
    }

    fn until_end(
        &mut self,
        child: &mut Child,
        limits: &Limits,
        interrupt: &Interrupt,
        on_progress: &mut dyn FnMut(Progress),
    ) -> io::Result<End> {
        let start = Instant::now();
        let mut limit = limits.time;
        loop {
            if let Some(progress) = self.hear() {
                if let Some(left) = progress.left.filter(|_| limits.extend) {
                    limit = limit.max(allowance(left));
                }
                on_progress(progress);
            }
            if let Some(signal) = interrupt.signal() {
                return Ok(End::Interrupted(signal));
            }
            if self.flooded {
                return Ok(End::Flooded(limits.answer));
            }
            if start.elapsed() >= limit {
                return Ok(End::TimedOut(limit));
            }
            if let Some(status) = child.try_wait()? {
                return Ok(End::Exited(status));
            }
        }
    }

    /// Waits up to one tick for something to be heard; progress is handed on, the rest is kept.
    fn hear(&mut self) -> Option<Progress> {
        match self.heard.recv_timeout(TICK) {
            Ok(Heard::Progress(progress)) => return Some(progress),
            Ok(Heard::Told(told)) => self.told = Some(told),
            Ok(Heard::Answer(answer)) => self.answer = Some(answer),
            Ok(Heard::Flooded) => self.flooded = true,
            Err(RecvTimeoutError::Timeout) => {}
            // Both pipes are closed and the program still runs.
            Err(RecvTimeoutError::Disconnected) => thread::sleep(TICK),
        }
        None
    }

    fn heard_all(&self) -> bool {
        self.told.is_some() && (self.answer.is_some() || self.flooded)
    }
}

/// Ends what is left of the group of `child` and says whether something had to be killed after its leader had ended.
fn clear_group(child: &mut Child, ended: bool, watch: &mut Watch) -> io::Result<bool> {
    let group = Pid::from_child(child);
    let mut killed = false;
    if ended {
        let start = Instant::now();
        while group::is_alive(group) || !watch.heard_all() {
            if start.elapsed() >= GRACE {
                killed = kill_process_group(group, Signal::KILL).is_ok();
                break;
            }
            watch.hear();
        }
    } else {
        // The leader is not reaped yet, so the number of the group cannot belong to anybody else.
        let _ = kill_process_group(group, Signal::KILL);
        child.wait()?;
    }
    let start = Instant::now();
    while !watch.heard_all() && start.elapsed() < GRACE {
        watch.hear();
    }
    Ok(killed)
}

fn read_answer(stdout: impl Read, most: usize, say: &SyncSender<Heard>) {
    let mut answer = Vec::new();
    // A pipe that breaks ends the answer; whether it is whole is for its reader to see.
    let _ = stdout.take(most as u64 + 1).read_to_end(&mut answer);
    let heard = if answer.len() > most { Heard::Flooded } else { Heard::Answer(answer) };
    let _ = say.send(heard);
}
