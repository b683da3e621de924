//! Inks: the few things a figure may be drawn with. plotters knows them as reserved colors, the page as CSS classes.

use plotters::style::RGBColor;

/// Series that have a class of their own; more begin again.
pub(super) const SERIES: usize = 6;

/// What a line, area or text stands for; the theme decides how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    /// A series, counted from 0.
    Series(usize),
    /// A single sample of a series: a round dot.
    Sample(usize),
    /// The axis and its tick marks.
    Axis,
    /// Lines of the grid.
    Grid,
    /// Text that must be read.
    Text,
    /// Text that may be read.
    Quiet,
    /// A reference line.
    Ideal,
    /// The noise floor.
    Noise,
    /// A 95 % interval.
    Interval,
    /// A quantile of a distribution.
    Quantile,
    /// What another machine measured.
    Ghost,
    /// Lines in the color of the paper, laid over an area to give it a pattern.
    Hatch,
    /// From a mark to the label that had to move.
    Leader,
}

const PLAIN: [(Ink, &str); 11] = [
    (Ink::Axis, "rn-axis"),
    (Ink::Grid, "rn-grid"),
    (Ink::Text, "rn-text"),
    (Ink::Quiet, "rn-text rn-quiet"),
    (Ink::Ideal, "rn-ideal"),
    (Ink::Noise, "rn-noise"),
    (Ink::Interval, "rn-interval"),
    (Ink::Quantile, "rn-quantile"),
    (Ink::Ghost, "rn-ghost"),
    (Ink::Hatch, "rn-hatch"),
    (Ink::Leader, "rn-leader"),
];
const CLASSES: [&str; SERIES] = ["rn-s1", "rn-s2", "rn-s3", "rn-s4", "rn-s5", "rn-s6"];
const SAMPLES: [&str; SERIES] =
    ["rn-s1 rn-sample", "rn-s2 rn-sample", "rn-s3 rn-sample", "rn-s4 rn-sample", "rn-s5 rn-sample", "rn-s6 rn-sample"];
/// Red channel of the reserved colors: of series, of all others, and of samples.
const SERIES_TAG: u8 = 1;
const PLAIN_TAG: u8 = 2;
const SAMPLE_TAG: u8 = 3;

impl Ink {
    /// The color that stands for this ink on the way through plotters.
    pub(super) fn color(self) -> RGBColor {
        match self {
            Self::Series(n) => RGBColor(SERIES_TAG, (n % SERIES) as u8, 0),
            Self::Sample(n) => RGBColor(SAMPLE_TAG, (n % SERIES) as u8, 0),
            other => {
                let at = PLAIN.iter().position(|(ink, _)| *ink == other).unwrap_or_default();
                RGBColor(PLAIN_TAG, at as u8, 0)
            }
        }
    }
}

/// The CSS classes of a reserved color; any other color is text.
pub(super) fn class_of((tag, n, _): (u8, u8, u8)) -> &'static str {
    let n = usize::from(n);
    let found = match tag {
        SERIES_TAG => CLASSES.get(n).copied(),
        SAMPLE_TAG => SAMPLES.get(n).copied(),
        PLAIN_TAG => PLAIN.get(n).map(|(_, class)| *class),
        _ => None,
    };
    found.unwrap_or("rn-text")
}

/// Dashes of a line, so that series differ without color; empty for a solid one.
pub(super) fn dashes_of(color: (u8, u8, u8)) -> &'static str {
    const DASHES: [&str; SERIES] = ["", "8 4", "2 3", "10 3 2 3", "5 2", "12 3 2 3 2 3"];
    match color {
        (SERIES_TAG, n, _) => DASHES.get(usize::from(n)).copied().unwrap_or_default(),
        other if class_of(other) == "rn-ideal" => "4 4",
        _ => "",
    }
}

/// Whether lines in this color end round, so that a line without length is a dot.
pub(super) fn is_round((tag, ..): (u8, u8, u8)) -> bool {
    tag == SAMPLE_TAG
}
