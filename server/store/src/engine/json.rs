//! What the two databases write differently when they look into JSON. Names come from the schemas of SCIM:
//! they have no quotes.

/// How a database looks into JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Json {
    /// Functions on text.
    Sqlite,
    /// Operators on JSONB.
    Postgres,
}

/// A step into a JSON value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    /// A member of an object.
    Name(&'static str),
    /// The first entry of a list.
    First,
}

impl Json {
    /// The text at the end of the steps, compared byte by byte; NULL where there is none.
    pub(crate) fn text(self, source: &str, steps: &[Step]) -> String {
        match (self, steps) {
            (Self::Sqlite, _) => format!("json_extract({source}, '{}')", path(steps)),
            (Self::Postgres, []) => format!("({source} #>> '{{}}') COLLATE \"C\""),
            (Self::Postgres, [before @ .., last]) => {
                format!("({}{} ->> {}) COLLATE \"C\"", source, arrows(before), key(*last))
            }
        }
    }

    /// Whether something is at the end of the steps.
    pub(crate) fn is_there(self, source: &str, steps: &[Step]) -> String {
        match self {
            Self::Sqlite => format!("json_type({source}, '{}') IS NOT NULL", path(steps)),
            Self::Postgres => format!("({source}{}) IS NOT NULL", arrows(steps)),
        }
    }

    /// A source of rows `e`, one for each entry of the list; the entry is `e.value`.
    pub(crate) fn entries(self, source: &str, steps: &[Step]) -> String {
        match self {
            Self::Sqlite => format!("json_each({source}, '{}') e", path(steps)),
            Self::Postgres => format!("jsonb_array_elements({source}{}) AS e(value)", arrows(steps)),
        }
    }

    /// Whether the text `inside` stands somewhere in the text `whole`.
    pub(crate) fn contains(self, whole: &str, inside: &str) -> String {
        match self {
            Self::Sqlite => format!("instr({whole}, {inside}) > 0"),
            Self::Postgres => format!("strpos({whole}, {inside}) > 0"),
        }
    }
}

fn path(steps: &[Step]) -> String {
    let step = |step: &Step| match step {
        Step::Name(name) => format!(".\"{name}\""),
        Step::First => "[0]".to_owned(),
    };
    format!("${}", steps.iter().map(step).collect::<String>())
}

fn arrows(steps: &[Step]) -> String {
    steps.iter().map(|step| format!(" -> {}", key(*step))).collect()
}

fn key(step: Step) -> String {
    match step {
        Step::Name(name) => format!("'{name}'"),
        Step::First => "0".to_owned(),
    }
}
