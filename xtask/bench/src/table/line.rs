//! One line of the table.

use serde::Serialize;

use crate::load::Measured;

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unit {
    /// One figure divided by another of the same run.
    Ratio,
    /// A part of a whole.
    Share,
    /// Milliseconds.
    Milliseconds,
    /// Megabytes (10⁶ bytes).
    Megabytes,
    /// Something a second.
    PerSecond,
}

/// The target of a value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub(crate) enum Bar {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
}

/// The figures of one side, medians over the rounds.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figures {
    /// What was measured.
    pub(crate) side: String,
    /// Its figures.
    #[serde(flatten)]
    pub(crate) of: Measured,
}

/// A value, its target, and its parts.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Line {
    /// What was measured.
    pub(crate) what: String,
    /// The value: where there were rounds, their median.
    pub(crate) value: f64,
    /// How it is written.
    pub(crate) unit: Unit,
    /// Smallest and largest of the rounds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) spread: Option<(f64, f64)>,
    /// The target; absent where the value is informational.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bar: Option<Bar>,
    /// The sides of a comparison.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) figures: Vec<Figures>,
    /// What else belongs to it, a line each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) notes: Vec<String>,
}

impl Bar {
    /// Whether the value is within it.
    pub(crate) fn holds(self, value: f64) -> bool {
        match self {
            Self::AtMost(bar) => value <= bar,
            Self::AtLeast(bar) => value >= bar,
        }
    }
}

impl Line {
    /// A value without a target.
    pub(crate) fn new(what: impl Into<String>, value: f64, unit: Unit) -> Self {
        let what = what.into();
        Self { what, value, unit, spread: None, bar: None, figures: vec![], notes: vec![] }
    }

    /// Held to a bar.
    pub(crate) fn bar(mut self, bar: Bar) -> Self {
        self.bar = Some(bar);
        self
    }

    /// With the smallest and the largest of the rounds.
    pub(crate) fn spread(mut self, spread: (f64, f64)) -> Self {
        self.spread = Some(spread);
        self
    }

    /// With the figures of the sides.
    pub(crate) fn figures(mut self, figures: Vec<Figures>) -> Self {
        self.figures = figures;
        self
    }

    /// With a note.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Whether it misses its bar.
    pub(crate) fn misses(&self) -> bool {
        self.bar.is_some_and(|bar| !bar.holds(self.value))
    }
}
