//! What an example tells on standard error: progress as JSON lines, anything else for people.

use std::{collections::VecDeque, io::Read, time::Duration};

use serde::Deserialize;

/// What is kept of the words for people: the end.
const TAIL: usize = 64 << 10;
/// A longer line is nobody's progress.
const LONGEST_LINE: usize = 4 << 10;

/// How far a measurement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Rounds that are done.
    pub round: u64,
    /// Rounds that are expected.
    pub of: u64,
    /// Time left, if known.
    pub left: Option<Duration>,
}

/// Reads `stderr` to its end. Progress goes to `on_progress` until that returns `false`; the end of the rest is
/// returned.
pub(super) fn listen(mut stderr: impl Read, mut on_progress: impl FnMut(Progress) -> bool) -> String {
    let (mut tail, mut line, mut buffer) = (VecDeque::new(), Vec::new(), [0; 8 << 10]);
    let mut wanted = true;
    loop {
        let read = match stderr.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => &buffer[..read],
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(_) => break,
        };
        for &byte in read {
            line.push(byte);
            if byte != b'\n' && line.len() < LONGEST_LINE {
                continue;
            }
            match progress_in(&line) {
                Some(progress) => wanted = wanted && on_progress(progress),
                None => keep(&mut tail, &line),
            }
            line.clear();
        }
    }
    keep(&mut tail, &line);
    String::from_utf8_lossy(tail.make_contiguous()).trim_end().to_owned()
}

fn keep(tail: &mut VecDeque<u8>, line: &[u8]) {
    tail.extend(line);
    let surplus = tail.len().saturating_sub(TAIL);
    tail.drain(..surplus);
}

/// `{"progress":{"round":3,"of":40,"left_ms":12000}}`
fn progress_in(line: &[u8]) -> Option<Progress> {
    #[derive(Deserialize)]
    struct Line {
        progress: Fields,
    }
    #[derive(Deserialize)]
    struct Fields {
        round: u64,
        of: u64,
        left_ms: Option<u64>,
    }
    let Line { progress } = serde_json::from_slice(line.strip_suffix(b"\n")?).ok()?;
    // A day is more than any chapter takes; larger numbers would overflow where limits are computed.
    let left = progress.left_ms.map(|ms| Duration::from_millis(ms).min(Duration::from_secs(86_400)));
    Some(Progress { round: progress.round, of: progress.of, left })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(text: &[u8]) -> (Vec<Progress>, String) {
        let mut progress = Vec::new();
        let told = listen(text, |p| {
            progress.push(p);
            true
        });
        (progress, told)
    }

    #[test]
    fn progress_and_words_are_told_apart() {
        let text = b"hello\n{\"progress\":{\"round\":3,\"of\":40,\"left_ms\":12000}}\n{\"progress\":1}\nbye";
        let (progress, told) = heard(text);
        assert_eq!(progress, [Progress { round: 3, of: 40, left: Some(Duration::from_secs(12)) }]);
        assert_eq!(told, "hello\n{\"progress\":1}\nbye");
    }

    #[test]
    fn time_left_may_be_unknown_and_is_never_absurd() {
        let text = b"{\"progress\":{\"round\":0,\"of\":1,\"left_ms\":null}}\n{\"progress\":{\"round\":0,\"of\":1,\"left_ms\":18446744073709551615}}\n";
        let left: Vec<_> = heard(text).0.iter().map(|p| p.left).collect();
        assert_eq!(left, [None, Some(Duration::from_secs(86_400))]);
    }

    #[test]
    fn only_the_end_of_a_flood_is_kept() {
        let mut flood = vec![b'x'; 3 * TAIL];
        flood.extend(b"\nthe end\n");
        let told = heard(&flood).1;
        assert!(told.len() <= TAIL && told.ends_with("the end"));
    }
}
