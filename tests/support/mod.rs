//! What the tests of the interpreter share: outputs and their differences, and a real Python to compare with.

#![allow(dead_code, reason = "each test uses its part")]

pub(crate) mod python;

use std::fmt::Write;

/// What a program says, and how it ends.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub(crate) struct Output {
    pub(crate) stdout: String,
    /// The last line of the traceback of an uncaught exception: `TypeError: …`.
    pub(crate) error: Option<String>,
}

impl Output {
    /// Whether both say the same. Of a syntax error only the type counts: each parser has its own words.
    pub(crate) fn agrees(&self, other: &Output) -> bool {
        self.stdout == other.stdout && comparable(self.error.as_deref()) == comparable(other.error.as_deref())
    }

    fn lines(&self) -> Vec<String> {
        let error = self.error.iter().map(|e| format!("[ends with] {e}"));
        self.stdout.lines().map(String::from).chain(error).collect()
    }
}

fn comparable(error: Option<&str>) -> Option<&str> {
    let error = error?;
    let kind = error.split(':').next().unwrap_or(error);
    Some(if ["SyntaxError", "IndentationError", "TabError"].contains(&kind) { "SyntaxError" } else { error })
}

/// The lines that differ, with a few around them: `-` expected, `+` answered.
pub(crate) fn difference(expected: &Output, answered: &Output) -> String {
    const AROUND: usize = 2;
    const SHOWN: usize = 12;
    let (expected, answered) = (expected.lines(), answered.lines());
    let same = expected.iter().zip(&answered).take_while(|(e, a)| e == a).count();
    let mut text = String::new();
    for (i, line) in expected.iter().enumerate().take(same).skip(same.saturating_sub(AROUND)) {
        let _ = writeln!(text, "  {:4} {line}", i + 1);
    }
    for (mark, lines) in [('-', &expected), ('+', &answered)] {
        for (i, line) in lines.iter().enumerate().skip(same).take(SHOWN) {
            let _ = writeln!(text, "{mark} {:4} {line}", i + 1);
        }
        if lines.len() > same + SHOWN {
            let _ = writeln!(text, "{mark}      … {} more lines", lines.len() - same - SHOWN);
        }
    }
    text
}
