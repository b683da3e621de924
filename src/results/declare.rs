//! Short forms for declarations that are written in code.
//!
//! They panic on a malformed selector: that is a fault of the example, found when it starts, and not of any input.

use super::{
    Declaration, SCHEMA_VERSION, Selector,
    declaration::{
        Bar, BarGroup, Chart, Claim, Condition, Draw, Formula, Ideal, Line, Prediction, Quantity, Row, Settled, Test,
        Title, Verdict,
    },
};

fn selector(text: &str) -> Selector {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

impl Declaration {
    /// A declaration that asks `question` and derives nothing yet.
    #[must_use]
    pub fn new(slug: &str, question: &str) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            slug: slug.into(),
            question: question.into(),
            quantities: Vec::new(),
            claims: Vec::new(),
            charts: Vec::new(),
        }
    }

    /// Adds a named number.
    #[must_use]
    pub fn quantity(mut self, name: &str, says: &str, of: Formula) -> Self {
        self.quantities.push(Quantity { name: name.into(), says: says.into(), of, predicts: None });
        self
    }

    /// Adds a number that is 1 where the model predicts CPython: what CPython did over what the model did. `label` is
    /// what is predicted.
    #[must_use]
    pub fn prediction(mut self, name: &str, label: &str, of: Formula) -> Self {
        let says = format!("{label}, in CPython over what the model predicts");
        let predicts = Some(Prediction { label: label.into(), misses: None });
        self.quantities.push(Quantity { name: name.into(), says, of, predicts });
        self
    }

    /// The last prediction is known to miss, and why.
    #[must_use]
    pub fn misses(mut self, why: &str) -> Self {
        if let Some(predicts) = self.quantities.last_mut().and_then(|quantity| quantity.predicts.as_mut()) {
            predicts.misses = Some(why.into());
        }
        self
    }

    /// Adds a claim.
    #[must_use]
    pub fn claim(mut self, claim: Claim) -> Self {
        self.claims.push(claim);
        self
    }

    /// Adds a figure. `titles` are pairs of condition and sentence; an empty condition is always true.
    #[must_use]
    pub fn chart(mut self, name: &str, titles: &[(&str, &str)], draw: Draw) -> Self {
        let title = |(when, say): &(&str, &str)| Title {
            when: (!when.is_empty()).then(|| (*when).to_owned()),
            say: (*say).to_owned(),
        };
        self.charts.push(Chart { name: name.into(), title: titles.iter().map(title).collect(), draw });
        self
    }
}

impl Formula {
    /// Median of a series. Panics if `of` is not a selector, as all of these do.
    #[must_use]
    pub fn median(of: &str) -> Self {
        Self::Median { of: selector(of) }
    }

    /// Quantile `q` (0 to 1) of a series.
    #[must_use]
    pub fn quantile(of: &str, q: f64) -> Self {
        Self::Quantile { of: selector(of), q }
    }

    /// Median over rounds of `of / over`.
    #[must_use]
    pub fn ratio(of: &str, over: &str) -> Self {
        Self::Ratio { of: selector(of), over: selector(over) }
    }

    /// Median over rounds of `(of / over)` over the `predicted` pair of the same.
    #[must_use]
    pub fn residual((of, over): (&str, &str), (predicted, predicted_over): (&str, &str)) -> Self {
        let [of, over, predicted, predicted_over] = [of, over, predicted, predicted_over].map(selector);
        Self::Residual { of, over, predicted, predicted_over }
    }

    /// Fraction of samples that equal `value`.
    #[must_use]
    pub fn share(of: &str, value: i64) -> Self {
        Self::Share { of: selector(of), value }
    }

    /// Sum of all samples.
    #[must_use]
    pub fn sum(of: &str) -> Self {
        Self::Sum { of: selector(of) }
    }

    /// Largest sample.
    #[must_use]
    pub fn max(of: &str) -> Self {
        Self::Max { of: selector(of) }
    }

    /// Number of different samples.
    #[must_use]
    pub fn distinct(of: &str) -> Self {
        Self::Distinct { of: selector(of) }
    }
}

impl Claim {
    /// The claim `id`, asserted by these documents, not settled yet.
    #[must_use]
    pub fn new(id: &str, sources: &[&str], sentence: &str) -> Self {
        Self {
            id: id.into(),
            sentence: sentence.into(),
            sources: sources.iter().map(|s| (*s).to_owned()).collect(),
            settled: Settled::By(Vec::new()),
            correction: String::new(),
            reference: String::new(),
        }
    }

    /// For `engine` it holds where `quantity` passes the test, and does not hold where it clearly fails.
    #[must_use]
    pub fn holds_if(self, engine: &str, quantity: &str, is: Test) -> Self {
        self.settled_by(engine, quantity, is, Verdict::DoesNotHold)
    }

    /// As [`Claim::holds_if`], for what was true of older versions: where it clearly fails it is outdated.
    #[must_use]
    pub fn still_holds_if(self, engine: &str, quantity: &str, is: Test) -> Self {
        self.settled_by(engine, quantity, is, Verdict::Outdated)
    }

    /// The last condition needs at least this many logical CPUs.
    #[must_use]
    pub fn with_cores(mut self, cores: u32) -> Self {
        if let Settled::By(conditions) = &mut self.settled
            && let Some(last) = conditions.last_mut()
        {
            last.cores = cores;
        }
        self
    }

    /// It cannot be measured by this book; the reference decides.
    #[must_use]
    pub fn cited(mut self, verdict: Verdict) -> Self {
        self.settled = Settled::Cited { verdict };
        self
    }

    /// What is true instead, or where it ends (markdown), and where that is written down.
    #[must_use]
    pub fn correction(mut self, text: &str, reference: &str) -> Self {
        self.correction = text.into();
        self.reference = reference.into();
        self
    }

    fn settled_by(mut self, engine: &str, quantity: &str, is: Test, otherwise: Verdict) -> Self {
        let condition = Condition {
            engine: engine.into(),
            quantity: quantity.into(),
            is,
            cores: Condition::any_cores(),
            otherwise,
        };
        match &mut self.settled {
            Settled::By(conditions) => conditions.push(condition),
            Settled::Cited { .. } => self.settled = Settled::By(vec![condition]),
        }
        self
    }
}

impl Draw {
    /// Lines over `x`.
    #[must_use]
    pub fn lines(x: &str, x_label: &str, y_label: &str, ideal: Option<Ideal>, lines: Vec<Line>) -> Self {
        Self::Lines { x: x.into(), x_label: x_label.into(), y_label: y_label.into(), lines, ideal }
    }

    /// Groups of bars.
    #[must_use]
    pub fn bars(y_label: &str, baseline: Option<f64>, groups: &[(&str, Vec<Bar>)]) -> Self {
        let group = |(label, bars): &(&str, Vec<Bar>)| BarGroup { label: (*label).to_owned(), bars: bars.clone() };
        Self::Bars { y_label: y_label.into(), groups: groups.iter().map(group).collect(), baseline }
    }

    /// The same bars for every Python that was asked, which their formulas call `python`.
    #[must_use]
    pub fn by_python(y_label: &str, baseline: Option<f64>, bars: Vec<Bar>) -> Self {
        Self::ByPython { y_label: y_label.into(), bars, baseline }
    }

    /// One strip of samples a row.
    #[must_use]
    pub fn distribution(x_label: &str, log: bool, rows: &[(&str, &str)]) -> Self {
        Self::Distribution { x_label: x_label.into(), rows: Row::all(rows), log }
    }

    /// Lanes of who ran when.
    #[must_use]
    pub fn timeline(x_label: &str, rows: &[(&str, &str)]) -> Self {
        Self::Timeline { x_label: x_label.into(), rows: Row::all(rows) }
    }

    /// How often each value occurred.
    #[must_use]
    pub fn tally(x_label: &str, y_label: &str, rows: &[(&str, &str)]) -> Self {
        Self::Tally { x_label: x_label.into(), y_label: y_label.into(), rows: Row::all(rows) }
    }
}

impl Row {
    fn all(rows: &[(&str, &str)]) -> Vec<Self> {
        rows.iter().map(|(label, of)| Self { label: (*label).to_owned(), of: selector(of) }).collect()
    }
}

impl Bar {
    /// A bar of this height.
    #[must_use]
    pub fn new(label: &str, of: Formula) -> Self {
        Self { label: label.into(), of }
    }
}

impl Line {
    /// The median of a series over the axis.
    #[must_use]
    pub fn median(label: &str, of: &str) -> Self {
        Self { label: label.into(), of: selector(of), speed_up_from: None }
    }

    /// The speed-up of a series over the axis: `from / of`, inside each round.
    #[must_use]
    pub fn speed_up(label: &str, of: &str, from: &str) -> Self {
        Self { label: label.into(), of: selector(of), speed_up_from: Some(selector(from)) }
    }
}

impl Condition {
    pub(super) fn any_cores() -> u32 {
        1
    }

    pub(super) fn is_any_cores(cores: &u32) -> bool {
        *cores <= 1
    }
}
