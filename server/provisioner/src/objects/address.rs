//! The address of a resource: `module.network["eu"].docker_container.workspace[0]`.

/// The address of one resource, with its indexes as they are written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Address {
    modules: Vec<(String, Option<String>)>,
    data: bool,
    kind: String,
    name: String,
    index: Option<String>,
}

/// The nearness of two resources: the number of enclosing module instances, from the outermost, that they
/// have in common, and then whether they have the same index. More is nearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Nearness {
    modules: usize,
    index: bool,
}

impl Address {
    /// Parses an address; `None` if it is not that of a resource.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut parts = Parts(text);
        let (mut modules, mut data) = (Vec::new(), false);
        let (mut word, mut index) = parts.next()?;
        while word == "module" && index.is_none() {
            modules.push(parts.next()?);
            (word, index) = parts.next()?;
        }
        if word == "data" && index.is_none() {
            data = true;
            (word, index) = parts.next()?;
        }
        let kind = index.is_none().then_some(word)?;
        let (name, index) = parts.next()?;
        parts.0.is_empty().then_some(Self { modules, data, kind, name, index })
    }

    /// Its label in the graph, which all instances share.
    pub(super) fn label(&self) -> String {
        let modules: String = self.modules.iter().map(|(name, _)| format!("module.{name}.")).collect();
        let data = if self.data { "data." } else { "" };
        format!("{modules}{data}{}.{}", self.kind, self.name)
    }

    /// Its module: `module.a.module.b["k"]`; empty for the root module.
    pub(super) fn module_path(&self) -> String {
        let part = |(name, index): &(String, Option<String>)| match index {
            Some(index) => format!("module.{name}[{index}]"),
            None => format!("module.{name}"),
        };
        self.modules.iter().map(part).collect::<Vec<_>>().join(".")
    }

    /// The type, if it is a managed resource.
    pub(super) fn managed_kind(&self) -> Option<&str> {
        (!self.data).then_some(&self.kind)
    }

    /// Whether it is that of one of several instances.
    pub(super) const fn is_instance(&self) -> bool {
        self.index.is_some()
    }

    /// Whether this, as it stands in the module of a resource, is another one.
    pub(super) fn is_within(&self, module_of: &Self, other: &Self) -> bool {
        module_of.modules == other.modules
            && Self { modules: other.modules.clone(), ..self.clone() } == *other
    }

    /// The nearness of another resource.
    pub(super) fn nearness(&self, other: &Self) -> Nearness {
        let modules = self.modules.iter().zip(&other.modules).take_while(|(one, other)| one == other).count();
        Nearness { modules, index: self.index.is_some() && self.index == other.index }
    }

    /// The nearest of several.
    pub(super) fn nearest<'a, T>(&self, all: Vec<T>, address: impl Fn(&T) -> &'a Self) -> Vec<T> {
        let nearest = all.iter().map(|one| self.nearness(address(one))).max();
        all.into_iter().filter(|one| Some(self.nearness(address(one))) == nearest).collect()
    }
}

/// The parts of an address between its dots, with their indexes.
struct Parts<'a>(&'a str);

impl Parts<'_> {
    fn next(&mut self) -> Option<(String, Option<String>)> {
        let end = self.0.find(['.', '[']).unwrap_or(self.0.len());
        let (name, mut rest) = self.0.split_at(end);
        let mut index = None;
        if let Some(inner) = rest.strip_prefix('[') {
            let end = index_end(inner)?;
            index = Some(inner[..end].to_owned());
            rest = &inner[end + 1..];
        }
        // A dot is allowed between two parts only.
        self.0 = match rest.strip_prefix('.') {
            Some("") => return None,
            Some(rest) => rest,
            None if rest.is_empty() => rest,
            None => return None,
        };
        (!name.is_empty()).then(|| (name.to_owned(), index))
    }
}

/// The end of an index. A quoted text may have brackets and escaped quotes.
fn index_end(text: &str) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b']' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_read_with_all_indexes() {
        let read = |text: &str| Address::read(text).map(|address| (address.label(), address.module_path()));
        let pair = |label: &str, path: &str| Some((label.to_owned(), path.to_owned()));
        assert_eq!(read("a.b"), pair("a.b", ""));
        assert_eq!(read("a.b[0]"), pair("a.b", ""));
        assert_eq!(read("data.a.b"), pair("data.a.b", ""));
        assert_eq!(read("module.m[0].a.b"), pair("module.m.a.b", "module.m[0]"));
        let keyed = r#"module.m.module.n["x.y[\"z\"]"].data.a.b["]"]"#;
        assert_eq!(read(keyed), pair("module.m.module.n.data.a.b", r#"module.m.module.n["x.y[\"z\"]"]"#));
        for wrong in ["", "a", "a.", "a.b.c", "module.m", "a.b[", "a.b[0", "a.b[0]x", "a[0].b", ".a.b"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_shares_modules_and_index_is_near() {
        let address = |text: &str| Address::read(text).expect("an address");
        let agent = address("module.m[1].coder_agent.main[\"a\"]");
        let all: Vec<_> =
            ["module.m[0].x.y[\"a\"]", "module.m[1].x.y[\"b\"]", "module.m[1].x.y[\"a\"]", "x.y"]
                .map(address)
                .into();
        let nearest = agent.nearest(all.iter().collect(), |one| one);
        assert_eq!(nearest, [&all[2]]);
        let nearest = address("coder_agent.main").nearest(all.iter().collect(), |one| one);
        assert_eq!(nearest.len(), 4, "none is nearer than another");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[a-b.\\[\\]\"\\\\ä]{0,24}") {
            if let Some(address) = Address::read(&text) {
                prop_assert!(Address::read(&address.label()).is_some());
            }
        }
    }
}
