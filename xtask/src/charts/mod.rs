//! Figures: from a declared chart and the records of all machines to one line of HTML.
//!
//! [`figure`] is the way in, and [`predictions::figure`] for the one that is drawn from all chapters. Each kind of chart is a module that first *resolves* its declaration against one machine
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
pub mod predictions;
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

use crate::preprocess::html::with_code;

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
    let page = Page::of_chart(chart, slug, speakers)?;
    let views: Vec<&View<'_>> = speakers.iter().map(|speaker| &speaker.view).collect();
    match &chart.draw {
        Draw::Bars { y_label, groups, baseline } => {
            page.draw(&each(&views, |view| bars::resolve(view, y_label, groups, *baseline)))
        }
        Draw::ByPython { y_label, bars, baseline } => {
            page.draw(&each(&views, |view| bars::resolve_by_python(view, y_label, bars, *baseline)))
        }
        Draw::Lines { x, x_label, y_label, lines, ideal } => {
            let asked = lines::Asked { x, x_label, y_label, lines, ideal: *ideal };
            page.draw(&each(&views, |view| lines::resolve(view, &asked)))
        }
        Draw::Distribution { x_label, rows, log } => {
            page.draw(&each(&views, |view| distribution::resolve(view, x_label, rows, *log)))
        }
        Draw::Timeline { x_label, rows } => page.draw(&each(&views, |view| timeline::resolve(view, x_label, rows))),
        Draw::Tally { x_label, y_label, rows } => {
            page.draw(&each(&views, |view| tally::resolve(view, x_label, y_label, rows)))
        }
    }
}

/// One chart, resolved against each machine.
fn each<P>(views: &[&View<'_>], resolve: impl Fn(&View<'_>) -> P) -> Vec<P> {
    views.iter().map(|view| resolve(view)).collect()
}

/// What all machines of one figure share.
struct Page<'a> {
    /// Name of the figure on its page.
    name: &'a str,
    /// The page.
    slug: &'a str,
    /// The machines; the first is shown.
    machines: Vec<Said<'a>>,
}

/// The words below a drawing, from what it shows and whether it is empty.
type Caption<'a> = Box<dyn Fn(&Facts, bool) -> String + 'a>;

/// What stands around the drawing of one machine.
struct Said<'a> {
    machine: &'a str,
    title: String,
    caption: Caption<'a>,
    /// Address of the record, from the top of the site; none where the figure is drawn from several.
    record: Option<String>,
}

impl<'a> Page<'a> {
    /// The figure of a chart of a chapter.
    fn of_chart(chart: &'a Chart, slug: &'a str, speakers: &'a [Speaker<'a>]) -> Result<Self, FigureError> {
        let said = |speaker: &'a Speaker<'a>| {
            let title = title::of(chart, &speaker.view)
                .map_err(|source| FigureError::Title { chart: chart.name.clone(), source })?;
            let record = [&speaker.machine.name, slug].map(html::percent_encode).join("/");
            Ok(Said {
                machine: &speaker.machine.name,
                title,
                caption: Box::new(|facts, empty| caption::of(speaker, facts, empty)),
                record: Some(format!("results/{record}.json")),
            })
        };
        Ok(Self { name: &chart.name, slug, machines: speakers.iter().map(said).collect::<Result<_, _>>()? })
    }

    /// The figure, from what each machine drew.
    fn draw<P: Plotted>(&self, plotted: &[P]) -> Result<String, FigureError> {
        let mut inner = String::new();
        for (i, (said, own)) in self.machines.iter().zip(plotted).enumerate() {
            if i > 0 && own.is_empty() {
                continue;
            }
            let others = self.machines.iter().zip(plotted).skip(1).filter(|(_, p)| i == 0 && !p.is_empty());
            let ghosts: Vec<Ghost<'_, P>> =
                others.map(|(said, plotted)| Ghost { machine: said.machine, plotted }).collect();
            inner.push_str(&self.machine(i, said, own, &ghosts)?);
        }
        let id = self.id();
        Ok(format!("<figure class=\"rn-figure\" id=\"{id}\">{}</figure>", html::gate(&inner)))
    }

    fn id(&self) -> String {
        format!("{}--{}", html::ident(self.slug), html::ident(self.name))
    }

    /// The part of the figure that one machine says.
    fn machine<P: Plotted>(
        &self,
        i: usize,
        said: &Said<'_>,
        own: &P,
        ghosts: &[Ghost<'_, P>],
    ) -> Result<String, FigureError> {
        let id = format!("{}--{}", self.id(), i + 1);
        let facts = own.facts();
        let body = if own.is_empty() {
            format!("<div class=\"rn-absent\">Not measured here: {}</div>", with_code(&caption::reasons(&facts)))
        } else {
            self.drawings(own, ghosts, &id)?
        };
        let tools = if own.is_empty() { String::new() } else { self.tools(said, &facts, &id) };
        Ok(format!(
            "<div class=\"rn-machine\" data-machine=\"{name}\"{hidden}><p class=\"rn-title\" id=\"{id}-title\">{title}</p>\
             {body}<p class=\"rn-caption\">{caption}</p>{tools}</div>",
            name = html::escape(said.machine),
            hidden = if i > 0 { " hidden" } else { "" },
            title = html::escape(&said.title),
            caption = with_code(&(said.caption)(&facts, own.is_empty())),
        ))
    }

    fn drawings<P: Plotted>(&self, own: &P, ghosts: &[Ghost<'_, P>], id: &str) -> Result<String, FigureError> {
        let mut out = String::new();
        for width in Width::ALL {
            let drawing = own
                .draw(ghosts, width)
                .map_err(|e| FigureError::Draw { chart: self.name.to_owned(), why: e.to_string() })?;
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
    fn tools(&self, said: &Said<'_>, facts: &Facts, id: &str) -> String {
        let description = html::escape(&facts.sentences.join(" "));
        let json = said.record.as_ref().map_or_else(String::new, |record| {
            format!("<a class=\"rn-download\" href=\"{record}\" download>JSON</a> ")
        });
        let file = format!("{}-{}", html::ident(self.slug), html::ident(self.name));
        format!(
            "<div class=\"rn-tools\"><details class=\"rn-table\"><summary>Table</summary>\
             <p id=\"{id}-desc\" class=\"rn-desc\">{description}</p>{table}</details> \
             {json}<a class=\"rn-download\" download=\"{file}.csv\" href=\"data:text/csv;charset=utf-8,{csv}\">CSV</a></div>",
            table = facts.table(&said.title),
            csv = html::percent_encode(&facts.csv()),
        )
    }
}
