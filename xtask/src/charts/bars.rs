//! Bars: lying, one row each, so that every bar has its label beside it on any screen. Tallies are bars, too.

use roommates::{
    harness::{
        estimate::Estimate,
        evaluate::{Answer, View},
    },
    results::declaration::{BarGroup, Formula},
};

use super::{
    Ghost, Plotted,
    axis::Axis,
    canvas::{
        self, BELOW, Canvas, DrawError, Drawing, Drawn, EDGE, Frame, LABEL, LINE, Place, Plot, Point, SMALL, Width,
    },
    facts::{Cell, Facts},
    hatch,
    ink::Ink,
    measure::Measure,
    shape, text,
};

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
    /// What a reader must know.
    pub(super) notes: Vec<String>,
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

/// Thickness of a bar, and height of its row.
const BAR: i32 = 14;
const ROW: i32 = 22;
const GROUP_GAP: i32 = 8;

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
    Bars { label: label.into(), category: None, measure, groups, baseline, noise, notes: Vec::new() }
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

    fn axis(&self, width: Width) -> Axis {
        let ends = self.known().flat_map(|(_, _, e)| [e.low, e.high, e.point]);
        let band = self.baseline.map(|b| b * (1.0 + self.noise.unwrap_or(0.0)));
        let (low, high) = ends.chain(band).fold((0f64, 0f64), |(low, high), v| (low.min(v), high.max(v)));
        Axis::linear(low..high + (high - low) * 0.01, self.measure, width.ticks())
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
        let layout = Layout::of(self, width);
        let canvas = Canvas::new(width, layout.height + BELOW);
        let frame =
            Frame { left: layout.left, top: layout.top, right: layout.right, bottom: 0, y_axis: false, x_grid: true };
        let axis = self.axis(width);
        let title = axis.title(&self.label);
        let plot = canvas.plot(frame, axis, Axis::bare(0.0..1.0), &title)?;
        canvas.text(self.category.as_deref().unwrap_or_default(), (2, 0), Place::Under, Ink::Quiet, LABEL)?;
        draw_reference(self, &canvas, &plot)?;
        draw_zero(&canvas, &plot, &layout.rows)?;
        for row in &layout.rows {
            draw_row(self, &canvas, &plot, row)?;
        }
        for ghost in ghosts {
            canvas.overlay(ghost.machine, || draw_ghosts(self, ghost, &canvas, &plot, &layout.rows))?;
        }
        Ok(canvas.finish())
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
    let mut out = vec![format!("Bars, {}.", bars.label)];
    if least.2.point < most.2.point {
        let tell = |(g, b, e): (&Group, &Bar, &Estimate)| format!("{} ({})", bars.name_of(g, b), bars.measure.point(e));
        out.push(format!("The longest is {}, the shortest {}.", tell(most), tell(least)));
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

/// Where everything stands.
struct Layout<'a> {
    rows: Vec<Row<'a>>,
    left: i32,
    right: i32,
    top: i32,
    height: i32,
}

/// One line of the figure.
struct Row<'a> {
    group: &'a Group,
    bar: &'a Bar,
    /// Bold line above, where a group of several bars begins.
    heading: Option<(String, i32)>,
    label: String,
    /// Middle of the label, and of the bar.
    label_y: i32,
    y: i32,
    beside: bool,
}

impl<'a> Layout<'a> {
    fn of(bars: &'a Bars, width: Width) -> Self {
        let flat = bars.is_flat();
        let labels = bars.all().map(|(g, b)| if flat { &g.label } else { &b.label });
        let widest = labels.map(|l| text::width(l, LABEL)).max().unwrap_or(0);
        let beside = widest <= width.pixels() * 38 / 100;
        let left = if beside { widest + 10 } else { EDGE };
        let values = bars.known().map(|(_, _, e)| text::width(&bars.measure.point(e), SMALL));
        let right = (values.max().unwrap_or(0) + 14).max(canvas::RIGHT);
        let head = if bars.category.is_some() { LINE + 4 } else { 0 };
        let mut layout = Self { rows: Vec::new(), left, right, top: head, height: head + 4 };
        for group in &bars.groups {
            layout.add(group, flat, beside, width.pixels());
        }
        layout
    }

    fn add(&mut self, group: &'a Group, flat: bool, beside: bool, pixels: i32) {
        let mut heading = None;
        if !flat {
            heading = Some((text::fit(&group.label, pixels - 8, LABEL * text::BOLD), self.height + LINE / 2));
            self.height += LINE + 2;
        }
        for bar in &group.bars {
            let label = text::fit(if flat { &group.label } else { &bar.label }, pixels - 8, LABEL);
            let label_y = self.height + if beside { ROW / 2 } else { LINE / 2 };
            self.height += if beside { 0 } else { LINE - 2 };
            let y = self.height + ROW / 2;
            self.rows.push(Row { group, bar, heading: heading.take(), label, label_y, y, beside });
            self.height += ROW;
        }
        self.height += if flat { 2 } else { GROUP_GAP };
    }
}

/// The noise floor and the line that bars are compared with.
fn draw_reference(bars: &Bars, canvas: &Canvas, plot: &Plot) -> Drawn {
    let at = bars.baseline.unwrap_or(1.0);
    if let Some(noise) = bars.noise {
        let (low, high) = (plot.x(at * (1.0 - noise)), plot.x(at * (1.0 + noise)));
        canvas.rect((low, plot.top), (high.max(low + 2), plot.bottom), Ink::Noise)?;
    }
    match bars.baseline {
        Some(at) => canvas.line(&[(plot.x(at), plot.top), (plot.x(at), plot.bottom)], Ink::Ideal, 2),
        None => Ok(()),
    }
}

/// The line on which the bars begin; broken where labels stand above their bars, so that it does not cross them.
fn draw_zero(canvas: &Canvas, plot: &Plot, rows: &[Row<'_>]) -> Drawn {
    let zero = plot.x(0.0);
    if rows.iter().all(|row| row.beside) {
        return canvas.line(&[(zero, plot.top), (zero, plot.bottom)], Ink::Axis, 1);
    }
    rows.iter().try_for_each(|row| canvas.line(&[(zero, row.y - ROW / 2), (zero, row.y + ROW / 2)], Ink::Axis, 1))
}

fn draw_row(bars: &Bars, canvas: &Canvas, plot: &Plot, row: &Row<'_>) -> Drawn {
    if let Some((heading, y)) = &row.heading {
        canvas.strong(heading, (2, *y), Place::Right)?;
    }
    let (x, place) = if row.beside { (plot.left - 8, Place::Left) } else { (2, Place::Right) };
    canvas.text(&row.label, (x, row.label_y), place, Ink::Text, LABEL)?;
    let zero = plot.x(0.0);
    let e = match &row.bar.length {
        Ok(e) => e,
        Err(_) => return canvas.text("not measured here", (zero + 6, row.y), Place::Right, Ink::Quiet, SMALL),
    };
    let (low, high, end) = (plot.x(e.low), plot.x(e.high), plot.x(e.point));
    canvas.mark(&bars.says(row.group, row.bar, e), ((zero, row.y - ROW / 2), (plot.right, row.y + ROW / 2)), || {
        let (a, b): (Point, Point) = ((zero.min(end), row.y - BAR / 2), (zero.max(end), row.y + BAR / 2));
        canvas.rect(a, b, Ink::Series(row.bar.series))?;
        hatch::draw(canvas, a, b, row.bar.series)?;
        if e.low == e.high {
            return Ok(());
        }
        // A lining in the color of the paper, so that the interval is seen on its bar.
        canvas.line(&[(low.min(end), row.y), (end, row.y)], Ink::Hatch, 4)?;
        canvas.whisker((low, row.y), (high, row.y), Ink::Interval)
    })?;
    let at = (end.max(high).max(zero) + 8, row.y);
    canvas.text(&bars.measure.point(e), at, Place::Right, Ink::Text, SMALL)
}

/// A diamond where the bar of another machine would end.
fn draw_ghosts(bars: &Bars, ghost: &Ghost<'_, Bars>, canvas: &Canvas, plot: &Plot, rows: &[Row<'_>]) -> Drawn {
    for row in rows {
        let same = |(g, b, _): &(&Group, &Bar, &Estimate)| g.label == row.group.label && b.label == row.bar.label;
        let Some((group, bar, e)) = ghost.plotted.known().find(same) else { continue };
        if ghost.plotted.measure != bars.measure {
            continue;
        }
        let (x, y) = (plot.x(e.point), row.y);
        let says = format!("{}: {}", ghost.machine, ghost.plotted.says(group, bar, e));
        canvas.mark(&says, ((x - 8, y - ROW / 2), (x + 8, y + ROW / 2)), || {
            canvas.line(&[(plot.x(e.low), y), (plot.x(e.high), y)], Ink::Ghost, 2)?;
            shape::outline(canvas, (x, y), 5, shape::DIAMOND, Ink::Ghost)?;
            if plot.x.holds(e.point) {
                return Ok(());
            }
            // It lies beyond the axis: say so beside the diamond at the edge.
            let words = format!("{} →", ghost.plotted.measure.point(e));
            canvas.text(&words, (x - 10, y), Place::Left, Ink::Ghost, SMALL)
        })?;
    }
    Ok(())
}
