//! A program as a tree of statements, so that it can be shrunk without breaking its indentation.

/// A generated program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Program {
    pub(crate) statements: Vec<Statement>,
}

/// A statement of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Statement {
    /// Text without a suite; definitions that are not to be shrunk may have several lines.
    Line(String),
    /// A compound statement: each head with its suite, such as `if …:` and `else:`.
    Block { parts: Vec<(String, Vec<Statement>)> },
}

impl Statement {
    pub(crate) fn line(text: impl Into<String>) -> Self {
        Self::Line(text.into())
    }

    pub(crate) fn block(head: impl Into<String>, body: Vec<Statement>) -> Self {
        Self::Block { parts: vec![(head.into(), body)] }
    }

    fn write(&self, depth: usize, text: &mut String) {
        match self {
            Self::Line(lines) => lines.lines().for_each(|line| write_line(depth, line, text)),
            Self::Block { parts } => {
                for (head, body) in parts {
                    write_line(depth, head, text);
                    write_suite(depth + 1, body, text);
                }
            }
        }
    }
}

impl Program {
    /// The program's text.
    pub(crate) fn source(&self) -> String {
        let mut text = String::new();
        self.statements.iter().for_each(|s| s.write(0, &mut text));
        text
    }
}

fn write_suite(depth: usize, body: &[Statement], text: &mut String) {
    if body.is_empty() {
        write_line(depth, "pass", text);
    }
    body.iter().for_each(|s| s.write(depth, text));
}

fn write_line(depth: usize, line: &str, text: &mut String) {
    text.extend(std::iter::repeat_n("    ", depth));
    text.push_str(line);
    text.push('\n');
}
