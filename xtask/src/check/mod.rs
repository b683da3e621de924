//! Says in plain words what is missing, stale, unproven or contradicted: `cargo xtask check`.
//!
//! [`CHECKS`] is the registry: each check has a name, the sentence that it proves, and a function from a [`Context`]
//! (everything that was read once) to findings. [`pages`], [`classes`] and [`prose`] look at the words, [`records`] at what was
//! measured, [`claims`] at what is said about it, [`sources`] at the invariants of the code. [`mod@coverage`] is asked for by name:
//! that each part of the source documents has its home.

mod claims;
mod classes;
mod context;
mod coverage;
mod pages;
mod prose;
mod records;
mod rust;
mod sources;
#[cfg(test)]
mod tests;

use crate::{chapters::Tree, regen::Interrupt};

use context::Context;
pub use coverage::{Coverage, coverage};

/// One thing that is not as it must be: `PATH[:LINE]: what is wrong: the mend`.
pub type Finding = String;

/// One thing that is checked.
pub struct Check {
    /// Short name, lower-case words joined by `-`.
    pub name: &'static str,
    /// What is so if it finds nothing.
    pub proves: &'static str,
    look: fn(&Context) -> Vec<Finding>,
}

/// All checks, in the order in which they are run.
pub const CHECKS: &[Check] = &[
    Check { name: "summary", proves: "book/SUMMARY.md lists every page once, and no other", look: pages::summary },
    Check {
        name: "three-files",
        proves: "every chapter has an example, a page and a declaration",
        look: pages::three_files,
    },
    Check { name: "directives", proves: "every directive names something that exists", look: pages::directives },
    Check {
        name: "links",
        proves: "every link of the built book leads somewhere, and none to a foreign server",
        look: pages::links,
    },
    Check {
        name: "anatomy",
        proves: "every chapter has its figure, verdict, code and closing sections",
        look: pages::anatomy,
    },
    Check { name: "typed-numbers", proves: "no measured number is typed into a chapter", look: prose::typed_numbers },
    Check {
        name: "noise-floor",
        proves: "no page says faster or slower inside the noise floor",
        look: prose::inside_the_noise,
    },
    Check { name: "classes", proves: "every class that a page uses is in the theme", look: classes::known },
    Check { name: "records", proves: "every file below book/results can be read", look: records::readable },
    Check {
        name: "readme-figure",
        proves: "the figure of the README is drawn from the record of the reference machine",
        look: records::readme_figure,
    },
    Check {
        name: "declarations",
        proves: "every declaration is what its example declares",
        look: records::declarations,
    },
    Check {
        name: "reference",
        proves: "the reference machine has a fresh, full, clean record of every chapter",
        look: records::reference,
    },
    Check {
        name: "quantities",
        proves: "claims and charts name quantities and claims that are declared",
        look: claims::quantities,
    },
    Check {
        name: "predictions",
        proves: "where the model misses on the reference machine, the chapter says why",
        look: claims::predictions,
    },
    Check { name: "shares", proves: "no share stands on a single sample", look: claims::shares },
    Check { name: "claim-ids", proves: "no two claims have the same id", look: claims::unique },
    Check {
        name: "assertions",
        proves: "no page contradicts a verdict on the reference machine",
        look: claims::contradicted,
    },
    Check { name: "unaware", proves: "what is measured does not know that it is measured", look: sources::unaware },
    Check { name: "clocks", proves: "only the harness reads a clock for a result", look: sources::clocks },
    Check { name: "results-alone", proves: "results depend on no sibling", look: sources::results_alone },
    Check { name: "drawing", proves: "charts never measure, examples never draw", look: sources::drawing },
    Check { name: "unsafe", proves: "every unsafe says why it is sound", look: sources::unsafe_says_why },
    Check { name: "orderings", proves: "every atomic ordering says what it pairs with", look: sources::orderings },
    Check { name: "module-docs", proves: "every module opens with a paragraph", look: sources::module_docs },
];

/// Runs all checks; the examples are built to ask them for their declarations.
///
/// # Errors
/// If the checkout cannot be read at all.
pub fn check(tree: &Tree, interrupt: &Interrupt) -> anyhow::Result<Vec<(&'static Check, Vec<Finding>)>> {
    let context = Context::read(tree, interrupt)?;
    let found = CHECKS.iter().map(|check| (check, (check.look)(&context)));
    Ok(found.filter(|(_, findings)| !findings.is_empty()).collect())
}

/// What was found, for people.
pub fn report(found: &[(&Check, Vec<Finding>)]) -> String {
    if found.is_empty() {
        return format!("all {} checks found nothing to mend\n", CHECKS.len());
    }
    let mut text = String::new();
    for (check, findings) in found {
        text.push_str(&format!("{}: not proven: {}\n", check.name, check.proves));
        findings.iter().for_each(|finding| text.push_str(&format!("  {}\n", finding.replace('\n', "\n    "))));
    }
    let total: usize = found.iter().map(|(_, findings)| findings.len()).sum();
    text + &format!("{total} to mend, in {} of {} checks\n", found.len(), CHECKS.len())
}

/// What is checked.
pub fn explain() -> String {
    let listed = CHECKS.iter().map(|check| (check.name, check.proves)).chain([("coverage", coverage::PROVES)]);
    listed.map(|(name, proves)| format!("{name:15}{proves}\n")).collect()
}
