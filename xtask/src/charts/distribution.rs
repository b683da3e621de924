//! Distributions: every sample as a mark, one row a series, with the median and the slow end named.

use std::collections::BTreeMap;

use roommates::{
    harness::{
        estimate::Estimate,
        evaluate::{Answer, View},
        number,
    },
    results::{
        Unit,
        declaration::{Formula, Row},
    },
};

use super::{
    Ghost, Plotted,
    axis::Axis,
    canvas::{BELOW, Canvas, DrawError, Drawing, Drawn, EDGE, Frame, LABEL, Place, Plot, Point, RIGHT, SMALL, Width},
    facts::{Cell, Facts},
    ink::Ink,
    measure::Measure,
    shape, text,
};

/// Samples of a row that are drawn at most.
const MARKS: usize = 400;
/// The quantiles that are named.
const QUANTILES: [(f64, &str); 3] = [(0.5, "p50"), (0.9, "p90"), (0.99, "p99")];
/// Half the height of a strip.
const HALF: i32 = 15;
/// Height of a row: the strip, and the names of the quantiles below.
const STRIP: i32 = 2 * HALF + 36;
/// Width of the slices that decide how wide a strip is, in pixels.
const SLICE: i32 = 6;

/// Rows of samples, as one machine knows them.
#[derive(Clone, Debug)]
pub(super) struct Distribution {
    label: String,
    measure: Measure,
    log: bool,
    rows: Vec<Known>,
}

#[derive(Clone, Debug)]
struct Known {
    label: String,
    engine: String,
    spread: Result<Spread, String>,
}

/// Samples, ascending, and their quantiles.
#[derive(Clone, Debug)]
struct Spread {
    sorted: Vec<f64>,
    quantiles: Vec<(&'static str, Estimate)>,
}

impl Spread {
    fn least(&self) -> f64 {
        self.sorted.first().copied().unwrap_or(0.0)
    }

    fn most(&self) -> f64 {
        self.sorted.last().copied().unwrap_or(0.0)
    }

    /// Samples to draw: all, or evenly spaced ranks with both ends.
    fn drawn(&self) -> Vec<f64> {
        let n = self.sorted.len();
        if n <= MARKS {
            return self.sorted.clone();
        }
        (0..MARKS).map(|i| self.sorted[i * (n - 1) / (MARKS - 1)]).collect()
    }
}

/// Sorts the samples of each row and computes its quantiles.
pub(super) fn resolve(view: &View<'_>, label: &str, rows: &[Row], log: bool) -> Distribution {
    let mut unit: Option<Unit> = None;
    let rows = rows.iter().map(|row| {
        let spread = view.series(&row.of).map_err(|absent| absent.reason).and_then(|series| {
            if *unit.get_or_insert(series.unit) != series.unit {
                return Err("It is measured in another unit than the other rows.".to_owned());
            }
            let mut sorted: Vec<f64> = series.samples.iter().map(|s| *s as f64).collect();
            sorted.sort_by(f64::total_cmp);
            Ok(Spread { sorted, quantiles: quantiles(view, row) })
        });
        Known { label: row.label.clone(), engine: view.resolve(&row.of).engine, spread }
    });
    let rows: Vec<Known> = rows.collect();
    let positive = rows.iter().filter_map(|r| r.spread.as_ref().ok()).all(|s| s.least() > 0.0);
    Distribution { label: label.into(), measure: Measure::Of(unit.unwrap_or(Unit::Count)), log: log && positive, rows }
}

fn quantiles(view: &View<'_>, row: &Row) -> Vec<(&'static str, Estimate)> {
    let at = |(q, name): (f64, &'static str)| match view.formula(&Formula::Quantile { of: row.of.clone(), q }) {
        Answer::Known(estimate, _) => Some((name, estimate)),
        Answer::Absent(_) => None,
    };
    QUANTILES.into_iter().filter_map(at).collect()
}

impl Distribution {
    fn known(&self) -> impl Iterator<Item = (usize, &Known, &Spread)> {
        self.rows.iter().enumerate().filter_map(|(i, r)| Some((i, r, r.spread.as_ref().ok()?)))
    }

    fn axis(&self, width: Width) -> Axis {
        let low = self.known().map(|(_, _, s)| s.least()).fold(f64::INFINITY, f64::min);
        let high = self.known().map(|(_, _, s)| s.most()).fold(f64::NEG_INFINITY, f64::max);
        if low == high {
            let room = if low == 0.0 { 1.0 } else { low.abs() * 0.1 };
            return Axis::linear(low - room..high + room, self.measure, width.ticks());
        }
        if self.log {
            let room = (high / low).powf(0.03).max(1.02);
            return Axis::log(low / room..high * room, self.measure, width.ticks());
        }
        let pad = (high - low) * 0.02;
        // Zero belongs on the axis unless the samples are far from it.
        let start = if low >= 0.0 && low < high / 2.0 { 0.0 } else { low - pad };
        Axis::linear(start..high + pad, self.measure, width.ticks())
    }

    fn says(&self, row: &Known, name: &str, e: &Estimate) -> String {
        format!("{}, {name}: {}", row.label, self.measure.with_interval(e))
    }
}

impl Plotted for Distribution {
    fn is_empty(&self) -> bool {
        self.known().next().is_none()
    }

    fn facts(&self) -> Facts {
        let number = |v: f64| Cell::number(self.measure.value(v), v);
        let rows = self.known().flat_map(|(_, row, s)| {
            let ends = [
                ("min", Estimate::exact(s.least(), s.sorted.len())),
                ("max", Estimate::exact(s.most(), s.sorted.len())),
            ];
            let [min, max] = ends;
            let all: Vec<_> = std::iter::once(min).chain(s.quantiles.iter().copied()).chain([max]).collect();
            all.into_iter().map(move |(name, e)| {
                let n = Cell::number(number::digits(e.n as f64, 0), e.n as f64);
                let unit = Cell::text(self.measure.raw_unit());
                vec![Cell::text(&row.label), Cell::text(name), number(e.point), number(e.low), number(e.high), n, unit]
            })
        });
        let missing = |r: &Known| Some((r.label.clone(), r.spread.as_ref().err()?.clone()));
        let heads = ["Series", "Quantile", "Value", "Low (95 %)", "High (95 %)", "Samples", "Raw unit"];
        Facts {
            columns: heads.iter().map(|h| (*h).to_owned()).collect(),
            rows: rows.collect(),
            sentences: sentences(self),
            absent: self.rows.iter().filter_map(missing).collect(),
            notes: self.notes(),
            engines: self.known().map(|(_, row, _)| row.engine.clone()).collect(),
            noise_band: false,
        }
    }

    fn draw(&self, ghosts: &[Ghost<'_, Self>], width: Width) -> Result<Drawing, DrawError> {
        let layout = Layout::of(self, width);
        let canvas = Canvas::new(width, layout.height + BELOW);
        let frame = Frame { left: layout.left, top: 0, right: RIGHT, bottom: 0, y_axis: false, x_grid: true };
        let axis = self.axis(width);
        let title = axis.title(&self.label);
        let plot = canvas.plot(frame, axis, Axis::bare(0.0..1.0), &title)?;
        for (place, (series, row, spread)) in layout.rows.iter().zip(self.known()) {
            for (k, line) in place.label.iter().enumerate() {
                canvas.text(
                    line,
                    (place.label_at.0, place.label_at.1 + k as i32 * 16),
                    layout.place,
                    Ink::Text,
                    LABEL,
                )?;
            }
            draw_strip(&canvas, &plot, place.y, series, spread)?;
            draw_quantiles(self, &canvas, &plot, place.y, (row, spread))?;
        }
        for ghost in ghosts.iter().filter(|g| g.plotted.measure == self.measure) {
            canvas.overlay(ghost.machine, || draw_ghost(self, ghost, &canvas, &plot, &layout))?;
        }
        Ok(canvas.finish())
    }
}

impl Distribution {
    fn notes(&self) -> Vec<String> {
        let most = self.known().map(|(_, _, s)| s.sorted.len()).max().unwrap_or(0);
        if most <= MARKS {
            return vec!["every sample is drawn".into()];
        }
        vec![format!("{MARKS} of {} samples a row are drawn, evenly by rank", number::digits(most as f64, 0))]
    }
}

/// What the figure shows, in words: the middle, the slow end and the largest of each row.
fn sentences(all: &Distribution) -> Vec<String> {
    let mut out = vec![format!("Distributions, {}.", all.label)];
    for (_, row, s) in all.known() {
        let mut told: Vec<String> = Vec::new();
        for (name, e) in &s.quantiles {
            let value = all.measure.with_interval(e);
            told.push(match *name {
                "p50" => format!("half of them at most {value}"),
                "p90" => format!("90 % at most {value}"),
                _ => format!("99 % at most {value}"),
            });
        }
        told.push(format!("the largest {}", all.measure.value(s.most())));
        out.push(format!("{}: {} samples, {}.", row.label, number::digits(s.sorted.len() as f64, 0), told.join(", ")));
    }
    out
}

/// Where the rows stand.
struct Layout {
    rows: Vec<Placed>,
    left: i32,
    place: Place,
    height: i32,
}

struct Placed {
    label: Vec<String>,
    label_at: Point,
    /// Middle of the strip.
    y: i32,
}

impl Layout {
    fn of(all: &Distribution, width: Width) -> Self {
        let beside = width == Width::Wide;
        let limit = if beside { 190 } else { width.pixels() - 8 };
        let labels: Vec<Vec<String>> =
            all.known().map(|(_, r, _)| text::wrap(&r.label, limit, LABEL, if beside { 3 } else { 2 })).collect();
        let widest = labels.iter().flatten().map(|l| text::width(l, LABEL)).max().unwrap_or(0);
        let left = if beside { widest + 16 } else { EDGE };
        let place = if beside { Place::Left } else { Place::Right };
        let mut layout = Self { rows: Vec::new(), left, place, height: 6 };
        for label in labels {
            let lines = label.len() as i32;
            if !beside {
                layout.height += lines * 16 + 4;
            }
            let y = layout.height + HALF;
            let label_at = if beside { (left - 12, y - (lines - 1) * 8) } else { (2, layout.height - lines * 16 + 4) };
            layout.rows.push(Placed { label, label_at, y });
            layout.height += STRIP;
        }
        layout
    }
}

/// Every sample as a dot, scattered as wide as samples are dense there. The scatter is a fixed sequence.
fn draw_strip(canvas: &Canvas, plot: &Plot, y: i32, series: usize, spread: &Spread) -> Drawn {
    let xs: Vec<i32> = spread.drawn().into_iter().map(|v| plot.x(v)).collect();
    let mut dense: BTreeMap<i32, usize> = BTreeMap::new();
    for x in &xs {
        *dense.entry(x / SLICE).or_default() += 1;
    }
    let most = dense.values().copied().max().unwrap_or(1) as f64;
    canvas.line(&[(plot.left, y), (plot.right, y)], Ink::Grid, 1)?;
    let mut dots = xs.iter().enumerate().map(|(k, x)| {
        let here = dense.get(&(x / SLICE)).copied().unwrap_or(1);
        let reach = if here == 1 { 0.0 } else { f64::from(HALF - 2) * (here as f64 / most).sqrt() };
        // Multiples of the golden ratio: even without order.
        let part = (k as f64 * 0.618_033_988_749_894_9).fract() * 2.0 - 1.0;
        (*x, y + (reach * part).round() as i32)
    });
    dots.try_for_each(|at| canvas.line(&[at, at], Ink::Sample(series), 4))
}

fn draw_quantiles(all: &Distribution, canvas: &Canvas, plot: &Plot, y: i32, (row, s): (&Known, &Spread)) -> Drawn {
    let bottom = y + HALF + 2;
    let words: Vec<String> = s.quantiles.iter().map(|(name, e)| format!("{name} {}", all.measure.point(e))).collect();
    let widths: Vec<i32> = words.iter().map(|w| text::width(w, SMALL) + 10).collect();
    let xs: Vec<i32> = s.quantiles.iter().map(|(_, e)| plot.x(e.point)).collect();
    let centers = text::spread(&xs, &widths, plot.left - 4, plot.right + RIGHT);
    for (i, (name, e)) in s.quantiles.iter().enumerate() {
        let (x, low, high) = (xs[i], plot.x(e.low), plot.x(e.high));
        canvas.mark(&all.says(row, name, e), ((x - 6, y - HALF), (x + 6, bottom + 20)), || {
            if high - low > 3 {
                canvas.whisker((low, bottom), (high, bottom), Ink::Interval)?;
            }
            canvas.line(&[(x, y - HALF), (x, bottom + 3)], Ink::Quantile, if i == 0 { 3 } else { 2 })?;
            canvas.line(&[(x, bottom + 3), (centers[i], bottom + 8)], Ink::Leader, 1)?;
            canvas.text(&words[i], (centers[i], bottom + 9), Place::Below, Ink::Text, SMALL)
        })?;
    }
    Ok(())
}

/// A diamond at the median of the other machine.
fn draw_ghost(
    all: &Distribution,
    ghost: &Ghost<'_, Distribution>,
    canvas: &Canvas,
    plot: &Plot,
    layout: &Layout,
) -> Drawn {
    for (place, (_, row, _)) in layout.rows.iter().zip(all.known()) {
        let Some((_, other, spread)) = ghost.plotted.known().find(|(_, r, _)| r.label == row.label) else { continue };
        let Some((name, e)) = spread.quantiles.first() else { continue };
        let (x, y) = (plot.x(e.point), place.y);
        let says = format!("{}: {}", ghost.machine, ghost.plotted.says(other, name, e));
        canvas.mark(&says, ((x - 8, y - HALF), (x + 8, y + HALF)), || {
            canvas.line(&[(plot.x(e.low), y), (plot.x(e.high), y)], Ink::Ghost, 2)?;
            shape::outline(canvas, (x, y), 6, shape::DIAMOND, Ink::Ghost)
        })?;
    }
    Ok(())
}
