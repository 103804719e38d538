use burgrave_api::decode::{Faults, form_body, json_body, rule, text_body};

/// A body is read without a fault, or not read with at least one; nothing that PostgreSQL can't store is let through.
pub fn body(bytes: &[u8]) {
    let mut faults = Faults::new();
    if let Ok(read) = json_body(bytes, &rule::any(), &mut faults) {
        assert_eq!(read.is_some(), faults.is_empty());
        assert!(read.is_none_or(|value| !value.to_string().contains("\\u0000")));
    }
    let mut faults = Faults::new();
    let form = rule::map(rule::list(rule::text().at_most(8)).unique());
    assert_eq!(form_body(bytes, &form, &mut faults).is_some(), faults.is_empty());
    let mut faults = Faults::new();
    assert_eq!(text_body(bytes, &rule::text(), &mut faults).is_some(), faults.is_empty());
    let mut faults = Faults::new();
    let dates = rule::map(rule::list(rule::or_null(rule::date_time())));
    if let Ok(read) = json_body(bytes, &dates, &mut faults) {
        assert_eq!(read.is_some(), faults.is_empty());
    }
}
