//! Which Python is this, and what does its build change? Every Python of the machine says so itself, and shows it.

use std::{
    process::{Command, ExitCode, Stdio},
    time::Duration,
};

use roommates::{
    harness::{self, Failure, Model, Outcome, Plan, Stopwatch, Twin, Variant},
    interp::{Gil, Interpreter},
    results::{
        Declaration, Unit,
        declaration::{Bar, Claim, Draw, Formula, Test, Verdict},
    },
};

const SLUG: &str = "setup_pythons";
const TWIN: (&str, &str) = ("examples/setup_pythons.py", include_str!("setup_pythons.py"));
/// Kinds of work, and how much of each the model does.
const WORK: [&str; 2] = ["compute", "wait"];

/// The model counts down so many times as far as a Python: it must compute for several turns of the GIL, too.
const FURTHER: i64 = 2;

/// Knobs of this experiment.
#[derive(clap::Args)]
struct Knobs {
    /// What is compared: compute, wait, or both.
    #[arg(long, value_delimiter = ',', default_value = "compute,wait", value_name = "WORK,WORK",
          value_parser = WORK)]
    work: Vec<String>,
    /// Turns of a count-down. In two threads it must be long against what a kernel takes to give each a core, a few ms.
    #[arg(long, default_value_t = 1_500_000, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=1_000_000_000))]
    compute: i64,
    /// Milliseconds of a wait.
    #[arg(long, default_value_t = 20, value_name = "MS", value_parser = clap::value_parser!(i64).range(1..=10_000))]
    wait: i64,
}

fn main() -> ExitCode {
    harness::main(&declare(), plan)
}

/// Puts the two comparisons to the model, and all questions to every Python of this machine.
fn plan<'a>(knobs: &'a Knobs, plan: &mut Plan<'a>) {
    plan.budget(Duration::from_secs(85));
    for work in &knobs.work {
        let amount = if work == "wait" { knobs.wait } else { FURTHER * knobs.compute };
        for has_gil in [true, false] {
            plan.add(compared(work, amount, "one", has_gil));
            plan.add(compared(work, amount, "two", has_gil));
        }
        plan.add(compared(work, amount, "one", true).again());
    }
    match what_apt_installs() {
        Ok(_) => plan.add(fact("apt", "newly_installed", what_apt_installs)),
        Err(why) => plan.missing("apt", &why.0),
    }
    let [compute, wait] = [knobs.compute, knobs.wait].map(|n| n.to_string());
    let twin = Twin::new(SLUG, TWIN.1, include_str!("twin.py")).since(2, 7).to_every_python();
    plan.ask_pythons(&twin.with(&["--work", &knobs.work.join(","), "--compute", &compute, "--wait", &wait]));
}

// ANCHOR: comparison
/// Twice the same work in one thread or in two, in an interpreter with a GIL or without.
fn compared<'a>(work: &'a str, amount: i64, threads: &str, has_gil: bool) -> Variant<'a> {
    let function = if threads == "two" { "side_by_side" } else { "one_after_the_other" };
    let (name, state) = if has_gil { ("", "on") } else { ("free_", "off") };
    let variant = Variant::new("model", &format!("{name}{work}_{threads}")).requests("gil", state);
    let alone = threads == "one" && work != "wait";
    let variant = if alone { variant.on_each_processor() } else { variant };
    variant.expects(0).sampled(move |watch| {
        let mut model = load(watch, has_gil)?;
        watch.time(|| {
            let answer = model.number(function, &[work.into(), amount.into()])?;
            Ok(model.outcome(answer as u64))
        })
    })
}
// ANCHOR_END: comparison

/// The workload of the twin, in an interpreter with a GIL or without.
fn load(watch: &Stopwatch, has_gil: bool) -> Result<Model, Failure> {
    let builder = Interpreter::builder();
    let builder = if has_gil { builder } else { builder.gil(Gil::Free) };
    Model::load(builder, TWIN.0, TWIN.1, watch.clock())
}

/// A number that is found out in every round.
fn fact<'a>(engine: &str, name: &str, find_out: fn() -> Result<i64, Failure>) -> Variant<'a> {
    Variant::new(engine, name).unit(Unit::Count).not_deciding().sampled(move |watch| {
        watch.report(find_out()?);
        Ok(Outcome::default())
    })
}

// ANCHOR: apt
/// How many packages `apt-get install -y` would install if it is given no name. Nothing is installed.
fn what_apt_installs() -> Result<i64, Failure> {
    let mut command = Command::new("apt-get");
    let output = command.args(["install", "-y", "--simulate"]).env("LC_ALL", "C").stdin(Stdio::null()).output();
    let Ok(output) = output else { return Err(Failure("There is no apt-get here: it is Debian's.".into())) };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let words: Vec<&str> = said.split_whitespace().collect();
    let number = words.windows(3).find(|w| w[1..] == ["newly", "installed,"]).and_then(|w| w[0].parse().ok());
    number.ok_or_else(|| Failure("apt-get did not say how much it would install.".into()))
}
// ANCHOR_END: apt

#[rustfmt::skip] // One line a quantity reads as the table that it is.
fn declare() -> Declaration {
    let of = |engine: &str, work: &str| (format!("{engine}/{work}_two"), format!("{engine}/{work}_one"));
    let two_to_one = |engine: &str, work: &str| { let (two, one) = of(engine, work); Formula::ratio(&two, &one) };
    let difference = |with: (String, String), without: (String, String)| Formula::residual((&with.0, &with.1), (&without.0, &without.1));
    let declaration = Declaration::new(SLUG, "How do you get two Pythons, and tell which is which?")
        .quantity("model_compute", "two threads that compute over one, in the model with a GIL", two_to_one("model", "compute"))
        .quantity("model_free_compute", "two threads that compute over one, in the model without a GIL", two_to_one("model", "free_compute"))
        .quantity("model_wait", "two threads that wait over one, in the model with a GIL", two_to_one("model", "wait"))
        .quantity("model_free_wait", "two threads that wait over one, in the model without a GIL", two_to_one("model", "free_wait"))
        .quantity("compute", "two threads that compute over one, in CPython with a GIL", two_to_one("cpython", "compute"))
        .quantity("free_compute", "two threads that compute over one, in CPython without a GIL", two_to_one("cpython-free", "compute"))
        .quantity("wait", "two threads that wait over one, in CPython with a GIL", two_to_one("cpython", "wait"))
        .quantity("free_wait", "two threads that wait over one, in CPython without a GIL", two_to_one("cpython-free", "wait"))
        .quantity("model_compute_differs", "computing: the model's two builds, one over the other", difference(of("model", "compute"), of("model", "free_compute")))
        .quantity("model_wait_differs", "waiting: the model's two builds, one over the other", difference(of("model", "wait"), of("model", "free_wait")))
        .quantity("compute_differs", "computing: CPython's two builds, one over the other", difference(of("cpython", "compute"), of("cpython-free", "compute")))
        .quantity("wait_differs", "waiting: CPython's two builds, one over the other", difference(of("cpython", "wait"), of("cpython-free", "wait")))
        .quantity("newly_installed", "packages that apt-get install -y without a name would install", Formula::max("apt/newly_installed"))
        .quantity("left", "whether deactivate left the environment", Formula::max("cpython/left_by_deactivate"))
        .quantity("left_by_source", "whether source deactivate left it, with nothing else installed", Formula::max("cpython/left_by_source_deactivate"))
        .quantity("left_by_tool", "whether source deactivate left it, with the tools on PATH here", Formula::max("cpython/left_by_a_tool"))
        .quantity("version_names_build", "whether python --version named the build", Formula::max("cpython-free/version_names_build"))
        .quantity("long_version_names_build", "whether python -VV named the build", Formula::max("cpython-free/long_version_names_build"))
        .quantity("builds", "builds in two environments that one Python made", Formula::max("cpython/builds_in_environments"))
        .quantity("free_builds", "builds in two environments that a free-threaded Python made", Formula::max("cpython-free/builds_in_environments"))
        .quantity("same_build", "whether an environment tells the build of the Python that made it", Formula::max("cpython/environment_tells_build"))
        .quantity("free_same_build", "whether one of a free-threaded Python does", Formula::max("cpython-free/environment_tells_build"))
        .quantity("built_without", "whether the free-threaded Python was built to do without a GIL", Formula::max("cpython-free/free_threaded"))
        .quantity("free_gil", "whether it had one when it started", Formula::max("cpython-free/gil"))
        .quantity("free_gil_after_imports", "whether it had one after imports", Formula::max("cpython-free/gil_after_imports"))
        .quantity("free_gil_in_a_worker", "whether a worker process of it had one", Formula::max("cpython-free/gil_in_a_worker"))
        .quantity("free_gil_when_asked_for", "whether it had one when asked for one", Formula::max("cpython-free/gil_when_asked_for"))
        .quantity("modules_missing", "modules that the newest Python with a GIL was built without", Formula::max("cpython/modules_missing"));
    chart(claims(declaration))
}

#[rustfmt::skip]
fn claims(declaration: Declaration) -> Declaration {
    declaration
        .claim(
            Claim::new("other-implementations", &["001"], "Other implementations than CPython do without the GIL.")
                .cited(Verdict::Depends)
                .correction(
                    "Each decides for itself. Jython and IronPython keep their objects in a runtime that has locks and a collector of its own, and have no GIL. PyPy and GraalPy have one.",
                    "doc.pypy.org, “Frequently Asked Questions”; GraalPy, documentation on threads; Jython, “Concurrency”",
                ),
        )
        .claim(
            Claim::new("setup-apt-install-empty", &["002"], "`apt install -y` prepares a machine to build a Python.")
                .holds_if("apt", "newly_installed", Test::Above(0.0))
                .correction("It was given no package to install. A build needs a C compiler, make, and the headers of the libraries behind the standard modules; where one is not there, its module is left out, and nobody says so before the first `import`.", "pyenv wiki, “Suggested build environment”; Python Developer's Guide, “Install dependencies”"),
        )
        .claim(
            Claim::new("setup-pyenv-314t", &["002"], "`pyenv install 3.14t` and `pyenv install 3.14` install the two builds.")
                .cited(Verdict::Holds)
                .correction("True of a pyenv that is newer than the builds: a prefix with a `t` is completed among the versions with a `t` only, one without among those without. An older pyenv does not know the version; update it first.", "pyenv, pull request 3090"),
        )
        .claim(
            Claim::new("setup-source-deactivate", &["002"], "`source deactivate` leaves a virtual environment, and `python --version` says which build is active.")
                .holds_if("cpython, with nothing else", "left_by_source", Test::Above(0.5))
                .holds_if("cpython, with the tools on PATH", "left_by_tool", Test::Above(0.5))
                .holds_if("cpython-free, telling", "version_names_build", Test::Above(0.5))
                .correction("`activate` defines a function, `deactivate`, and that is what you call. `source` looks for a file of this name; pyenv-virtualenv has one, and so had conda. Both builds print the same version number; `python -VV` names a free-threaded build, and `sys._is_gil_enabled()` says whether there is a GIL now.", "Doc/library/venv.rst, “How venvs work”; Doc/howto/free-threading-python.rst, “Identifying free-threaded Python”"),
        )
        .claim(
            Claim::new("setup-venv-two-builds", &["002"], "Two `python -m venv` lines in a row make an environment of each build.")
                .holds_if("cpython", "builds", Test::Above(1.5))
                .holds_if("cpython-free", "free_builds", Test::Above(1.5))
                .correction("One environment for each build is right. But an environment is of the Python that made it: name each by its own command, or switch before each line.", "PEP 405; Doc/library/venv.rst"),
        )
        .claim(
            Claim::new("setup-comparison-scripts", &["002"], "A script that computes and one that waits show what the builds differ in: the first does, the second does not.")
                .holds_if("model, computing", "model_compute_differs", Test::Above(1.2)).with_cores(2)
                .holds_if("model, waiting", "model_wait_differs", Test::Between(0.8, 1.2)).with_cores(2)
                .holds_if("cpython, computing", "compute_differs", Test::Above(1.2)).with_cores(2)
                .holds_if("cpython, waiting", "wait_differs", Test::Between(0.8, 1.2)).with_cores(2)
                .correction("The document names two scripts and has neither; those of this page are its stand-ins. That waiting is the same holds for threads that only wait. One that waits beside one that computes is another matter.", "Doc/howto/free-threading-python.rst"),
        )
}

fn chart(declaration: Declaration) -> Declaration {
    let bars = |work: &str| {
        let bar = |label: &str, engine: &str| {
            Bar::new(label, Formula::ratio(&format!("{engine}{work}_two"), &format!("{engine}{work}_one")))
        };
        vec![
            bar("CPython with a GIL", "cpython/"),
            bar("CPython without", "cpython-free/"),
            bar("model with a GIL", "model/"),
            bar("model without", "model/free_"),
        ]
    };
    declaration.chart(
        "builds",
        &[
            (
                "setup-comparison-scripts.holds",
                "Two builds of one version: two threads that compute tell them apart, two that wait do not",
            ),
            ("", "Time of two threads over that of one, for the same work, in two builds of Python"),
        ],
        Draw::bars("time of two threads over one", Some(1.0), &[("compute", bars("compute")), ("wait", bars("wait"))]),
    )
}
