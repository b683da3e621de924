//! Marks that tell series apart without color.

use super::{
    canvas::{Canvas, Drawn, Point},
    ink::{Ink, SERIES},
};

/// Draws the mark of `series` around `center`: circle, square, triangle, diamond, triangle on its tip, cross.
pub(super) fn draw(canvas: &Canvas, center: Point, r: i32, series: usize, ink: Ink) -> Drawn {
    match corners(center, r, series) {
        Corners::Circle => canvas.dot(center, r, ink),
        Corners::Closed(corners) => canvas.polygon(&corners, ink, 1.0),
        Corners::Cross(strokes) => strokes.iter().try_for_each(|stroke| canvas.line(stroke, ink, 3)),
    }
}

/// The same as an outline, through which the marks below are seen.
pub(super) fn outline(canvas: &Canvas, center: Point, r: i32, series: usize, ink: Ink) -> Drawn {
    match corners(center, r, series) {
        Corners::Circle => canvas.ring(center, r, ink),
        Corners::Closed(mut corners) => {
            corners.push(corners[0]);
            canvas.line(&corners, ink, 2)
        }
        Corners::Cross(strokes) => strokes.iter().try_for_each(|stroke| canvas.line(stroke, ink, 2)),
    }
}

/// The mark of a median of another machine.
pub(super) const DIAMOND: usize = 3;

enum Corners {
    Circle,
    Closed(Vec<Point>),
    Cross([[Point; 2]; 2]),
}

fn corners((x, y): Point, r: i32, series: usize) -> Corners {
    let at = |offsets: &[(i32, i32)]| Corners::Closed(offsets.iter().map(|(dx, dy)| (x + dx, y + dy)).collect());
    match series % SERIES {
        0 => Corners::Circle,
        1 => at(&[(-r, -r), (r, -r), (r, r), (-r, r)]),
        2 => at(&[(0, -r - 1), (r + 1, r), (-r - 1, r)]),
        DIAMOND => at(&[(0, -r - 2), (r + 2, 0), (0, r + 2), (-r - 2, 0)]),
        4 => at(&[(0, r + 1), (r + 1, -r), (-r - 1, -r)]),
        _ => Corners::Cross([[(x - r, y - r), (x + r, y + r)], [(x - r, y + r), (x + r, y - r)]]),
    }
}
