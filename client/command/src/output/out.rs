//! The output stream.

use std::io::{BufWriter, IsTerminal, Result, Stdout, Write, stdout};

/// The output stream, buffered. A reader that has gone is an error of its kind, as everywhere.
pub(crate) struct Out(BufWriter<Stdout>);

impl Out {
    pub(crate) fn new() -> Self {
        Self(BufWriter::new(stdout()))
    }

    /// Whether a person looks at it.
    pub(crate) fn is_terminal() -> bool {
        stdout().is_terminal()
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        self.0.flush()
    }
}
