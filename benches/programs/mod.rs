//! The nine programs that the speed of the model is judged by.

const PROGRAMS: [(&str, &str); 9] = [
    ("count_down", include_str!("count_down.py")),
    ("primes", include_str!("primes.py")),
    ("fib", include_str!("fib.py")),
    ("lists", include_str!("lists.py")),
    ("dicts", include_str!("dicts.py")),
    ("n_body", include_str!("n_body.py")),
    ("strings", include_str!("strings.py")),
    ("methods", include_str!("methods.py")),
    ("generators", include_str!("generators.py")),
];

/// Name and text of the programs with these names; of all, if there are none.
pub(crate) fn wanted(names: &[String]) -> impl Iterator<Item = (&'static str, &'static str)> {
    PROGRAMS.into_iter().filter(move |(name, _)| names.is_empty() || names.iter().any(|wanted| wanted == name))
}
