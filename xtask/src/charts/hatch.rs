//! Patterns that tell areas apart without color: thin lines in the color of the paper.
//!
//! The lines are cut to the area by hand, because an SVG `<pattern>` is found by its id, and mdBook renames the ids of
//! the pages that it joins for printing.

use super::{
    canvas::{Canvas, Drawn, Point},
    ink::{Ink, SERIES},
};

/// Distance between the lines of a pattern.
const STEP: i32 = 7;

/// Draws the pattern of `series` over the rectangle from `a` (upper left) to `b` (lower right); the first is solid.
pub(super) fn draw(canvas: &Canvas, a: Point, b: Point, series: usize) -> Drawn {
    let slants: &[i32] = match series % SERIES {
        0 => &[],
        1 => &[1],
        2 => &[-1],
        3 => &[0],
        4 => &[1, -1],
        _ => return stripe(canvas, a, b),
    };
    for slant in slants {
        let rise = (b.1 - a.1) * slant;
        // Lines start at multiples of the step, so that the pattern does not depend on where the area begins.
        let first = (a.0 - rise.abs()).div_euclid(STEP) * STEP;
        for x in (first..b.0 + rise.abs()).step_by(STEP as usize) {
            if let Some((p, q)) = cut((x, b.1), (x + rise, a.1), a.0, b.0) {
                canvas.line(&[p, q], Ink::Hatch, 1)?;
            }
        }
    }
    Ok(())
}

fn stripe(canvas: &Canvas, a: Point, b: Point) -> Drawn {
    let middle = (a.1 + b.1) / 2;
    canvas.line(&[(a.0, middle), (b.0, middle)], Ink::Hatch, 2)
}

/// The part of the line from `p` to `q` between `left` and `right`.
fn cut(p: Point, q: Point, left: i32, right: i32) -> Option<(Point, Point)> {
    let at = |x: i32| {
        let part = f64::from(x - p.0) / f64::from(q.0 - p.0);
        (x, p.1 + (f64::from(q.1 - p.1) * part).round() as i32)
    };
    let end = |e: Point| match e.0 {
        x if x < left => at(left),
        x if x > right => at(right),
        _ => e,
    };
    if p.0.max(q.0) <= left || p.0.min(q.0) >= right || (p.0 == q.0 && (p.0 <= left || p.0 >= right)) {
        None
    } else {
        Some((end(p), end(q)))
    }
}
