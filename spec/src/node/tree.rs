use std::collections::HashMap;

use serde_json::{Number, Value};

/// Where something stands: the file's index in the document, line and column from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Index into the document's list of files.
    pub file: usize,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A value and its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where the value begins.
    pub place: Place,
    /// The value.
    pub kind: Kind,
}

/// The values of JSON.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// An integer of 64 bits or a finite floating-point number.
    Number(Number),
    /// Text.
    String(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping; its keys are text.
    Map(Map),
}

/// One key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key's text, also where YAML would see a number (`200`).
    pub key: String,
    /// Where the key stands.
    pub place: Place,
    /// The value.
    pub value: Node,
}

/// A mapping with distinct keys, in the order of the source.
#[derive(Clone, Debug, Default)]
pub struct Map {
    entries: Vec<Entry>,
    /// Only for maps too long to be searched one by one.
    index: Option<HashMap<String, usize>>,
}

/// From this many entries on, a map keeps an index.
const INDEXED_FROM: usize = 16;

impl Map {
    /// The entries, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The values, in order, to be changed in place.
    pub fn values_mut(&mut self) -> impl Iterator<Item = (&str, &mut Node)> {
        self.entries.iter_mut().map(|entry| (entry.key.as_str(), &mut entry.value))
    }

    /// The entries themselves, in order.
    pub fn into_entries(self) -> Vec<Entry> {
        self.entries
    }

    /// Adds an entry at the end; gives it back when its key is there already.
    pub fn push(&mut self, entry: Entry) -> Result<(), Box<Entry>> {
        if self.position(&entry.key).is_some() {
            return Err(Box::new(entry));
        }
        if let Some(index) = &mut self.index {
            index.insert(entry.key.clone(), self.entries.len());
        }
        self.entries.push(entry);
        if self.entries.len() == INDEXED_FROM {
            let keys = self.entries.iter().enumerate().map(|(at, entry)| (entry.key.clone(), at));
            self.index = Some(keys.collect());
        }
        Ok(())
    }

    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.position(key).map(|i| &self.entries[i])
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The value of a key, to be changed in place.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.position(key).map(|i| &mut self.entries[i].value)
    }

    fn position(&self, key: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(key).copied(),
            None => self.entries.iter().position(|entry| entry.key == key),
        }
    }
}

impl Node {
    /// An empty mapping.
    pub fn empty_map(place: Place) -> Self {
        Node { place, kind: Kind::Map(Map::default()) }
    }

    /// The mapping, if it is one.
    pub fn as_map(&self) -> Option<&Map> {
        if let Kind::Map(map) = &self.kind { Some(map) } else { None }
    }

    /// The mapping, if it is one, to be changed in place.
    pub fn as_map_mut(&mut self) -> Option<&mut Map> {
        if let Kind::Map(map) = &mut self.kind { Some(map) } else { None }
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        if let Kind::String(text) = &self.kind { Some(text) } else { None }
    }

    /// The value of a key, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key)
    }

    /// What lies under one token of a pointer.
    pub fn child(&self, token: &str) -> Option<&Node> {
        match &self.kind {
            Kind::Map(map) => map.get(token),
            Kind::List(list) => list.get(token.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// What a number, text, list… is called in faults.
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "a boolean",
            Kind::Number(_) => "a number",
            Kind::String(_) => "text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a mapping",
        }
    }

    /// The same value without places.
    pub fn to_json(&self) -> Value {
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Number(value) => Value::Number(value.clone()),
            Kind::String(value) => Value::String(value.clone()),
            Kind::List(list) => Value::Array(list.iter().map(Node::to_json).collect()),
            Kind::Map(map) => {
                Value::Object(map.entries().iter().map(|e| (e.key.clone(), e.value.to_json())).collect())
            }
        }
    }
}
