//! Which objects does the collector look at? Who is tracked, how long the program stands still for that, and how often.

use std::{cell::RefCell, process::ExitCode, rc::Rc};

use roommates::{
    harness::{self, Clock, Failure, Model, Plan, Twin, Variant},
    interp::{Answer, Argument, Gil, Interpreter},
    results::{
        Declaration, Unit,
        declaration::{Bar, Claim, Draw, Formula, Line, Test},
    },
};

const SLUG: &str = "what_the_collector_tracks";
const TWIN: (&str, &str) = ("examples/what_the_collector_tracks.py", include_str!("what_the_collector_tracks.py"));
/// Kinds of object of which every Python is asked whether they are tracked.
const KINDS: [(&str, &str); 18] = [
    ("int", "an integer"),
    ("float", "a float"),
    ("str", "a string"),
    ("tuple_empty", "an empty tuple"),
    ("tuple_of_numbers", "a new tuple of numbers"),
    ("tuple_of_list", "a tuple with a list in it"),
    ("dict_empty", "an empty dict"),
    ("dict_of_numbers", "a dict of numbers"),
    ("dict_of_list", "a dict with a list in it"),
    ("list", "an empty list"),
    ("set", "an empty set"),
    ("function", "a function"),
    ("module", "a module"),
    ("class", "a class"),
    ("instance", "an instance"),
    ("slotted", "an instance with a slot and no dict"),
    ("bare", "an instance with neither"),
    ("generator", "a generator"),
];
/// Those that are asked a second time, after a collection.
const AFTER: [(&str, &str); 3] = [
    ("tuple_of_numbers", "a tuple of numbers that has seen a collection"),
    ("dict_empty", "an empty dict that has seen a collection"),
    ("dict_of_numbers", "a dict of numbers that has seen a collection"),
];
/// Who is asked, and how their quantities begin.
const ENGINES: [(&str, &str, &str); 4] = [
    ("model", "model", "the model"),
    ("cpython", "cpython", "CPython"),
    ("cpython-free", "free", "CPython without the GIL"),
    ("cpython-2.7", "old", "Python 2.7"),
];
/// Objects that are old where generations are compared; new ones beside them.
const OLD: usize = 100_000;
const FRESH: usize = 2_000;
/// Collections that are timed in a round.
const TIMES: usize = 5;
/// Lists that are made and kept while the collector is watched: enough for each generation.
const KEPT: usize = 300_000;

/// Knobs of this experiment.
#[derive(clap::Args)]
struct Knobs {
    /// Objects that live while a full collection is timed.
    #[arg(long, value_delimiter = ',', default_value = "25000,50000,100000,200000", value_name = "N,N,…",
          value_parser = clap::value_parser!(u32).range(1000..=5_000_000))]
    objects: Vec<u32>,
}

fn main() -> ExitCode {
    harness::main(&declare(), plan)
}

/// One interpreter for all questions, as one process of CPython answers them all; with its GIL, or without.
#[derive(Clone)]
struct Asked {
    model: Rc<RefCell<Model>>,
    /// What the names of its series end with.
    ending: &'static str,
    gil: &'static str,
}

impl Asked {
    // ANCHOR: model
    /// The model, with the workload of the twin in it: it runs the Python of this chapter, from the same file.
    fn new(free: bool) -> Result<Self, Failure> {
        let with_gil = Interpreter::builder();
        let (builder, ending, gil) =
            if free { (with_gil.gil(Gil::Free), "_free", "off") } else { (with_gil, "", "on") };
        let model = Model::load(builder, TWIN.0, TWIN.1, Clock::start())?;
        Ok(Self { model: Rc::new(RefCell::new(model)), ending, gil })
    }
    // ANCHOR_END: model

    // ANCHOR: ask
    /// Calls `function` of the twin once a round: samples, and what must come with them.
    fn ask<'a>(&self, name: &str, function: &'static str, arguments: Vec<Argument>, expects: usize) -> Variant<'a> {
        let model = Rc::clone(&self.model);
        let variant = Variant::new("model", &format!("{name}{}", self.ending)).requests("gil", self.gil);
        variant.expects(expects as u64).sampled(move |watch| {
            let mut model = model.borrow_mut();
            let (samples, answer) = model.samples(function, &arguments)?;
            samples.into_iter().for_each(|sample| watch.report(sample));
            Ok(model.outcome(number(&answer)?))
        })
    }
    // ANCHOR_END: ask

    /// As [`ask`](Self::ask), where the samples are counted and not timed, and the answer is that all went well.
    fn count<'a>(&self, name: &str, function: &'static str, arguments: Vec<Argument>) -> Variant<'a> {
        self.ask(name, function, arguments, 1).unit(Unit::Count).not_deciding()
    }
}

/// An answer as the harness compares it.
fn number(answer: &Answer) -> Result<u64, Failure> {
    match answer {
        Answer::Bool(truth) => Ok(u64::from(*truth)),
        Answer::Int(number) => Ok(u64::try_from(*number)?),
        other => Err(Failure(format!("beside the samples there was {other:?}"))),
    }
}

fn plan<'a>(knobs: &'a Knobs, plan: &mut Plan<'a>) {
    match Asked::new(false) {
        Err(why) => plan.missing("model", &why.0),
        Ok(model) => {
            who_is_tracked(&model, plan);
            pauses(&model, &knobs.objects, plan);
            generations(&model, plan);
            silence(&model, plan);
        }
    }
    match Asked::new(true) {
        Err(why) => plan.missing("model", &why.0),
        Ok(model) => without_the_gil(&model, &knobs.objects, plan),
    }
    let objects = knobs.objects.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
    let twin = Twin::new(SLUG, TWIN.1, include_str!("twin.py"))
        .history(&["threshold", "pause_lists[objects=200000]"])
        .since(2, 7);
    plan.ask_pythons(&twin.with(&["--objects", &objects]));
    plan.needs_python("cpython-2.7");
}

/// A yes or no for each kind of object, and what names do to objects.
fn who_is_tracked<'a>(model: &Asked, plan: &mut Plan<'a>) {
    for (kind, _) in KINDS {
        plan.add(model.count(&format!("tracked_{kind}"), "tracked", vec![kind.into(), Answer::Bool(false)]));
    }
    for (kind, _) in AFTER {
        plan.add(model.count(&format!("after_{kind}"), "tracked", vec![kind.into(), Answer::Bool(true)]));
    }
    for function in ["made", "temporary", "global_number", "counted_by_global"] {
        plan.add(model.count(function, function, vec![]));
    }
    for generation in 0..3 {
        let variant = model.count("threshold", "threshold", vec![int(generation)]);
        plan.add(variant.at("generation", generation));
    }
}

fn int(number: usize) -> Argument {
    Answer::Int(number as i64)
}

/// Full collections beside so many objects that live.
fn pause<'a>(model: &Asked, kind: &str, objects: u32) -> Variant<'a> {
    let objects = objects as usize;
    let arguments = vec![kind.into(), int(objects), int(TIMES)];
    model.ask(&format!("pause_{kind}"), "pauses", arguments, objects).at("objects", objects)
}

fn pauses<'a>(model: &Asked, objects: &[u32], plan: &mut Plan<'a>) {
    for kind in ["lists", "numbers"] {
        for &objects in objects {
            plan.add(pause(model, kind, objects));
        }
    }
    if let Some(&most) = objects.iter().max() {
        plan.add(pause(model, "lists", most).again());
        plan.add(pause(model, "tuples", most));
    }
}

/// How long a collection of each generation takes, and when it comes by itself.
fn generations<'a>(model: &Asked, plan: &mut Plan<'a>) {
    for generation in 0..3 {
        plan.add(pause_of(model, generation));
        let variant = model.count("fired", "fired", vec![int(generation), int(KEPT)]);
        plan.add(variant.at("generation", generation));
    }
    plan.add(model.count("first_fire", "first_fire", vec![int(KEPT)]));
}

fn pause_of<'a>(model: &Asked, generation: usize) -> Variant<'a> {
    let arguments = vec![int(generation), int(OLD), int(FRESH), int(TIMES)];
    model.ask("pause_generation", "pauses_of", arguments, OLD).at("generation", generation)
}

/// How long another thread is silent while one collects; how long that takes.
fn silence<'a>(model: &Asked, plan: &mut Plan<'a>) {
    for (which, name) in ["silence", "silent_for"].into_iter().enumerate() {
        plan.add(model.ask(name, "silence", vec![int(OLD), int(which)], OLD).not_deciding());
    }
}

/// There are no generations there, and other threads have to be stopped.
fn without_the_gil<'a>(model: &Asked, objects: &[u32], plan: &mut Plan<'a>) {
    for &objects in objects {
        plan.add(pause(model, "lists", objects).not_deciding());
    }
    for generation in 0..3 {
        plan.add(pause_of(model, generation).not_deciding());
    }
    plan.add(model.count("fired_at_all", "fired_at_all", vec![int(KEPT)]));
    silence(model, plan);
}

/// A quantity for each kind of object and each Python.
fn declare_tracked(mut declaration: Declaration) -> Declaration {
    for (engine, prefix, who) in ENGINES {
        for (when, kinds) in [("tracked", &KINDS[..]), ("after", &AFTER[..])] {
            for (kind, words) in kinds {
                let name = format!("{prefix}_{}{kind}", if when == "after" { "after_" } else { "" });
                let says = format!("whether {words} is tracked in {who}");
                let of = Formula::median(&format!("{engine}/{when}_{kind}"));
                declaration = declaration.quantity(&name, &says, of);
            }
        }
    }
    declaration
}

#[rustfmt::skip] // One line a quantity reads as the table that it is.
fn declare() -> Declaration {
    let declaration = Declaration::new(SLUG, "Which objects does the collector look at?")
        // What names do.
        .quantity("made", "of six kinds of object that a program makes, those that are tracked", Formula::median("model/made"))
        .quantity("cpython_made", "of six kinds of object that a program makes, those that CPython tracks", Formula::median("cpython/made"))
        .quantity("temporary", "temporary objects that are there on the next line", Formula::median("model/temporary"))
        .quantity("cpython_temporary", "temporary objects that are there on the next line in CPython", Formula::median("cpython/temporary"))
        .quantity("global_number", "whether a number is tracked because a global variable refers to it", Formula::median("model/global_number"))
        .quantity("cpython_global_number", "whether a number is tracked in CPython because a global variable refers to it", Formula::median("cpython/global_number"))
        .quantity("counted_by_global", "by how much a global variable raises the count of its object", Formula::median("model/counted_by_global"))
        .quantity("cpython_counted_by_global", "by how much a global variable raises the count of its object in CPython", Formula::median("cpython/counted_by_global"))
        // Pauses.
        .quantity("most", "a full collection beside the most lists", Formula::median("model/pause_lists[objects=max]"))
        .quantity("most_p99", "the longest but for one in a hundred of these", Formula::quantile("model/pause_lists[objects=max]", 0.99))
        .quantity("fewest", "a full collection beside the fewest lists", Formula::median("model/pause_lists[objects=min]"))
        .quantity("fewest_p99", "the longest but for one in a hundred of these", Formula::quantile("model/pause_lists[objects=min]", 0.99))
        .quantity("numbers", "a full collection beside as many numbers", Formula::median("model/pause_numbers[objects=max]"))
        .quantity("tuples", "a full collection beside as many tuples of numbers", Formula::median("model/pause_tuples[objects=max]"))
        .quantity("lists_to_numbers", "a full collection beside lists over one beside as many numbers", Formula::ratio("model/pause_lists[objects=max]", "model/pause_numbers[objects=max]"))
        .quantity("growth", "a full collection beside the most lists over one beside the fewest", Formula::ratio("model/pause_lists[objects=max]", "model/pause_lists[objects=min]"))
        .quantity("cpython_most", "a full collection of CPython beside the most lists", Formula::median("cpython/pause_lists[objects=max]"))
        .quantity("cpython_most_p99", "the longest but for one in a hundred of these", Formula::quantile("cpython/pause_lists[objects=max]", 0.99))
        .quantity("cpython_numbers", "a full collection of CPython beside as many numbers", Formula::median("cpython/pause_numbers[objects=max]"))
        .quantity("cpython_tuples", "a full collection of CPython beside as many tuples of numbers", Formula::median("cpython/pause_tuples[objects=max]"))
        .quantity("cpython_lists_to_numbers", "a full collection of CPython beside lists over one beside as many numbers", Formula::ratio("cpython/pause_lists[objects=max]", "cpython/pause_numbers[objects=max]"))
        .quantity("free_most", "a full collection of CPython without the GIL beside the most lists", Formula::median("cpython-free/pause_lists[objects=max]"))
        .prediction("residual_growth", "pause of a larger heap over a smaller", Formula::residual(("cpython/pause_lists[objects=max]", "cpython/pause_lists[objects=min]"), ("model/pause_lists[objects=max]", "model/pause_lists[objects=min]")))
        .misses("a full collection of CPython also looks at all that its modules brought along, which does not grow")
        .prediction("residual_kinds", "pause beside lists over that beside numbers", Formula::residual(("cpython/pause_lists[objects=max]", "cpython/pause_numbers[objects=max]"), ("model/pause_lists[objects=max]", "model/pause_numbers[objects=max]")))
        .misses("numbers are no objects in the model: its collector has nothing to look up for them")
        // Generations.
        .quantity("young", "a collection of the young beside many that are old", Formula::median("model/pause_generation[generation=0]"))
        .quantity("all", "a collection of all generations there", Formula::median("model/pause_generation[generation=2]"))
        .quantity("young_to_all", "a collection of the young over one of all generations", Formula::ratio("model/pause_generation[generation=0]", "model/pause_generation[generation=2]"))
        .quantity("cpython_young", "a collection of the young in CPython beside many that are old", Formula::median("cpython/pause_generation[generation=0]"))
        .quantity("cpython_all", "a collection of all generations there", Formula::median("cpython/pause_generation[generation=2]"))
        .quantity("cpython_young_to_all", "a collection of the young over one of all generations, in CPython", Formula::ratio("cpython/pause_generation[generation=0]", "cpython/pause_generation[generation=2]"))
        .quantity("model_free_young_to_all", "a collection of the young over one of all, in the model without its GIL", Formula::ratio("model/pause_generation_free[generation=0]", "model/pause_generation_free[generation=2]"))
        .quantity("free_young_to_all", "a collection of the young over one of all, in CPython without the GIL", Formula::ratio("cpython-free/pause_generation[generation=0]", "cpython-free/pause_generation[generation=2]"))
        .quantity("threshold", "lists more than freed at which the model collects its young", Formula::median("model/threshold[generation=0]"))
        .quantity("cpython_threshold", "the same in CPython", Formula::median("cpython/threshold[generation=0]"))
        .quantity("free_threshold", "the same in CPython without the GIL", Formula::median("cpython-free/threshold[generation=0]"))
        .quantity("old_threshold", "the same in Python 2.7", Formula::median("cpython-2.7/threshold[generation=0]"))
        .quantity("threshold_1", "collections of the young that the middle generation waits for", Formula::median("model/threshold[generation=1]"))
        .quantity("first_fire", "lists that were there when the collector first came by itself", Formula::median("model/first_fire"))
        .quantity("cpython_first_fire", "lists that were there when CPython's collector first came by itself", Formula::median("cpython/first_fire"))
        .quantity("free_first_fire", "lists that were there when that of CPython without the GIL first came by itself", Formula::median("cpython-free/first_fire"))
        .quantity("fired_young", "collections of the young alone", Formula::median("model/fired[generation=0]"))
        .quantity("fired_middle", "collections of the young and the middle generation", Formula::median("model/fired[generation=1]"))
        .quantity("fired_all", "full collections", Formula::median("model/fired[generation=2]"))
        .quantity("model_free_fired", "collections in the model without its GIL", Formula::median("model/fired_at_all_free"))
        .quantity("cpython_fired_young", "collections of the young alone in CPython", Formula::median("cpython/fired[generation=0]"))
        .quantity("cpython_fired_all", "full collections in CPython", Formula::median("cpython/fired[generation=2]"))
        .quantity("cpython_fired_middle", "collections of the young and the middle generation in CPython", Formula::median("cpython/fired[generation=1]"))
        .quantity("free_fired", "collections in CPython without the GIL", Formula::median("cpython-free/fired_at_all"))
        // The others wait.
        .quantity("silence", "longest silence of a thread that computes while another collects", Formula::median("model/silence"))
        .quantity("silent_for", "that collection", Formula::median("model/silent_for"))
        .quantity("silence_free", "longest silence of a thread that computes while another collects, without the GIL", Formula::median("model/silence_free"))
        .quantity("silence_share_free", "the other thread's silence over the collection, without the GIL", Formula::ratio("model/silence_free", "model/silent_for_free"))
        .quantity("cpython_silence", "longest silence of a thread of CPython that computes while another collects", Formula::median("cpython/silence"))
        .quantity("free_silence", "the same without the GIL", Formula::median("cpython-free/silence"))
        .quantity("free_silence_share", "the other thread's silence over the collection, in CPython without the GIL", Formula::ratio("cpython-free/silence", "cpython-free/silent_for"));
    charts(claims(declare_tracked(declaration)))
}

fn claims(declaration: Declaration) -> Declaration {
    const YES: Test = Test::Above(0.5);
    declaration
        .claim(
            Claim::new("tracked-all-builtins", &["001"], "Integers, strings, lists, dicts, sets and tuples are all tracked by Python's memory management.")
                .holds_if("model, a list", "model_list", YES)
                .holds_if("model, a set", "model_set", YES)
                .holds_if("model, an integer", "model_int", YES)
                .holds_if("model, a string", "model_str", YES)
                .holds_if("cpython, a list", "cpython_list", YES)
                .holds_if("cpython, an integer", "cpython_int", YES)
                .holds_if("cpython, a tuple of numbers", "cpython_after_tuple_of_numbers", YES)
                .holds_if("cpython, a dict of numbers", "cpython_dict_of_numbers", YES)
                .correction("All of them are *counted*. *Tracked* is the collector's word, and it tracks what can be part of a cycle: lists and sets always, integers, floats and strings never. A tuple of such is let go by the first collection, or not tracked at all (3.14.1 and later, where the tuple is made in one go). Dicts of such were not tracked before 3.14; now all dicts are.", "`gc.is_tracked` in Doc/library/gc.rst; InternalDocs/garbage_collector.md, “delayed untracking containers”; gh-127010, gh-139951"),
        )
        .claim(
            Claim::new("tracked-modules-functions-instances", &["001"], "Modules, functions, classes, their instances and generators are tracked.")
                .holds_if("model", "made", Test::Above(5.5))
                .holds_if("cpython", "cpython_made", Test::Above(5.5))
                .correction("True, of instances with `__slots__` as well. An instance that has neither dict nor slots was overlooked before 3.8. It refers to its class alone, but its class may refer to it.", "Doc/library/gc.rst, `is_tracked`; `type_new_alloc` in Objects/typeobject.c"),
        )
        .claim(
            Claim::new("tracked-globals-and-references", &["001"], "Global variables, references and temporary objects are tracked.")
                .holds_if("model, what a global refers to", "global_number", YES)
                .holds_if("model, a temporary on the next line", "temporary", YES)
                .holds_if("cpython, what a global refers to", "cpython_global_number", YES)
                .holds_if("cpython, a temporary on the next line", "cpython_temporary", YES)
                .correction("A variable is a name in a dict and a reference is an address: neither is an object, so neither has a count or a place in the collector's lists. The dict of the module is tracked. A global variable is one reference to its object, and a temporary object is freed by counting as soon as its expression is done.", "Doc/reference/executionmodel.rst, “Naming and binding”; Doc/library/gc.rst"),
        )
        .claim(
            Claim::new("gc-generations", &["001"], "The collector sorts objects into three generations by age and mostly examines the youngest.")
                .holds_if("model", "young_to_all", Test::Below(0.5))
                .holds_if("model, without the GIL", "model_free_young_to_all", Test::Below(0.5))
                .holds_if("cpython", "cpython_young_to_all", Test::Below(0.5))
                .holds_if("cpython-free", "free_young_to_all", Test::Below(0.5))
                .correction("Three up to 3.13, and again since 3.14.5. Python 3.14.0 to 3.14.4 had two and went through the old one in small steps; that was taken back after reports of programs that grew. The free-threaded build has none: each of its collections examines everything, whatever is asked for.", "Doc/whatsnew/3.14.rst, “Garbage collection”; gh-142516, gh-148726; PEP 703, “Garbage Collection”"),
        )
}

/// How often each generation was examined.
fn fired(engine: &str) -> Vec<Bar> {
    let of = |generation: u32| Formula::median(&format!("{engine}/fired[generation={generation}]"));
    vec![Bar::new("the young", of(0)), Bar::new("and the middle", of(1)), Bar::new("everything", of(2))]
}

/// The other thread's silence beside the collection.
fn beside(engine: &str, ending: &str) -> Vec<Bar> {
    let of = |what: &str| Formula::median(&format!("{engine}/{what}{ending}"));
    vec![Bar::new("collection", of("silent_for")), Bar::new("silence of the other thread", of("silence"))]
}

fn charts(declaration: Declaration) -> Declaration {
    declaration
        .chart(
            "by_version",
            &[("", "The threshold of the young, by version")],
            Draw::by_python("objects more than freed", None, vec![Bar::new("threshold", Formula::median("python/threshold[generation=0]"))]),
        )
        .chart(
            "pauses",
            &[
                ("lists_to_numbers above 2", "The more lists live, the longer a full collection; numbers weigh little"),
                ("", "How long a full collection takes while so many objects live"),
            ],
            Draw::lines(
                "objects",
                "objects that live",
                "full collection",
                None,
                vec![
                    Line::median("lists", "model/pause_lists"),
                    Line::median("lists, CPython", "cpython/pause_lists"),
                    Line::median("lists, CPython without GIL", "cpython-free/pause_lists"),
                    Line::median("numbers", "model/pause_numbers"),
                    Line::median("numbers, CPython", "cpython/pause_numbers"),
                ],
            ),
        )
        .chart(
            "ages",
            &[
                ("young_to_all below 0.5", "Beside many old objects the young take {young}, all together {all}"),
                ("", "How long a collection takes, by the oldest generation that it examines"),
            ],
            Draw::distribution(
                "collection",
                true,
                &[
                    ("model: young", "model/pause_generation[generation=0]"),
                    ("model: middle", "model/pause_generation[generation=1]"),
                    ("model: all", "model/pause_generation[generation=2]"),
                    ("model, no GIL: “young”", "model/pause_generation_free[generation=0]"),
                    ("model, no GIL: all", "model/pause_generation_free[generation=2]"),
                    ("CPython: young", "cpython/pause_generation[generation=0]"),
                    ("CPython: middle", "cpython/pause_generation[generation=1]"),
                    ("CPython: all", "cpython/pause_generation[generation=2]"),
                    ("CPython, no GIL: “young”", "cpython-free/pause_generation[generation=0]"),
                    ("CPython, no GIL: all", "cpython-free/pause_generation[generation=2]"),
                ],
            ),
        )
        .chart(
            "fires",
            &[
                (
                    "fired_young above 1",
                    "While 300,000 lists are made, {fired_young} collections look at the young alone, {fired_all} at everything",
                ),
                ("", "How often the collector comes while 300,000 lists are made and kept"),
            ],
            Draw::bars(
                "collections",
                None,
                &[
                    ("model", fired("model")),
                    (
                        "model, no GIL",
                        vec![Bar::new("everything", Formula::median("model/fired_at_all_free"))],
                    ),
                    ("CPython", fired("cpython")),
                    (
                        "CPython, no GIL",
                        vec![Bar::new("everything", Formula::median("cpython-free/fired_at_all"))],
                    ),
                ],
            ),
        )
        .chart(
            "stopped",
            &[
                (
                    "silence_share_free above 0.5",
                    "While one thread collects the others stand still, with the GIL and without",
                ),
                ("", "A collection, and how long another thread could not compute meanwhile"),
            ],
            Draw::bars(
                "time",
                None,
                &[
                    ("model", beside("model", "")),
                    ("model, no GIL", beside("model", "_free")),
                    ("CPython", beside("cpython", "")),
                    ("CPython, no GIL", beside("cpython-free", "")),
                ],
            ),
        )
}
