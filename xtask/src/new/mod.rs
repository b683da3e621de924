//! Begins a chapter: `cargo xtask new SLUG` writes an example, a page and a line of the summary that build, run and pass
//! as they are. Tests and checks find the chapter by its slug; nothing is wired by hand.

use std::{fs, path::Path};

use anyhow::{Context as _, bail, ensure};

use crate::{
    chapters::{Tree, is_slug},
    regen::{self, Interrupt, build},
    write,
};

#[cfg(test)]
mod tests;

const EXAMPLE: &str = include_str!("example.rs.txt");
const PAGE: &str = include_str!("page.md");

/// Writes the files of the chapter `slug`, builds its example and writes down what it declares. Says what to do next.
///
/// # Errors
/// If the slug is no slug or taken, or the example does not build.
pub fn begin(tree: &Tree, slug: &str, interrupt: &Interrupt) -> anyhow::Result<String> {
    write_files(tree, slug)?;
    let programs = build::programs(tree, &[slug.to_owned()], interrupt)?;
    let program = programs.get(slug).context("the new example was not built; cargo's messages stand above")?;
    let declaration =
        regen::declaration(&program.path, slug, interrupt).map_err(|why| anyhow::anyhow!("the new example {why}"))?;
    write::write_whole(&tree.declaration(slug), &declaration)?;
    Ok(format!(
        "examples/{slug}.rs      the experiment: variants, answers, claims\n\
         book/{slug}.md          the words\n\
         book/SUMMARY.md      one line more: move it to its part\n\
         \n\
         cargo run --example {slug}             runs it\n\
         cargo test --test examples {slug}      tests it: answers, declaration, arguments\n\
         cargo xtask regen --only {slug}        measures it and builds the book\n\
         cargo xtask serve                      shows the page while you write\n"
    ))
}

/// Writes example, page and summary.
fn write_files(tree: &Tree, slug: &str) -> anyhow::Result<()> {
    ensure!(
        is_slug(slug),
        "`{slug}` cannot be a chapter: use lower_snake_case that begins with a letter, as in the_gil"
    );
    for path in [tree.example(slug), tree.page(slug), tree.declaration(slug)] {
        if path.exists() {
            bail!("{} is there already: choose another slug", shown(tree, &path));
        }
    }
    let summary = fs::read_to_string(tree.summary()).context("cannot read book/SUMMARY.md")?;
    let line = format!("- [{}]({slug}.md)", question(slug));
    write::write_whole(&tree.example(slug), &fill(EXAMPLE, slug))?;
    write::write_whole(&tree.page(slug), &fill(PAGE, slug))?;
    write::write_whole(&tree.summary(), &with_line(&summary, &line, &tree.slugs()?))?;
    Ok(())
}

fn shown(tree: &Tree, path: &Path) -> String {
    path.strip_prefix(tree.root()).unwrap_or(path).display().to_string()
}

/// `my_question` → `My question?`
fn question(slug: &str) -> String {
    let words = slug.replace('_', " ");
    let mut chars = words.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase()).into_iter();
    first.chain(chars).chain(['?']).collect()
}

fn fill(template: &str, slug: &str) -> String {
    template
        .replace("QUESTION", &question(slug))
        .replace("CLAIM", &format!("{}-matters", slug.replace('_', "-")))
        .replace("SLUG", slug)
}

/// `summary` with `line` behind the last chapter that has an experiment, or at the end.
fn with_line(summary: &str, line: &str, slugs: &[String]) -> String {
    let is_chapter = |l: &str| slugs.iter().any(|slug| l.contains(&format!("]({slug}.md)")));
    let mut lines: Vec<&str> = summary.lines().collect();
    let at = lines.iter().rposition(|l| is_chapter(l)).map_or(lines.len(), |i| i + 1);
    lines.insert(at, line);
    lines.join("\n") + "\n"
}
