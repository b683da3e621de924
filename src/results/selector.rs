//! Selectors name series: `model/gil[threads=2]`.

use std::{collections::BTreeMap, fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Names one series of a record: an engine, a variant and, where the axis has several points, the parameters.
///
/// Written `engine/variant` or `engine/variant[name=value,name=value]`. A value is an integer, or one of the words
/// `min`, `max` (of what the record holds) and `cores` (logical CPUs of the machine that measured), so that a
/// declaration speaks of every machine it meets. A parameter that is not named must be the same in all candidates.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Selector {
    /// Who answered: `rust`, `model`, `cpython-3.14`, ….
    pub engine: String,
    /// What was put to it: `gil`, `processes`, ….
    pub variant: String,
    /// Where on the axis.
    pub params: BTreeMap<String, ParamValue>,
}

/// The value of one parameter in a [`Selector`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ParamValue {
    /// This value.
    Exact(i64),
    /// The smallest value in the record.
    Min,
    /// The largest value in the record.
    Max,
    /// The number of logical CPUs that the measuring process was allowed to use.
    Cores,
}

/// A selector that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a selector: {why}; write `engine/variant[name=value]`")]
pub struct SelectorError {
    text: String,
    why: &'static str,
}

impl Selector {
    /// `engine/variant` without parameters.
    #[must_use]
    pub fn new(engine: &str, variant: &str) -> Self {
        Self { engine: engine.into(), variant: variant.into(), params: BTreeMap::new() }
    }

    /// The same selector at `name = value`.
    #[must_use]
    pub fn at(mut self, name: &str, value: i64) -> Self {
        self.params.insert(name.into(), ParamValue::Exact(value));
        self
    }
}

impl FromStr for Selector {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = |why| SelectorError { text: text.chars().take(80).collect(), why };
        let (path, params) = match text.split_once('[') {
            None => (text, None),
            Some((path, rest)) => (path, Some(rest.strip_suffix(']').ok_or_else(|| bad("the bracket is not closed"))?)),
        };
        let (engine, variant) =
            path.split_once('/').ok_or_else(|| bad("there is no `/` between engine and variant"))?;
        if ![engine, variant].into_iter().all(is_name) {
            return Err(bad("engine and variant are letters, digits, `-`, `_` and `.`"));
        }
        let mut selector = Self::new(engine, variant);
        for pair in params.into_iter().flat_map(|p| p.split(',')) {
            let (name, value) = pair.split_once('=').ok_or_else(|| bad("a parameter has no `=`"))?;
            let value = value.trim().parse().map_err(|()| bad("a value is an integer, `min`, `max` or `cores`"))?;
            if !is_name(name.trim()) || selector.params.insert(name.trim().into(), value).is_some() {
                return Err(bad("a parameter name is missing or written twice"));
            }
        }
        Ok(selector)
    }
}

impl FromStr for ParamValue {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "min" => Ok(Self::Min),
            "max" => Ok(Self::Max),
            "cores" => Ok(Self::Cores),
            number => number.parse().map(Self::Exact).map_err(|_| ()),
        }
    }
}

impl fmt::Display for ParamValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(n) => n.fmt(f),
            Self::Min => f.write_str("min"),
            Self::Max => f.write_str("max"),
            Self::Cores => f.write_str("cores"),
        }
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.engine, self.variant)?;
        for (i, (name, value)) in self.params.iter().enumerate() {
            write!(f, "{}{name}={value}", if i == 0 { "[" } else { "," })?;
        }
        f.write_str(if self.params.is_empty() { "" } else { "]" })
    }
}

impl TryFrom<String> for Selector {
    type Error = SelectorError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Selector> for String {
    fn from(selector: Selector) -> Self {
        selector.to_string()
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}
