//! Small trees and records for the tests of this package.

use std::{fs, path::Path};

use roommates::results::{
    Digests, Machine, Measurement, Mode, Observed, Profile, Provenance, Record, Role, SCHEMA_VERSION, Series, Stop,
    StopReason, Unit, to_text,
};
use tempfile::TempDir;

use crate::{chapters::Tree, digest::Sources, machine};

/// A checkout with one chapter, `question`, and no record.
pub(crate) fn tree() -> (TempDir, Tree) {
    let root = TempDir::new().unwrap();
    for (path, text) in [
        ("book.toml", "[book]\nsrc = \"book\"\n"),
        ("book/SUMMARY.md", "# Summary\n\n- [Question](question.md)\n"),
        ("book/question.md", "# Question\n"),
        ("Cargo.toml", "[profile.dev]\nopt-level = 3\ndebug-assertions = false\n"),
        ("Cargo.lock", "[[package]]\nname = \"roommates\"\nversion = \"0.1.0\"\n"),
        ("src/lib.rs", "//! The library.\n"),
        ("src/harness/mod.rs", "//! The harness.\n"),
        ("src/results/mod.rs", "//! The results.\n"),
        ("examples/question.rs", "fn main() {}\n"),
    ] {
        write(&root.path().join(path), text);
    }
    let tree = Tree::at(root.path());
    (root, tree)
}

pub(crate) fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

pub(crate) fn digests(tree: &Tree, slug: &str) -> Digests {
    let now = Sources::read(tree).unwrap().of(slug).unwrap();
    Digests { code: now.code, harness: now.harness, dependencies: now.dependencies, compiler: "c".into() }
}

pub(crate) fn record(machine: &str, slug: &str, digests: Digests) -> Record {
    let provenance = Provenance {
        revision: None,
        dirty: false,
        digests,
        rustc: "rustc 1.0.0".into(),
        profile: Profile { name: "dev".into(), opt_level: "3".into(), debug_assertions: false, flags: String::new() },
        interpreters: Vec::new(),
        started: "2026-01-01T00:00:00Z".into(),
        duration_ms: 1,
    };
    Record { schema_version: SCHEMA_VERSION, machine: machine.into(), provenance, measurement: measurement(slug) }
}

pub(crate) fn measurement(slug: &str) -> Measurement {
    Measurement {
        slug: slug.into(),
        mode: Mode::Full,
        stop: Stop { reason: StopReason::Rounds, rounds: 3, sittings: vec![3] },
        observed: Observed { cores: 2, cpu_quota_milli: None, governor: None, load: None },
        warnings: Vec::new(),
        checks: Vec::new(),
        rejected: Vec::new(),
        missing: Vec::new(),
        series: vec![series("gil", &[100, 101, 99])],
        timelines: Vec::new(),
        interpreters: Vec::new(),
        given: std::collections::BTreeMap::new(),
    }
}

pub(crate) fn series(variant: &str, samples: &[i64]) -> Series {
    Series {
        engine: "model".into(),
        variant: variant.into(),
        params: [("threads".to_owned(), 2)].into(),
        role: Role::Measured,
        unit: Unit::Nanoseconds,
        per_round: 1,
        sittings: Vec::new(),
        samples: samples.to_vec(),
    }
}

/// Writes a record and the machine it belongs to.
pub(crate) fn store(tree: &Tree, record: &Record) {
    let machine = Machine { name: record.machine.clone(), ..machine::detect() };
    write(&tree.machine(&record.machine), &to_text(&machine).unwrap());
    write(&tree.record(&record.machine, &record.measurement.slug), &to_text(record).unwrap());
}
