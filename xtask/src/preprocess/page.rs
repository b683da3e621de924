//! One page: walks over its nodes and writes what each directive stands for.

use std::collections::BTreeMap;

use roommates::{harness::evaluate::View, results::Record};

use super::{Facts, Inputs, Parsed, Speaker, code, machines, predictions, pythons, value, verdict};
use crate::{
    claims,
    directive::{Condition, Directive, Fault, Form, Name, Node},
};

/// What directives of one page share.
pub(super) struct Page<'a> {
    pub(super) inputs: &'a Inputs,
    pub(super) slug: Option<&'a str>,
    facts: &'a mut Facts,
    faults: Vec<Fault>,
    /// Numbers and conditions that were worked out before: an interval costs a thousand resamples.
    numbers: BTreeMap<(Name, Form), String>,
    conditions: BTreeMap<Condition, bool>,
    /// Whether the doubts about the record were listed already.
    warned: bool,
}

/// Text of the page with all directives replaced.
pub(super) fn expand(text: &str, parsed: &Parsed, inputs: &Inputs, facts: &mut Facts) -> Result<String, Vec<Fault>> {
    let slug = parsed.slug.as_deref();
    let faults = parsed.faults.clone();
    let (numbers, conditions) = (BTreeMap::new(), BTreeMap::new());
    let mut page = Page { inputs, slug, facts, faults, numbers, conditions, warned: false };
    let mut out = String::with_capacity(text.len() * 2);
    page.nodes(text, &parsed.nodes, true, &mut out);
    page.faults.sort();
    if page.faults.is_empty() { Ok(out) } else { Err(page.faults) }
}

impl<'a> Page<'a> {
    /// Writes nodes. Where they are not `shown`, the text is thrown away and only faults count: a wrong name must not
    /// hide in a branch that another machine takes.
    fn nodes(&mut self, text: &str, nodes: &[Node], visible: bool, out: &mut String) {
        let mut rest = nodes;
        while let [node, after @ ..] = rest {
            rest = after;
            match node {
                Node::Text(range) => out.push_str(&text[range.clone()]),
                Node::If { condition, line, then, otherwise } => {
                    let holds = self.check(*line, |page| page.condition(condition)).unwrap_or(true);
                    let (taken, other) = if holds { (then, otherwise) } else { (otherwise, then) };
                    self.nodes(text, taken, visible, out);
                    self.nodes(text, other, false, &mut String::new());
                }
                Node::Directive(first, line) => {
                    if let Some((second, second_line, after)) = code::twin(first, after, text) {
                        rest = after;
                        let pair = [(first, *line), (second, second_line)]
                            .map(|(directive, line)| self.check(line, |page| page.code(directive)).unwrap_or_default());
                        out.push_str(&block(&code::tabs(&pair)));
                    } else if let Some(piece) = self.check(*line, |page| page.directive(first, visible)) {
                        out.push_str(&piece);
                    }
                }
            }
        }
    }

    fn check<T>(&mut self, line: usize, act: impl FnOnce(&mut Self) -> Result<T, String>) -> Option<T> {
        act(self).map_err(|text| self.faults.push(Fault { line, text })).ok()
    }

    fn directive(&mut self, directive: &Directive, visible: bool) -> Result<String, String> {
        match directive {
            Directive::Code(_) | Directive::Python(_) => Ok(block(&self.code(directive)?.alone())),
            Directive::Chart(name) => self.chart(name).map(|html| block(&html)),
            Directive::Value(name, form) => self.number(name, *form),
            Directive::Verdict(name) => self.verdict(name, visible).map(|html| block(&html)),
            Directive::Machine(part) => Ok(value::machine(self.inputs, self.slug, *part)),
            Directive::Assert(condition) => self.condition(condition).map(|_| String::new()),
            Directive::Ledger => claims::ledger(self.inputs, self.facts).map(|html| block(&html)).map_err(text_of),
            Directive::Predictions => {
                predictions::show(self.inputs, self.slug).map(|html| block(&html)).map_err(text_of)
            }
            Directive::Pythons => Ok(block(&pythons::table(self.record()))),
            Directive::Machines => Ok(block(&machines::list(self.inputs, self.facts))),
        }
    }

    fn code(&self, directive: &Directive) -> Result<code::Listing, String> {
        let slug = self.slug.filter(|slug| self.inputs.sources.contains_key(*slug));
        let slug = slug.ok_or("only a chapter shows code: this page has no example of its name in examples/")?;
        code::listing(directive, slug, &self.inputs.sources[slug], self.inputs.repository.as_deref())
    }

    fn chart(&self, name: &Name) -> Result<String, String> {
        let slug = self.chapter(name.slug.as_deref())?;
        let view = self.view(Some(slug))?;
        let charts = &view.declaration.charts;
        let chart = charts.iter().find(|chart| chart.name == name.name).ok_or_else(|| {
            let known = charts.iter().map(|chart| chart.name.as_str()).collect::<Vec<_>>().join(", ");
            format!("there is no chart `{}` in {slug}; declared are: {known}", name.name)
        })?;
        (self.inputs.draw)(chart, slug, &self.speakers(Some(slug))?).map_err(text_of)
    }

    fn verdict(&mut self, name: &Name, visible: bool) -> Result<String, String> {
        let slug = self.chapter(name.slug.as_deref())?;
        let speakers = self.speakers(Some(slug))?;
        let view = self.view(Some(slug))?;
        let own = self.slug == Some(slug);
        let first = visible && own && self.facts.shown.insert((slug.to_owned(), name.name.clone()));
        let warnings = visible && own && !std::mem::replace(&mut self.warned, true);
        let options = verdict::Options { anchor: first, warnings };
        verdict::aside(speakers.first(), view, &name.name, options).map_err(text_of)
    }

    fn number(&mut self, name: &Name, form: Form) -> Result<String, String> {
        let key = (name.clone(), form);
        if let Some(known) = self.numbers.get(&key) {
            return Ok(known.clone());
        }
        let view = self.view(name.slug.as_deref())?;
        let machine = self.inputs.machines().into_iter().next();
        let number = value::number(machine.map(|m| m.machine.name.as_str()), view, &name.name, form)?;
        self.numbers.insert(key, number.clone());
        Ok(number)
    }

    fn condition(&mut self, condition: &Condition) -> Result<bool, String> {
        if condition.text.is_empty() {
            return Ok(true); // That it cannot be read is a fault already.
        }
        if let Some(known) = self.conditions.get(condition) {
            return Ok(*known);
        }
        let holds = self.view(condition.slug.as_deref())?.condition(&condition.text).map_err(text_of)?;
        self.conditions.insert(condition.clone(), holds);
        Ok(holds)
    }

    /// The chapter that a name speaks of: the one it names, else that of the page.
    fn chapter<'n>(&self, named: Option<&'n str>) -> Result<&'n str, String>
    where
        'a: 'n,
    {
        let slug = named.or(self.slug).unwrap_or_default();
        if self.inputs.library.declarations.contains_key(slug) {
            return Ok(slug);
        }
        let known = self.inputs.library.declarations.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        Err(match named {
            None if !self.inputs.sources.contains_key(slug) => {
                format!("this page is not a chapter: say which one is meant, `SLUG:NAME`; there are: {known}")
            }
            _ => format!(
                "the chapter `{slug}` has no declaration book/results/{slug}.json: run `cargo xtask regen --only {slug}`; \
                 there are: {known}"
            ),
        })
    }

    fn speakers(&self, named: Option<&str>) -> Result<Vec<Speaker<'a>>, String> {
        let slug = self.chapter(named)?;
        Ok(self.inputs.speakers(slug).unwrap_or_default())
    }

    /// What the speaking machine has answered to the question of this page.
    fn record(&self) -> Option<&'a Record> {
        self.inputs.machines().into_iter().next()?.records.get(self.slug?)
    }

    /// What the speaking machine knows about a chapter; nothing where there is no machine.
    fn view(&self, named: Option<&str>) -> Result<View<'a>, String> {
        let slug = self.chapter(named)?;
        let declaration = &self.inputs.library.declarations[slug];
        let first = self.inputs.machines().into_iter().next();
        let measurement = first.and_then(|m| m.records.get(slug)).map(|r| &r.measurement);
        Ok(View { declaration, measurement })
    }
}

/// A block of HTML or markdown between blank lines.
fn block(text: &str) -> String {
    format!("\n{text}\n\n")
}

pub(super) fn text_of(error: impl ToString) -> String {
    error.to_string()
}
