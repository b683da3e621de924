//! The commands of the project: `cargo xtask help`.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;
use xtask::{
    bundle,
    chapters::Tree,
    check, compare, doctor, import, list, new, open, readme,
    regen::{self, Interrupt, Screen},
    site_door,
};

/// Measures this machine and builds the book from what was measured.
///
/// Two commands are enough: `regen` measures what is missing or stale and builds the book, `serve` shows it and rebuilds
/// it while you write. Nothing here needs a network or a Python.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = false)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure what is missing or stale on this machine, then build the book.
    ///
    /// A record is stale when the code that produced it, its dependencies, the compiler or the harness changed; a
    /// comment, a test or a page does not make it stale. Ctrl-C loses nothing: finished rounds are kept, and the same
    /// command goes on from them. A chapter that fails does not stop the others; the exit status is 1 then.
    Regen(RegenArguments),
    /// Build the book from what was measured, into target/site.
    Book {
        /// Instead, build books of up to 1,000 generated chapters and print how the time grows.
        #[arg(long)]
        growth: bool,
    },
    /// Show the book in a browser and rebuild it when a page, a record or the theme changes.
    Serve {
        /// Port on this machine.
        #[arg(long, default_value_t = 3000)]
        port: u16,
        /// Open a browser.
        #[arg(long)]
        open: bool,
    },
    /// Say in plain words what is missing, stale, unproven or contradicted, each with file, line and mend.
    Check {
        /// Only name what is checked, and what each check proves.
        #[arg(long)]
        explain: bool,
        /// Only say where each part of the source documents has its home, and which has none.
        #[arg(long, conflicts_with = "explain")]
        coverage: bool,
    },
    /// List the chapters: question, and each machine's record with its age and freshness.
    List,
    /// Look at this machine: what it can measure, and what will make it noisy.
    Doctor,
    /// Compare two sets of records: verdicts that flip, and the share of 95 % intervals that overlap.
    ///
    /// The exit status is 1 if a verdict flips or less than 95 % overlap.
    Compare {
        /// A checkout, a folder like book/results, or a git revision.
        first: String,
        /// Another one.
        second: String,
    },
    /// Begin a chapter: an example, a page and a line of the summary that build and pass as they are.
    New {
        /// lower_snake_case, without a number; it never changes once it has landed.
        slug: String,
    },
    /// Fill a folder with the built examples and a small runner, for a machine without toolchain or network.
    ///
    /// Copy the folder there, run `DIR/measure`, copy it back, then `cargo xtask import DIR`.
    Bundle {
        /// A new or empty folder, or an earlier bundle.
        folder: PathBuf,
    },
    /// Take over the records that a bundle brought back; all of them, or none if one is not right.
    Import {
        /// The bundle.
        folder: PathBuf,
        /// Replace newer or fuller records, too.
        #[arg(long)]
        force: bool,
    },
    /// Write completions for a shell to standard output.
    Completions {
        /// bash, zsh, fish, elvish or powershell.
        shell: Shell,
    },
    /// Run as the preprocessor of plain `mdbook build` and `mdbook serve`, which call this themselves.
    #[command(hide = true)]
    Preprocess {
        /// What mdBook asks: nothing, or `supports RENDERER`.
        arguments: Vec<String>,
    },
}

/// Measures this machine with the programs in this folder. Needs no toolchain and no network.
///
/// The records land in book/results beside this program. Bring the folder back to the checkout that it came from, then
/// run `cargo xtask import` there. Ctrl-C loses nothing: the same command goes on where it stopped.
#[derive(Debug, Parser)]
#[command(name = "measure")]
struct MeasureCli {
    #[command(flatten)]
    what: What,
}

#[derive(Debug, clap::Args)]
struct RegenArguments {
    #[command(flatten)]
    what: What,
    /// Open the book when it is built.
    #[arg(long)]
    open: bool,
}

/// What is measured, and how.
#[derive(Debug, clap::Args)]
struct What {
    /// A few rounds a chapter: the shape in a minute. Never replaces a fresh full record.
    #[arg(long)]
    quick: bool,
    /// Only this chapter; may be given several times.
    #[arg(long, value_name = "SLUG")]
    only: Vec<String>,
    /// Name of this machine: the folder of its records. Found out, or asked once, if absent.
    #[arg(long, value_name = "NAME")]
    machine: Option<String>,
    /// Measure what is fresh, too.
    #[arg(long)]
    force: bool,
    /// Seconds that each chapter may take, instead of its own choice.
    #[arg(long, value_name = "SECONDS")]
    time: Option<u64>,
}

fn main() -> ExitCode {
    let done = match bundle::home() {
        Some(folder) => measure(&folder, MeasureCli::parse().what),
        None => run(Cli::parse().command),
    };
    match done {
        Ok(status) => status.into(),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<u8> {
    let tree = || Tree::find(&std::env::current_dir()?);
    match command {
        Command::Regen(arguments) => regen(&tree()?, arguments),
        Command::Book { growth: true } => print(&site_door::growth()?),
        Command::Book { growth: false } => site_door::build(&tree()?).and_then(say_where),
        Command::Serve { port, open } => site_door::serve(&tree()?, port, open).map(|()| 0),
        Command::Check { explain: true, .. } => print(&check::explain()),
        Command::Check { coverage: true, .. } => coverage(&tree()?),
        Command::Check { .. } => check(&tree()?),
        Command::List => print(&list::list(&tree()?)?),
        Command::Doctor => print(&doctor::examine(&tree()?).iter().map(|note| format!("{note}\n")).collect::<String>()),
        Command::Compare { first, second } => compare(&tree()?, &first, &second),
        Command::New { slug } => print(&new::begin(&tree()?, &slug, &Interrupt::install()?)?),
        Command::Bundle { folder } => print(&bundle::bundle(&tree()?, &folder, &Interrupt::install()?)?),
        Command::Import { folder, force } => print(&import::import(&tree()?, &folder, force)?),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "xtask", &mut io::stdout());
            Ok(0)
        }
        Command::Preprocess { arguments } => site_door::preprocess(&arguments).map(|()| 0),
    }
}

impl From<What> for regen::Options {
    fn from(What { quick, only, machine, force, time }: What) -> Self {
        Self { quick, only, machine, force, time }
    }
}

fn measure(folder: &Path, what: What) -> anyhow::Result<u8> {
    let summary = bundle::measure(folder, &what.into(), &Interrupt::install()?, &Screen::new())?;
    print(&summary.to_string())?;
    Ok(summary.status())
}

fn regen(tree: &Tree, arguments: RegenArguments) -> anyhow::Result<u8> {
    let RegenArguments { what, open } = arguments;
    let summary = regen::run(tree, &what.into(), &Interrupt::install()?, &Screen::new())?;
    write!(io::stdout(), "{summary}")?;
    if summary.signal.is_some() {
        return Ok(summary.status());
    }
    readme::write(tree)?;
    let page = site_door::build(tree)?;
    if open {
        open::in_browser(&page)?;
    }
    say_where(page)?;
    Ok(summary.status())
}

fn check(tree: &Tree) -> anyhow::Result<u8> {
    let findings = check::check(tree, &Interrupt::install()?)?;
    print(&check::report(&findings))?;
    Ok(u8::from(!findings.is_empty()))
}

fn coverage(tree: &Tree) -> anyhow::Result<u8> {
    let coverage = check::coverage(tree)?;
    print(&coverage.report())?;
    Ok(u8::from(!coverage.findings.is_empty()))
}

fn compare(tree: &Tree, first: &str, second: &str) -> anyhow::Result<u8> {
    let comparison = compare::compare(&compare::open(tree, first)?, &compare::open(tree, second)?);
    print(&comparison.to_string())?;
    Ok(u8::from(!comparison.is_good()))
}

fn print(text: &str) -> anyhow::Result<u8> {
    io::stdout().write_all(text.as_bytes())?;
    Ok(0)
}

fn say_where(page: PathBuf) -> anyhow::Result<u8> {
    writeln!(io::stdout(), "the book lies at {}", page.display())?;
    Ok(0)
}

/// `cargo xtask list | head` is no failure.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
}
