//! How do you point at something without keeping it? Families with a strong and with a weak link up; who has room for a
//! weak reference, what it costs to follow one, when it dies, and what a cache of them keeps.

use std::process::ExitCode;

use roommates::{
    harness::{self, Clock, Failure, Living, Model, Plan, SharedModel, Twin, Variant},
    interp::{Answer, Argument, Gil, Interpreter},
    process::{self, Worker, memory},
    results::{
        Declaration, Unit,
        declaration::{Bar, Claim, Draw, Formula, Line, Test},
    },
};
use serde::{Deserialize, Serialize};

const SLUG: &str = "weak_references";
const TWIN: (&str, &str) = ("examples/weak_references.py", include_str!("weak_references.py"));
/// Families to make while the living are counted.
const FAMILIES: usize = 1600;
/// The living are counted after every so many families with the collector, …
const STEP: usize = 50;
/// … and after so many where the line is straight.
const STRIDE: usize = 400;
/// Families of which each is freed by somebody.
const FEW: usize = 100;
/// Turns of a loop in which a reference is followed ten times.
const TURNS: i64 = 4000;
/// How often a guest is found before the race is over.
const TRIES: i64 = 40_000;
/// Documents that are held while the others are read.
const HELD: u64 = 10;
/// Kinds of object that the model is asked for.
const KINDS: [&str; 14] = [
    "int",
    "str",
    "tuple",
    "list",
    "dict",
    "object",
    "set",
    "frozenset",
    "function",
    "generator",
    "method",
    "class",
    "module",
    "instance",
];
/// Kinds that only a real Python has.
const KINDS_BEYOND: [&str; 5] = ["slots", "slots_and_room", "own_list", "own_tuple", "own_int"];
/// Who is asked about them: the prefix of the quantity, and the engine.
const ASKED: [(&str, &str); 4] =
    [("model", "model"), ("cpython", "cpython"), ("free", "cpython-free"), ("old", "cpython-2.7")];
/// Questions about the end of an object; which of its callbacks ran, or how many finalizers, is the answer.
const ENDINGS: [(&str, u64); 6] = [
    ("newest_first", 3),
    ("callback_sees", 3),
    ("del_sees", 1),
    ("del_sees_in_cycle", 1),
    ("back", 1),
    ("back_in_cycle", 1),
];

/// Knobs of this experiment.
#[derive(clap::Args)]
struct Knobs {
    /// Children of each parent.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=1000), value_name = "N")]
    children: u32,
}

fn main() -> ExitCode {
    let peak = |question: Question| question.answer().map_err(|why| why.0);
    process::enter("peak", peak).unwrap_or_else(|| harness::main(&declare(), plan))
}

// ANCHOR: model
/// The model, with the workload of the twin in it: it runs the Python of this chapter, from the same file.
fn model(gil: Gil) -> Result<Model, Failure> {
    let builder = Interpreter::builder().gil(gil);
    Model::load_with(builder, TWIN.0, TWIN.1, Clock::start(), |interpreter| {
        interpreter.bind("resident", |_| resident().map_err(|why| why.to_string()))
    })
}
// ANCHOR_END: model

/// The model as it is where nothing is said.
fn with_gil() -> Result<Model, Failure> {
    model(Gil::Interval(roommates::gil::DEFAULT_SWITCH_INTERVAL))
}

fn resident() -> Result<Answer, Failure> {
    Ok(Answer::Int(i64::try_from(memory::of_this_process()?.resident)?))
}

fn plan<'a>(knobs: &'a Knobs, plan: &mut Plan<'a>) {
    match (with_gil(), model(Gil::Free)) {
        (Ok(gil), Ok(free)) => {
            let gil = SharedModel::new(gil);
            families(&gil, knobs.children, plan);
            peaks(knobs.children, plan);
            references(&gil, plan);
            races(&gil, &SharedModel::new(free), plan);
        }
        (Err(why), _) | (_, Err(why)) => plan.missing("model", &why.0),
    }
    let twin = Twin::new(SLUG, TWIN.1, include_str!("twin.py")).history(&["time_strong", "time_weak"]).since(2, 7);
    plan.ask_pythons(&twin.with(&["--children", &knobs.children.to_string()]));
    plan.needs_python("cpython-2.7");
}

// ANCHOR: ask
/// Who is alive, who frees whom, and what it costs.
fn families<'a>(model: &SharedModel, children: u32, plan: &mut Plan<'a>) {
    let children = Answer::Int(children.into());
    for (name, kind, collector, step) in [("alive_strong", "strong", true, STEP), ("alive_weak", "weak", false, STRIDE)]
    {
        for made in (step..=FAMILIES).step_by(step) {
            let asked = vec![kind.into(), (made as i64).into(), children.clone(), Answer::Bool(collector)];
            plan.add(model.living_counted(name, "alive", asked, collector).at("families", made));
        }
    }
    for kind in ["strong", "weak"] {
        let asked = |what: &str| vec![kind.into(), what.into(), children.clone()];
        // Where the links are weak the collector has nothing to do; how long that takes no clock can tell.
        for what in ["time", "collecting"].into_iter().take(if kind == "strong" { 2 } else { 1 }) {
            plan.add(model.living(&format!("{what}_{kind}"), "churned", asked(what), true));
        }
        for what in ["collections", "most"] {
            plan.add(model.living_counted(&format!("{what}_{kind}"), "churned", asked(what), true));
        }
        for by in ["counting", "collector"] {
            let asked = vec![kind.into(), by.into(), (FEW as i64).into(), children.clone()];
            plan.add(model.living_counted(&format!("{kind}_by_{by}"), "freed", asked, false));
        }
    }
    let again = vec!["strong".into(), "time".into(), children];
    plan.add(model.living("time_strong", "churned", again, true).again());
}
// ANCHOR_END: ask

/// What a fresh process is asked.
#[derive(Serialize, Deserialize)]
struct Question {
    kind: String,
    children: u32,
}

impl Question {
    fn answer(&self) -> Result<Living, Failure> {
        Living::ask(&mut with_gil()?, "peak", &[self.kind.as_str().into(), Answer::Int(self.children.into())])
    }
}

/// By how much a process with families grows, at most.
fn peaks(children: u32, plan: &mut Plan<'_>) {
    if let Err(why) = memory::of_this_process() {
        return plan.missing("model", &format!("The memory of a process cannot be asked for here ({why})."));
    }
    for kind in ["strong", "weak"] {
        plan.add(Living::variant(&format!("peak_{kind}"), true).unit(Unit::Bytes).not_deciding().sampled(
            move |watch| {
                let question = Question { kind: kind.into(), children };
                let said = Worker::start("peak", &question)?.join::<Result<Living, String>>()?.map_err(Failure)?;
                Ok(said.report(watch))
            },
        ));
    }
}

/// Calls a function that returns samples and a number, or a truth value, which is the answer.
fn ask<'a>(model: &SharedModel, name: &str, function: &'static str, asked: Vec<Argument>, answer: u64) -> Variant<'a> {
    let number = |seen: &Answer| match seen {
        Answer::Int(number) => u64::try_from(*number).ok(),
        Answer::Bool(truth) => Some((*truth).into()),
        _ => None,
    };
    model.counted(name, function, asked, number).expects(answer)
}

/// Who has room for a weak reference, what it costs, when it dies, what a cache of them keeps.
fn references<'a>(model: &SharedModel, plan: &mut Plan<'a>) {
    for kind in KINDS {
        plan.add(ask(model, &format!("can_{kind}"), "kind_can", vec![kind.into()], 0));
    }
    plan.add(ask(model, "method_stays", "method_is_there", vec![], 0));
    for what in ["attribute", "live", "dead"] {
        let asked = vec![what.into(), TURNS.into()];
        plan.add(ask(model, &format!("cost_{what}"), "cost", asked, 1).unit(Unit::Picoseconds));
    }
    for (what, answer) in ENDINGS {
        plan.add(ask(model, what, "ending", vec![what.into()], answer));
    }
    for (what, kind) in [("loads", "weak"), ("loads", "dict"), ("entries", "weak"), ("entries", "dict")] {
        plan.add(ask(model, &format!("{what}_{kind}"), "cached", vec![kind.into(), what.into()], HELD));
    }
}

// ANCHOR: races
/// How often somebody was gone between the check and the use, with the GIL and without. Whoever takes a strong reference
/// first finds them every time, or has a wrong answer.
fn races<'a>(gil: &SharedModel, free: &SharedModel, plan: &mut Plan<'a>) {
    for (model, suffix) in [(gil, ""), (free, "_free")] {
        for how in ["check", "take"] {
            let asked = vec![how.into(), TRIES.into()];
            plan.add(ask(model, &format!("race_{how}{suffix}"), "race", asked, 1));
        }
    }
}
// ANCHOR_END: races

#[rustfmt::skip] // One line a quantity reads as the table that it is.
fn declare() -> Declaration {
    let declaration = Declaration::new(SLUG, "How do you point at something without keeping it?")
        // Families.
        .quantity("left_weak", "people alive after the last family with a weak link up, without the collector", Formula::median("model/alive_weak[families=max]"))
        .quantity("cpython_left_weak", "the same in CPython", Formula::median("cpython/alive_weak[families=max]"))
        .quantity("free_left_weak", "the same in CPython without the GIL", Formula::median("cpython-free/alive_weak[families=max]"))
        .quantity("most_strong", "most people alive at a time, with strong links both ways", Formula::median("model/most_strong"))
        .quantity("most_weak", "most people alive at a time, with a weak link up", Formula::median("model/most_weak"))
        .quantity("cpython_most_strong", "most people alive at a time in CPython, with strong links both ways", Formula::median("cpython/most_strong"))
        .quantity("cpython_most_weak", "most people alive at a time in CPython, with a weak link up", Formula::median("cpython/most_weak"))
        .quantity("free_most_strong", "most people alive at a time in CPython without the GIL, with strong links both ways", Formula::median("cpython-free/most_strong"))
        .quantity("free_most_weak", "the same with a weak link up", Formula::median("cpython-free/most_weak"))
        .quantity("free_collections", "runs of the collector of CPython without the GIL meanwhile", Formula::median("cpython-free/collections_strong"))
        .prediction("residual_most", "most alive, strong links over a weak one", Formula::residual(("cpython/most_strong", "cpython/most_weak"), ("model/most_strong", "model/most_weak")))
        .quantity("strong_by_collector", "people in families with strong links that only the collector freed", Formula::median("model/strong_by_collector"))
        .quantity("weak_by_counting", "people in families with a weak link that counting freed", Formula::median("model/weak_by_counting"))
        .quantity("weak_by_collector", "people in families with a weak link that only the collector freed", Formula::median("model/weak_by_collector"))
        .quantity("share_strong", "share of the time that the collector runs, with strong links both ways", Formula::ratio("model/collecting_strong", "model/time_strong"))
        .quantity("cpython_share_strong", "the same in CPython", Formula::ratio("cpython/collecting_strong", "cpython/time_strong"))
        .quantity("collections_strong", "runs of the collector meanwhile", Formula::median("model/collections_strong"))
        .quantity("collections_weak", "runs of the collector with a weak link up", Formula::median("model/collections_weak"))
        .quantity("weak_speed_up", "speed-up of many families by a weak link up", Formula::ratio("model/time_strong", "model/time_weak"))
        .quantity("cpython_weak_speed_up", "the same in CPython", Formula::ratio("cpython/time_strong", "cpython/time_weak"))
        .prediction("residual_weak", "speed-up by a weak link up", Formula::residual(("cpython/time_strong", "cpython/time_weak"), ("model/time_strong", "model/time_weak")))
        .quantity("peak_strong", "most that a process grows, with strong links both ways", Formula::median("model/peak_strong"))
        .quantity("peak_weak", "most that a process grows, with a weak link up", Formula::median("model/peak_weak"))
        .quantity("cpython_peak_strong", "most that a process of CPython grows, with strong links both ways", Formula::median("cpython/peak_strong"))
        .quantity("cpython_peak_weak", "most that a process of CPython grows, with a weak link up", Formula::median("cpython/peak_weak"))
        .quantity("free_peak_strong", "most that a process of CPython without the GIL grows, with strong links both ways", Formula::median("cpython-free/peak_strong"))
        // What it costs.
        .quantity("cost_attribute", "reading an attribute", Formula::median("model/cost_attribute"))
        .quantity("cost_live", "following a weak reference", Formula::median("model/cost_live"))
        .quantity("cost_dead", "following a weak reference to what is gone", Formula::median("model/cost_dead"))
        .quantity("cpython_cost_attribute", "reading an attribute in CPython", Formula::median("cpython/cost_attribute"))
        .quantity("cpython_cost_live", "following a weak reference in CPython", Formula::median("cpython/cost_live"))
        .quantity("cpython_cost_proxy", "reading an attribute through a proxy in CPython", Formula::median("cpython/cost_proxy"))
        .quantity("live_to_attribute", "time to follow a weak reference over that to read an attribute", Formula::ratio("model/cost_live", "model/cost_attribute"))
        .quantity("cpython_live_to_attribute", "the same in CPython", Formula::ratio("cpython/cost_live", "cpython/cost_attribute"))
        .quantity("free_live_to_attribute", "the same in CPython without the GIL", Formula::ratio("cpython-free/cost_live", "cpython-free/cost_attribute"))
        // Races.
        .quantity("missed", "times that somebody was gone between the check and the use, in the median round", Formula::median("model/race_check"))
        .quantity("missed_free", "the same without the GIL", Formula::median("model/race_check_free"))
        .quantity("cpython_missed", "the same in CPython", Formula::median("cpython/race_check"))
        .quantity("free_missed", "the same in CPython without the GIL", Formula::median("cpython-free/race_check"))
        .quantity("missed_held", "times that somebody was gone who was held first, in all rounds", Formula::sum("model/race_take"))
        .quantity("missed_held_free", "the same without the GIL", Formula::sum("model/race_take_free"))
        .quantity("cpython_missed_held", "the same in CPython", Formula::sum("cpython/race_take"))
        .quantity("free_missed_held", "the same in CPython without the GIL", Formula::sum("cpython-free/race_take"))
        // The cache.
        .quantity("entries_weak", "entries of the weak cache at the end", Formula::median("model/entries_weak"))
        .quantity("entries_dict", "entries of the dict at the end", Formula::median("model/entries_dict"))
        .quantity("loads_weak", "documents loaded with the weak cache", Formula::median("model/loads_weak"))
        .quantity("loads_dict", "documents loaded with the dict", Formula::median("model/loads_dict"))
        .quantity("entries_library", "entries of a WeakValueDictionary at the end", Formula::median("cpython/entries_library"))
        .quantity("loads_library", "documents loaded with a WeakValueDictionary", Formula::median("cpython/loads_library"))
        .quantity("weak_method_stays", "whether a WeakMethod gives the method back, in CPython", Formula::median("cpython/weak_method_stays"));
    charts(claims(table(declaration)))
}

/// What each engine says of each kind of object, and of the end: 1 is yes.
fn table(mut declaration: Declaration) -> Declaration {
    for (prefix, engine) in ASKED {
        let beyond = if engine == "model" { &[][..] } else { &KINDS_BEYOND };
        for kind in KINDS.iter().chain(beyond) {
            let says = format!("whether a weak reference can be made in {engine} to: {}", kind.replace('_', " "));
            let of = Formula::median(&format!("{engine}/can_{kind}"));
            declaration = declaration.quantity(&format!("{prefix}_can_{kind}"), &says, of);
        }
        // Before PEP 442 a cycle with a finalizer was never freed: 2.7 has no answer to give.
        let is_asked = |ending: &&str| prefix != "old" || !ending.ends_with("_in_cycle");
        for ending in ENDINGS.map(|(ending, _)| ending).into_iter().chain(["method_stays"]).filter(is_asked) {
            let says = format!("whether it is so in {engine}: {}", ending.replace('_', " "));
            let of = Formula::median(&format!("{engine}/{ending}"));
            declaration = declaration.quantity(&format!("{prefix}_{ending}"), &says, of);
        }
    }
    declaration
}

fn claims(declaration: Declaration) -> Declaration {
    declaration
        .claim(
            Claim::new("weakref-breaks-cycles", &["001"], "A weak reference in place of a strong one keeps a cycle from being made, so that counting alone frees the objects.")
                .holds_if("model", "left_weak", Test::Below(0.5))
                .holds_if("cpython", "cpython_left_weak", Test::Below(0.5))
                .holds_if("cpython-free", "free_left_weak", Test::Below(0.5))
                .correction("True, if it is the right one of the references: the one that points back. A weak reference in the other direction frees the children while the parent still needs them.", "Doc/library/weakref.rst in CPython; PEP 205"),
        )
        .claim(
            Claim::new("weakref-any-object", &["001"], "There can be a weak reference to any object.")
                .holds_if("model, a list", "model_can_list", Test::Above(0.5))
                .holds_if("model, an int", "model_can_int", Test::Above(0.5))
                .holds_if("cpython, a list", "cpython_can_list", Test::Above(0.5))
                .holds_if("cpython, an int", "cpython_can_int", Test::Above(0.5))
                .correction("Only to an object whose type has room for it. Numbers, texts, tuples, lists, dicts and instances of a class with `__slots__` have none; instances of your own classes, classes, functions and sets have.", "Doc/library/weakref.rst, “Not all objects can be weakly referenced”; `__slots__` in Doc/reference/datamodel.rst"),
        )
}

fn charts(declaration: Declaration) -> Declaration {
    let bars = |model: &str, others: &str, of: fn(&str) -> Formula| {
        vec![
            Bar::new("model", of(&format!("model/{model}"))),
            Bar::new("CPython", of(&format!("cpython/{others}"))),
            Bar::new("CPython without the GIL", of(&format!("cpython-free/{others}"))),
        ]
    };
    let same = |name: &str| bars(name, name, Formula::median);
    let missed = |how: &str| {
        let mut all = bars(&format!("race_{how}"), &format!("race_{how}"), Formula::sum);
        all.insert(1, Bar::new("model without the GIL", Formula::sum(&format!("model/race_{how}_free"))));
        all
    };
    let cache = |what: &str| {
        [("dict", "dict", "model"), ("weak, by hand", "weak", "model"), ("WeakValueDictionary", "library", "cpython")]
            .map(|(label, kind, engine)| Bar::new(label, Formula::median(&format!("{engine}/{what}_{kind}"))))
            .to_vec()
    };
    declaration
        .chart(
            "by_version",
            &[("", "What a weak link up saves: time with strong links over time with a weak one")],
            Draw::by_python("strong links over a weak one", Some(1.0), vec![Bar::new("strong over weak", Formula::ratio("python/time_strong", "python/time_weak"))]),
        )
        .chart(
            "families",
            &[
                (
                    "most_strong above 10",
                    "Strong links both ways: up to {most_strong} people at a time. A weak link up: {most_weak}",
                ),
                ("", "How many people are alive after so many families"),
            ],
            Draw::lines(
                "families",
                "families made and let go",
                "people alive",
                None,
                vec![
                    Line::median("strong, model", "model/alive_strong"),
                    Line::median("strong, CPython", "cpython/alive_strong"),
                    Line::median("weak, model", "model/alive_weak"),
                    Line::median("weak, CPython", "cpython/alive_weak"),
                ],
            ),
        )
        .chart(
            "freed",
            &[
                (
                    "weak_by_collector below 0.5",
                    "With a weak link up counting frees all {weak_by_counting}, and the collector finds nothing to do",
                ),
                ("", "Who frees how many people"),
            ],
            Draw::bars(
                "people freed",
                None,
                &[
                    ("strong, by counting", same("strong_by_counting")),
                    ("strong, by the collector", same("strong_by_collector")),
                    ("weak, by counting", same("weak_by_counting")),
                    ("weak, by the collector", same("weak_by_collector")),
                ],
            ),
        )
        .chart(
            "peaks",
            &[
                ("peak_strong above 1000000", "The collector counts objects and not bytes: {peak_strong} wait for it"),
                ("", "By how much a process grows at most, with an album for each parent"),
            ],
            Draw::bars(
                "memory",
                None,
                &[("strong links both ways", same("peak_strong")), ("a weak link up", same("peak_weak"))],
            ),
        )
        .chart(
            "cost",
            &[
                (
                    "cpython_live_to_attribute above 1.2",
                    "In CPython it takes {cpython_live_to_attribute} as long to follow a weak reference as to read an attribute",
                ),
                ("", "Time of one access"),
            ],
            Draw::bars(
                "time of one access",
                None,
                &[
                    ("attribute", same("cost_attribute")),
                    ("weak reference", same("cost_live")),
                    ("dead reference", same("cost_dead")),
                ],
            ),
        )
        .chart(
            "missed",
            &[
                ("missed_free above 0.5", "Who checks first and goes there later may find nobody"),
                ("missed above 0.5", "Who checks first and goes there later may find nobody"),
                ("", "How often somebody was gone between the check and the use"),
            ],
            Draw::bars(
                "times that nobody was there",
                None,
                &[("check, then use", missed("check")), ("hold, then check, then use", missed("take"))],
            ),
        )
        .chart(
            "cache",
            &[
                ("loads_weak above 100", "A cache that keeps nobody has {entries_weak} entries at the end, and loads {loads_weak} times"),
                ("", "What a cache of weak references keeps"),
            ],
            Draw::bars("documents", None, &[("entries at the end", cache("entries")), ("loads", cache("loads"))]),
        )
}
