//! The database: writes, their queue and their batches, connections.

use std::fmt;

use burgrave_store::Store;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, NoLabelSet};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;

use super::sample::{self, counter, gauge};

/// Reads what the store counts.
pub(super) struct Database(pub(super) Store);

impl fmt::Debug for Database {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Database")
    }
}

impl Collector for Database {
    fn encode(&self, mut out: DescriptorEncoder<'_>) -> fmt::Result {
        let out = &mut out;
        let read = self.0.counters().read();
        let engine = [([("engine", self.0.engine())], ConstGauge::new(1_u64))];
        sample::family(out, "database_info", "Which engine keeps the data", engine)?;
        let transactions = [("committed", read.writes), ("undone", read.failed_writes)]
            .map(|(outcome, number)| ([("outcome", outcome)], ConstCounter::new(number)));
        let help = "Transactions that change something; undone are also those that the application refused";
        sample::family(out, "database_transactions", help, transactions)?;
        counter(
            out,
            "database_transaction_retries",
            "Transactions run again after a serialization failure (PostgreSQL)",
            read.retries,
        )?;
        gauge(out, "database_writes_queued", "Transactions that wait for the writer (SQLite)", read.queued)?;
        let buckets: Vec<_> =
            read.batches.buckets.iter().map(|(bound, number)| (bound_of(*bound), *number)).collect();
        let batches = buckets.iter().map(|(_, number)| number).sum();
        let help = "Transactions that were committed together (SQLite)";
        out.encode_descriptor("database_batch_transactions", help, None, MetricType::Histogram)?
            .encode_histogram::<NoLabelSet>(read.batches.sum as f64, batches, &buckets, None)?;
        counter(
            out,
            "database_batch_reruns",
            "Batches that failed as a whole and were run again one by one (SQLite)",
            read.rerun_batches,
        )?;
        counter(
            out,
            "database_heavy_reads",
            "Point reads that took more steps than one may (SQLite)",
            read.heavy_reads,
        )?;
        counter(
            out,
            "database_statements",
            "Statements sent, those that begin and end transactions among them (PostgreSQL)",
            read.statements,
        )?;
        counter(
            out,
            "database_notifications",
            "Notifications sent to other replicas; one holds many signals (PostgreSQL)",
            read.notifications,
        )?;
        gauge(out, "database_connections", "Open connections", read.connections)?;
        gauge(
            out,
            "database_connection_waiters",
            "Callers that wait for a connection (PostgreSQL)",
            read.connections_waiting,
        )?;
        counter(
            out,
            "database_reconnects",
            "Connections opened again after one was lost (PostgreSQL)",
            read.reconnects,
        )
    }
}

/// Exact: the bounds are small.
fn bound_of(bound: Option<u64>) -> f64 {
    bound.map_or(f64::INFINITY, |bound| bound as f64)
}
