//! Reads the matrix.

/// What one operation answers: a status for each subject.
pub struct Row {
    pub operation: &'static str,
    pub statuses: Vec<u16>,
}

/// The matrix, with its subjects in the order of the columns.
pub struct Matrix {
    pub subjects: Vec<&'static str>,
    pub rows: Vec<Row>,
}

/// The one that was written by hand.
pub fn read() -> Matrix {
    let mut lines = lines(include_str!("matrix.txt")).map(|line| line.split_whitespace());
    let subjects: Vec<_> = lines.next().expect("the first line names the subjects").skip(1).collect();
    let row = |mut words: std::str::SplitWhitespace<'static>| {
        let operation = words.next().expect("a line has words");
        let statuses: Vec<u16> =
            words.map(|word| word.parse().unwrap_or_else(|_| panic!("{operation}: {word}"))).collect();
        assert_eq!(statuses.len(), subjects.len(), "{operation} has a status for each subject");
        Row { operation, statuses }
    };
    Matrix { rows: lines.map(row).collect(), subjects }
}

/// Operations that have no row. The list may only shrink.
pub fn exemptions() -> Vec<&'static str> {
    lines(include_str!("exemptions.txt")).collect()
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}
