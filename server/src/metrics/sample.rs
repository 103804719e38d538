//! One number of a collector under its name.

use std::fmt;

use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;

/// Something that only grows.
pub(super) fn counter(out: &mut DescriptorEncoder<'_>, name: &str, help: &str, value: u64) -> fmt::Result {
    one(out, name, help, &ConstCounter::new(value))
}

/// Something that comes and goes.
pub(super) fn gauge(out: &mut DescriptorEncoder<'_>, name: &str, help: &str, value: u64) -> fmt::Result {
    one(out, name, help, &ConstGauge::new(value))
}

/// The same for what is no whole number.
pub(super) fn fraction(out: &mut DescriptorEncoder<'_>, name: &str, help: &str, value: f64) -> fmt::Result {
    one(out, name, help, &ConstGauge::new(value))
}

/// Any metric without labels.
pub(super) fn one(
    out: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    metric: &impl EncodeMetric,
) -> fmt::Result {
    metric.encode(out.encode_descriptor(name, help, None, metric.metric_type())?)
}

/// A metric with one set of labels for each value.
pub(super) fn family<L: EncodeLabelSet, M: EncodeMetric>(
    out: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    metrics: impl IntoIterator<Item = (L, M)>,
) -> fmt::Result {
    let mut metrics = metrics.into_iter().peekable();
    let Some((_, first)) = metrics.peek() else { return Ok(()) };
    let mut encoder = out.encode_descriptor(name, help, None, first.metric_type())?;
    metrics.try_for_each(|(labels, metric)| metric.encode(encoder.encode_family(&labels)?))
}
