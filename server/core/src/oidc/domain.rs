//! Which addresses may come in, by their domain.

/// Whether an address is in one of the domains; an empty list lets every address in. What counts is the text behind the last
/// `@`, whole and in any letter case; a domain may be written with an `@` in front.
#[must_use]
pub fn in_domains(email: &str, domains: &[String]) -> bool {
    let Some((_, domain)) = email.rsplit_once('@') else { return false };
    domains.is_empty()
        || domains.iter().any(|allowed| allowed.trim_start_matches('@').eq_ignore_ascii_case(domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_compared_whole_and_in_any_case() {
        let domains = ["example.com".to_owned(), "@example.org".to_owned()];
        for email in ["a@example.com", "a@EXAMPLE.com", "a@example.org", "\"a@b\"@example.com"] {
            assert!(in_domains(email, &domains), "{email}");
        }
        for email in ["a@evil-example.com", "a@sub.example.com", "a@example.com.evil.net", "example.com"] {
            assert!(!in_domains(email, &domains), "{email}");
        }
        assert!(in_domains("a@anywhere.net", &[]) && !in_domains("nothing", &[]));
    }
}
