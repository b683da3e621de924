//! Lines over a parameter: the interval as a ribbon, each line named at its end.

use roommates::{
    harness::{
        estimate::Estimate,
        evaluate::{Answer, View},
    },
    results::{
        Role, Unit,
        declaration::{Formula, Ideal, Line},
    },
};

use super::{
    Ghost, Plotted,
    canvas::{DrawError, Drawing, Width},
    facts::{Cell, Facts},
    measure::Measure,
};

mod draw;

/// The declaration of a line chart.
pub(super) struct Asked<'a> {
    pub(super) x: &'a str,
    pub(super) x_label: &'a str,
    pub(super) y_label: &'a str,
    pub(super) lines: &'a [Line],
    pub(super) ideal: Option<Ideal>,
}

/// Lines, as one machine knows them.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    x_label: String,
    y_label: String,
    /// What the x values are, by the ending of the parameter's name.
    x_measure: Measure,
    measure: Measure,
    lines: Vec<Known>,
    ideal: Option<Reference>,
    noise: Option<f64>,
}

/// The reference line.
#[derive(Clone, Copy, Debug)]
enum Reference {
    /// y = x up to this many cores, flat after.
    Cores(f64),
    /// y = 1.
    One,
}

/// One line.
#[derive(Clone, Debug)]
struct Known {
    label: String,
    engine: String,
    /// Ascending in x; or why there is none.
    points: Result<Vec<(f64, Estimate)>, String>,
}

/// Computes every point of the declared lines.
pub(super) fn resolve(view: &View<'_>, asked: &Asked<'_>) -> Lines {
    let mut measure = None;
    let lines = asked.lines.iter().map(|line| Known {
        label: line.label.clone(),
        engine: view.resolve(&line.of).engine,
        points: points(view, asked.x, line, &mut measure),
    });
    let lines = lines.collect();
    let measure = measure.unwrap_or(Measure::Ratio);
    let cores = view.measurement.map_or(1, |m| m.observed.cores);
    Lines {
        x_label: asked.x_label.into(),
        y_label: asked.y_label.into(),
        x_measure: x_measure(asked.x),
        measure,
        lines,
        ideal: asked.ideal.map(|ideal| match ideal {
            Ideal::CoresBound => Reference::Cores(f64::from(cores)),
            Ideal::One => Reference::One,
        }),
        noise: if measure.is_ratio() { view.noise_floor() } else { None },
    }
}

fn points(
    view: &View<'_>,
    x: &str,
    line: &Line,
    measure: &mut Option<Measure>,
) -> Result<Vec<(f64, Estimate)>, String> {
    let mut found = Vec::new();
    for value in values(view, x, line) {
        let of = line.of.clone().at(x, value);
        let formula = match &line.speed_up_from {
            Some(from) => Formula::Ratio { of: from.clone(), over: of },
            None => Formula::Median { of },
        };
        if let Answer::Known(estimate, unit) = view.formula(&formula) {
            let own = Measure::of(&formula, unit);
            if *measure.get_or_insert(own) == own {
                found.push((value as f64, estimate));
            }
        }
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let none = || format!("The record has no series {} with `{x}` in the unit of the other lines.", line.of);
    Err(view.series(&line.of).err().map_or_else(none, |absent| absent.reason))
}

/// Values of the parameter `x` for which `line` was measured, ascending.
fn values(view: &View<'_>, x: &str, line: &Line) -> Vec<i64> {
    let series = view.measurement.into_iter().flat_map(|m| &m.series).filter(|s| s.role == Role::Measured);
    let engine = view.resolve(&line.of).engine;
    let own = series.filter(|s| s.engine == engine && s.variant == line.of.variant);
    let mut values: Vec<i64> = own.filter_map(|s| s.params.get(x).copied()).collect();
    values.sort_unstable();
    values.dedup();
    values
}

fn x_measure(name: &str) -> Measure {
    let unit = match name.rsplit('_').next() {
        Some("bytes") => Unit::Bytes,
        Some("ns") => Unit::Nanoseconds,
        _ => Unit::Count,
    };
    Measure::Of(unit)
}

impl Lines {
    fn known(&self) -> impl Iterator<Item = (usize, &Known, &[(f64, Estimate)])> {
        self.lines.iter().enumerate().filter_map(|(i, l)| Some((i, l, l.points.as_deref().ok()?)))
    }

    fn says(&self, line: &Known, x: f64, e: &Estimate) -> String {
        format!("{}, {} {}: {}", line.label, self.x_label, self.x_measure.value(x), self.measure.with_interval(e))
    }
}

impl Plotted for Lines {
    fn is_empty(&self) -> bool {
        self.known().next().is_none()
    }

    fn facts(&self) -> Facts {
        let heads = ["Line", &self.x_label, "Value", "Low (95 %)", "High (95 %)", "Samples", "Raw unit"];
        let number = |v: f64| Cell::number(self.measure.value(v), v);
        let rows = self.known().flat_map(|(_, line, points)| {
            points.iter().map(move |(x, e)| {
                vec![
                    Cell::text(&line.label),
                    Cell::number(self.x_measure.value(*x), *x),
                    Cell::number(self.measure.point(e), e.point),
                    number(e.low),
                    number(e.high),
                    Cell::number(e.n.to_string(), e.n as f64),
                    Cell::text(self.measure.raw_unit()),
                ]
            })
        });
        let missing = |l: &Known| Some((l.label.clone(), l.points.as_ref().err()?.clone()));
        Facts {
            columns: heads.iter().map(|h| (*h).to_owned()).collect(),
            rows: rows.collect(),
            sentences: sentences(self),
            absent: self.lines.iter().filter_map(missing).collect(),
            notes: Vec::new(),
            engines: self.known().map(|(_, line, _)| line.engine.clone()).collect(),
            noise_band: self.noise.is_some(),
        }
    }

    fn draw(&self, ghosts: &[Ghost<'_, Self>], width: Width) -> Result<Drawing, DrawError> {
        draw::draw(self, ghosts, width)
    }
}

/// What the figure shows, in words: where each line starts, ends and peaks.
fn sentences(lines: &Lines) -> Vec<String> {
    let mut out = vec![format!("Lines, {} over {}.", lines.y_label, lines.x_label)];
    let at = |(x, e): &(f64, Estimate)| format!("{} at {}", lines.measure.with_interval(e), lines.x_measure.value(*x));
    for (_, line, points) in lines.known() {
        let peak = points.iter().max_by(|a, b| a.1.point.total_cmp(&b.1.point));
        out.push(match (points, peak) {
            ([only], _) => format!("{}: {}.", line.label, at(only)),
            ([first, .., last], Some(peak)) if peak.0 != first.0 && peak.0 != last.0 => {
                format!("{}: from {} to {}, highest {}.", line.label, at(first), at(last), at(peak))
            }
            ([first, .., last], _) => format!("{}: from {} to {}.", line.label, at(first), at(last)),
            _ => continue,
        });
    }
    match lines.ideal {
        Some(Reference::Cores(n)) => out.push(format!("The dashed line rises with x up to {n} and is flat after.")),
        Some(Reference::One) => out.push("The dashed line is at 1.".into()),
        None => {}
    }
    out
}
