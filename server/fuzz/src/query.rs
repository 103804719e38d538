use burgrave_api::decode::{Faults, MAX_DETAIL, MAX_FAULTS, MAX_FIELD, Parameters, form_body, rule};
use http::HeaderMap;

/// How many steps a byte may cost, and how many a request costs whatever it has.
const STEPS: (u64, u64) = (32, 512 * 1024);

/// Query strings and forms: their steps grow with their length and not faster, and what is said of them has a
/// bound.
pub fn query(bytes: &[u8]) {
    let mut faults = Faults::new();
    let form = rule::map(rule::list(rule::text().at_most(8)).unique());
    assert_eq!(form_body(bytes, &form, &mut faults).is_some(), faults.is_empty());
    bounded(&faults, bytes.len());
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (headers, mut faults) = (HeaderMap::new(), Faults::new());
    let mut given = Parameters::new([], text, &headers, &mut faults);
    given.only(&["q", "limit", "tag", "flag"], &mut faults);
    given.query("q").optional(&rule::text().at_most(64), &mut faults);
    given.query("limit").optional(&rule::int32().at_least(1), &mut faults);
    given.query("tag").exploded().list(&rule::list(rule::uuid()).unique(), &mut faults);
    given.query("flag").optional(&rule::boolean(), &mut faults);
    bounded(&faults, bytes.len());
}

fn bounded(faults: &Faults, length: usize) {
    assert!(
        faults.steps() <= STEPS.0 * length as u64 + STEPS.1,
        "{} steps for {length} bytes",
        faults.steps()
    );
    assert!(faults.list().len() <= MAX_FAULTS);
    for fault in faults.list() {
        assert!(fault.field.len() <= MAX_FIELD && fault.detail.len() <= MAX_DETAIL);
    }
}
