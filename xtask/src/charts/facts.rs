//! What a figure says, without drawing: rows for the table and the CSV file, sentences for those who do not see it.

use super::html;

/// The content of a figure on one machine.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    /// Heads of the columns; the first column names the row.
    pub(super) columns: Vec<String>,
    /// Rows.
    pub(super) rows: Vec<Vec<Cell>>,
    /// The text alternative.
    pub(super) sentences: Vec<String>,
    /// What is not there, each with its reason.
    pub(super) absent: Vec<(String, String)>,
    /// What a reader of the drawing must know: thinning, cut axes.
    pub(super) notes: Vec<String>,
    /// Engines whose answers are drawn.
    pub(super) engines: Vec<String>,
    /// Whether the noise floor is drawn as a band.
    pub(super) noise_band: bool,
}

/// A cell of the table: as read, and as computed with.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    shown: String,
    raw: String,
}

impl Cell {
    /// The same for readers and programs.
    pub(super) fn text(text: &str) -> Self {
        Self { shown: text.to_owned(), raw: text.to_owned() }
    }

    /// A number: formatted for readers, exact for programs.
    pub(super) fn number(shown: String, raw: f64) -> Self {
        Self { shown, raw: raw.to_string() }
    }
}

impl Facts {
    /// `<table>` with its caption.
    pub(super) fn table(&self, caption: &str) -> String {
        let head: String = self.columns.iter().map(|c| format!("<th scope=\"col\">{}</th>", html::escape(c))).collect();
        let body: String = self.rows.iter().map(|row| format!("<tr>{}</tr>", cells(row))).collect();
        let caption = html::escape(caption);
        format!("<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
    }

    /// RFC 4180, lines ended by CR LF.
    pub(super) fn csv(&self) -> String {
        let head = self.columns.iter().map(|c| field(c)).collect::<Vec<_>>().join(",");
        let lines = self.rows.iter().map(|row| row.iter().map(|c| field(&c.raw)).collect::<Vec<_>>().join(","));
        std::iter::once(head).chain(lines).map(|line| line + "\r\n").collect()
    }
}

fn cells(row: &[Cell]) -> String {
    let cell = |(i, c): (usize, &Cell)| match i {
        0 => format!("<th scope=\"row\">{}</th>", html::escape(&c.shown)),
        _ => format!("<td>{}</td>", html::escape(&c.shown)),
    };
    row.iter().enumerate().map(cell).collect()
}

/// One CSV field; text that a spreadsheet would take for a formula is led by an apostrophe.
fn field(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
