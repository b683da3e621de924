//! What can counting never free? Pairs that hold on to each other, with the collector and without; and the collector's
//! own steps on four links.

use std::process::ExitCode;

use roommates::{
    gc::{Settings, Step},
    harness::{self, Clock, Failure, Living, Model, Outcome, Plan, SharedModel, Twin, Variant},
    interp::{Answer, Argument, Interpreter},
    process::{self, Worker, memory},
    results::{
        Declaration, Unit,
        declaration::{Bar, Claim, Draw, Formula, Line, Test},
    },
};
use serde::{Deserialize, Serialize};

const SLUG: &str = "cycles";
const TWIN: (&str, &str) = ("examples/cycles.py", include_str!("cycles.py"));
/// The threshold of CPython 3.13.
const THRESHOLD: u32 = 2000;
/// Pairs to make while the living are counted; each is two roommates.
const PAIRS: u32 = 4000;
/// The living are counted after every so many pairs with the collector, …
const STEP: usize = 100;
/// … and after so many where the line is straight.
const STRIDE: usize = 1000;

/// Knobs of this experiment.
#[derive(clap::Args)]
struct Knobs {
    /// Allocations, less deallocations, after which the young are examined; if not said, 2,000 in the model, and in
    /// each Python what it begins with.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..), value_name = "N")]
    threshold: Option<u32>,
    /// Pairs to make while the living are counted.
    #[arg(long, default_value_t = PAIRS, value_parser = clap::value_parser!(u32).range(1000..=100_000), value_name = "N")]
    pairs: u32,
}

fn main() -> ExitCode {
    let grown = |question: Question| question.answer().map_err(|why| why.0);
    process::enter("grown", grown).unwrap_or_else(|| harness::main(&declare(), plan))
}

// ANCHOR: model
/// The model, with the workload of the twin in it: it runs the Python of this chapter, from the same file. And `more`.
fn model(settings: Settings, more: &str) -> Result<Model, Failure> {
    let builder = Interpreter::builder().collector(settings);
    let twin = format!("{}# ANCHOR: workload\n{more}# ANCHOR_END: workload\n", TWIN.1);
    Model::load_with(builder, TWIN.0, &twin, Clock::start(), |interpreter| {
        interpreter.bind("resident", |_| resident().map_err(|why| why.to_string()))
    })
}
// ANCHOR_END: model

fn resident() -> Result<Answer, Failure> {
    Ok(Answer::Int(i64::try_from(memory::of_this_process()?.resident)?))
}

fn plan<'a>(knobs: &'a Knobs, plan: &mut Plan<'a>) {
    let settings = Settings { thresholds: [knobs.threshold.unwrap_or(THRESHOLD), 10, 10], ..Settings::default() };
    match model(settings, "") {
        Err(why) => plan.missing("model", &why.0),
        Ok(model) => {
            let model = SharedModel::new(model);
            saw(&model, knobs.pairs as usize, plan);
            price(&model, plan);
            who_frees_what(&model, plan);
            four_links(&model, plan);
            grown_memory(settings, plan);
        }
    }
    plan.ask_pythons(&twin(knobs));
}

/// The same questions for real Pythons.
fn twin(knobs: &Knobs) -> Twin {
    let twin = Twin::new(SLUG, TWIN.1, include_str!("twin.py"))
        .history(&["time_on", "time_off"])
        .with(&["--pairs", &knobs.pairs.to_string()]);
    match knobs.threshold {
        Some(threshold) => twin.with(&["--threshold", &threshold.to_string()]),
        None => twin,
    }
}

/// Arguments of `alive` and `most`; `None` keeps the threshold as it is.
fn pairs_made(pairs: usize, collector: bool) -> [Argument; 3] {
    [Answer::Int(pairs as i64), Answer::Bool(collector), Answer::None]
}

// ANCHOR: ask
/// How many are alive after so many pairs, and at most.
fn saw<'a>(model: &SharedModel, most: usize, plan: &mut Plan<'a>) {
    for (name, kind, collector, step) in
        [("alive_on", "pair", true, STEP), ("alive_off", "pair", false, STRIDE), ("alive_weak", "weak", false, STRIDE)]
    {
        for pairs in (step..=most).step_by(step) {
            let mut arguments = vec![kind.into()];
            arguments.extend(pairs_made(pairs, collector));
            plan.add(model.living_counted(name, "alive", arguments, collector).at("pairs", pairs));
        }
    }
    for pairs in [most, 2 * most] {
        for (name, collector) in [("most_on", true), ("most_off", false)] {
            let arguments = pairs_made(pairs, collector).to_vec();
            plan.add(model.living_counted(name, "most", arguments, collector).at("pairs", pairs));
        }
    }
}
// ANCHOR_END: ask

/// What many pairs cost, in time.
fn price<'a>(model: &SharedModel, plan: &mut Plan<'a>) {
    let time = |name, kind: &str, collector: bool| {
        model.living(name, "time_of", vec![kind.into(), Answer::Bool(collector), Answer::None], collector)
    };
    plan.add(time("time_on", "pair", true));
    plan.add(time("time_off", "pair", false));
    plan.add(time("time_on", "pair", true).again());
    plan.add(time("time_weak", "weak", true));
    plan.add(model.living("collecting", "collecting", vec![Answer::None], true));
    plan.add(model.living_counted("collections", "collections", vec![Answer::None], true));
}

fn who_frees_what<'a>(model: &SharedModel, plan: &mut Plan<'a>) {
    for (name, which) in [("freed_by_counting", "counting"), ("freed_by_collector", "collector")] {
        plan.add(model.living_counted(name, "freed", vec![which.into()], false));
    }
}

/// What became of the four links, and the collector's number for each of them.
fn four_links<'a>(model: &SharedModel, plan: &mut Plan<'a>) {
    for (name, which) in [("links_gone_before", "gone_before"), ("links_found", "found"), ("links_gone", "gone")] {
        let only_the_fourth = [Answer::List(vec![]), Answer::List(vec![Answer::Int(4)]), Answer::Bool(true)];
        let right = Answer::Tuple(only_the_fourth.into());
        plan.add(
            model.counted(name, "ring", vec![which.into()], move |links| Some((*links == right).into())).expects(1),
        );
    }
    for (number, step) in [Step::UpdateRefs, Step::SubtractRefs, Step::MoveUnreachable].into_iter().enumerate() {
        for link in 1..=4 {
            let variant = Variant::new("model", "gc_refs").at("link", link).at("step", number);
            plan.add(variant.unit(Unit::Count).not_deciding().sampled(move |watch| {
                watch.report(gc_refs(link, step)?.into());
                Ok(Outcome::default())
            }));
        }
    }
}

// ANCHOR: watched
/// Asks the collector to tell about the links; no other Python can be asked that.
const WATCHED: &str = r#"
import model

def links_watched():
    held, refs = links()
    for number in range(4):
        model.watch("link " + str(number + 1), refs[number]())
    gc.collect()
    return held is refs[0]()
"#;

/// The number that the collector has for a link after this step.
fn gc_refs(link: usize, step: Step) -> Result<u32, Failure> {
    let mut model = model(Settings { enabled: false, ..Settings::default() }, WATCHED)?;
    model.ask("links_watched", &[])?;
    let runs = model.collector().collections;
    let steps = runs.iter().flat_map(|run| &run.steps);
    let name = format!("link {link}");
    let found = steps.filter(|at| at.step == step && at.name == name).find_map(|at| at.gc_refs);
    found.ok_or_else(|| Failure(format!("the collector says nothing of {name} at {step:?}")))
}
// ANCHOR_END: watched

/// What a fresh process is asked.
#[derive(Serialize, Deserialize)]
struct Question {
    kind: String,
    collector: bool,
    threshold: u32,
}

impl Question {
    fn answer(&self) -> Result<Living, Failure> {
        let settings = Settings { thresholds: [self.threshold, 10, 10], ..Settings::default() };
        let arguments = [self.kind.as_str().into(), Answer::Bool(self.collector)];
        Living::ask(&mut model(settings, "")?, "grown", &arguments)
    }
}

/// By how much many pairs make a process grow.
fn grown_memory(settings: Settings, plan: &mut Plan<'_>) {
    if let Err(why) = memory::of_this_process() {
        return plan.missing("model", &format!("The memory of a process cannot be asked for here ({why})."));
    }
    for (name, kind, collector) in [("memory_on", "pair", true), ("memory_off", "pair", false)] {
        plan.add(Living::variant(name, collector).unit(Unit::Bytes).not_deciding().sampled(move |watch| {
            let question = Question { kind: kind.into(), collector, threshold: settings.thresholds[0] };
            let said = Worker::start("grown", &question)?.join::<Result<Living, String>>()?.map_err(Failure)?;
            Ok(said.report(watch))
        }));
    }
}

#[rustfmt::skip] // One line a quantity reads as the table that it is.
fn declare() -> Declaration {
    let declaration = Declaration::new(SLUG, "What can counting never free?")
        // The saw.
        .quantity("left_off", "roommates alive after the last of the pairs, without the collector", Formula::median("model/alive_off[pairs=max]"))
        .quantity("left_weak", "the same where one of each two holds a weak reference", Formula::median("model/alive_weak[pairs=max]"))
        .quantity("most_off", "most roommates alive at a time, without the collector", Formula::median("model/most_off[pairs=min]"))
        .quantity("most_on", "most roommates alive at a time, with the collector", Formula::median("model/most_on[pairs=min]"))
        .quantity("most_on_twice", "most roommates alive with twice the pairs, with the collector", Formula::median("model/most_on[pairs=max]"))
        .quantity("most_off_twice", "most roommates alive with twice the pairs, without the collector", Formula::median("model/most_off[pairs=max]"))
        .quantity("kept", "most roommates alive with the collector over without it", Formula::ratio("model/most_on[pairs=min]", "model/most_off[pairs=min]"))
        .quantity("growth_on", "most roommates alive with twice the pairs over once, with the collector", Formula::ratio("model/most_on[pairs=max]", "model/most_on[pairs=min]"))
        .quantity("growth_off", "most roommates alive with twice the pairs over once, without the collector", Formula::ratio("model/most_off[pairs=max]", "model/most_off[pairs=min]"))
        .quantity("memory_on", "memory that the pairs cost a process, with the collector", Formula::median("model/memory_on"))
        .quantity("memory_off", "the same without the collector", Formula::median("model/memory_off"))
        .quantity("cpython_most_on", "most roommates alive at a time in CPython, with its collector", Formula::median("cpython/most_on[pairs=min]"))
        .quantity("cpython_most_on_twice", "most roommates alive in CPython with twice the pairs, with its collector", Formula::median("cpython/most_on[pairs=max]"))
        .quantity("cpython_left_off", "roommates alive in CPython after the last of the pairs, without its collector", Formula::median("cpython/alive_off[pairs=max]"))
        .prediction("residual_kept", "most alive, with the collector", Formula::residual(("cpython/most_on[pairs=min]", "cpython/most_off[pairs=min]"), ("model/most_on[pairs=min]", "model/most_off[pairs=min]")))
        // The price.
        .quantity("collecting_share", "share of the time of many pairs that the collector runs", Formula::ratio("model/collecting", "model/time_on"))
        .quantity("off_speed_up", "speed-up of many pairs by turning the collector off", Formula::ratio("model/time_on", "model/time_off"))
        .quantity("weak_speed_up", "speed-up of many pairs by making one of the two references weak", Formula::ratio("model/time_on", "model/time_weak"))
        .quantity("collections", "runs of the collector meanwhile", Formula::median("model/collections"))
        .quantity("cpython_collecting_share", "share of the time of many pairs that CPython's collector runs", Formula::ratio("cpython/collecting", "cpython/time_on"))
        .prediction("residual_collecting", "share of the time in the collector", Formula::residual(("cpython/collecting", "cpython/time_on"), ("model/collecting", "model/time_on")))
            .misses("the share depends on how long the rest takes, and the model is faster at the rest")
        .prediction("residual_off", "speed-up by turning it off", Formula::residual(("cpython/time_on", "cpython/time_off"), ("model/time_on", "model/time_off")))
            .misses("what turning the collector off gains depends on how long the rest takes, and the model is faster at the rest")
        .prediction("residual_weak", "speed-up by a weak reference", Formula::residual(("cpython/time_on", "cpython/time_weak"), ("model/time_on", "model/time_weak")))
        .quantity("cpython_collections", "runs of CPython's collector meanwhile", Formula::median("cpython/collections"))
        // Who frees what.
        .quantity("freed_by_counting", "roommates that counting freed, of 800", Formula::median("model/freed_by_counting"))
        .quantity("freed_by_collector", "roommates that only the collector freed, of 800", Formula::median("model/freed_by_collector"))
        .quantity("cpython_freed_by_counting", "roommates that counting freed in CPython, of 800", Formula::median("cpython/freed_by_counting"))
        .quantity("cpython_freed_by_collector", "roommates that only the collector freed in CPython, of 800", Formula::median("cpython/freed_by_collector"))
        // The four links.
        .quantity("links_gone_before", "links that counting had freed", Formula::max("model/links_gone_before"))
        .quantity("links_gone", "links that are gone after a collection, of 4 in cycles", Formula::median("model/links_gone"))
        .quantity("links_found", "objects that the collector says it found", Formula::median("model/links_found"))
        .quantity("cpython_links_gone", "links that are gone after a collection in CPython, of 4 in cycles", Formula::median("cpython/links_gone"))
        .quantity("count_1", "reference count of link 1", Formula::median("model/gc_refs[link=1,step=0]"))
        .quantity("left_1", "what is left of it after the references from other candidates are subtracted", Formula::median("model/gc_refs[link=1,step=1]"))
        .quantity("count_4", "reference count of link 4", Formula::median("model/gc_refs[link=4,step=0]"))
        .quantity("left_4", "what is left of it after the references from other candidates are subtracted", Formula::median("model/gc_refs[link=4,step=1]"));
    charts(claims(declaration))
}

fn claims(declaration: Declaration) -> Declaration {
    // Counts are compared and not ratios, which the noise floor of the times would widen.
    const ALL: Test = Test::Above(1.99 * PAIRS as f64);
    const MORE: Test = Test::Above(3.0 * PAIRS as f64);
    declaration
        .claim(
            Claim::new("rc-cannot-handle-cycles", &["001"], "Reference counting alone cannot free objects that refer to each other in a loop.")
                .holds_if("model", "left_off", Test::Above(0.5))
                .holds_if("cpython", "cpython_left_off", Test::Above(0.5))
                .correction("True of every count, however it is kept: each of the two is held by the other, so that neither count reaches zero. An object that refers to itself is the smallest case.", "InternalDocs/garbage_collector.md in CPython; J. H. McBeth, Communications of the ACM 6, 1963"),
        )
        .claim(
            Claim::new("cycles-not-eligible", &["001"], "Objects in a cycle are never freed automatically.")
                .holds_if("model", "most_on", ALL)
                .holds_if("cpython", "cpython_most_on", ALL)
                .correction("They are freed later, not never. The collector runs by itself after so many allocations more than deallocations, 700 in Python up to 3.12 and 2,000 in 3.13, and since 3.4 it frees objects with `__del__` as well.", "Doc/library/gc.rst, `set_threshold`; PEP 442"),
        )
        .claim(
            Claim::new("cycles-grow-memory", &["001"], "Cycles make the memory of a program grow.")
                .holds_if("model, collector on", "most_on_twice", MORE)
                .holds_if("model, collector off", "most_off_twice", MORE)
                .holds_if("cpython, collector on", "cpython_most_on_twice", MORE)
                .correction("Up to the threshold, and there the collector cuts it back. Without bound it grows only where the collector is off, or where something outside still refers to the cycle, which is then no garbage. A long-lived heap is examined less often, so that cycles that grew old wait longer.", "Doc/library/gc.rst; InternalDocs/garbage_collector.md, “Collecting the oldest generation”"),
        )
        .claim(
            Claim::new("gc-identifies-cycles-by-marking", &["001"], "The collector traces relations, marks the objects that are in cycles, and frees them.")
                .holds_if("model, a cycle that nobody holds", "links_gone", Test::Above(0.5))
                .holds_if("model, every cycle", "links_gone", Test::Above(3.5))
                .holds_if("cpython, a cycle that nobody holds", "cpython_links_gone", Test::Above(0.5))
                .correction("It does not look for cycles at all. From a copy of each container's count it subtracts the references that come from other candidates; what is left came from outside. All that can be reached from there stays, cycle or not, and the rest is garbage. In the free-threaded build the idea is the same, with all threads stopped and no generations.", "InternalDocs/garbage_collector.md, “Identifying reference cycles”; PEP 703, “Garbage Collection”"),
        )
        .claim(
            Claim::new("rc-plus-gc", &["001", "004"], "CPython combines reference counting with a collector of cycles.")
                .holds_if("model, by counting", "freed_by_counting", Test::Above(0.5))
                .holds_if("model, by the collector", "freed_by_collector", Test::Above(0.5))
                .holds_if("cpython, by counting", "cpython_freed_by_counting", Test::Above(0.5))
                .holds_if("cpython, by the collector", "cpython_freed_by_collector", Test::Above(0.5))
                .correction("True, and the two are not equals: counting frees at once whatever it can, and the collector sees only what counting left behind.", "InternalDocs/garbage_collector.md"),
        )
}

fn charts(declaration: Declaration) -> Declaration {
    let links = |step: u32| {
        (1..=4)
            .map(|link| {
                Bar::new(&format!("link {link}"), Formula::median(&format!("model/gc_refs[link={link},step={step}]")))
            })
            .collect::<Vec<_>>()
    };
    let freed = |by: &str| {
        vec![
            Bar::new("model", Formula::median(&format!("model/freed_by_{by}"))),
            Bar::new("CPython", Formula::median(&format!("cpython/freed_by_{by}"))),
        ]
    };
    declaration
        .chart(
            "by_version",
            &[("", "Time of a program that makes cycles, with the collector over without it")],
            Draw::by_python(
                "with the collector over without",
                Some(1.0),
                vec![Bar::new("with over without", Formula::ratio("python/time_on", "python/time_off"))],
            ),
        )
        .chart(
            "saw",
            &[
                ("kept below 0.9", "With the collector at most {most_on} roommates are alive, without it {most_off}"),
                ("", "How many roommates are alive after so many pairs"),
            ],
            Draw::lines(
                "pairs",
                "pairs made and let go",
                "roommates alive",
                None,
                vec![
                    Line::median("without the collector", "model/alive_off"),
                    Line::median("with it", "model/alive_on"),
                    Line::median("with it, CPython", "cpython/alive_on"),
                    Line::median("weak references", "model/alive_weak"),
                ],
            ),
        )
        .chart(
            "steps",
            &[
                ("left_1 above 0.5", "After the subtraction only what is held from outside has something left"),
                ("", "The collector's number for each link, step by step"),
            ],
            Draw::bars(
                "number beside the object",
                None,
                &[
                    ("copy of the count", links(0)),
                    ("references from candidates subtracted", links(1)),
                    ("reachable from what is left", links(2)),
                ],
            ),
        )
        .chart(
            "price",
            &[
                (
                    "collecting_share above 0.05",
                    "Where nothing but cycles is made, collecting is a good part of the time",
                ),
                ("", "Time of many pairs, with the collector and without it"),
            ],
            Draw::bars(
                "time of the pairs",
                None,
                &[
                    (
                        "cycles, collector on",
                        vec![
                            Bar::new("all", Formula::median("model/time_on")),
                            Bar::new("collecting", Formula::median("model/collecting")),
                        ],
                    ),
                    ("cycles, collector off", vec![Bar::new("all", Formula::median("model/time_off"))]),
                    ("weak references", vec![Bar::new("all", Formula::median("model/time_weak"))]),
                ],
            ),
        )
        .chart(
            "freed",
            &[
                (
                    "rc-plus-gc.holds",
                    "Counting frees {freed_by_counting} at once, the collector the {freed_by_collector} that are left",
                ),
                ("", "Who frees how many of 800 roommates"),
            ],
            Draw::bars(
                "roommates freed",
                None,
                &[("by counting", freed("counting")), ("by the collector", freed("collector"))],
            ),
        )
}
