//! What of a twin the model runs: the lines between `# ANCHOR: workload` and `# ANCHOR_END: workload`, of which there
//! may be several. The rest of a twin asks the questions, with modules that the model does not have.

const BEGIN: &str = "# ANCHOR: workload";
const END: &str = "# ANCHOR_END: workload";

/// The text with every other line empty, so that the places in messages are those in the file.
///
/// # Errors
/// If there is no such anchor, or one is not closed: what to mend, and in which line.
pub(super) fn of(name: &str, text: &str) -> Result<String, String> {
    let mut kept = String::with_capacity(text.len());
    let mut begun = None;
    let mut found = false;
    for (number, line) in text.lines().enumerate() {
        match line.trim() {
            BEGIN => begun = Some(number + 1),
            END => begun = None,
            _ if begun.is_some() => kept.push_str(line),
            _ => {}
        }
        found |= begun.is_some();
        kept.push('\n');
    }
    match begun {
        Some(line) => Err(format!("{name}:{line}: `{BEGIN}` is never closed: add `{END}`")),
        None if !found => {
            Err(format!("{name}: put `{BEGIN}` and `{END}` around what the model is to run, imports included"))
        }
        None => Ok(kept),
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn lines_keep_their_numbers() {
        let text = "import twin\n# ANCHOR: workload\nimport time\n# ANCHOR_END: workload\ntwin.main()\n# ANCHOR: workload\n# ANCHOR: f\ndef f():\n    pass\n# ANCHOR_END: f\n# ANCHOR_END: workload\n";
        let kept = of("a.py", text).unwrap();
        assert_eq!(kept, "\n\nimport time\n\n\n\n# ANCHOR: f\ndef f():\n    pass\n# ANCHOR_END: f\n\n");
    }

    #[test]
    fn what_is_missing_is_told() {
        assert!(of("a.py", "x = 1\n").unwrap_err().starts_with("a.py: put `# ANCHOR: workload`"));
        assert!(of("a.py", "x = 1\n# ANCHOR: workload\n").unwrap_err().starts_with("a.py:2: "));
    }
}
