//! Random programs of the subset, for the differential fuzzer.
//!
//! `generate(seed)` grows a program from a typed grammar: each expression is asked for by its type, each variable
//! is known by its type, so that most of what is generated runs. What may fail is meant to fail now and then; every
//! block stands in a `try` that prints the exception's type and message.
//!
//! Each program ends: loops run over short copies or count down, functions call only earlier ones, and whatever is
//! written back to a variable is cut to a bounded size. Nothing that two Pythons may answer differently is printed:
//! sets are sorted first, no `id`, no `hash`, no addresses.
//!
//! - [`program`]: a program as a tree of statements, and its text.
//! - [`scope`]: types and the variables in sight.
//! - [`expressions`], [`texts`], [`containers`]: expressions by type.
//! - [`statements`], [`mutations`]: statements and loops; changes of lists, dicts and sets.
//! - [`functions`], [`classes`], [`generators`], [`failures`]: blocks around one language feature each.
//! - [`shrink`]: makes a failing program small.

mod classes;
mod containers;
mod expressions;
mod failures;
mod functions;
mod generators;
mod mutations;
pub(crate) mod program;
mod scope;
pub(crate) mod shrink;
mod statements;
mod texts;

use program::{Program, Statement};
use rand::RngExt;
use rand_pcg::Pcg64Mcg;
use scope::{Class, Function, Generated, Type, Variable};

/// How many blocks, each in its own `try`, a program has.
const BLOCKS: std::ops::Range<usize> = 4..10;

/// What every program begins with: a context manager, and objects that tell when they die.
const PRELUDE: &str = r#"class Manager:
    def __init__(self, name, swallow):
        self.name, self.swallow = name, swallow
    def __enter__(self):
        print("enter", self.name)
        return self.name
    def __exit__(self, kind, value, trace):
        print("exit", self.name, kind and kind.__name__)
        return self.swallow
class Noisy:
    def __init__(self, name):
        self.name = name
    def __del__(self):
        print("del", self.name)"#;

/// The program of a seed; always the same one.
pub(crate) fn generate(seed: u64) -> Program {
    Generator::new(seed).program()
}

/// What is known while a program grows.
struct Generator {
    random: Pcg64Mcg,
    /// Variables in sight, from the module's to the innermost block's.
    scopes: Vec<Vec<Variable>>,
    /// The first scope that may be assigned to: outer ones belong to another function.
    own: usize,
    functions: Vec<Function>,
    generators: Vec<Generated>,
    classes: Vec<Class>,
    /// Names made so far.
    named: usize,
    /// Loops around the statement, within its function.
    loops: usize,
}

impl Generator {
    fn new(seed: u64) -> Self {
        // Neighboring seeds must not give neighboring states.
        let state = u128::from(seed).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835) ^ 0x2545_f491_4f6c_dd1d;
        Self {
            random: Pcg64Mcg::new(state),
            scopes: vec![Vec::new()],
            own: 0,
            functions: Vec::new(),
            generators: Vec::new(),
            classes: Vec::new(),
            named: 0,
            loops: 0,
        }
    }

    fn program(mut self) -> Program {
        let mut statements = vec![Statement::Line(PRELUDE.into())];
        for kind in Type::PLAIN {
            for _ in 0..2 {
                let value = self.literal(kind);
                let name = self.declare(kind);
                statements.push(Statement::Line(format!("{name} = {value}")));
            }
        }
        for _ in 0..self.random.random_range(BLOCKS) {
            let definition = match self.below(8) {
                0 | 1 => Some(self.function()),
                2 => Some(self.class()),
                3 => Some(self.generator()),
                _ => None,
            };
            statements.extend(definition);
            let body = self.block();
            statements.push(guarded(body));
        }
        let shown = Type::PLAIN.map(|kind| kind.shown(&self.variable(kind)));
        statements.push(Statement::Line(format!("print({})", shown.join(", "))));
        Program { statements }
    }

    /// The body of a top-level block: a feature of its own, or a few ordinary statements.
    fn block(&mut self) -> Vec<Statement> {
        match self.below(12) {
            0 => self.drives_generator(),
            1 => self.closure(),
            2 => self.uses_object(),
            3 => self.recursion(),
            4 => self.finalizers(),
            5 => self.provokes(),
            6 => self.threads(),
            _ => self.body(2, 5),
        }
    }

    fn below(&mut self, n: usize) -> usize {
        self.random.random_range(0..n)
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.random.random_range(0..100) < percent
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    /// Whether to leave out a guard, so that an exception may happen.
    fn slips(&mut self) -> bool {
        self.chance(2)
    }
}

/// A block whose exception is printed instead of ending the program.
fn guarded(body: Vec<Statement>) -> Statement {
    telling("exception", body)
}

/// A step of a block that may well raise, without ending the block.
fn tried(body: Vec<Statement>) -> Statement {
    telling("tried", body)
}

fn telling(word: &str, body: Vec<Statement>) -> Statement {
    let told = Statement::Line(format!("print('{word}', type(e).__name__, e)"));
    Statement::Block { parts: vec![("try:".into(), body), ("except Exception as e:".into(), vec![told])] }
}
