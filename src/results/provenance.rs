//! Where numbers come from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Everything needed to say whether a record still speaks of the code at hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// Commit that was measured; absent outside a git checkout.
    pub revision: Option<String>,
    /// Whether measured code differed from that commit.
    pub dirty: bool,
    /// Digests of what was compiled.
    pub digests: Digests,
    /// `rustc --version --verbose`, first line and LLVM version.
    pub rustc: String,
    /// How it was compiled.
    pub profile: Profile,
    /// Interpreters that were asked; empty where none was.
    pub interpreters: Vec<Interpreter>,
    /// When the first round began, RFC 3339, UTC, to the second.
    pub started: String,
    /// How long the measuring took, milliseconds.
    pub duration_ms: u64,
}

/// Hexadecimal digests. A record is stale when one of them is no longer that of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Digests {
    /// Tokens (no comments, no tests, no declaration) of the example and of the library modules it uses.
    pub code: String,
    /// Tokens of the harness.
    pub harness: String,
    /// Names, versions and checksums of the locked dependencies.
    pub dependencies: String,
    /// Compiler, profile and flags.
    pub compiler: String,
}

/// How the example was compiled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// `dev` or `release`.
    pub name: String,
    /// `-C opt-level`.
    pub opt_level: String,
    /// Whether debug assertions were on.
    pub debug_assertions: bool,
    /// `RUSTFLAGS`, empty if none.
    pub flags: String,
}

/// A real Python that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Interpreter {
    /// Stable id, for example `cpython-3.14t`.
    pub engine: String,
    /// Its full version.
    pub version: String,
    /// How it was built.
    pub build: String,
}
