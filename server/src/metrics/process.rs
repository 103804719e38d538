//! The process, under the names that all programs have for it.

use std::fmt;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;
use prometheus_client::metrics::counter::ConstCounter;

use super::sample::{fraction, gauge, one};

/// Reads what the system knows of this process.
#[derive(Debug)]
pub(super) struct Process {
    /// When it started, in seconds since 1970.
    pub(super) started: f64,
}

impl Collector for Process {
    fn encode(&self, mut out: DescriptorEncoder<'_>) -> fmt::Result {
        let out = &mut out;
        let help = "When the server started, in seconds since 1970-01-01T00:00:00Z";
        fraction(out, "process_start_time_seconds", help, self.started)?;
        // Without /proc there is nothing more to say.
        let Ok(process) = procfs::process::Process::myself() else { return Ok(()) };
        if let Ok(stat) = process.stat() {
            let seconds = (stat.utime + stat.stime) as f64 / procfs::ticks_per_second() as f64;
            let help = "Time that the process has spent on processors";
            one(out, "process_cpu_seconds", help, &ConstCounter::new(seconds))?;
            let resident = stat.rss.saturating_mul(procfs::page_size());
            gauge(out, "process_resident_memory_bytes", "Memory that is resident", resident)?;
            gauge(out, "process_virtual_memory_bytes", "Memory that is addressed", stat.vsize)?;
            let threads = u64::try_from(stat.num_threads).unwrap_or(0);
            gauge(out, "process_threads", "Threads of the process", threads)?;
        }
        if let Ok(open) = process.fd_count() {
            let open = u64::try_from(open).unwrap_or(u64::MAX);
            gauge(out, "process_open_fds", "Open files, connections included", open)?;
        }
        match process.limits().map(|limits| limits.max_open_files.soft_limit) {
            Ok(procfs::process::LimitValue::Value(most)) => {
                gauge(out, "process_max_fds", "How many files may be open", most)
            }
            _ => Ok(()),
        }
    }
}
