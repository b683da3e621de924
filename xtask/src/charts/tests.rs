use std::path::Path;

use roommates::{
    harness::evaluate::View,
    results::{Declaration, Machine, Record},
};

use super::{Speaker, figure, gallery};

/// A declaration and the machines that answer it.
struct Fixture {
    declaration: Declaration,
    machines: Vec<(Machine, Record)>,
}

impl Fixture {
    fn gallery() -> Self {
        let at = |name, cores, factor| (gallery::machine(name, cores), gallery::record(name, cores, factor));
        Self {
            declaration: gallery::declaration(),
            machines: vec![at("reference-8-cores", 8, 1.0), at("laptop-4-cores", 4, 1.4)],
        }
    }

    fn figure(&self, name: &str) -> String {
        let chart = self.declaration.charts.iter().find(|c| c.name == name).expect("the gallery has it");
        let speakers: Vec<Speaker<'_>> = self.machines.iter().map(|(m, r)| self.speaker(m, r)).collect();
        figure(chart, &self.declaration.slug, &speakers).expect("the gallery can be drawn")
    }

    fn speaker<'a>(&'a self, machine: &'a Machine, record: &'a Record) -> Speaker<'a> {
        let view = View { declaration: &self.declaration, measurement: Some(&record.measurement) };
        Speaker { machine, view, record: Some(record), freshness: None }
    }
}

/// Writes `target/charts.html` to look at: every figure of the gallery, wide, narrow and with the overlay shown.
#[test]
fn the_gallery_can_be_looked_at() {
    let fixture = Fixture::gallery();
    let figures: Vec<String> = fixture.declaration.charts.iter().map(|c| fixture.figure(&c.name)).collect();
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
