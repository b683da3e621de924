//! Reads what one directive says.

use super::{
    Condition, Directive, Form, Name, Part,
    scan::{self, Place, Token},
};

/// A directive, or a part of the frame of an `if`.
#[derive(Debug)]
pub(super) enum Word {
    Directive(Directive),
    If(Condition),
    Else,
    End,
}

/// Reads a directive and checks that it may stand where it stands.
pub(super) fn read(token: &Token<'_>) -> Result<Word, String> {
    let shown = token.shown;
    let inner = token
        .inner
        .ok_or_else(|| format!("`{shown}` is not closed on its line: add `}}}}`, or write it as inline code"))?;
    let mut words = inner.split_whitespace();
    let head = words.next().filter(|_| !inner.starts_with(char::is_whitespace)).unwrap_or_default();
    let rest: Vec<&str> = words.collect();
    let word = word(head, &rest).map_err(|why| format!("`{shown}`: {why}"))?;
    if token.place == Place::Nowhere {
        return Err(format!(
            "`{shown}` stands inside a tag, a link target or an image description, where only plain text can go: move it \
             into the text"
        ));
    }
    let block = match &word {
        Word::Directive(d) => stands_alone(d),
        _ => false,
    };
    if block && !matches!(token.place, Place::Line { top: true, .. }) {
        return Err(format!(
            "`{shown}` draws a block: put it on a line of its own between blank lines, outside lists, quotes, tables and \
             HTML"
        ));
    }
    Ok(word)
}

fn stands_alone(directive: &Directive) -> bool {
    use Directive::{Assert, Chart, Code, Ledger, Machine, Machines, Predictions, Python, Pythons, Value, Verdict};
    match directive {
        Code(_) | Python(_) | Chart(_) | Verdict(_) | Ledger | Predictions | Machines | Pythons => true,
        Value(..) | Machine(_) | Assert(_) => false,
    }
}

fn word(head: &str, rest: &[&str]) -> Result<Word, String> {
    Ok(Word::Directive(match (head, rest) {
        ("if", []) => return Err("it has no condition: write `{{#if CLAIM.VERDICT}}`".into()),
        ("if", words) => return Ok(Word::If(condition(words)?)),
        ("else", []) => return Ok(Word::Else),
        ("end", []) => return Ok(Word::End),
        ("else" | "end", _) => return Err("nothing may follow this word".into()),
        ("code", [anchor]) => Directive::Code(plain(anchor)?),
        ("python", [anchor]) => Directive::Python(plain(anchor)?),
        ("code" | "python", _) => return Err("name one anchor: `{{#code ANCHOR}}`".into()),
        ("chart", [chart]) => Directive::Chart(name(chart)?),
        ("chart", _) => return Err("name one figure: `{{#chart NAME}}`".into()),
        ("value", [quantity]) => Directive::Value(name(quantity)?, Form::Point),
        ("value", [quantity, form]) => Directive::Value(name(quantity)?, self::form(form)?),
        ("value", _) => return Err("name one quantity: `{{#value NAME}}`".into()),
        ("verdict", [claim]) => Directive::Verdict(name(claim)?),
        ("verdict", _) => return Err("name one claim: `{{#verdict CLAIM}}`".into()),
        ("machine", []) => Directive::Machine(Part::Whole),
        ("machine", [part]) => Directive::Machine(self::part(part)?),
        ("machine", _) => return Err("name at most one part: `{{#machine cores}}`".into()),
        ("assert", [claim]) if claim.contains('.') => Directive::Assert(condition(&[claim])?),
        ("assert", _) => return Err("name a claim and its verdict: `{{#assert CLAIM.VERDICT}}`".into()),
        ("ledger", []) => Directive::Ledger,
        ("predictions", []) => Directive::Predictions,
        ("machines", []) => Directive::Machines,
        ("pythons", []) => Directive::Pythons,
        ("ledger" | "predictions" | "machines" | "pythons", _) => return Err("nothing may follow this word".into()),
        ("include" | "rustdoc_include" | "playground", _) => {
            return Err(
                "mdBook's own includes are off in this book: use `{{#code ANCHOR}}` or `{{#python ANCHOR}}`".into()
            );
        }
        ("", _) => return Err("a directive has no blank after `{{#`".into()),
        (other, _) => {
            let known = scan::known();
            return Err(format!(
                "there is no directive `{other}`; there are {known}. To write about one, use inline code"
            ));
        }
    }))
}

fn form(word: &str) -> Result<Form, String> {
    match word {
        "interval" => Ok(Form::Interval),
        "percent" => Ok(Form::Percent),
        "bare" => Ok(Form::Bare),
        other => Err(format!("`{other}` is not a form: it is `interval`, `percent`, `bare` or nothing")),
    }
}

fn part(word: &str) -> Result<Part, String> {
    match word {
        "cores" => Ok(Part::Cores),
        "cpu" => Ok(Part::Cpu),
        "memory" => Ok(Part::Memory),
        "date" => Ok(Part::Date),
        "freshness" => Ok(Part::Freshness),
        other => {
            Err(format!("`{other}` is not a part: it is `cores`, `cpu`, `memory`, `date`, `freshness` or nothing"))
        }
    }
}

/// `NAME` or `SLUG:NAME`.
fn name(text: &str) -> Result<Name, String> {
    match text.split_once(':') {
        Some((slug, name)) => Ok(Name { slug: Some(plain(slug)?), name: plain(name)? }),
        None => Ok(Name { slug: None, name: plain(text)? }),
    }
}

fn plain(text: &str) -> Result<String, String> {
    let good = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if good { Ok(text.into()) } else { Err(format!("`{text}` is not a name: use letters, digits, `_` and `-`")) }
}

/// Takes the chapter out of a condition: `not gil_vs_threads:two above 2` asks that chapter `not two above 2`.
fn condition(words: &[&str]) -> Result<Condition, String> {
    let mut slug = None;
    let mut rest = Vec::with_capacity(words.len());
    for word in words {
        match word.split_once(':') {
            Some((chapter, name)) if slug.is_none() => {
                slug = Some(plain(chapter)?);
                rest.push(name);
            }
            Some(_) => return Err("a condition asks one chapter: nest a second `{{#if}}`".into()),
            None => rest.push(*word),
        }
    }
    Ok(Condition { slug, text: rest.join(" ") })
}
