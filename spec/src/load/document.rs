use std::path::PathBuf;

use crate::fault::Fault;
use crate::node::{Node, Place, pointer};

/// A specification as one tree, every part of it with its place in the sources.
#[derive(Clone, Debug)]
pub struct Document {
    pub(super) files: Vec<PathBuf>,
    pub(super) root: Node,
}

impl Document {
    /// The files that the document was read from: the root first, then `paths/` and `schemas/`, sorted.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// The tree, with `paths` and `components` merged.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// Where the part that a JSON pointer names stands: its key, or its value in a list. The nearest part
    /// around it when there is no such part.
    pub fn place(&self, pointer: &str) -> Place {
        let mut node = &self.root;
        let mut place = node.place;
        for token in pointer::tokens(pointer).unwrap_or_default() {
            let Some(child) = node.child(&token) else { break };
            place = node.as_map().and_then(|map| map.entry(&token)).map_or(child.place, |entry| entry.place);
            node = child;
        }
        place
    }

    /// A fault at the place that the pointer names.
    pub fn fault(
        &self,
        pointer: impl Into<String>,
        rule: &'static str,
        problem: impl Into<String>,
        mend: impl Into<String>,
    ) -> Fault {
        let pointer = pointer.into();
        let place = self.place(&pointer);
        Fault {
            file: self.files[place.file].clone(),
            line: place.line,
            pointer,
            rule,
            problem: problem.into(),
            mend: mend.into(),
        }
    }
}
