//! How bars are drawn.

use roommates::harness::estimate::Estimate;

use super::{
    super::{
        Ghost,
        axis::Axis,
        canvas::{
            self, BELOW, Canvas, DrawError, Drawing, Drawn, EDGE, Frame, LABEL, LINE, Place, Plot, Point, SMALL, Width,
        },
        hatch,
        ink::Ink,
        shape, text,
    },
    Bar, Bars, Group, Mark,
};

/// Thickness of a bar, and height of its row.
const BAR: i32 = 14;
const ROW: i32 = 22;
const GROUP_GAP: i32 = 8;

/// How far an axis of dots reaches at least, to either side of the baseline, as a factor.
const REACH: f64 = 1.25;

/// The drawing, with what other machines measured laid over it.
pub(super) fn bars(bars: &Bars, ghosts: &[Ghost<'_, Bars>], width: Width) -> Result<Drawing, DrawError> {
    let layout = Layout::of(bars, width);
    let canvas = Canvas::new(width, layout.height + BELOW);
    let frame =
        Frame { left: layout.left, top: layout.top, right: layout.right, bottom: 0, y_axis: false, x_grid: true };
    let axis = axis(bars, width);
    let title = axis.title(&bars.label);
    let plot = canvas.plot(frame, axis, Axis::bare(0.0..1.0), &title)?;
    canvas.text(bars.category.as_deref().unwrap_or_default(), (2, 0), Place::Under, Ink::Quiet, LABEL)?;
    draw_reference(bars, &canvas, &plot)?;
    if bars.mark == Mark::Bar {
        draw_zero(&canvas, &plot, &layout.rows)?;
    }
    for row in &layout.rows {
        draw_row(bars, &canvas, &plot, row)?;
    }
    for ghost in ghosts {
        canvas.overlay(ghost.machine, || draw_ghosts(bars, ghost, &canvas, &plot, &layout.rows))?;
    }
    Ok(canvas.finish())
}

/// The axis of the values: from 0 for bars, around the baseline for dots.
fn axis(bars: &Bars, width: Width) -> Axis {
    let ends = bars.known().flat_map(|(_, _, e)| [e.low, e.high, e.point]);
    match bars.mark {
        Mark::Bar => {
            let band = bars.baseline.map(|b| b * (1.0 + bars.noise.unwrap_or(0.0)));
            let (low, high) = ends.chain(band).fold((0f64, 0f64), |(low, high), v| (low.min(v), high.max(v)));
            Axis::linear(low..high + (high - low) * 0.01, bars.measure, width.ticks())
        }
        Mark::Dot => {
            let at = bars.baseline.unwrap_or(1.0);
            let above_zero = ends.filter(|end| *end > 0.0);
            let (low, high) =
                above_zero.fold((at / REACH, at * REACH), |(low, high), end| (low.min(end), high.max(end)));
            Axis::log(low / 1.02..high * 1.02, bars.measure, width.ticks())
        }
    }
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
        // A mark needs less room than a bar.
        let room = if bars.mark == Mark::Bar { 38 } else { 46 };
        let beside = widest <= width.pixels() * room / 100;
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
    let start = if bars.mark == Mark::Bar { plot.x(0.0) } else { plot.left };
    let e = match &row.bar.length {
        Ok(e) => e,
        Err(_) => return canvas.text("not measured here", (start + 6, row.y), Place::Right, Ink::Quiet, SMALL),
    };
    let (low, high, end) = (plot.x(e.low), plot.x(e.high), plot.x(e.point));
    canvas.mark(
        &bars.says(row.group, row.bar, e),
        ((start, row.y - ROW / 2), (plot.right, row.y + ROW / 2)),
        || {
            match bars.mark {
                Mark::Bar => draw_bar(canvas, row, start, end)?,
                Mark::Dot => shape::draw(canvas, (end, row.y), 5, row.bar.series, Ink::Series(row.bar.series))?,
            }
            if e.low == e.high {
                return Ok(());
            }
            // A lining in the color of the paper, so that the interval is seen on its bar.
            if bars.mark == Mark::Bar {
                canvas.line(&[(low.min(end), row.y), (end, row.y)], Ink::Hatch, 4)?;
            }
            canvas.whisker((low, row.y), (high, row.y), Ink::Interval)
        },
    )?;
    let at = (end.max(high).max(start) + 8, row.y);
    canvas.text(&bars.measure.point(e), at, Place::Right, Ink::Text, SMALL)
}

fn draw_bar(canvas: &Canvas, row: &Row<'_>, zero: i32, end: i32) -> Drawn {
    let (a, b): (Point, Point) = ((zero.min(end), row.y - BAR / 2), (zero.max(end), row.y + BAR / 2));
    canvas.rect(a, b, Ink::Series(row.bar.series))?;
    hatch::draw(canvas, a, b, row.bar.series)
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
