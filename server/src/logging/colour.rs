//! Colours for people at a terminal: the level stands out, everything else is plain.

use std::cell::RefCell;
use std::io::{self, Write};

use slog::{Level, OwnedKVList, Record};
use slog_term::{Decorator, RecordDecorator};

/// Writes the level in its colour, by the escape sequences that every terminal knows (ECMA-48 SGR).
pub(super) struct Coloured<W>(RefCell<W>);

struct Line<'a, W> {
    to: &'a RefCell<W>,
    colour: u8,
}

impl<W> Coloured<W> {
    pub(super) fn new(to: W) -> Self {
        Self(RefCell::new(to))
    }
}

impl<W: Write> Decorator for Coloured<W> {
    fn with_record<F>(&self, record: &Record<'_>, _: &OwnedKVList, write: F) -> io::Result<()>
    where
        F: FnOnce(&mut dyn RecordDecorator) -> io::Result<()>,
    {
        let colour = match record.level() {
            Level::Critical => 35,
            Level::Error => 31,
            Level::Warning => 33,
            Level::Info => 32,
            Level::Debug => 36,
            Level::Trace => 34,
        };
        write(&mut Line { to: &self.0, colour })
    }
}

impl<W: Write> Write for Line<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.to.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.borrow_mut().flush()
    }
}

impl<W: Write> RecordDecorator for Line<'_, W> {
    fn reset(&mut self) -> io::Result<()> {
        self.write_all(b"\x1b[0m")
    }

    fn start_level(&mut self) -> io::Result<()> {
        let colour = self.colour;
        write!(self, "\x1b[{colour}m")
    }
}
