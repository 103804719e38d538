//! YAML events into a tree of nodes, with a place for each key and value. JSON is read as the YAML that it
//! is.

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};

use super::{scalar, surrogates};
use crate::node::{Entry, Kind, Map, Node, Place};

/// Levels of nesting that a file may have. Everything that walks the tree recurses at most this deep.
const DEPTH_LIMIT: usize = 64;

/// A problem of one file, in words, with its place.
pub(super) struct Problem {
    pub(super) place: Place,
    pub(super) problem: String,
    pub(super) mend: String,
}

/// Reads the one document of a file. `file` is its index in the list of files. Duplicate keys, aliases and
/// wrong scalars are all reported; a syntax error ends the reading.
pub(super) fn read(text: &str, file: usize) -> Result<Node, Vec<Problem>> {
    let mut reader = Reader { file, open: Vec::new(), root: None, problems: Vec::new() };
    let text = surrogates::joined(text);
    for event in Parser::new_from_str(&text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let marker = error.marker();
                let place = Place { file, line: marker.line(), column: marker.col() + 1 };
                reader.problem(place, format!("the file is not YAML: {}", error.info()), "mend the syntax");
                break;
            }
        };
        if !reader.take(event, span) {
            break;
        }
    }
    if !reader.problems.is_empty() {
        return Err(reader.problems);
    }
    reader.root.ok_or_else(|| {
        let place = Place { file, line: 1, column: 1 };
        let problem = "the file is empty".to_owned();
        vec![Problem { place, problem, mend: "write a mapping into it, or delete it".to_owned() }]
    })
}

/// A collection that is not closed yet.
enum Open {
    List(Place, Vec<Node>),
    Map(Place, Map, Option<(String, Place)>),
}

struct Reader {
    file: usize,
    open: Vec<Open>,
    root: Option<Node>,
    problems: Vec<Problem>,
}

impl Reader {
    /// Takes one event; false ends the reading.
    fn take(&mut self, event: Event<'_>, span: Span) -> bool {
        let place = Place { file: self.file, line: span.start.line(), column: span.start.col() + 1 };
        match event {
            Event::DocumentStart(_) if self.root.is_some() => {
                self.problem(place, "the file holds a second document", "keep one document in a file");
                return false;
            }
            Event::Alias(_) => {
                self.problem(place, "aliases are not read", "write a reference (`$ref`) instead");
                self.put(Node { place, kind: Kind::Null }, Some("*"));
            }
            Event::Scalar(text, style, _, tag) => self.scalar(&text, style, tag.as_deref(), place),
            Event::SequenceStart(_, tag) => {
                return self.begin(Open::List(place, Vec::new()), tag.as_deref(), place);
            }
            Event::MappingStart(_, tag) => {
                return self.begin(Open::Map(place, Map::default(), None), tag.as_deref(), place);
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open::List(place, list)) => self.put(Node { place, kind: Kind::List(list) }, None),
                Some(Open::Map(place, map, _)) => self.put(Node { place, kind: Kind::Map(map) }, None),
                None => {}
            },
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
        }
        true
    }

    fn begin(&mut self, open: Open, tag: Option<&Tag>, place: Place) -> bool {
        let expected = if matches!(open, Open::List(..)) { "seq" } else { "map" };
        if let Some(tag) = tag
            && !(tag.is_yaml_core_schema() && tag.suffix == expected)
        {
            self.problem(place, format!("the tag {tag} is not read"), "leave the tag out");
        }
        if self.open.len() == DEPTH_LIMIT {
            let problem = format!("the nesting is deeper than {DEPTH_LIMIT} levels");
            self.problem(place, problem, "give the inner parts names and refer to them");
            return false;
        }
        self.open.push(open);
        true
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, place: Place) {
        let as_text = || Ok(Kind::String(text.to_owned()));
        let kind = match tag {
            Some(tag) if tag.is_yaml_core_schema() && tag.suffix == "str" => as_text(),
            Some(tag) => Err(format!("the tag {tag} is not read")),
            None if style == ScalarStyle::Plain => scalar::plain(text),
            None => as_text(),
        };
        let kind = kind.unwrap_or_else(|problem| {
            self.problem(place, problem, "write a JSON value, or quote it if it is text");
            Kind::Null
        });
        self.put(Node { place, kind }, Some(text));
    }

    /// Puts a finished node where it belongs: `text` is a scalar's source, which is what a key consists of.
    fn put(&mut self, node: Node, text: Option<&str>) {
        let mut trouble = None;
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List(_, list)) => list.push(node),
            Some(Open::Map(_, map, key)) => match key.take() {
                Some((key, place)) => {
                    if let Err(entry) = map.push(Entry { key, place, value: node }) {
                        let first = map.entry(&entry.key).map_or(0, |first| first.place.line);
                        trouble = Some((
                            entry.place,
                            format!(
                                "the key `{}` stands twice in one mapping, first in line {first}",
                                entry.key
                            ),
                            "remove one of them",
                        ));
                    }
                }
                None => match text {
                    Some("<<") => {
                        trouble =
                            Some((node.place, "merge keys are not read".to_owned(), "write the entries out"));
                        *key = Some(("<<".to_owned(), node.place));
                    }
                    Some(text) => *key = Some((text.to_owned(), node.place)),
                    None => {
                        trouble = Some((
                            node.place,
                            "a key is a list or a mapping".to_owned(),
                            "use text as the key",
                        ));
                        *key = Some((format!("?{}:{}", node.place.line, node.place.column), node.place));
                    }
                },
            },
        }
        if let Some((place, problem, mend)) = trouble {
            self.problem(place, problem, mend);
        }
    }

    fn problem(&mut self, place: Place, problem: impl Into<String>, mend: &str) {
        self.problems.push(Problem { place, problem: problem.into(), mend: mend.to_owned() });
    }
}
