//! The one figure of the README: drawn like all others, from the reference machine, with the theme's colors inside.
//!
//! Pages that a forge shows cannot use the book's style sheet, so this figure is the only one that is committed.
//! `regen` writes it, `check` compares it.

use anyhow::{Context as _, anyhow};
use roommates::harness::evaluate::View;

use crate::{
    chapters::Tree,
    charts::{self, Speaker},
    library::{self, Library},
    write,
};

/// The chapter and the chart that the README shows.
const SLUG: &str = "gil_vs_threads";
const CHART: &str = "speed_up";
/// The file, from the root of the checkout.
pub const FILE: &str = "readme.svg";

/// Draws the figure from the records of `machine`; `None` if that machine has not run the chapter.
///
/// # Errors
/// If the chapter does not declare the chart, or the theme cannot be read.
pub fn figure(tree: &Tree, library: &Library, machine: &str) -> anyhow::Result<Option<String>> {
    let Some(reference) = library.machines.get(machine) else { return Ok(None) };
    let (Some(record), Some(declaration)) = (reference.records.get(SLUG), library.declarations.get(SLUG)) else {
        return Ok(None);
    };
    let chart = declaration.charts.iter().find(|c| c.name == CHART);
    let chart =
        chart.with_context(|| format!("examples/{SLUG}.rs declares no chart `{CHART}`; the README shows it"))?;
    let view = View { declaration, measurement: Some(&record.measurement) };
    let speaker = Speaker { machine: &reference.machine, view, record: Some(record), freshness: None };
    let html = charts::figure(chart, SLUG, &[speaker])?;
    let css = tree.root().join("theme/rn.css");
    let css = std::fs::read_to_string(&css).with_context(|| format!("cannot read {}", css.display()))?;
    alone(&html, &css).map(Some)
}

/// Writes the figure of the reference machine if it changed.
///
/// # Errors
/// As [`figure`], and if it cannot be written.
pub fn write(tree: &Tree) -> anyhow::Result<()> {
    let Some(machine) = library::reference(tree)? else { return Ok(()) };
    if let Some(figure) = figure(tree, &Library::load(tree)?, &machine)? {
        write::write_whole(&tree.root().join(FILE), &figure)?;
    }
    Ok(())
}

/// The wide drawing of a figure as a file of its own.
fn alone(html: &str, css: &str) -> anyhow::Result<String> {
    let begin = html.find("<svg role=").ok_or_else(|| anyhow!("the figure holds no drawing"))?;
    let drawing = &html[begin..];
    let head = drawing.find('>').ok_or_else(|| anyhow!("the drawing has no end"))?;
    let end = drawing.find("</svg>").ok_or_else(|| anyhow!("the drawing has no end"))?;
    let view_box = drawing[..head].split("viewBox=\"").nth(1).and_then(|v| v.split('"').next());
    let view_box = view_box.ok_or_else(|| anyhow!("the drawing has no view box"))?;
    let style = "display:block;background:#fff;color:#1a1a1a;--bg:#fff;--fg:#1a1a1a;font-family:sans-serif";
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"light rn-chart\" viewBox=\"{view_box}\" style=\"{style}\">\
         <style><![CDATA[\n{css}]]></style>\n{}</svg>\n",
        drawing[head + 1..end].replace("><", ">\n<")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drawing_leaves_the_page_with_its_view_box_and_colors() -> anyhow::Result<()> {
        let html =
            "<figure><svg class=\"gate\"></svg><svg role=\"img\" viewBox=\"0 0 7 3\"><path d=\"M0 0\"/></svg></figure>";
        let alone = alone(html, ".rn-s1 { }")?;
        assert!(alone.contains("viewBox=\"0 0 7 3\"") && alone.contains("<path d=\"M0 0\"/></svg>"), "{alone}");
        assert!(alone.contains("<![CDATA[\n.rn-s1 { }]]>"), "{alone}");
        Ok(())
    }

    #[test]
    fn a_page_without_a_drawing_has_none_to_give() {
        assert!(alone("<figure></figure>", "").is_err());
    }
}
