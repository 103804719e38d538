//! A resource of a plan or a state, reduced to the attributes that the conversion needs.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::address::Address;
use super::fields::Fields;

/// Attributes of other providers' resources that the conversion needs.
const WANTED: [&str; 7] =
    ["id", "instance_id", "instance_type", "machine_type", "size", "spot_instance_id", "virtual_machine_id"];

/// The largest such attribute, in bytes.
const MOST_WANTED: usize = 4096;

/// One resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Instance {
    /// Its address, as it is written.
    pub(super) address: String,
    /// The parsed address; `None` if it is invalid.
    pub(super) place: Option<Address>,
    /// Whether it is managed; otherwise it is a data source.
    pub(super) managed: bool,
    /// Its type.
    pub(super) kind: String,
    /// Its name.
    pub(super) name: String,
    values: Map<String, Value>,
}

impl Instance {
    /// Its attributes.
    pub(super) fn fields(&self) -> Fields<'_> {
        Fields(&self.values)
    }

    /// Its label in the graph.
    pub(super) fn label(&self) -> Option<String> {
        self.place.as_ref().map(Address::label)
    }
}

/// A resource, if it is needed: data sources of other providers are not.
pub(super) struct Kept(pub(super) Option<Instance>);

impl<'de> Deserialize<'de> for Kept {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(KeptVisitor)
    }
}

struct KeptVisitor;

impl<'de> Visitor<'de> for KeptVisitor {
    type Value = Kept;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a resource")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Kept, A::Error> {
        let (mut address, mut mode, mut kind, mut name) = Default::default();
        let mut values = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            match &*key {
                "address" => address = map.next_value::<String>()?,
                "mode" => mode = map.next_value::<String>()?,
                "type" => kind = map.next_value::<String>()?,
                "name" => name = map.next_value::<String>()?,
                // The program writes the type first. Otherwise, everything is read, and attributes that
                // aren't needed are dropped.
                "values" if kind.is_empty() || kind.starts_with("coder_") => {
                    values = map.next_value::<Option<Map<String, Value>>>()?.unwrap_or_default();
                }
                "values" => values = map.next_value::<Option<Wanted>>()?.unwrap_or_default().0,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        let own = kind.starts_with("coder_");
        if !own {
            values.retain(|name, _| WANTED.contains(&name.as_str()));
        }
        let managed = mode != "data";
        let place = Address::read(&address);
        Ok(Kept((managed || own).then_some(Instance { address, place, managed, kind, name, values })))
    }
}

/// The attributes that are needed of other providers' resources.
#[derive(Default)]
struct Wanted(Map<String, Value>);

impl<'de> Deserialize<'de> for Wanted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(WantedVisitor)
    }
}

struct WantedVisitor;

impl<'de> Visitor<'de> for WantedVisitor {
    type Value = Wanted;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the attributes of a resource")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Wanted, A::Error> {
        let mut wanted = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if !WANTED.contains(&key.as_str()) {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value = map.next_value::<Value>()?;
            if value.as_str().is_some_and(|text| text.len() <= MOST_WANTED) {
                wanted.insert(key, value);
            }
        }
        Ok(Wanted(wanted))
    }
}
