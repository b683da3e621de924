//! The invariants of the code, most of them the absence of something.

use super::{Finding, context::Context, rust::RustFile};

/// Modules that are measured.
const MEASURED: [&str; 8] =
    ["src/object", "src/refcount", "src/gc", "src/interp", "src/gil", "src/thread", "src/process", "src/ipc"];
/// Types that read a clock.
const CLOCKS: [&str; 2] = ["Instant", "SystemTime"];
/// Files outside the harness that may read a clock, each with the reason.
const MAY_READ_A_CLOCK: &[(&str, &str)] = &[
    ("src/gc", "the pauses that the `gc` module tells"),
    ("src/gil", "the switch interval is a time-out"),
    ("src/interp", "the `time` module, sleeps and deadlines"),
    ("src/process", "a worker that does not end is given up"),
    ("benches", "a bench is no record"),
];
/// Orderings of atomics.
const ORDERINGS: [&str; 5] = ["Relaxed", "Acquire", "Release", "AcqRel", "SeqCst"];
/// Lines above a use in which its comment is looked for: a statement may take a few.
const ABOVE: usize = 6;

fn of_the_library(context: &Context) -> impl Iterator<Item = &RustFile> {
    context.rust.iter().filter(|file| file.is_below(&["src"]) && !file.is_test())
}

/// Measured modules never name the harness.
pub(super) fn unaware(context: &Context) -> Vec<Finding> {
    let measured = of_the_library(context).filter(|file| file.is_below(&MEASURED));
    let named = measured.flat_map(|file| file.modules_named().into_iter().map(move |(name, line)| (file, name, line)));
    named
        .filter(|(_, name, _)| *name == "harness")
        .map(|(file, _, line)| {
            format!("{}:{line}: measured code names the harness: hand in what it needs as a parameter", file.path)
        })
        .collect()
}

/// Clocks are read in the harness, and where a time-out needs one.
pub(super) fn clocks(context: &Context) -> Vec<Finding> {
    let allowed: Vec<&str> = MAY_READ_A_CLOCK.iter().map(|(folder, _)| *folder).collect();
    let files = context.rust.iter().filter(|f| f.is_below(&["src", "examples"]) && !f.is_test());
    let files = files.filter(|f| !f.is_below(&["src/harness"]) && !f.is_below(&allowed));
    at_lines(files, &CLOCKS, "a clock is read outside the harness: use the harness's stopwatch")
}

/// `src/results` names no other module.
pub(super) fn results_alone(context: &Context) -> Vec<Finding> {
    let files: Vec<&RustFile> = of_the_library(context).filter(|f| f.is_below(&["src/results"])).collect();
    let siblings: Vec<&str> =
        of_the_library(context).filter_map(|f| top_module(&f.path)).filter(|m| *m != "results").collect();
    let mut findings = Vec::new();
    for file in files {
        for (name, line) in file.modules_named().into_iter().filter(|(name, _)| siblings.contains(name)) {
            findings
                .push(format!("{}:{line}: results name `{name}`: results are plain data, move this there", file.path));
        }
    }
    findings
}

fn top_module(path: &str) -> Option<&str> {
    path.strip_prefix("src/")?.split(['/', '.']).next().filter(|m| *m != "lib")
}

/// Charts start nothing and read no clock; examples name no drawing library.
pub(super) fn drawing(context: &Context) -> Vec<Finding> {
    let charts = context.rust.iter().filter(|f| f.is_below(&["xtask/src/charts"]) && !f.is_test());
    let measuring = ["Instant", "SystemTime", "Command", "spawn", "Stopwatch"];
    let mut findings = at_lines(charts, &measuring, "a chart measures or starts something: draw what the record holds");
    let examples = context.rust.iter().filter(|f| f.is_below(&["examples"]));
    findings.extend(at_lines(examples, &["plotters", "xtask"], "an example draws: declare the chart instead"));
    findings
}

fn at_lines<'a>(files: impl Iterator<Item = &'a RustFile>, words: &[&str], what: &str) -> Vec<Finding> {
    files.flat_map(|f| f.lines_with(words).into_iter().map(move |line| format!("{}:{line}: {what}", f.path))).collect()
}

/// `unsafe` blocks and implementations have a `SAFETY:` comment, unsafe functions a `# Safety` section.
pub(super) fn unsafe_says_why(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &context.rust {
        for (i, (_, line)) in file.tokens.iter().enumerate().filter(|(_, (token, _))| token == "unsafe") {
            let promise = if ["{", "impl", "extern"].contains(&file.word(i + 1)) { "SAFETY:" } else { "# Safety" };
            let is_type = file.word(i.wrapping_sub(1)) == "("
                || file.word(i + 1) == "("
                || (file.word(i + 1) == "fn" && file.word(i + 2) == "(");
            if !is_type && !file.is_explained(*line, ABOVE * 2, &[promise]) {
                findings
                    .push(format!("{}:{line}: `unsafe` without `{promise}`: say above it why it is sound", file.path));
            }
        }
    }
    findings
}

/// Orderings are explained on their line or just above.
pub(super) fn orderings(context: &Context) -> Vec<Finding> {
    let explains = [&ORDERINGS[..], &["pairs", "pair with"]].concat();
    let files = context.rust.iter().filter(|f| !f.is_test());
    let bare = files.flat_map(|f| f.lines_with(&ORDERINGS).into_iter().map(move |line| (f, line)));
    let is_explained = |f: &RustFile, line| f.is_explained(line, ABOVE, &explains) || is_explained_once(f, line);
    bare.filter(|(f, line)| !is_data(f, *line) && !is_explained(f, *line))
        .map(|(f, line)| format!("{}:{line}: an ordering without a comment: say what it pairs with", f.path))
        .collect()
}

/// Whether the module says once for all why it is `SeqCst` throughout, and this line is no exception.
fn is_explained_once(file: &RustFile, line: usize) -> bool {
    let says_so = file.lines.iter().any(|l| l.starts_with("//!") && l.contains("`SeqCst` throughout"));
    let others = ORDERINGS.iter().filter(|ordering| **ordering != "SeqCst");
    says_so && !others.copied().any(|ordering| file.tokens.iter().any(|(t, l)| *l == line && t == ordering))
}

/// Whether the names on this line are only text: this check's own table, for one.
fn is_data(file: &RustFile, line: usize) -> bool {
    let on_line = file.tokens.iter().filter(|(_, l)| *l == line);
    on_line.filter(|(token, _)| ORDERINGS.contains(&token.as_str())).count() == 0
}

/// Files begin with `//!`.
pub(super) fn module_docs(context: &Context) -> Vec<Finding> {
    let files = context.rust.iter().filter(|f| !f.is_test());
    let bare = files.filter(|f| !f.lines.iter().any(|l| l.trim_start().starts_with("//!")));
    bare.map(|f| format!("{}:1: no `//!` paragraph: say what the module is for and name its neighbors", f.path))
        .collect()
}
