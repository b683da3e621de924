//! Timelines: who ran when, one lane a thread or worker, all on one axis of time.

use roommates::{
    harness::{evaluate::View, number},
    results::{Measurement, ParamValue, Selector, Span, Timeline, Unit, declaration::Row},
};

use super::{
    Ghost, Plotted,
    axis::Axis,
    canvas::{BELOW, Canvas, DrawError, Drawing, Drawn, Frame, LABEL, LINE, Place, Plot, Point, RIGHT, Width},
    facts::{Cell, Facts},
    hatch,
    ink::Ink,
    measure::Measure,
    text,
};

/// Up to this many spans in a timeline each is a mark of its own, in the order of time, so that the keys that go from mark
/// to mark step through what happened; above, each lane is one mark.
const SPANS: usize = 40;
/// Height of a lane, and of a span in it.
const LANE: i32 = 20;
const SPAN: i32 = 14;
const TIME: Measure = Measure::Of(Unit::Nanoseconds);

/// Timelines, as one machine knows them.
#[derive(Clone, Debug)]
pub(super) struct Timelines {
    label: String,
    rows: Vec<Known>,
    /// Different labels of spans, in order of appearance; empty where spans have none.
    kinds: Vec<String>,
}

#[derive(Clone, Debug)]
struct Known {
    caption: String,
    engine: String,
    lanes: Result<Vec<Lane>, String>,
}

#[derive(Clone, Debug)]
struct Lane {
    name: String,
    spans: Vec<Span>,
}

impl Lane {
    fn ran(&self) -> u64 {
        self.spans.iter().map(|s| s.end.saturating_sub(s.start)).sum()
    }

    fn end(&self) -> u64 {
        self.spans.iter().map(|s| s.end).max().unwrap_or(0)
    }
}

/// Finds the declared timelines.
pub(super) fn resolve(view: &View<'_>, label: &str, rows: &[Row]) -> Timelines {
    let rows: Vec<Known> = rows
        .iter()
        .map(|row| {
            let of = view.resolve(&row.of);
            let lanes = find(view, &of).map(|t| {
                let lane = |l: &roommates::results::Lane| Lane { name: l.name.clone(), spans: l.spans.clone() };
                t.lanes.iter().map(lane).collect()
            });
            Known { caption: row.label.clone(), engine: of.engine, lanes }
        })
        .collect();
    let mut kinds: Vec<String> = Vec::new();
    let spans = rows.iter().filter_map(|r| r.lanes.as_ref().ok()).flatten().flat_map(|l| &l.spans);
    for kind in spans.filter_map(|s| s.label.as_ref()) {
        if !kinds.contains(kind) {
            kinds.push(kind.clone());
        }
    }
    Timelines { label: label.into(), rows, kinds }
}

/// The one timeline that `selector` names, or why there is none.
fn find<'a>(view: &View<'a>, selector: &Selector) -> Result<&'a Timeline, String> {
    let m = view.measurement.ok_or("This machine has not run the experiment.")?;
    let same = |t: &&Timeline| t.engine == selector.engine && t.variant == selector.variant;
    let at = |t: &&Timeline| {
        selector.params.iter().all(|(name, value)| t.params.get(name).copied() == wanted(m, selector, name, *value))
    };
    let mut found = m.timelines.iter().filter(same).filter(at);
    match (found.next(), found.next()) {
        (Some(one), None) if one.lanes.iter().any(|l| !l.spans.is_empty()) => Ok(one),
        _ => Err(absent(m, selector)),
    }
}

fn wanted(m: &Measurement, selector: &Selector, name: &str, value: ParamValue) -> Option<i64> {
    let own = m.timelines.iter().filter(|t| t.engine == selector.engine && t.variant == selector.variant);
    let values = own.filter_map(|t| t.params.get(name).copied());
    match value {
        ParamValue::Exact(n) => Some(n),
        ParamValue::Cores => Some(i64::from(m.observed.cores)),
        ParamValue::Min => values.min(),
        ParamValue::Max => values.max(),
    }
}

fn absent(m: &Measurement, selector: &Selector) -> String {
    let rejected = m.rejected.iter().find(|r| r.series == selector.to_string()).map(|r| &r.reason);
    let missing = m.missing.iter().find(|x| x.engine == selector.engine).map(|x| &x.reason);
    rejected.or(missing).cloned().unwrap_or_else(|| format!("The record has no timeline {selector}."))
}

impl Timelines {
    fn known(&self) -> impl Iterator<Item = (&Known, &[Lane])> {
        self.rows.iter().filter_map(|r| Some((r, r.lanes.as_deref().ok()?)))
    }

    fn end(&self) -> u64 {
        self.known().flat_map(|(_, lanes)| lanes.iter().map(Lane::end)).max().unwrap_or(1)
    }

    /// Position of a span's color and pattern: that of its label, or else of its lane.
    fn series(&self, lane: usize, span: &Span) -> usize {
        let kind = span.label.as_ref().and_then(|label| self.kinds.iter().position(|k| k == label));
        kind.unwrap_or(self.kinds.len() + lane)
    }

    /// The pattern of a labeled span; lanes without labels are told apart by where they are.
    fn pattern(&self, canvas: &Canvas, a: Point, b: Point, series: usize) -> Drawn {
        if series < self.kinds.len() { hatch::draw(canvas, a, b, series) } else { Ok(()) }
    }
}

impl Plotted for Timelines {
    fn is_empty(&self) -> bool {
        self.known().next().is_none()
    }

    fn facts(&self) -> Facts {
        let time = |ns: u64| Cell::number(TIME.value(ns as f64), ns as f64);
        let rows = self.known().flat_map(|(row, lanes)| {
            lanes.iter().map(move |lane| {
                let first = lane.spans.iter().map(|s| s.start).min().unwrap_or(0);
                let stretches = Cell::number(number::digits(lane.spans.len() as f64, 0), lane.spans.len() as f64);
                let unit = Cell::text(TIME.raw_unit());
                let (name, ran) = (Cell::text(&lane.name), time(lane.ran()));
                vec![Cell::text(&row.caption), name, stretches, ran, time(first), time(lane.end()), unit]
            })
        });
        let missing = |r: &Known| Some((r.caption.clone(), r.lanes.as_ref().err()?.clone()));
        let heads = ["Timeline", "Lane", "Stretches", "Running", "First start", "Last end", "Raw unit"];
        Facts {
            columns: heads.iter().map(|h| (*h).to_owned()).collect(),
            rows: rows.collect(),
            sentences: sentences(self),
            absent: self.rows.iter().filter_map(missing).collect(),
            notes: vec!["one run, as it happened".into()],
            engines: self.known().map(|(row, _)| row.engine.clone()).collect(),
            noise_band: false,
        }
    }

    fn draw(&self, _ghosts: &[Ghost<'_, Self>], width: Width) -> Result<Drawing, DrawError> {
        let layout = Layout::of(self, width);
        let canvas = Canvas::new(width, layout.height + BELOW);
        let frame = Frame { left: layout.left, top: layout.top, right: RIGHT, bottom: 0, y_axis: false, x_grid: true };
        let axis = Axis::linear(0.0..self.end() as f64 * 1.005, TIME, width.ticks());
        let title = axis.title(&self.label);
        let plot = canvas.plot(frame, axis, Axis::bare(0.0..1.0), &title)?;
        draw_kinds(self, &canvas, layout.top)?;
        for ((_, lanes), placed) in self.known().zip(&layout.rows) {
            for (k, line) in placed.caption.iter().enumerate() {
                canvas.strong(line, (2, placed.y + k as i32 * LINE + LINE / 2), Place::Right)?;
            }
            let first = placed.y + placed.caption.len() as i32 * LINE;
            let last = first + lanes.len() as i32 * LANE;
            canvas.line(&[(plot.left, first), (plot.left, last)], Ink::Axis, 1)?;
            let single = lanes.iter().map(|l| l.spans.len()).sum::<usize>() <= SPANS;
            for (i, lane) in lanes.iter().enumerate() {
                let y = first + i as i32 * LANE + LANE / 2;
                let name = text::fit(&lane.name, layout.left - 12, LABEL);
                canvas.text(&name, (plot.left - 8, y), Place::Left, Ink::Text, LABEL)?;
                canvas.line(&[(plot.left, y), (plot.right, y)], Ink::Grid, 1)?;
                if !single {
                    draw_lane(self, &canvas, &plot, (i, lane, y))?;
                }
            }
            if single {
                draw_spans(self, &canvas, &plot, lanes, first)?;
            }
        }
        Ok(canvas.finish())
    }
}

/// What the figure shows, in words: how much of the time each lane ran.
fn sentences(all: &Timelines) -> Vec<String> {
    let mut out = vec![format!("Timelines, {}.", all.label)];
    for (row, lanes) in all.known() {
        let end = lanes.iter().map(Lane::end).max().unwrap_or(0);
        let each: Vec<String> = lanes.iter().map(|lane| tell(lane, end)).collect();
        out.push(format!("{}: over after {}; {}.", row.caption, TIME.value(end as f64), each.join("; ")));
    }
    out
}

/// `worker 1 ran 52 % of the time, in 103 stretches`.
fn tell(lane: &Lane, end: u64) -> String {
    let part = (lane.ran() as f64 / end.max(1) as f64 * 100.0).round();
    let n = lane.spans.len();
    let stretches = if n == 1 { "one stretch".into() } else { format!("{} stretches", number::digits(n as f64, 0)) };
    format!("{} ran {part} % of the time, in {stretches}", lane.name)
}

struct Layout {
    rows: Vec<Placed>,
    top: i32,
    left: i32,
    height: i32,
}

struct Placed {
    caption: Vec<String>,
    y: i32,
}

impl Layout {
    fn of(all: &Timelines, width: Width) -> Self {
        let names = all.known().flat_map(|(_, lanes)| lanes).map(|l| text::width(&l.name, LABEL));
        let left = (names.max().unwrap_or(0) + 12).min(width.pixels() * 3 / 10);
        let top = all.kinds.len() as i32 * LINE;
        let mut layout = Self { rows: Vec::new(), top, left, height: top + 4 };
        for (row, lanes) in all.known() {
            let caption = text::wrap(&row.caption, width.pixels() - 12, LABEL * text::BOLD, 3);
            let lines = caption.len() as i32;
            layout.rows.push(Placed { caption, y: layout.height });
            layout.height += lines * LINE + lanes.len() as i32 * LANE + 8;
        }
        layout
    }
}

/// What the patterns mean, where spans are labeled.
fn draw_kinds(all: &Timelines, canvas: &Canvas, top: i32) -> Drawn {
    for (i, kind) in all.kinds.iter().enumerate() {
        let y = top - (all.kinds.len() - i) as i32 * LINE + LINE / 2 - 2;
        let (a, b): (Point, Point) = ((2, y - SPAN / 2), (34, y + SPAN / 2));
        canvas.rect(a, b, Ink::Series(i))?;
        hatch::draw(canvas, a, b, i)?;
        canvas.text(&text::fit(kind, canvas.width() - 50, LABEL), (42, y), Place::Right, Ink::Text, LABEL)?;
    }
    Ok(())
}

/// A lane as one mark.
fn draw_lane(all: &Timelines, canvas: &Canvas, plot: &Plot, (i, lane, y): (usize, &Lane, i32)) -> Drawn {
    let whole = ((plot.left, y - LANE / 2), (plot.right, y + LANE / 2));
    canvas.mark(&tell(lane, all.end()), whole, || {
        // Color by color, so that all spans of a color are one path.
        let mut series: Vec<usize> = lane.spans.iter().map(|s| all.series(i, s)).collect();
        series.sort_unstable();
        series.dedup();
        series.into_iter().try_for_each(|color| {
            let own = || lane.spans.iter().filter(|s| all.series(i, s) == color).map(|s| corner(plot, s, y));
            own().try_for_each(|(a, b)| canvas.rect(a, b, Ink::Series(color)))?;
            own().try_for_each(|(a, b)| all.pattern(canvas, a, b, color))
        })
    })
}

/// Each span as a mark, the earliest of all lanes first; the lanes begin at `top`.
fn draw_spans(all: &Timelines, canvas: &Canvas, plot: &Plot, lanes: &[Lane], top: i32) -> Drawn {
    let mut spans: Vec<(usize, &Span)> =
        lanes.iter().enumerate().flat_map(|(i, lane)| lane.spans.iter().map(move |span| (i, span))).collect();
    spans.sort_by_key(|(i, span)| (span.start, *i));
    spans.into_iter().try_for_each(|(i, span)| {
        let (a, b) = corner(plot, span, top + i as i32 * LANE + LANE / 2);
        let took = TIME.value(span.end.saturating_sub(span.start) as f64);
        let what = span.label.as_ref().map(|l| format!(", {l}")).unwrap_or_default();
        let says = format!("{}{what}: {took}, from {} on", lanes[i].name, TIME.value(span.start as f64));
        canvas.mark(&says, (a, b), || {
            canvas.rect(a, b, Ink::Series(all.series(i, span)))?;
            all.pattern(canvas, a, b, all.series(i, span))
        })
    })
}

/// Upper left and lower right of a span; a span that is wide enough leaves a pixel to the next.
fn corner(plot: &Plot, span: &Span, y: i32) -> (Point, Point) {
    let (x0, x1) = (plot.x(span.start as f64), plot.x(span.end as f64));
    let x1 = if x1 - x0 >= 3 { x1 - 1 } else { x1.max(x0 + 1) };
    ((x0, y - SPAN / 2), (x1, y + SPAN / 2))
}
