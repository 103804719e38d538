//! What is told of parameters.

use burgrave_core::provisioning::parameters::DescribedParameter;

/// The parameters of a template for the values that are given so far.
#[derive(Debug, Clone, Default)]
pub struct Evaluated {
    /// By order and name.
    pub parameters: Vec<EvaluatedParameter>,
    /// What isn't about one parameter.
    pub diagnostics: Vec<Diagnostic>,
}

/// A parameter for the values that are given so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvaluatedParameter {
    /// The parameter. What only a plan knows is as the import has found it.
    pub described: DescribedParameter,
    /// How its form looks: a JSON object.
    pub styling: serde_json::Map<String, serde_json::Value>,
    /// What of it comes from something secret.
    pub secrets: Secrets,
    /// Why its default, or what it demands, can't be used; in words that follow its name and tell nothing
    /// secret.
    pub unfit: Option<String>,
    /// What is said about its declaration. Its value isn't looked at.
    pub diagnostics: Vec<Diagnostic>,
}

/// What of a parameter comes from something secret, and isn't shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Secrets {
    /// Its default.
    pub default: bool,
    /// The values of its options.
    pub options: bool,
    /// What is demanded of its values.
    pub validation: bool,
}

/// Something that is said about a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// In a few words.
    pub summary: String,
    /// What it is, and where.
    pub detail: String,
    /// A word for programs; empty where there is none.
    pub code: &'static str,
}

/// How bad something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Nothing can be built so.
    Error,
    /// It is good to know.
    Warning,
}

impl Diagnostic {
    /// Nothing can be built so.
    #[must_use]
    pub fn error(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { severity: Severity::Error, summary: summary.into(), detail: detail.into(), code: "" }
    }

    /// It is good to know.
    #[must_use]
    pub fn warning(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(summary, detail) }
    }

    /// The same with a word for programs.
    #[must_use]
    pub fn coded(self, code: &'static str) -> Self {
        Self { code, ..self }
    }
}

impl EvaluatedParameter {
    /// A parameter as an import has found it.
    #[must_use]
    pub fn imported(described: &DescribedParameter, diagnostics: Vec<Diagnostic>) -> Self {
        let (styling, secrets) = (serde_json::Map::new(), Secrets::default());
        Self { described: described.clone(), styling, secrets, unfit: None, diagnostics }
    }
}

impl Evaluated {
    /// The parameters of an import, where they can't be told for the values that are given.
    #[must_use]
    pub fn imported(imported: &[DescribedParameter], diagnostics: Vec<Diagnostic>) -> Self {
        let parameters = imported.iter().map(|one| EvaluatedParameter::imported(one, Vec::new())).collect();
        Self { parameters, diagnostics }
    }
}
