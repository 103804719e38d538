//! An attribute: its type and its rules (RFC 7643 §2 and §7).

/// How long a text may be that an index holds, in characters.
pub const INDEXED_LENGTH: usize = 255;

/// An attribute of a schema.
#[derive(Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name in the letter case of the schema; any case means the same.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it holds a list.
    pub multi: bool,
    /// What it is for.
    pub description: &'static str,
    /// Whether a resource can't be without it.
    pub required: bool,
    /// Whether upper and lower case differ.
    pub case_exact: bool,
    /// Whether it is the name of a person, of which several spellings are one (RFC 8265).
    pub prepared: bool,
    /// Who may change it.
    pub mutability: Mutability,
    /// When answers hold it.
    pub returned: Returned,
    /// Whether no two resources may have the same value.
    pub unique: bool,
    /// Values that are usual, none of them binding.
    pub canonical: &'static [&'static str],
    /// What references lead to.
    pub references: &'static [&'static str],
    /// How long a text may be, in characters; 0: no limit but the body's. What an index holds has one.
    pub max_length: usize,
    /// What a complex attribute is made of.
    pub sub: &'static [Attribute],
}

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// `true` or `false`.
    Boolean,
    /// A time.
    DateTime,
    /// Base64.
    Binary,
    /// A URI.
    Reference,
    /// An object of sub-attributes.
    Complex,
}

/// Who may change a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutability {
    /// Only the server.
    ReadOnly,
    /// The client.
    ReadWrite,
    /// The client, once.
    Immutable,
    /// The client, who never gets it back.
    WriteOnly,
}

/// When answers hold a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returned {
    /// Regardless of the requested attributes.
    Always,
    /// Never.
    Never,
    /// Unless it is left out on request.
    Default,
}

impl Kind {
    /// The word of RFC 7643 §2.3.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Boolean => "boolean",
            Self::DateTime => "dateTime",
            Self::Binary => "binary",
            Self::Reference => "reference",
            Self::Complex => "complex",
        }
    }
}

impl Mutability {
    /// The word of RFC 7643 §7.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadOnly => "readOnly",
            Self::ReadWrite => "readWrite",
            Self::Immutable => "immutable",
            Self::WriteOnly => "writeOnly",
        }
    }
}

impl Returned {
    /// The word of RFC 7643 §7.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Never => "never",
            Self::Default => "default",
        }
    }
}

impl Attribute {
    const fn new(name: &'static str, kind: Kind, description: &'static str) -> Self {
        Self {
            name,
            kind,
            multi: false,
            description,
            required: false,
            case_exact: !matches!(kind, Kind::Text),
            prepared: false,
            mutability: Mutability::ReadWrite,
            returned: Returned::Default,
            unique: false,
            canonical: &[],
            references: &[],
            max_length: 0,
            sub: &[],
        }
    }

    /// Text in which case doesn't matter.
    pub(super) const fn text(name: &'static str, description: &'static str) -> Self {
        Self::new(name, Kind::Text, description)
    }

    /// A flag.
    pub(super) const fn boolean(name: &'static str, description: &'static str) -> Self {
        Self::new(name, Kind::Boolean, description)
    }

    /// A time.
    pub(super) const fn time(name: &'static str, description: &'static str) -> Self {
        Self::new(name, Kind::DateTime, description)
    }

    /// Base64.
    pub(super) const fn binary(name: &'static str, description: &'static str) -> Self {
        Self::new(name, Kind::Binary, description)
    }

    /// A URI that leads to one of these.
    pub(super) const fn reference(
        name: &'static str,
        references: &'static [&'static str],
        description: &'static str,
    ) -> Self {
        Self { references, ..Self::new(name, Kind::Reference, description) }
    }

    /// An object.
    pub(super) const fn complex(
        name: &'static str,
        sub: &'static [Attribute],
        description: &'static str,
    ) -> Self {
        Self { sub, case_exact: false, ..Self::new(name, Kind::Complex, description) }
    }

    /// A list of such values.
    pub(super) const fn list(self) -> Self {
        Self { multi: true, ..self }
    }

    /// The name of a person, of which several spellings are one.
    pub(super) const fn prepared(self) -> Self {
        Self { prepared: true, ..self }
    }

    /// No resource can be without it.
    pub(super) const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// Case matters.
    pub(super) const fn exact(self) -> Self {
        Self { case_exact: true, ..self }
    }

    /// No two resources have the same.
    pub(super) const fn unique(self) -> Self {
        Self { unique: true, ..self }
    }

    /// Found by an index: at most [`INDEXED_LENGTH`] characters.
    pub(super) const fn indexed(self) -> Self {
        Self { max_length: INDEXED_LENGTH, ..self }
    }

    /// Changed by the server alone.
    pub(super) const fn read_only(self) -> Self {
        Self { mutability: Mutability::ReadOnly, ..self }
    }

    /// Never given back.
    pub(super) const fn write_only(self) -> Self {
        Self { mutability: Mutability::WriteOnly, returned: Returned::Never, ..self }
    }

    /// Set once.
    pub(super) const fn immutable(self) -> Self {
        Self { mutability: Mutability::Immutable, ..self }
    }

    /// In every answer.
    pub(super) const fn always(self) -> Self {
        Self { returned: Returned::Always, ..self }
    }

    /// With usual values.
    pub(super) const fn usually(self, canonical: &'static [&'static str]) -> Self {
        Self { canonical, ..self }
    }

    /// Whether only the server changes it.
    pub fn is_read_only(&self) -> bool {
        self.mutability == Mutability::ReadOnly
    }

    /// The sub-attribute of this name, in any letter case.
    pub fn find(&self, name: &str) -> Option<&'static Attribute> {
        self.sub.iter().find(|sub| sub.name.eq_ignore_ascii_case(name))
    }

    /// The sub-attribute that a complex value stands for where none is named.
    pub fn value(&self) -> Option<&'static Attribute> {
        self.find("value")
    }
}
