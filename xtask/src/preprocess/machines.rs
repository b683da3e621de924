//! `{{#machines}}`: every machine, what it is and what it has measured.

use std::fmt::Write as _;

use roommates::results::{Machine, Record};

use super::{
    Facts, Inputs,
    html::{escape, plural, segment, with_code},
    value::{day, memory, state},
    verdict::{marks, warnings},
};
use crate::library::MachineRecords;

/// One section a machine, the one that speaks first.
pub(super) fn list(inputs: &Inputs, facts: &Facts) -> String {
    let machines = inputs.machines();
    if machines.is_empty() {
        return "<p class=\"rn-absent\">No machine has measured yet: run <code>cargo xtask regen</code>.</p>".into();
    }
    let mut out = String::new();
    for (position, machine) in machines.into_iter().enumerate() {
        out.push_str(&section(inputs, facts, machine, position == 0));
    }
    out.push_str(
        "<p class=\"rn-downloads\">The files are described by JSON Schema: <a href=\"schema/record.schema.json\" \
         download>record</a>, <a href=\"schema/machine.schema.json\" download>machine</a>, <a \
         href=\"schema/declaration.schema.json\" download>declaration</a>.</p>",
    );
    out
}

fn section(inputs: &Inputs, facts: &Facts, machine: &MachineRecords, speaks: bool) -> String {
    let name = &machine.machine.name;
    let id = segment(name);
    let role = if speaks { " <span class=\"rn-speaks\">This machine speaks in the text.</span>" } else { "" };
    let mut out = format!(
        "<section class=\"rn-machine-entry\" aria-labelledby=\"machine-{id}\"><h2 id=\"machine-{id}\">{}</h2><p>{} <a \
         class=\"rn-download\" href=\"results/{id}/machine.json\" download>JSON</a>{role}</p>",
        escape(name),
        escape(&machine.machine.cpu),
    );
    out.push_str(&properties(&machine.machine));
    out.push_str(&records(inputs, facts, machine));
    for (slug, record) in &machine.records {
        out.push_str(&doubts(slug, record));
    }
    out.push_str("</section>");
    out
}

fn properties(m: &Machine) -> String {
    let said = |text: &Option<String>| text.as_deref().map_or_else(|| "the system does not say".into(), escape);
    let quota = |milli: u64| format!("{} CPUs", milli as f64 / 1000.0);
    let caches: Vec<String> =
        m.caches.iter().map(|c| format!("L{} {} {}", c.level, escape(&c.kind), memory(c.bytes))).collect();
    let rows = [
        ("Architecture", escape(&m.architecture)),
        ("Physical cores", m.physical_cores.map_or_else(|| "the system does not say".into(), |n| n.to_string())),
        ("Logical CPUs", format!("{}, of which a process may use {}", m.logical_cpus, m.allowed_cpus)),
        ("CPU quota", m.cpu_quota_milli.map_or_else(|| "none".into(), quota)),
        ("Caches", if caches.is_empty() { "the system does not say".into() } else { caches.join(", ") }),
        ("Memory", memory(m.memory_bytes)),
        ("Frequency governor", said(&m.governor)),
        ("Virtualization", m.virtualization.as_deref().map_or_else(|| "none seen".into(), escape)),
        ("System", format!("{}, kernel {}", escape(&m.os), escape(&m.kernel))),
    ];
    let cells: String =
        rows.iter().map(|(what, is)| format!("<tr><th scope=\"row\">{what}</th><td>{is}</td></tr>")).collect();
    format!(
        "<table class=\"rn-properties\"><caption>Properties of {}</caption><tbody>{cells}</tbody></table>",
        escape(&m.name)
    )
}

fn records(inputs: &Inputs, facts: &Facts, machine: &MachineRecords) -> String {
    let name = &machine.machine.name;
    if machine.records.is_empty() {
        return "<p class=\"rn-absent\">It has no records yet.</p>".into();
    }
    let mut out = format!(
        "<div class=\"rn-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Records of {0}\"><table \
         class=\"rn-records\"><caption>Records of {0}</caption><thead><tr><th scope=\"col\">Chapter</th><th \
         scope=\"col\">Measured</th><th scope=\"col\">Rounds</th><th scope=\"col\">State</th><th \
         scope=\"col\">Revision</th><th scope=\"col\">Compiler</th><th scope=\"col\">Files</th></tr></thead><tbody>",
        escape(name)
    );
    for (slug, record) in &machine.records {
        let file = format!("results/{}/{}.json", segment(name), segment(slug));
        let mut states = vec![state(inputs.stale(name, slug).as_deref())];
        states.extend(marks(record).map(String::from));
        let revision = record.provenance.revision.as_deref().unwrap_or("outside a repository");
        let _ = write!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td><code>{}</code></td><td>{}</td><td><a \
             class=\"rn-download\" href=\"{file}\" download>JSON</a></td></tr>",
            chapter_link(inputs, facts, slug),
            escape(day(&record.provenance.started)),
            record.measurement.stop.rounds,
            escape(&states.join("; ")),
            escape(revision.get(..12).unwrap_or(revision)),
            escape(record.provenance.rustc.lines().next().unwrap_or_default()),
        );
    }
    out.push_str("</tbody></table></div>");
    out
}

/// The question of a chapter as a link to its page; only the slug where nothing is declared.
fn chapter_link(inputs: &Inputs, facts: &Facts, slug: &str) -> String {
    match inputs.library.declarations.get(slug) {
        Some(declared) if facts.pages.contains(slug) => {
            format!("<a href=\"{}.html\">{}</a>", segment(slug), escape(&declared.question))
        }
        Some(declared) => escape(&declared.question),
        None => escape(slug),
    }
}

/// Warnings, state checks, rejected rows and what is missing, for one chapter.
fn doubts(slug: &str, record: &Record) -> String {
    let m = &record.measurement;
    let mut items = String::new();
    for check in &m.checks {
        let agrees = if check.requested == check.observed { "rn-fresh" } else { "rn-stale" };
        let _ = write!(
            items,
            "<li class=\"{agrees}\">{}: {} asked for {}, seen {}</li>",
            escape(&check.series),
            escape(&check.state),
            escape(&check.requested),
            escape(&check.observed)
        );
    }
    for rejected in &m.rejected {
        let _ = write!(
            items,
            "<li class=\"rn-stale\">{}: rejected. {}</li>",
            escape(&rejected.series),
            with_code(&rejected.reason)
        );
    }
    for missing in &m.missing {
        let _ = write!(
            items,
            "<li class=\"rn-absent\">{}: not measured here. {}</li>",
            escape(&missing.engine),
            with_code(&missing.reason)
        );
    }
    for python in &record.provenance.interpreters {
        let _ = write!(
            items,
            "<li>{}: {}, {}</li>",
            escape(&python.engine),
            escape(&python.version),
            escape(&python.build)
        );
    }
    let count = m.checks.len() + m.rejected.len() + m.missing.len() + m.warnings.len();
    if count == 0 && items.is_empty() {
        return String::new();
    }
    let states = if items.is_empty() { String::new() } else { format!("<ul class=\"rn-checks\">{items}</ul>") };
    format!(
        "<details class=\"rn-doubts\"><summary>{}: {}</summary>{}{states}</details>",
        escape(slug),
        plural(count as u64, "remark", "remarks"),
        warnings(record)
    )
}
