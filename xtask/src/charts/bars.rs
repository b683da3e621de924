//! Bars: lying, one row each, so that every bar has its label beside it on any screen. Tallies are bars, too.

use roommates::{
    harness::{
        estimate::Estimate,
        evaluate::{Answer, View},
    },
    results::declaration::{self, BarGroup, Formula},
};

use super::{
    Ghost, Plotted,
    canvas::{DrawError, Drawing, Width},
    facts::{Cell, Facts},
    measure::Measure,
};

mod draw;

/// Grouped bars with intervals, as one machine knows them.
#[derive(Clone, Debug)]
pub(super) struct Bars {
    /// What the bars measure.
    pub(super) label: String,
    /// What the labels of the groups are, where they do not say so themselves.
    pub(super) category: Option<String>,
    /// What the numbers are.
    pub(super) measure: Measure,
    /// In the order of the declaration.
    pub(super) groups: Vec<Group>,
    /// Drawn as a dashed line.
    pub(super) baseline: Option<f64>,
    /// Half-width of the band around the baseline, as a fraction.
    pub(super) noise: Option<f64>,
    /// How a value is drawn.
    pub(super) mark: Mark,
    /// What a reader must know.
    pub(super) notes: Vec<String>,
}

/// How a value is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A bar from 0.
    Bar,
    /// A mark on a logarithmic axis around the baseline, which need not show 0: for ratios that are near it.
    Dot,
}

/// Bars under one heading.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) label: String,
    pub(super) bars: Vec<Bar>,
}

/// One bar.
#[derive(Clone, Debug)]
pub(super) struct Bar {
    pub(super) label: String,
    /// Position among the different labels: color and pattern.
    pub(super) series: usize,
    /// Who answered.
    pub(super) engine: String,
    /// Its length, or why it is not there.
    pub(super) length: Result<Estimate, String>,
    /// Added to what the mark says.
    pub(super) remark: String,
}

/// Computes the declared bars.
pub(super) fn resolve(view: &View<'_>, label: &str, groups: &[BarGroup], baseline: Option<f64>) -> Bars {
    let mut series: Vec<&str> = Vec::new();
    let mut measure = None;
    let groups = groups.iter().map(|group| {
        let bars = group.bars.iter().map(|bar| {
            let known = series.iter().position(|s| *s == bar.label);
            let at = known.unwrap_or_else(|| {
                series.push(&bar.label);
                series.len() - 1
            });
            let length = length(view, &bar.of, &mut measure);
            let engine = engine_of(view, &bar.of);
            Bar { label: bar.label.clone(), series: at, engine, length, remark: String::new() }
        });
        Group { label: group.label.clone(), bars: bars.collect() }
    });
    let groups = groups.collect();
    let measure = measure.unwrap_or(Measure::Ratio);
    let noise = if measure.is_ratio() { view.noise_floor() } else { None };
    Bars { label: label.into(), category: None, measure, groups, baseline, noise, mark: Mark::Bar, notes: Vec::new() }
}

/// Computes the bars of every Python that the machine asked. One that can tell nothing has no group, unless something
/// went wrong with it.
pub(super) fn resolve_by_python(
    view: &View<'_>,
    label: &str,
    bars: &[declaration::Bar],
    baseline: Option<f64>,
) -> Bars {
    let was_refused = |engine: &str| {
        let of_engine = |series: &str| series.split_once('/').is_some_and(|(of, _)| of == engine);
        view.measurement.is_some_and(|m| m.rejected.iter().any(|rejected| of_engine(&rejected.series)))
    };
    let is_known = |bar: &declaration::Bar| matches!(view.formula(&bar.of), Answer::Known(..));
    let group = |engine: &&str| {
        let of = |bar: &declaration::Bar| declaration::Bar { label: bar.label.clone(), of: bar.of.for_python(engine) };
        let mut bars: Vec<declaration::Bar> = bars.iter().map(of).collect();
        // What one Python has and another has not (a GIL, say) is no gap in the figure.
        if bars.iter().any(is_known) && !was_refused(engine) {
            bars.retain(is_known);
        }
        BarGroup { label: name_of(engine), bars }
    };
    let tells = |(engine, group): &(&&str, &BarGroup)| was_refused(engine) || group.bars.iter().any(is_known);
    let mut pythons = view.pythons();
    if pythons.is_empty() {
        pythons.push("cpython"); // It says why there is none.
    }
    let groups: Vec<BarGroup> = pythons.iter().map(group).collect();
    let telling = pythons.iter().zip(&groups).filter(tells).map(|(_, group)| group.clone());
    let telling: Vec<BarGroup> = telling.collect();
    let groups = if telling.is_empty() { groups } else { telling };
    Bars { category: Some("Python".into()), ..resolve(view, label, &groups, baseline) }
}

/// An engine as a reader calls it: `3.14`, `3.14 without the GIL`, `pypy 3.10`.
fn name_of(engine: &str) -> String {
    let name = engine.strip_prefix("cpython-").map_or_else(|| engine.replace('-', " "), str::to_owned);
    match name.strip_suffix('t') {
        Some(number) => format!("{number} without the GIL"),
        None => name,
    }
}

/// The value of `formula`; all bars of a figure must be of one measure, that of the first that is known.
fn length(view: &View<'_>, formula: &Formula, measure: &mut Option<Measure>) -> Result<Estimate, String> {
    match view.formula(formula) {
        Answer::Absent(absent) => Err(absent.reason),
        Answer::Known(estimate, unit) => {
            let own = Measure::of(formula, unit);
            if *measure.get_or_insert(own) == own {
                Ok(estimate)
            } else {
                Err(format!("It is measured in another unit ({}) than the other bars.", own.raw_unit()))
            }
        }
    }
}

/// The engine that a formula speaks of, with its real version.
fn engine_of(view: &View<'_>, formula: &Formula) -> String {
    formula.selectors().first().map_or_else(String::new, |of| view.resolve(of).engine)
}

impl Bars {
    fn all(&self) -> impl Iterator<Item = (&Group, &Bar)> {
        self.groups.iter().flat_map(|g| g.bars.iter().map(move |b| (g, b)))
    }

    fn known(&self) -> impl Iterator<Item = (&Group, &Bar, &Estimate)> {
        self.all().filter_map(|(g, b)| Some((g, b, b.length.as_ref().ok()?)))
    }

    /// Whether each group is a single bar of the same series, so that the label of the group says all.
    fn is_flat(&self) -> bool {
        self.groups.iter().all(|g| g.bars.len() == 1) && self.all().all(|(_, b)| b.series == 0)
    }

    fn name_of(&self, group: &Group, bar: &Bar) -> String {
        if self.is_flat() { group.label.clone() } else { format!("{}, {}", bar.label, group.label) }
    }

    fn says(&self, group: &Group, bar: &Bar, e: &Estimate) -> String {
        format!("{}: {}{}", self.name_of(group, bar), self.measure.with_interval(e), bar.remark)
    }
}

impl Plotted for Bars {
    fn is_empty(&self) -> bool {
        self.known().next().is_none()
    }

    fn facts(&self) -> Facts {
        let heads = [
            self.category.as_deref().unwrap_or("Group"),
            "Series",
            "Value",
            "Low (95 %)",
            "High (95 %)",
            "Samples",
            "Raw unit",
        ];
        let flat = self.is_flat();
        let keep = |i: usize| !(flat && i == 1);
        let number = |v: f64| Cell::number(self.measure.value(v), v);
        let row = |(g, b, e): (&Group, &Bar, &Estimate)| {
            let cells = [
                Cell::text(&g.label),
                Cell::text(&b.label),
                Cell::number(self.measure.point(e), e.point),
                number(e.low),
                number(e.high),
                Cell::number(e.n.to_string(), e.n as f64),
                Cell::text(self.measure.raw_unit()),
            ];
            cells.into_iter().enumerate().filter(|(i, _)| keep(*i)).map(|(_, c)| c).collect()
        };
        let mut engines: Vec<String> = self.known().map(|(_, b, _)| b.engine.clone()).collect();
        engines.dedup();
        Facts {
            columns: heads.iter().enumerate().filter(|(i, _)| keep(*i)).map(|(_, h)| (*h).to_owned()).collect(),
            rows: self.known().map(row).collect(),
            sentences: sentences(self),
            absent: absent(self),
            notes: self.notes.clone(),
            engines,
            noise_band: self.noise.is_some() && self.measure.is_ratio(),
        }
    }

    fn draw(&self, ghosts: &[Ghost<'_, Self>], width: Width) -> Result<Drawing, DrawError> {
        draw::bars(self, ghosts, width)
    }
}

/// What is not there; a series that is nowhere is named once.
fn absent(bars: &Bars) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for (group, bar) in bars.all() {
        let Err(reason) = &bar.length else { continue };
        let everywhere = bars.all().filter(|(_, b)| b.series == bar.series).all(|(_, b)| b.length.is_err());
        let name = if everywhere && !bars.is_flat() { bar.label.clone() } else { bars.name_of(group, bar) };
        let told = (name, reason.clone());
        if !out.contains(&told) {
            out.push(told);
        }
    }
    out
}

/// What the figure shows, in words: the extremes first, then every group.
fn sentences(bars: &Bars) -> Vec<String> {
    let by_length = |a: &(&Group, &Bar, &Estimate), b: &(&Group, &Bar, &Estimate)| a.2.point.total_cmp(&b.2.point);
    let (Some(least), Some(most)) = (bars.known().min_by(by_length), bars.known().max_by(by_length)) else {
        return Vec::new();
    };
    let (kind, longest, shortest) = match bars.mark {
        Mark::Bar => ("Bars", "longest", "shortest"),
        Mark::Dot => ("Marks", "largest", "smallest"),
    };
    let mut out = vec![format!("{kind}, {}.", bars.label)];
    if least.2.point < most.2.point {
        let tell = |(g, b, e): (&Group, &Bar, &Estimate)| format!("{} ({})", bars.name_of(g, b), bars.measure.point(e));
        out.push(format!("The {longest} is {}, the {shortest} {}.", tell(most), tell(least)));
    }
    if bars.is_flat() {
        let all: Vec<String> = bars.known().map(|(g, b, e)| bars.says(g, b, e)).collect();
        out.push(format!("{}.", all.join("; ")));
        return out;
    }
    for group in &bars.groups {
        let each = group.bars.iter().map(|b| match &b.length {
            Ok(e) => format!("{} {}{}", b.label, bars.measure.with_interval(e), b.remark),
            Err(_) => format!("{} not measured here", b.label),
        });
        out.push(format!("{}: {}.", group.label, each.collect::<Vec<_>>().join("; ")));
    }
    out
}
