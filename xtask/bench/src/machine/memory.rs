//! How much memory a process holds.

/// Resident memory of a process, in bytes.
pub(crate) fn resident(id: u32) -> Result<u64, String> {
    read(id, "VmRSS:")
}

/// The most that it has ever held.
pub(crate) fn peak(id: u32) -> Result<u64, String> {
    read(id, "VmHWM:")
}

fn read(id: u32, what: &str) -> Result<u64, String> {
    let path = format!("/proc/{id}/status");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    let line = text.lines().find_map(|line| line.strip_prefix(what));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.map(|kib| kib * 1024).ok_or_else(|| format!("{path} names no resident memory"))
}
