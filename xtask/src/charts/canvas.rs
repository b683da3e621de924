//! The canvas of one drawing: plotters elements in the inks of this book, and the frame of a plot.

use std::convert::Infallible;

use plotters::{
    chart::{ChartBuilder, LabelAreaPosition},
    coord::{Shift, ranged1d::Ranged},
    drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea},
    element::{Circle, PathElement, Polygon, Rectangle, Text},
    style::{
        Color, FontStyle, IntoFont, ShapeStyle, TRANSPARENT, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use super::{
    axis::Axis,
    backend::{Backend, Sheet},
    html,
    ink::Ink,
    text,
};

/// Why a drawing failed.
pub(super) type DrawError = DrawingAreaErrorKind<Infallible>;
/// Of every step of a drawing.
pub(super) type Drawn = Result<(), DrawError>;
/// Pixels from the upper left.
pub(super) type Point = (i32, i32);

/// For which width a figure is drawn; only one of both is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Width {
    /// A column of text on a laptop or on paper.
    Wide,
    /// A phone.
    Narrow,
}

impl Width {
    /// Both.
    pub(super) const ALL: [Self; 2] = [Self::Wide, Self::Narrow];

    /// Pixels across.
    pub(super) fn pixels(self) -> i32 {
        match self {
            Self::Wide => 720,
            Self::Narrow => 360,
        }
    }

    /// The class that the theme shows or hides.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Wide => "rn-wide",
            Self::Narrow => "rn-narrow",
        }
    }

    /// Ticks of a value axis.
    pub(super) fn ticks(self) -> usize {
        match self {
            Self::Wide => 7,
            Self::Narrow => 4,
        }
    }
}

/// Size of labels, and of the numbers at axes and marks.
pub(super) const LABEL: f64 = 14.0;
pub(super) const SMALL: f64 = 12.0;
/// Height of a line of labels.
pub(super) const LINE: i32 = 18;
/// Kept free at the right, where the last tick label reaches out.
pub(super) const RIGHT: i32 = 22;
/// The same at the left, where no labels stand beside a plot.
pub(super) const EDGE: i32 = 14;
/// Room for tick labels and the title of the axis below a plot.
pub(super) const BELOW: i32 = 44;

/// Where a text stands relative to its point.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// Begins there, vertically centered.
    Right,
    /// Ends there, vertically centered.
    Left,
    /// Hangs below, centered.
    Below,
    /// Hangs below, begins there.
    Under,
}

/// One drawing in the making.
pub(super) struct Canvas {
    sheet: Sheet,
    area: DrawingArea<Backend, Shift>,
    size: (i32, i32),
}

impl Canvas {
    pub(super) fn new(width: Width, height: i32) -> Self {
        let sheet = Sheet::default();
        let size = (width.pixels(), height.clamp(40, 20_000));
        let area = Backend::new(sheet.clone(), (size.0 as u32, size.1 as u32)).into_drawing_area();
        Self { sheet, area, size }
    }

    /// Pixels across.
    pub(super) fn width(&self) -> i32 {
        self.size.0
    }

    /// The finished drawing: its size and what is inside its `<svg>`.
    pub(super) fn finish(self) -> Drawing {
        Drawing { width: self.size.0, height: self.size.1, markup: self.sheet.finish() }
    }

    pub(super) fn line(&self, points: &[Point], ink: Ink, stroke: u32) -> Drawn {
        self.area.draw(&PathElement::new(points.to_vec(), ink.color().stroke_width(stroke)))
    }

    pub(super) fn rect(&self, a: Point, b: Point, ink: Ink) -> Drawn {
        self.area.draw(&Rectangle::new([a, b], ink.color().filled()))
    }

    pub(super) fn polygon(&self, corners: &[Point], ink: Ink, opacity: f64) -> Drawn {
        self.area.draw(&Polygon::new(corners.to_vec(), ink.color().mix(opacity).filled()))
    }

    pub(super) fn dot(&self, center: Point, radius: i32, ink: Ink) -> Drawn {
        self.area.draw(&Circle::new(center, radius, ink.color().filled()))
    }

    pub(super) fn ring(&self, center: Point, radius: i32, ink: Ink) -> Drawn {
        self.area.draw(&Circle::new(center, radius, ink.color().stroke_width(2)))
    }

    /// An interval from `a` to `b` with a cap at either end.
    pub(super) fn whisker(&self, a: Point, b: Point, ink: Ink) -> Drawn {
        let (dx, dy) = if a.1 == b.1 { (0, 4) } else { (4, 0) };
        self.line(&[a, b], ink, 1)?;
        for (x, y) in [a, b] {
            self.line(&[(x - dx, y - dy), (x + dx, y + dy)], ink, 1)?;
        }
        Ok(())
    }

    pub(super) fn text(&self, words: &str, at: Point, place: Place, ink: Ink, size: f64) -> Drawn {
        self.write(words, at, place, text_style(ink, size, FontStyle::Normal))
    }

    pub(super) fn strong(&self, words: &str, at: Point, place: Place) -> Drawn {
        self.write(words, at, place, text_style(Ink::Text, LABEL, FontStyle::Bold))
    }

    fn write(&self, words: &str, at: Point, place: Place, style: TextStyle<'static>) -> Drawn {
        if words.is_empty() {
            return Ok(());
        }
        let (h, v) = match place {
            Place::Right => (HPos::Left, VPos::Center),
            Place::Left => (HPos::Right, VPos::Center),
            Place::Below => (HPos::Center, VPos::Top),
            Place::Under => (HPos::Left, VPos::Top),
        };
        self.area.draw(&Text::new(words.to_owned(), at, style.pos(Pos::new(h, v))))
    }

    /// Groups what `draw` draws as one mark that says `says` when pointed at; `hit` is the area that can be pointed at.
    pub(super) fn mark(&self, says: &str, hit: (Point, Point), draw: impl FnOnce() -> Drawn) -> Drawn {
        let says = html::escape(says);
        let ((x0, y0), (x1, y1)) = hit;
        let (x, y, w, h) = (x0.min(x1), y0.min(y1), (x1 - x0).abs(), (y1 - y0).abs());
        self.sheet.raw(&format!(
            "<g class=\"rn-mark\" data-text=\"{says}\"><title>{says}</title><rect class=\"rn-hit\" fill=\"none\" \
             pointer-events=\"all\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"/>"
        ));
        let drawn = draw();
        self.sheet.raw("</g>");
        drawn
    }

    /// Groups what another machine measured, hidden until it is asked for.
    pub(super) fn overlay(&self, machine: &str, draw: impl FnOnce() -> Drawn) -> Drawn {
        self.sheet.raw(&format!("<g class=\"rn-overlay\" data-machine=\"{}\">", html::escape(machine)));
        let drawn = draw();
        self.sheet.raw("</g>");
        drawn
    }

    /// Draws grid, axes, tick labels and the title of the x axis inside `frame`.
    pub(super) fn plot(&self, frame: Frame, x: Axis, y: Axis, x_title: &str) -> Result<Plot, DrawError> {
        let small = text_style(Ink::Quiet, SMALL, FontStyle::Normal);
        let left = if frame.y_axis { y.label_width(SMALL) + 10 } else { 0 };
        let mut chart = ChartBuilder::on(&self.area)
            .margin_left(frame.left)
            .margin_top(frame.top)
            .margin_right(frame.right)
            .margin_bottom(frame.bottom)
            .set_label_area_size(LabelAreaPosition::Left, left)
            .set_label_area_size(LabelAreaPosition::Bottom, BELOW)
            .build_cartesian_2d(x.clone(), y.clone())?;
        let mut mesh = chart.configure_mesh();
        if !frame.y_axis {
            mesh.disable_y_mesh().disable_y_axis();
        }
        if !frame.x_grid {
            mesh.disable_x_mesh();
        }
        mesh.bold_line_style(Ink::Grid.color())
            .light_line_style(TRANSPARENT)
            .axis_style(ShapeStyle::from(Ink::Axis.color()))
            .label_style(small)
            .axis_desc_style(text_style(Ink::Text, LABEL, FontStyle::Normal))
            .set_all_tick_mark_size(4)
            .x_desc(text::fit(x_title, self.width() - frame.left - 8, LABEL))
            .draw()?;
        let (xs, ys) = chart.plotting_area().get_pixel_range();
        Ok(Plot { x, y, left: xs.start, right: xs.end - 1, top: ys.start, bottom: ys.end - 1 })
    }
}

fn text_style(ink: Ink, size: f64, weight: FontStyle) -> TextStyle<'static> {
    ("sans-serif", size).into_font().style(weight).color(&ink.color())
}

/// A finished drawing.
pub(super) struct Drawing {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) markup: String,
}

/// Where the plot lies on the canvas, and which lines it has.
pub(super) struct Frame {
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) right: i32,
    pub(super) bottom: i32,
    pub(super) y_axis: bool,
    pub(super) x_grid: bool,
}

/// A drawn frame: from values to pixels.
pub(super) struct Plot {
    pub(super) x: Axis,
    pub(super) y: Axis,
    pub(super) left: i32,
    pub(super) right: i32,
    pub(super) top: i32,
    pub(super) bottom: i32,
}

impl Plot {
    /// Pixel of a value on the x axis; values outside lie at its ends.
    pub(super) fn x(&self, value: f64) -> i32 {
        self.x.map(&self.x.clamp(value), (self.left, self.right))
    }

    /// Pixel of a value on the y axis; values outside lie at its ends.
    pub(super) fn y(&self, value: f64) -> i32 {
        self.y.map(&self.y.clamp(value), (self.bottom, self.top))
    }
}
