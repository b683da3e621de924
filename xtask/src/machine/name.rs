//! Readable default names: `amd-epyc-2-cores`.

use roommates::results::Machine;

/// Words of CPU models that tell nothing: marks of trade, and what every model says of itself.
const NOISE: &[&str] = &["r", "tm", "cpu", "processor", "with", "radeon", "graphics", "gen"];
/// So that the number of cores always fits into the 60 characters of a name.
const LONGEST_MODEL: usize = 40;

/// A name made of the CPU model and the number of cores that the machine has and this process may use.
pub fn default_name(machine: &Machine) -> String {
    let cores = machine.physical_cores.unwrap_or(machine.logical_cpus).min(machine.allowed_cpus).max(1);
    let noun = if cores == 1 { "core" } else { "cores" };
    format!("{}-{cores}-{noun}", model(&machine.cpu))
}

/// The telling words of a CPU model: `Intel(R) Core(TM) i7-8550U CPU @ 1.80GHz` → `intel-core-i7-8550u`.
fn model(cpu: &str) -> String {
    let before_clock = cpu.split('@').next().unwrap_or_default().to_ascii_lowercase();
    // AMD writes `7763 64-Core Processor`: the cores of the part, not of this machine.
    let phrases = before_clock.split_whitespace().filter(|phrase| !phrase.ends_with("-core"));
    let words = phrases.flat_map(|phrase| phrase.split(|c: char| !c.is_ascii_alphanumeric()));
    let mut model = String::new();
    for word in words.filter(|w| !w.is_empty() && !NOISE.contains(w)) {
        if model.len() + 1 + word.len() > LONGEST_MODEL {
            break;
        }
        model.push_str(if model.is_empty() { "" } else { "-" });
        model.push_str(word);
    }
    match model.chars().next() {
        None => "machine".into(),
        Some(first) if first.is_ascii_digit() => format!("cpu-{model}"),
        Some(_) => model,
    }
}
