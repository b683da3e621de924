//! Every example as a real process: what it declares, answers and measures.
//!
//! A chapter has its tests as soon as its example is there, each under its name: `cargo test --test examples my_question`.

mod program;

use std::{collections::BTreeSet, path::Path, process::ExitCode};

use libtest_mimic::{Arguments, Failed, Trial};
use program::{examples, run};
use roommates::{
    harness::evaluate::{Answer, View},
    results::{
        Declaration, Measurement, Mode, Record,
        declaration::{Chart, Formula},
    },
};

/// A question that is put to every example.
type Check = fn(&str, &Path) -> Result<(), Failed>;

const CHECKS: [(&str, Check); 5] = [
    ("answers_correctly", answers_correctly),
    ("declares_what_can_be_evaluated", declares_what_can_be_evaluated),
    ("declares_no_quantity_twice", declares_no_quantity_twice),
    ("measures_every_series_that_it_names", measures_every_series_that_it_names),
    ("refuses_bad_arguments_with_advice", refuses_bad_arguments_with_advice),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let of_example = |(slug, program): (String, std::path::PathBuf)| {
        CHECKS.map(|(name, check)| {
            let (slug, program) = (slug.clone(), program.clone());
            Trial::test(format!("{slug}::{name}"), move || check(&slug, &program))
        })
    };
    let mut trials: Vec<Trial> = examples().into_iter().flat_map(of_example).collect();
    trials.push(Trial::test("no_claim_is_declared_in_two_chapters", no_claim_is_declared_in_two_chapters));
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn declaration(program: &Path) -> Result<Declaration, Failed> {
    Ok(serde_json::from_slice(&run(program, &["--declare"]).stdout)?)
}

/// Fails with `why` unless `so`.
fn ensure(so: bool, why: impl FnOnce() -> String) -> Result<(), Failed> {
    if so { Ok(()) } else { Err(why().into()) }
}

fn answers_correctly(slug: &str, program: &Path) -> Result<(), Failed> {
    let output = run(program, &["--verify"]);
    let said = String::from_utf8_lossy(&output.stdout);
    ensure(said == format!("{slug}: every answer is right\n"), || {
        format!("it says {said:?} and {}", String::from_utf8_lossy(&output.stderr))
    })
}

fn declares_what_can_be_evaluated(slug: &str, program: &Path) -> Result<(), Failed> {
    let declaration = declaration(program)?;
    ensure(declaration.slug == slug, || format!("it calls itself {}", declaration.slug))?;
    ensure(declaration.question.ends_with('?'), || format!("no question: {}", declaration.question))?;
    let view = View { declaration: &declaration, measurement: None };
    for claim in &declaration.claims {
        view.verdict(&claim.id).map_err(|e| format!("claim {}: {e}", claim.id))?;
        let is_proven = !claim.correction.is_empty() && !claim.reference.is_empty();
        ensure(is_proven, || format!("{} has no correction or no reference", claim.id))?;
    }
    declaration.charts.iter().try_for_each(|chart| titles_can_be_chosen(&view, chart))
}

fn titles_can_be_chosen(view: &View<'_>, chart: &Chart) -> Result<(), Failed> {
    for title in &chart.title {
        if let Some(condition) = &title.when {
            view.condition(condition).map_err(|e| format!("title {:?}: {e}", title.say))?;
        }
    }
    ensure(chart.title.last().is_some_and(|t| t.when.is_none()), || {
        format!("the last title of {} has a condition: then there may be none", chart.name)
    })
}

fn declares_no_quantity_twice(_: &str, program: &Path) -> Result<(), Failed> {
    let mut names = BTreeSet::new();
    let declaration = declaration(program)?;
    let twice = declaration.quantities.iter().find(|quantity| !names.insert(&quantity.name));
    ensure(twice.is_none(), || format!("twice: {:?}", twice.map(|quantity| &quantity.name)))
}

/// What a Python of this machine is too old to be asked, a machine of the book has measured: so the name is right.
fn measures_every_series_that_it_names(slug: &str, program: &Path) -> Result<(), Failed> {
    let declaration = declaration(program)?;
    let measurement: Measurement = serde_json::from_slice(&run(program, &["--verify", "--json"]).stdout)?;
    ensure(measurement.mode == Mode::Verify, || format!("mode {:?}", measurement.mode))?;
    let view = View { declaration: &declaration, measurement: Some(&measurement) };
    declaration.quantities.iter().try_for_each(|quantity| match view.formula(&quantity.of) {
        Answer::Known(..) => Ok(()),
        Answer::Absent(absent) => {
            let is_known = measurement.missing.iter().any(|m| m.reason == absent.reason);
            let is_of_python = quantity.of.selectors().iter().any(|of| of.engine.starts_with("cpython"));
            let is_measured = || is_of_python && in_the_book(slug, &declaration, &quantity.of);
            // One round may lose nothing, and nothing over nothing is no number; the series are there.
            let is_there = || quantity.of.selectors().iter().all(|of| view.series(of).is_ok());
            let is_fine = is_known || measurement.observed.cores < 2 || is_there() || is_measured();
            ensure(is_fine, || format!("{}: {}", quantity.name, absent.reason))
        }
    })
}

/// Whether a record in the book answers `formula`.
fn in_the_book(slug: &str, declaration: &Declaration, formula: &Formula) -> bool {
    let results = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/results");
    let machines = std::fs::read_dir(results).into_iter().flatten().flatten();
    let texts =
        machines.filter_map(|machine| std::fs::read_to_string(machine.path().join(format!("{slug}.json"))).ok());
    let mut records = texts.filter_map(|text| serde_json::from_str::<Record>(&text).ok());
    records.any(|record| {
        let view = View { declaration, measurement: Some(&record.measurement) };
        matches!(view.formula(formula), Answer::Known(..))
    })
}

fn refuses_bad_arguments_with_advice(_: &str, program: &Path) -> Result<(), Failed> {
    let output = run(program, &["--qiuck"]);
    ensure(output.status.code() == Some(2), || format!("{:?}", output.status))?;
    let told = String::from_utf8_lossy(&output.stderr);
    ensure(told.contains("'--quick'"), || format!("no advice in {told}"))
}

fn no_claim_is_declared_in_two_chapters() -> Result<(), Failed> {
    let mut claims = BTreeSet::new();
    for (slug, program) in examples() {
        for claim in declaration(&program)?.claims {
            ensure(claims.insert(claim.id.clone()), || format!("{slug}: {} is declared elsewhere, too", claim.id))?;
        }
    }
    Ok(())
}
