//! Figures: from a declared chart and the records of all machines to one line of HTML.
//!
//! [`figure`] is the way in. Each kind of chart is a module that first *resolves* its declaration against one machine
//! into plain numbers ([`bars`], [`lines`], [`distribution`], [`timeline`]; a [`tally`] resolves into bars), and then
//! implements [`Plotted`]: the same numbers become a drawing, a table, and sentences for those who do not see the
//! drawing. Nothing here measures or reads files.
//!
//! Drawings go through plotters ([`canvas`], [`axis`]) to a backend of our own ([`backend`]) that writes CSS classes in
//! place of colors ([`ink`]), so that one drawing serves every theme and print. Each is made for two widths, of which
//! the theme shows one. Equal input gives equal bytes.

mod axis;
mod backend;
mod bars;
mod canvas;
mod caption;
mod distribution;
mod facts;
#[cfg(test)]
pub mod gallery;
mod hatch;
mod html;
mod ink;
mod lines;
mod measure;
mod shape;
mod tally;
#[cfg(test)]
mod tests;
mod text;
mod timeline;
mod title;

use roommates::{
    harness::evaluate::{EvaluateError, View},
    results::{
        Machine, Record,
        declaration::{Chart, Draw},
    },
};

use self::{
    canvas::{DrawError, Drawing, Width},
    facts::Facts,
};

/// One machine and what it can say about a chapter.
#[derive(Clone, Debug)]
pub struct Speaker<'a> {
    /// The machine.
    pub machine: &'a Machine,
    /// The declaration and the measurement of this machine, if there is one.
    pub view: View<'a>,
    /// The record that the measurement comes from.
    pub record: Option<&'a Record>,
    /// Why the record no longer speaks of the code at hand; `None` if it does.
    pub freshness: Option<String>,
}

/// A figure that cannot be made; all of it is the author's to mend.
#[derive(Debug, thiserror::Error)]
pub enum FigureError {
    /// A title names what is not declared.
    #[error("the title of chart `{chart}`: {source}")]
    Title {
        /// The chart.
        chart: String,
        /// What is wrong.
        source: EvaluateError,
    },
    /// plotters refused; a defect of this module.
    #[error("chart `{chart}` cannot be drawn: {why}")]
    Draw {
        /// The chart.
        chart: String,
        /// In the words of plotters.
        why: String,
    },
}

/// A chart resolved against one machine.
trait Plotted: Sized {
    /// Whether there is nothing to draw.
    fn is_empty(&self) -> bool;
    /// What the figure says.
    fn facts(&self) -> Facts;
    /// The drawing, with what other machines measured laid over it.
    fn draw(&self, ghosts: &[Ghost<'_, Self>], width: Width) -> Result<Drawing, DrawError>;
}

/// What another machine says in the same chart.
struct Ghost<'a, P> {
    machine: &'a str,
    plotted: &'a P,
}

/// The complete `<figure>` of `chart`, one line: the first speaker visible, the others hidden, their values laid over
/// the first drawing.
///
/// # Errors
/// If a title names a quantity or claim that is not declared.
pub fn figure(chart: &Chart, slug: &str, speakers: &[Speaker<'_>]) -> Result<String, FigureError> {
    let page = Page { chart, slug, speakers };
    match &chart.draw {
        Draw::Bars { y_label, groups, baseline } => page.of(|view| bars::resolve(view, y_label, groups, *baseline)),
        Draw::Lines { x, x_label, y_label, lines, ideal } => {
            let asked = lines::Asked { x, x_label, y_label, lines, ideal: *ideal };
            page.of(|view| lines::resolve(view, &asked))
        }
        Draw::Distribution { x_label, rows, log } => page.of(|view| distribution::resolve(view, x_label, rows, *log)),
        Draw::Timeline { x_label, rows } => page.of(|view| timeline::resolve(view, x_label, rows)),
        Draw::Tally { x_label, y_label, rows } => page.of(|view| tally::resolve(view, x_label, y_label, rows)),
    }
}

/// What all machines of one figure share.
struct Page<'a> {
    chart: &'a Chart,
    slug: &'a str,
    speakers: &'a [Speaker<'a>],
}

impl Page<'_> {
    fn of<P: Plotted>(&self, resolve: impl Fn(&View<'_>) -> P) -> Result<String, FigureError> {
        let plotted: Vec<P> = self.speakers.iter().map(|s| resolve(&s.view)).collect();
        let mut inner = String::new();
        for (i, (speaker, own)) in self.speakers.iter().zip(&plotted).enumerate() {
            if i > 0 && own.is_empty() {
                continue;
            }
            let others = self.speakers.iter().zip(&plotted).skip(1).filter(|(_, p)| i == 0 && !p.is_empty());
            let ghosts: Vec<Ghost<'_, P>> =
                others.map(|(s, plotted)| Ghost { machine: &s.machine.name, plotted }).collect();
            inner.push_str(&self.machine(i, speaker, own, &ghosts)?);
        }
        let id = self.id();
        Ok(format!("<figure class=\"rn-figure\" id=\"{id}\">{}</figure>", html::gate(&inner)))
    }

    fn id(&self) -> String {
        format!("{}--{}", html::ident(self.slug), html::ident(&self.chart.name))
    }

    /// The part of the figure that one machine says.
    fn machine<P: Plotted>(
        &self,
        i: usize,
        speaker: &Speaker<'_>,
        own: &P,
        ghosts: &[Ghost<'_, P>],
    ) -> Result<String, FigureError> {
        let id = format!("{}--{}", self.id(), i + 1);
        let facts = own.facts();
        let title = title::of(self.chart, &speaker.view)
            .map_err(|source| FigureError::Title { chart: self.chart.name.clone(), source })?;
        let body = if own.is_empty() {
            format!("<div class=\"rn-absent\">Not measured here: {}</div>", html::escape(&caption::reasons(&facts)))
        } else {
            self.drawings(own, ghosts, &id)?
        };
        let tools = if own.is_empty() { String::new() } else { self.tools(speaker, &facts, &title, &id) };
        Ok(format!(
            "<div class=\"rn-machine\" data-machine=\"{name}\"{hidden}><p class=\"rn-title\" id=\"{id}-title\">{title}</p>\
             {body}<p class=\"rn-caption\">{caption}</p>{tools}</div>",
            name = html::escape(&speaker.machine.name),
            hidden = if i > 0 { " hidden" } else { "" },
            title = html::escape(&title),
            caption = html::escape(&caption::of(speaker, &facts, own.is_empty())),
        ))
    }

    fn drawings<P: Plotted>(&self, own: &P, ghosts: &[Ghost<'_, P>], id: &str) -> Result<String, FigureError> {
        let mut out = String::new();
        for width in Width::ALL {
            let drawing = own
                .draw(ghosts, width)
                .map_err(|e| FigureError::Draw { chart: self.chart.name.clone(), why: e.to_string() })?;
            out.push_str(&format!(
                "<svg role=\"img\" aria-labelledby=\"{id}-title\" aria-describedby=\"{id}-desc\" class=\"rn-chart {}\" \
                 viewBox=\"0 0 {} {}\">{}</svg>",
                width.class(),
                drawing.width,
                drawing.height,
                drawing.markup
            ));
        }
        Ok(out)
    }

    /// Text alternative, table and downloads.
    fn tools(&self, speaker: &Speaker<'_>, facts: &Facts, title: &str, id: &str) -> String {
        let description = html::escape(&facts.sentences.join(" "));
        let json = [&speaker.machine.name, self.slug].map(html::percent_encode).join("/");
        let file = format!("{}-{}", html::ident(self.slug), html::ident(&self.chart.name));
        format!(
            "<div class=\"rn-tools\"><details class=\"rn-table\"><summary>Table</summary>\
             <p id=\"{id}-desc\" class=\"rn-desc\">{description}</p>{table}</details> \
             <a class=\"rn-download\" href=\"results/{json}.json\" download>JSON</a> \
             <a class=\"rn-download\" download=\"{file}.csv\" href=\"data:text/csv;charset=utf-8,{csv}\">CSV</a></div>",
            table = facts.table(title),
            csv = html::percent_encode(&facts.csv()),
        )
    }
}
