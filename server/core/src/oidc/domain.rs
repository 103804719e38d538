//! Which addresses may come in, by their domain.

use crate::names::ascii_domain;

/// Whether an address is in one of the domains; an empty list lets every address in. What counts is the text
/// behind the last `@`, whole, as DNS has it: letter case and the two forms of an internationalised domain
/// make no difference. A domain may be written with an `@` in front.
#[must_use]
pub fn in_domains(email: &str, domains: &[String]) -> bool {
    let Some((_, domain)) = email.rsplit_once('@') else { return false };
    if domains.is_empty() {
        return true;
    }
    let Some(domain) = ascii_domain(domain) else { return false };
    domains.iter().any(|allowed| ascii_domain(allowed.trim_start_matches('@')).as_deref() == Some(&domain))
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

    #[test]
    fn both_forms_of_an_internationalised_domain_are_one() {
        for allowed in
            ["b\u{fc}cher.example", "xn--bcher-kva.example", "B\u{dc}CHER.example", "bu\u{308}cher.example"]
        {
            let domains = [allowed.to_owned()];
            for email in ["a@b\u{fc}cher.example", "a@xn--bcher-kva.example", "a@bu\u{308}cher.EXAMPLE"] {
                assert!(in_domains(email, &domains), "{email} in {allowed}");
            }
            assert!(!in_domains("a@bucher.example", &domains), "{allowed}");
        }
    }
}
