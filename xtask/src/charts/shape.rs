//! Marks that tell series apart without color.

use super::{
    canvas::{Canvas, Drawn, Point},
    ink::{Ink, SERIES},
};

/// Draws the mark of `series` around `center`: circle, square, triangle, diamond, triangle on its tip, cross.
pub(super) fn draw(canvas: &Canvas, center: Point, r: i32, series: usize, ink: Ink) -> Drawn {
    let (x, y) = center;
    match series % SERIES {
        0 => canvas.dot(center, r, ink, 1.0),
        1 => canvas.rect((x - r, y - r), (x + r, y + r), ink),
        2 => canvas.polygon(&[(x, y - r - 1), (x + r + 1, y + r), (x - r - 1, y + r)], ink, 1.0),
        3 => canvas.polygon(&[(x, y - r - 2), (x + r + 2, y), (x, y + r + 2), (x - r - 2, y)], ink, 1.0),
        4 => canvas.polygon(&[(x, y + r + 1), (x + r + 1, y - r), (x - r - 1, y - r)], ink, 1.0),
        _ => {
            canvas.line(&[(x - r, y - r), (x + r, y + r)], ink, 3)?;
            canvas.line(&[(x - r, y + r), (x + r, y - r)], ink, 3)
        }
    }
}
