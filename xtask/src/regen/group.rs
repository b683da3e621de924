//! Whether anything of a process group still runs.

use std::fs;

use rustix::process::{Pid, test_kill_process_group};

/// Whether a process of `group` runs. One that has ended and waits for its parent to notice does not: in a container
/// whose first process adopts orphans and never looks after them, it waits forever.
pub(super) fn is_alive(group: Pid) -> bool {
    if test_kill_process_group(group).is_err() {
        return false;
    }
    let Ok(entries) = fs::read_dir("/proc") else { return true };
    let mut stats = entries.flatten().filter_map(|entry| fs::read_to_string(entry.path().join("stat")).ok()).peekable();
    // Without a readable /proc (macOS, the BSDs) the system's answer stands.
    stats.peek().is_none() || stats.any(|stat| runs_in(&stat, group.as_raw_nonzero().get()))
}

/// Reads a line of `/proc/PID/stat`: `PID (NAME) STATE PPID PGRP …`. A name may hold spaces and parentheses.
fn runs_in(stat: &str, group: i32) -> bool {
    let Some((_, fields)) = stat.rsplit_once(')') else { return false };
    let mut fields = fields.split_whitespace();
    let state = fields.next().unwrap_or("X");
    let of = fields.nth(1).and_then(|pgrp| pgrp.parse().ok());
    of == Some(group) && !["Z", "X"].contains(&state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_running_processes_of_the_group_count() {
        assert!(runs_in("7 (a b) c) S 1 42 42 0", 42));
        assert!(!runs_in("7 (a b) c) Z 1 42 42 0", 42), "ended, and nobody has noticed");
        assert!(!runs_in("7 (x) R 1 43 43 0", 42));
        assert!(!runs_in("", 42) && !runs_in("7 (x)", 42));
    }

    #[test]
    fn this_process_belongs_to_a_group_that_runs() {
        assert!(is_alive(rustix::process::getpgrp()));
    }
}
