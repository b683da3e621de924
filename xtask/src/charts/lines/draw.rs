//! The drawing of [`Lines`].

use super::{Known, Lines, Reference};
use crate::charts::{
    Ghost,
    axis::Axis,
    canvas::{BELOW, Canvas, DrawError, Drawing, Drawn, Frame, LABEL, LINE, Place, Plot, Point, RIGHT, SMALL, Width},
    ink::Ink,
    shape, text,
};
use roommates::harness::estimate::Estimate;

/// From this ratio of the largest to the smallest x on, the x axis is logarithmic, unless the x are evenly spaced.
const LOG_X: f64 = 32.0;
/// The same for y, where no ratios are drawn.
const LOG_Y: f64 = 50.0;
/// The ideal may reach this much above the data before it is cut.
const IDEAL_ROOM: f64 = 1.6;
/// Radius of a mark.
const MARK: i32 = 4;

pub(super) fn draw(lines: &Lines, ghosts: &[Ghost<'_, Lines>], width: Width) -> Result<Drawing, DrawError> {
    let legend = legend(lines);
    let widest = legend.iter().map(|(l, _)| text::width(l, LABEL)).max().unwrap_or(0);
    // Labels stand at the ends of their lines where there is room, else in a list above the plot.
    let direct = width == Width::Wide;
    let right = if direct { (widest + 48).min(width.pixels() * 2 / 5) } else { RIGHT };
    let list = if direct { 0 } else { legend.len() as i32 * LINE + 6 };
    let top = list + LINE + 8;
    let canvas = Canvas::new(width, top + 250 + BELOW);
    let y = y_axis(lines, width);
    canvas.text(&y.title(&lines.y_label), (2, list), Place::Under, Ink::Text, LABEL)?;
    let frame = Frame { left: 0, top, right, bottom: 0, y_axis: true, x_grid: false };
    let room = canvas.width() - right - 60;
    let plot = canvas.plot(frame, x_axis(lines, room), y, &lines.x_label)?;
    draw_reference(lines, &canvas, &plot)?;
    for (series, line, points) in lines.known() {
        draw_line(lines, &canvas, &plot, (series, line, points))?;
    }
    if direct {
        label_ends(&legend, lines, &canvas, &plot)?;
    } else {
        list_labels(&legend, &canvas)?;
    }
    for ghost in ghosts.iter().filter(|g| g.plotted.measure == lines.measure) {
        canvas.overlay(ghost.machine, || draw_ghost(ghost, &canvas, &plot))?;
    }
    Ok(canvas.finish())
}

/// Labels of all lines, the reference last.
fn legend(lines: &Lines) -> Vec<(String, Ink)> {
    let own = lines.known().map(|(series, line, _)| (line.label.clone(), Ink::Series(series)));
    let ideal = lines.ideal.map(|ideal| match ideal {
        Reference::Cores(_) => ("ideal".to_owned(), Ink::Ideal),
        Reference::One => ("no difference".to_owned(), Ink::Ideal),
    });
    own.chain(ideal).collect()
}

fn xs(lines: &Lines) -> Vec<f64> {
    let mut xs: Vec<f64> = lines.known().flat_map(|(_, _, points)| points.iter().map(|(x, _)| *x)).collect();
    xs.sort_by(f64::total_cmp);
    xs.dedup();
    xs
}

/// Whether the x, ascending, ask for a logarithmic axis: they span much, in steps that grow.
fn is_log(xs: &[f64]) -> bool {
    let ([first, second, ..], [.., before, last]) = (xs, xs) else { return false };
    *first > 0.0 && last / first >= LOG_X && last - before > 2.0 * (second - first)
}

/// Ticks at what was measured, as many as fit in `room` pixels.
fn x_axis(lines: &Lines, room: i32) -> Axis {
    let xs = xs(lines);
    let (first, last) = (xs.first().copied().unwrap_or(0.0), xs.last().copied().unwrap_or(1.0));
    let log = is_log(&xs);
    let range = match log {
        true => first * (first / last).powf(0.03)..last * (last / first).powf(0.03),
        false if first == last => first - 1.0..last + 1.0,
        false => first - (last - first) * 0.04..last + (last - first) * 0.04,
    };
    let at = |x: f64| {
        let part = if log { (x / first).ln() / (last / first).ln() } else { (x - first) / (last - first).max(1.0) };
        (part * f64::from(room)) as i32
    };
    let mut ticks: Vec<(f64, String)> = Vec::new();
    let mut free = i32::MIN;
    // From the right, so that the largest value always has its tick.
    for x in xs.iter().rev() {
        let label = lines.x_measure.value(*x);
        let half = text::width(&label, SMALL) / 2 + 5;
        if ticks.is_empty() || at(*x) + half <= free {
            free = at(*x) - half;
            ticks.push((*x, label));
        }
    }
    Axis::with_ticks(range, log, ticks)
}

fn y_axis(lines: &Lines, width: Width) -> Axis {
    let ends = || lines.known().flat_map(|(_, _, points)| points.iter().flat_map(|(_, e)| [e.low, e.high]));
    let (least, most) = (ends().fold(f64::INFINITY, f64::min), ends().fold(f64::NEG_INFINITY, f64::max));
    let ticks = if width == Width::Wide { 6 } else { 5 };
    if !lines.measure.is_ratio() && least > 0.0 && most / least >= LOG_Y {
        return Axis::log(least * 0.8..most * 1.25, lines.measure, ticks);
    }
    let ideal = xs(lines).last().map_or(0.0, |x| ideal_at(lines, *x).unwrap_or(0.0));
    let most = most.max(ideal.min(most * IDEAL_ROOM));
    let most = if lines.measure.is_ratio() { most.max(1.0 + lines.noise.unwrap_or(0.05)) } else { most };
    Axis::linear(least.min(0.0)..most * 1.06, lines.measure, ticks)
}

fn ideal_at(lines: &Lines, x: f64) -> Option<f64> {
    lines.ideal.map(|ideal| match ideal {
        Reference::Cores(n) => x.min(n),
        Reference::One => 1.0,
    })
}

/// The noise floor around 1 and the reference line.
fn draw_reference(lines: &Lines, canvas: &Canvas, plot: &Plot) -> Drawn {
    if let Some(noise) = lines.noise {
        let (low, high) = (plot.y(1.0 - noise), plot.y(1.0 + noise));
        canvas.rect((plot.left, high), (plot.right, low.max(high + 2)), Ink::Noise)?;
    }
    let ideal = ideal_points(lines, plot);
    if ideal.len() > 1 { canvas.line(&ideal, Ink::Ideal, 2) } else { Ok(()) }
}

/// Points of the reference line, up to where it leaves the plot; dense, because it bends on a logarithmic axis.
fn ideal_points(lines: &Lines, plot: &Plot) -> Vec<Point> {
    let xs = xs(lines);
    let (Some(first), Some(last)) = (xs.first(), xs.last()) else { return Vec::new() };
    let part = |i: i32| f64::from(i) / 64.0;
    let log = is_log(&xs);
    let step = |i| if log { first * (last / first).powf(part(i)) } else { first + (last - first) * part(i) };
    let mut at: Vec<f64> = (0..=64).map(step).collect();
    if let Some(Reference::Cores(n)) = lines.ideal {
        // Where it bends, and where it leaves the plot.
        at.extend([n, plot.y.end()].map(|x| x.clamp(*first, *last)));
        at.sort_by(f64::total_cmp);
    }
    let inside = at.into_iter().filter_map(|x| Some((x, ideal_at(lines, x)?))).take_while(|(_, y)| *y <= plot.y.end());
    let mut points: Vec<Point> = inside.map(|(x, y)| (plot.x(x), plot.y(y))).collect();
    straighten(&mut points);
    points
}

/// Drops points that lie on the line between their neighbors.
fn straighten(points: &mut Vec<Point>) {
    points.dedup();
    let mut i = 1;
    while i + 1 < points.len() {
        let (a, b, c) = (points[i - 1], points[i], points[i + 1]);
        let bend = (b.0 - a.0) * (c.1 - a.1) - (c.0 - a.0) * (b.1 - a.1);
        if bend.abs() <= (c.0 - a.0).abs().max((c.1 - a.1).abs()) {
            let _ = points.remove(i);
        } else {
            i += 1;
        }
    }
}

fn draw_line(
    lines: &Lines,
    canvas: &Canvas,
    plot: &Plot,
    (series, line, points): (usize, &Known, &[(f64, Estimate)]),
) -> Drawn {
    let ink = Ink::Series(series);
    let low = points.iter().rev().map(|(x, e)| (plot.x(*x), plot.y(e.low)));
    let ribbon: Vec<Point> = points.iter().map(|(x, e)| (plot.x(*x), plot.y(e.high))).chain(low).collect();
    if points.len() > 1 {
        canvas.polygon(&ribbon, ink, 0.2)?;
    }
    let path: Vec<Point> = points.iter().map(|(x, e)| (plot.x(*x), plot.y(e.point))).collect();
    canvas.line(&path, ink, 2)?;
    for ((x, e), at) in points.iter().zip(path) {
        canvas.mark(&lines.says(line, *x, e), around(at), || {
            let (low, high) = ((at.0, plot.y(e.low)), (at.0, plot.y(e.high)));
            if low.1 - high.1 > 2 * MARK {
                canvas.whisker(low, high, Ink::Interval)?;
            }
            shape::draw(canvas, at, MARK, series, ink)
        })?;
    }
    Ok(())
}

fn around((x, y): Point) -> (Point, Point) {
    ((x - 9, y - 9), (x + 9, y + 9))
}

/// Names each line at its end, moved apart where ends are near, with a leader where a label had to move.
fn label_ends(legend: &[(String, Ink)], lines: &Lines, canvas: &Canvas, plot: &Plot) -> Drawn {
    let limit = canvas.width() - plot.right - 48;
    let mut ends: Vec<Point> =
        lines.known().filter_map(|(_, _, points)| points.last()).map(|(x, e)| (plot.x(*x), plot.y(e.point))).collect();
    ends.extend(ideal_points(lines, plot).last());
    let words: Vec<Vec<String>> = legend.iter().map(|(label, _)| text::wrap(label, limit, LABEL, 3)).collect();
    let heights: Vec<i32> = words.iter().map(|w| w.len() as i32 * (LINE - 2) + 2).collect();
    let centers: Vec<i32> = ends.iter().map(|(_, y)| *y).collect();
    let placed = text::spread(&centers, &heights, plot.top - 10, plot.bottom + 10);
    for (i, (_, ink)) in legend.iter().enumerate().take(ends.len()) {
        let (x, y) = (plot.right + 26, placed[i]);
        canvas.line(&[(ends[i].0 + 7, ends[i].1), (plot.right + 6, ends[i].1), (x - 9, y)], Ink::Leader, 1)?;
        match ink {
            Ink::Series(series) => shape::draw(canvas, (x, y), MARK, *series, *ink)?,
            other => canvas.line(&[(x - 5, y), (x + 5, y)], *other, 2)?,
        }
        let first = y - (words[i].len() as i32 - 1) * (LINE - 2) / 2;
        for (k, line) in words[i].iter().enumerate() {
            canvas.text(line, (x + 12, first + k as i32 * (LINE - 2)), Place::Right, Ink::Text, LABEL)?;
        }
    }
    Ok(())
}

/// A list of all lines above the plot, each with its dash and mark.
fn list_labels(legend: &[(String, Ink)], canvas: &Canvas) -> Drawn {
    for (i, (label, ink)) in legend.iter().enumerate() {
        let y = i as i32 * LINE + LINE / 2;
        canvas.line(&[(2, y), (38, y)], *ink, 2)?;
        if let Ink::Series(series) = ink {
            shape::draw(canvas, (20, y), MARK, *series, *ink)?;
        }
        canvas.text(&text::fit(label, canvas.width() - 50, LABEL), (46, y), Place::Right, Ink::Text, LABEL)?;
    }
    Ok(())
}

/// The lines of another machine, as far as the axes of this one reach.
fn draw_ghost(ghost: &Ghost<'_, Lines>, canvas: &Canvas, plot: &Plot) -> Drawn {
    for (series, line, points) in ghost.plotted.known() {
        let inside: Vec<_> = points.iter().filter(|(x, _)| plot.x.holds(*x)).collect();
        let on_axis = inside.iter().filter(|(_, e)| plot.y.holds(e.point));
        let path: Vec<Point> = on_axis.map(|(x, e)| (plot.x(*x), plot.y(e.point))).collect();
        if path.len() > 1 {
            canvas.line(&path, Ink::Ghost, 1)?;
        }
        for (x, e) in inside {
            let at = (plot.x(*x), plot.y(e.point));
            let says = format!("{}: {}", ghost.machine, ghost.plotted.says(line, *x, e));
            canvas.mark(&says, around(at), || {
                shape::outline(canvas, at, MARK, series, Ink::Ghost)?;
                // Beyond the axis: at its edge, with an arrow.
                let arrow = if plot.y.holds(e.point) { "" } else { "↑" };
                canvas.text(arrow, (at.0 + 7, at.1), Place::Right, Ink::Ghost, SMALL)
            })?;
        }
    }
    Ok(())
}
