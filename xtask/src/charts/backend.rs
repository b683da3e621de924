//! A plotters backend that writes SVG for the page it will live in: CSS classes in place of colors, no fonts, one line.
//!
//! Every shape becomes a `<path>`; neighbors that look alike share one, so that a strip of four hundred samples is a
//! single element. [`Sheet`] is the paper: the backend draws on it, and the charts write the groups around their marks.

use std::{cell::RefCell, convert::Infallible, fmt::Write, rc::Rc};

use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
    FontTransform,
    text_anchor::{HPos, VPos},
};

use super::{html, ink, text};

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// Strokes at least this thick carry data, and are dashed by series.
const DATA_STROKE: u32 = 2;

/// The SVG written so far; clones share it.
#[derive(Clone, Default)]
pub(super) struct Sheet(Rc<RefCell<Page>>);

#[derive(Default)]
struct Page {
    done: String,
    /// Attributes and path data of the shape that may still grow.
    pending: (String, String),
}

impl Page {
    fn flush(&mut self) {
        let (attributes, data) = std::mem::take(&mut self.pending);
        if !data.is_empty() {
            let _ = write!(self.done, "<path {attributes} d=\"{data}\"/>");
        }
    }
}

impl Sheet {
    /// Writes markup between shapes.
    pub(super) fn raw(&self, markup: &str) {
        let mut page = self.0.borrow_mut();
        page.flush();
        page.done.push_str(markup);
    }

    /// Everything that was written.
    pub(super) fn finish(&self) -> String {
        let mut page = self.0.borrow_mut();
        page.flush();
        std::mem::take(&mut page.done)
    }

    fn shape(&self, attributes: String, data: &str) {
        let mut page = self.0.borrow_mut();
        if page.pending.0 != attributes {
            page.flush();
            page.pending.0 = attributes;
        }
        page.pending.1.push_str(data);
    }
}

/// Draws on a [`Sheet`] of a given size.
pub(super) struct Backend {
    sheet: Sheet,
    size: (u32, u32),
}

impl Backend {
    pub(super) fn new(sheet: Sheet, size: (u32, u32)) -> Self {
        Self { sheet, size }
    }

    fn fill<S: BackendStyle>(&self, style: &S, data: &str) {
        let color = style.color();
        if color.alpha > 0.0 {
            self.sheet.shape(format!("class=\"{} rn-fill\"{}", ink::class_of(color.rgb), opacity(color)), data);
        }
    }

    fn stroke<S: BackendStyle>(&self, style: &S, data: &str) {
        let color = style.color();
        if color.alpha > 0.0 {
            let mut attributes = format!("class=\"{} rn-line\"{}", ink::class_of(color.rgb), opacity(color));
            if style.stroke_width() != 1 {
                let _ = write!(attributes, " stroke-width=\"{}\"", style.stroke_width());
            }
            let dashes = ink::dashes_of(color.rgb);
            if style.stroke_width() >= DATA_STROKE && !dashes.is_empty() {
                let _ = write!(attributes, " stroke-dasharray=\"{dashes}\"");
            }
            if ink::is_round(color.rgb) {
                attributes.push_str(" stroke-linecap=\"round\"");
            }
            self.sheet.shape(attributes, data);
        }
    }
}

fn opacity(color: BackendColor) -> String {
    if color.alpha < 1.0 { format!(" opacity=\"{}\"", color.alpha) } else { String::new() }
}

/// Path data through `points`, each step relative to the one before, which is shorter.
fn trace(points: impl IntoIterator<Item = BackendCoord>) -> String {
    let mut last: Option<BackendCoord> = None;
    points.into_iter().fold(String::new(), |mut data, (x, y)| {
        let _ = match last {
            None => write!(data, "M{x} {y}"),
            Some(same) if same == (x, y) => write!(data, "h0"),
            Some((lx, ly)) => write!(data, "l{} {}", x - lx, y - ly),
        };
        last = Some((x, y));
        data
    })
}

fn outline((x0, y0): BackendCoord, (x1, y1): BackendCoord) -> String {
    let (x, y) = (x0.min(x1), y0.min(y1));
    format!("M{x} {y}h{w}v{h}h-{w}z", w = (x1 - x0).abs(), h = (y1 - y0).abs())
}

impl DrawingBackend for Backend {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.fill(&color, &outline((x, y), (x + 1, y + 1)));
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.stroke(style, &trace([from, to]));
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, style: &S, fill: bool) -> Drawn {
        if fill {
            self.fill(style, &outline(a, b));
        } else {
            self.stroke(style, &outline(a, b));
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        self.stroke(style, &trace(path));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, (x, y): BackendCoord, r: u32, style: &S, fill: bool) -> Drawn {
        let data = format!("M{} {y}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0-{d} 0z", x - r as i32, d = 2 * r);
        if fill {
            self.fill(style, &data);
        } else {
            self.stroke(style, &data);
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, corners: I, style: &S) -> Drawn {
        self.fill(style, &(trace(corners) + "z"));
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, words: &str, style: &S, (x, y): BackendCoord) -> Drawn {
        let anchor = match style.anchor().h_pos {
            HPos::Left => "",
            HPos::Center => " text-anchor=\"middle\"",
            HPos::Right => " text-anchor=\"end\"",
        };
        // Offsets in em, from the baseline to the part of the letters that is meant.
        let dy = match style.anchor().v_pos {
            VPos::Top => " dy=\".8em\"",
            VPos::Center => " dy=\".35em\"",
            VPos::Bottom => " dy=\"-.25em\"",
        };
        let turn = match style.transform() {
            FontTransform::Rotate270 => format!(" transform=\"rotate(-90 {x} {y})\""),
            _ => String::new(),
        };
        let weight = if matches!(style.style(), FontStyle::Bold) { " font-weight=\"600\"" } else { "" };
        let (class, size, words) = (ink::class_of(style.color().rgb), style.size(), html::escape(words));
        self.sheet.raw(&format!(
            "<text class=\"{class}\" x=\"{x}\" y=\"{y}\"{dy}{anchor} font-size=\"{size}\"{weight}{turn}>{words}</text>"
        ));
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        words: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        Ok((text::width(words, style.size()) as u32, style.size().ceil() as u32))
    }
}
