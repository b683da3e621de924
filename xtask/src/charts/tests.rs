use std::{collections::BTreeSet, path::Path};

use proptest::prelude::*;
use roommates::{
    harness::evaluate::View,
    results::{
        Declaration, Machine, Record, Selector,
        declaration::{Chart, Draw, Row, Title},
    },
};

use super::{FigureError, Speaker, axis::Axis, figure, gallery, html, measure::Measure, text};

/// A declaration and the machines that answer it.
struct Fixture {
    declaration: Declaration,
    machines: Vec<(Machine, Option<Record>)>,
}

impl Fixture {
    fn gallery() -> Self {
        let at = |name, cores, factor| (gallery::machine(name, cores), Some(gallery::record(name, cores, factor)));
        Self {
            declaration: gallery::declaration(),
            machines: vec![at("reference-8-cores", 8, 1.0), at("laptop-4-cores", 4, 1.4)],
        }
    }

    fn chart(&mut self, name: &str) -> &mut Chart {
        self.declaration.charts.iter_mut().find(|c| c.name == name).expect("the gallery has it")
    }

    fn try_figure(&self, name: &str) -> Result<String, FigureError> {
        let chart = self.declaration.charts.iter().find(|c| c.name == name).expect("the gallery has it");
        let speakers = self.machines.iter().map(|(machine, record)| {
            let measurement = record.as_ref().map(|r| &r.measurement);
            let view = View { declaration: &self.declaration, measurement };
            Speaker { machine, view, record: record.as_ref(), freshness: None }
        });
        figure(chart, &self.declaration.slug, &speakers.collect::<Vec<_>>())
    }

    fn figure(&self, name: &str) -> String {
        self.try_figure(name).expect("the gallery can be drawn")
    }

    fn all(&self) -> Vec<String> {
        self.declaration.charts.iter().map(|c| self.figure(&c.name)).collect()
    }
}

/// The first text between `before` and `after`.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map_or("", |(found, _)| found)
}

fn title_of(figure: &str) -> &str {
    between(between(figure, "<p class=\"rn-title\"", "/p>"), ">", "<")
}

fn caption_of(figure: &str) -> &str {
    between(figure, "<p class=\"rn-caption\">", "</p>")
}

/// What the marks of the first machine say, in both widths, without the overlay.
fn marks(figure: &str) -> Vec<&str> {
    let first = figure.split("rn-overlay").next().unwrap_or_default();
    first.split("data-text=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// One tag a line, long attributes cut, so that a change can be read.
fn readable(figure: &str) -> String {
    let lines = figure.replace("><", ">\n<");
    let cut = |line: &str| match line.char_indices().nth(220) {
        Some((at, _)) => format!("{}… {} bytes", &line[..at], line.len()),
        None => line.to_owned(),
    };
    lines.lines().map(cut).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_kind_looks_as_it_did() {
    let fixture = Fixture::gallery();
    for name in ["speed_up", "by_version", "scaling", "starting", "who_ran", "arrival"] {
        insta::assert_snapshot!(name, readable(&fixture.figure(name)));
    }
}

#[test]
fn equal_input_gives_equal_bytes() {
    assert_eq!(Fixture::gallery().all(), Fixture::gallery().all());
}

#[test]
fn a_figure_is_one_line_with_unique_ids() {
    let page = Fixture::gallery().all().join("\n");
    assert_eq!(page.lines().count(), gallery::declaration().charts.len());
    let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    for target in page.split("aria-labelledby=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(ids.contains(&target), "{target}");
    }
}

#[test]
fn the_first_machine_is_shown_and_the_others_are_hidden_and_laid_over() {
    let figure = Fixture::gallery().figure("speed_up");
    assert!(figure.contains("<div class=\"rn-machine\" data-machine=\"reference-8-cores\"><p"));
    assert!(figure.contains("<div class=\"rn-machine\" data-machine=\"laptop-4-cores\" hidden>"));
    // Once for each width, on the axes of the first machine only.
    assert_eq!(figure.matches("<g class=\"rn-overlay\" data-machine=\"laptop-4-cores\">").count(), 2);
    assert!(!figure.contains("<g class=\"rn-overlay\" data-machine=\"reference-8-cores\">"));
}

#[test]
fn a_mark_says_what_it_is_with_its_interval() {
    let figure = Fixture::gallery().figure("speed_up");
    let said = marks(&figure)[0];
    assert!(said.starts_with("with the GIL, 2 threads: ") && said.contains("× (") && said.contains('–'), "{said}");
}

#[test]
fn ratios_show_the_noise_floor_and_times_do_not() {
    let fixture = Fixture::gallery();
    assert!(fixture.figure("scaling").contains("rn-noise") && fixture.figure("speed_up").contains("rn-noise"));
    assert!(!fixture.figure("payload").contains("rn-noise"));
    assert!(caption_of(&fixture.figure("scaling")).contains("(shaded)"));
}

#[test]
fn the_title_is_the_first_that_is_true_and_known() {
    let mut fixture = Fixture::gallery();
    // The claim does not hold, and the second title names what was not measured.
    assert!(title_of(&fixture.figure("speed_up")).starts_with("With the GIL, two threads are "));
    fixture.chart("speed_up").title[0].when = Some("not threads-help.holds".into());
    assert!(title_of(&fixture.figure("speed_up")).starts_with("Two threads are "));
    fixture.chart("speed_up").title.truncate(0);
    assert_eq!(title_of(&fixture.figure("speed_up")), "Do threads make Python faster?");
}

#[test]
fn shares_in_titles_are_percent() {
    let title = Fixture::gallery().figure("starting");
    assert!(title_of(&title).starts_with("In 8") && title_of(&title).contains(" %"), "{}", title_of(&title));
}

#[test]
fn an_unknown_name_in_any_title_is_an_error_that_names_it() {
    let mut fixture = Fixture::gallery();
    fixture.chart("payload").title.push(Title { when: None, say: "It is {no_such_number}.".into() });
    let error = fixture.try_figure("payload").expect_err("the name is unknown").to_string();
    assert!(error.contains("payload") && error.contains("no_such_number") && error.contains("two_threads"), "{error}");
}

#[test]
fn what_was_not_measured_is_named_with_its_reason() {
    let figure = Fixture::gallery().figure("speed_up");
    let reason = "CPython 3.14, free-threaded: There is no free-threaded CPython 3.14 on this machine.";
    assert!(caption_of(&figure).ends_with(reason), "{}", caption_of(&figure));
}

#[test]
fn a_machine_that_measured_nothing_shows_the_reason_and_no_drawing() {
    let mut fixture = Fixture::gallery();
    fixture.machines.truncate(1);
    fixture.machines[0].1 = None;
    for figure in fixture.all() {
        assert!(
            figure.contains("<div class=\"rn-absent\">Not measured here: This machine has not run the experiment.")
        );
        assert!(!figure.contains("rn-chart"), "{figure}");
    }
}

#[test]
fn a_machine_without_the_series_is_left_out_when_another_speaks() {
    let mut fixture = Fixture::gallery();
    fixture.machines[1].1 = None;
    assert!(!fixture.figure("arrival").contains("laptop-4-cores"));
}

#[test]
fn the_text_alternative_tells_the_numbers() {
    let fixture = Fixture::gallery();
    let told = |name| between(&fixture.figure(name), "class=\"rn-desc\">", "</p>").to_owned();
    assert!(told("speed_up").contains("The longest is without the GIL, 4 threads (3."), "{}", told("speed_up"));
    assert!(told("scaling").contains("plain Rust on rayon: from 1.00") || told("scaling").contains("rayon: from 1×"));
    assert!(told("starting").contains("std::thread: 900 samples, half of them at most 12"), "{}", told("starting"));
    assert!(told("who_ran").contains("thread 1 ran 25 % of the time, in 12 stretches"), "{}", told("who_ran"));
    assert!(told("arrival").contains("1, 2, 3, 4: threads "), "{}", told("arrival"));
}

#[test]
fn the_table_and_the_csv_file_hold_every_value() {
    let figure = Fixture::gallery().figure("arrival");
    let table = between(&figure, "<table>", "</table>");
    assert!(table.starts_with("<caption>") && table.contains("<th scope=\"col\">Order of arrival</th>"));
    assert_eq!(table.matches("<tr>").count(), 1 + 5 * 2);
    let csv = between(&figure, "href=\"data:text/csv;charset=utf-8,", "\"");
    assert!(csv.starts_with("Order%20of%20arrival,") || csv.starts_with("Order%20of%20arrival%2C"), "{csv}");
    assert_eq!(csv.matches("%0D%0A").count(), 1 + 5 * 2);
    assert!(figure.contains("href=\"results/reference-8-cores/gallery.json\" download"));
}

#[test]
fn rare_values_share_a_bar() {
    let figure = Fixture::gallery().figure("lost");
    assert!(figure.contains(" other values</text>"));
    assert!(caption_of(&figure).contains("the 6 most frequent of "), "{}", caption_of(&figure));
}

#[test]
fn many_samples_are_thinned_and_the_caption_says_so() {
    let figure = Fixture::gallery().figure("starting");
    assert!(caption_of(&figure).contains("400 of 900 samples"));
    let strip = between(&figure, "<path class=\"rn-s1 rn-sample rn-line\"", "/>");
    assert_eq!(strip.matches("h0").count(), 400);
}

#[test]
fn hostile_strings_stay_text() {
    const EVIL: &str =
        "x</style><script>alert(1)</script>\n\n\" onload=\"alert(2)' {{#include /etc/passwd}} =1+1 **b**";
    let mut fixture = Fixture::gallery();
    spoil(&mut fixture, EVIL);
    for figure in fixture.all() {
        assert!(!figure.contains("<script") && !figure.contains("\" onload") && !figure.contains("{{"), "{figure}");
        assert!(figure.contains("&lt;/style&gt;&lt;script&gt;"));
        assert_eq!(figure.matches("</style").count(), 1, "only that of the gate");
        assert_eq!(figure.lines().count(), 1);
    }
}

/// Puts `evil` into every string that a declaration, a record or a machine may hold freely.
fn spoil(fixture: &mut Fixture, evil: &str) {
    let bad = |text: &mut String| text.push_str(evil);
    bad(&mut fixture.declaration.slug);
    bad(&mut fixture.declaration.question);
    for chart in &mut fixture.declaration.charts {
        bad(&mut chart.name);
        // Braces in a title name quantities, so unknown ones are refused before anything is drawn.
        chart.title.iter_mut().for_each(|t| t.say.push_str(&evil.replace(['{', '}'], "")));
        spoil_draw(&mut chart.draw, evil);
    }
    for (machine, record) in &mut fixture.machines {
        for text in [&mut machine.name, &mut machine.cpu, &mut machine.os, &mut machine.kernel] {
            bad(text);
        }
        let record = record.as_mut().expect("the gallery has it");
        bad(&mut record.provenance.started);
        record.provenance.interpreters.iter_mut().for_each(|i| bad(&mut i.version));
        record.measurement.missing.iter_mut().for_each(|m| bad(&mut m.reason));
        for lane in record.measurement.timelines.iter_mut().flat_map(|t| &mut t.lanes) {
            bad(&mut lane.name);
            lane.spans.iter_mut().filter_map(|s| s.label.as_mut()).for_each(bad);
        }
    }
}

fn spoil_draw(draw: &mut Draw, evil: &str) {
    let bad = |text: &mut String| text.push_str(evil);
    match draw {
        Draw::Bars { y_label, groups, .. } => {
            bad(y_label);
            groups.iter_mut().for_each(|g| bad(&mut g.label));
            groups.iter_mut().flat_map(|g| &mut g.bars).for_each(|b| bad(&mut b.label));
        }
        Draw::ByPython { y_label, bars, .. } => {
            bad(y_label);
            bars.iter_mut().for_each(|b| bad(&mut b.label));
        }
        Draw::Lines { x_label, y_label, lines, .. } => {
            bad(x_label);
            bad(y_label);
            lines.iter_mut().for_each(|l| bad(&mut l.label));
        }
        Draw::Distribution { x_label, rows, .. }
        | Draw::Timeline { x_label, rows }
        | Draw::Tally { x_label, rows, .. } => {
            bad(x_label);
            rows.iter_mut().for_each(|r| bad(&mut r.label));
            rows.push(Row { label: evil.into(), of: Selector::new(evil, evil) });
        }
    }
}

#[test]
fn mdbook_shows_a_figure_and_does_not_index_it() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let page = format!("# Before\n\nfindable\n\n{}\n\nand after\n", Fixture::gallery().figure("scaling"));
    std::fs::create_dir(folder.path().join("src"))?;
    std::fs::write(folder.path().join("book.toml"), "[book]\ntitle = \"t\"\n")?;
    std::fs::write(folder.path().join("src/SUMMARY.md"), "- [Page](page.md)\n")?;
    std::fs::write(folder.path().join("src/page.md"), page)?;
    mdbook_driver::MDBook::load(folder.path())?.build()?;
    let built = std::fs::read_to_string(folder.path().join("book/page.html"))?;
    // Between the two empty drawings every byte is as it was.
    let figure = Fixture::gallery().figure("scaling");
    let inner = between(&figure, "<style></svg>", "</style></svg>");
    assert!(inner.len() > 10_000 && built.contains(inner), "the figure is changed on its way");
    assert!(built.contains("width=\"0\" height=\"0\"></style></svg></figure>"), "the gate is closed");
    assert!(built.contains("<p>and after</p>"));
    let index = std::fs::read_dir(folder.path().join("book"))?
        .filter_map(Result::ok)
        .find(|f| f.file_name().to_string_lossy().starts_with("searchindex"))
        .expect("mdBook writes a search index");
    let index = std::fs::read_to_string(index.path())?;
    assert!(index.contains("findable") && !index.contains("rayon"), "{index}");
    Ok(())
}

#[test]
fn ticks_are_round_numbers_in_the_unit_that_fits() {
    let time = Measure::Of(roommates::results::Unit::Nanoseconds);
    let labels = |axis: Axis| axis.labels();
    assert_eq!(labels(Axis::linear(0.0..47e6, time, 6)), ["0", "10", "20", "30", "40"]);
    assert_eq!(labels(Axis::linear(0.0..2.1, Measure::Ratio, 5)), ["0.0", "0.5", "1.0", "1.5", "2.0"]);
    assert_eq!(labels(Axis::log(2e3..5e6, time, 4)), ["10 µs", "100 µs", "1 ms"].map(|l| l.replace(' ', "\u{a0}")));
    let count = Measure::Of(roommates::results::Unit::Count);
    assert_eq!(labels(Axis::linear(0.0..3.0, count, 7)), ["0", "1", "2", "3"]);
}

proptest! {
    #[test]
    fn labels_are_spread_without_overlap(centers in prop::collection::vec(0..500, 0..9), size in 1..30) {
        let sizes = vec![size; centers.len()];
        let placed = text::spread(&centers, &sizes, 0, 500);
        let mut sorted = placed.clone();
        sorted.sort_unstable();
        prop_assert!(sorted.windows(2).all(|pair| pair[1] - pair[0] >= size), "{placed:?}");
        prop_assert!(placed.iter().all(|at| at - size / 2 >= 0 && at + size / 2 <= 500), "{placed:?}");
    }

    #[test]
    fn wrapped_lines_fit(words in "\\PC{0,300}", limit in 40..400, lines in 1usize..4) {
        let wrapped = text::wrap(&words, limit, 14.0, lines);
        prop_assert!(wrapped.len() <= lines);
        prop_assert!(wrapped.iter().all(|l| text::width(l, 14.0) <= limit), "{wrapped:?}");
    }

    #[test]
    fn escaped_text_holds_no_markup(words in any::<String>()) {
        let escaped = html::escape(&words);
        let markup = escaped.find(['<', '>', '"', '\'', '{', '}', '\n', '\r']);
        prop_assert_eq!(markup, None);
    }
}

/// Writes `target/charts.html` to look at: every figure of the gallery, wide, narrow and with the overlay shown.
#[test]
fn the_gallery_can_be_looked_at() {
    let fixture = Fixture::gallery();
    let figures = fixture.all();
    let css = include_str!("gallery.css");
    let page = |class: &str| {
        format!(
            "<!doctype html><meta charset=\"utf-8\"><style>{css}</style><body class=\"{class}\">{}",
            figures.join("\n")
        )
    };
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    std::fs::create_dir_all(&target).expect("target can be made");
    for class in ["plain", "overlay", "dark"] {
        std::fs::write(target.join(format!("charts-{class}.html")), page(class)).expect("target can be written");
    }
}

/// Records that nobody hopes for, and everybody gets some day.
#[test]
fn odd_samples_are_drawn_without_nonsense() {
    type Spoil = fn(&mut Vec<i64>);
    let oddities: [(&str, Spoil); 5] = [
        ("one sample", |samples| samples.truncate(1)),
        ("nothing but zeros", |samples| samples.fill(0)),
        ("negative numbers", |samples| samples.iter_mut().for_each(|s| *s = -*s)),
        ("enormous numbers", |samples| samples.fill(i64::MAX)),
        ("one far outlier", |samples| samples[0] = 1 << 60),
    ];
    for (name, spoil) in oddities {
        let mut fixture = Fixture::gallery();
        for (_, record) in &mut fixture.machines {
            let series = &mut record.as_mut().expect("the gallery has it").measurement.series;
            series.iter_mut().for_each(|s| spoil(&mut s.samples));
        }
        for figure in fixture.all() {
            assert!(!figure.contains("NaN") && !figure.contains(">inf"), "{name}: {figure}");
            assert!(figure.len() < 400_000, "{name}: {} bytes", figure.len());
        }
    }
}

#[test]
fn an_ideal_far_above_the_data_is_cut_and_does_not_squeeze_them() {
    let mut fixture = Fixture::gallery();
    fixture.machines.truncate(1);
    let Draw::Lines { lines, .. } = &mut fixture.chart("scaling").draw else { panic!("scaling is a line chart") };
    lines.truncate(1);
    let figure = fixture.figure("scaling");
    assert!(figure.contains(">1.5</text>"), "the axis ends near the data: {figure}");
    assert!(figure.contains(">ideal</text>"));
}
