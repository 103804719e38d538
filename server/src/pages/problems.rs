//! What is wrong with a form, as its page shows it: a summary above it, and each fault beside its field.

use burgrave_api::runtime::ApiError;

/// What is wrong; nothing at first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Problems {
    /// In one sentence; empty when nothing is.
    pub(crate) message: String,
    /// What exactly, as far as it belongs to no field.
    pub(crate) details: Vec<String>,
    fields: Vec<(&'static str, String)>,
}

/// The message of errors that only name fields; it says little above a form.
const UNSAID: &str = "Validation failed.";

impl Problems {
    /// Of an error, on a page with these fields.
    pub(crate) fn of(error: &ApiError, known: &[&'static str]) -> Self {
        let mut problems = Self {
            message: error.message().to_owned(),
            details: error.detail_text().map(str::to_owned).into_iter().collect(),
            fields: Vec::new(),
        };
        if error.message() == UNSAID {
            problems.message = "Nothing was saved. See what is wrong beside the fields.".into();
        }
        for fault in error.fields() {
            match known.iter().find(|name| **name == fault.field) {
                Some(name) => problems.fields.push((name, fault.detail.clone())),
                None => problems.details.push(format!("{}: {}", fault.field, fault.detail)),
            }
        }
        problems
    }

    /// Whether something is.
    pub(crate) fn any(&self) -> bool {
        !self.message.is_empty()
    }

    /// What is wrong with a field, in words that follow its name; empty when nothing is.
    pub(crate) fn with(&self, field: &str) -> &str {
        self.fields.iter().find(|(name, _)| *name == field).map_or("", |(_, detail)| detail)
    }

    /// The same as a sentence.
    pub(crate) fn told(&self, field: &str) -> String {
        let detail = self.with(field).trim_end_matches('.');
        if detail.starts_with(char::is_uppercase) { format!("{detail}.") } else { format!("It {detail}.") }
    }

    /// The attributes of a field, which tell screen readers of its hint and its fault. Both names come from
    /// templates.
    pub(crate) fn marks(&self, field: &str, hint: &str) -> String {
        let fault = !self.with(field).is_empty();
        let told = [hint.to_owned(), if fault { format!("{field}-fault") } else { String::new() }];
        let told: Vec<_> = told.into_iter().filter(|id| !id.is_empty()).collect();
        let described =
            if told.is_empty() { String::new() } else { format!(" aria-describedby=\"{}\"", told.join(" ")) };
        if fault { format!("{described} aria-invalid=\"true\"") } else { described }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_stand_beside_fields_that_the_page_has_and_above_it_otherwise() {
        let error = ApiError::bad_request("Validation failed.")
            .validation("username", "is taken")
            .validation("lifetime", "is too long");
        let problems = Problems::of(&error, &["username", "name"]);
        assert_eq!((problems.with("username"), problems.with("name")), ("is taken", ""));
        assert_eq!(problems.told("username"), "It is taken.");
        assert!(problems.message.starts_with("Nothing was saved."));
        assert_eq!(problems.details, ["lifetime: is too long"]);
        assert_eq!(
            problems.marks("username", "hint"),
            " aria-describedby=\"hint username-fault\" aria-invalid=\"true\""
        );
        assert_eq!((problems.marks("name", ""), Problems::default().any()), (String::new(), false));
    }
}
