//! A filter as a condition of SQL. Each part is true or false, never NULL, so that `NOT` means what it says.

use super::{ACTIVE, Kind, MEMBERS, steps};
use crate::engine::{Json, Step};
use crate::filter::Filter;
use burgrave_core::scim::filter::{self as scim, Check, Comparand, Leaf, Logic, Operator};
use burgrave_core::scim::schema::{Attribute, Target};
use uuid::Uuid;

const TRUE: &str = "1 = 1";
const FALSE: &str = "1 = 0";

/// The condition; its values are bound to `bound`.
pub(crate) fn condition(asked: &scim::Filter, kind: Kind, json: Json, bound: &mut Filter<'_>) -> String {
    let mut compiler = Compiler { kind, json, bound };
    walk(asked, &mut |leaf| match leaf {
        Leaf::One(target, check) => compiler.one(target, check),
        Leaf::Element(target, condition) => compiler.element(target, condition),
    })
}

/// A condition on one entry of a list.
type Inner = Logic<(&'static Attribute, Check)>;

struct Compiler<'c, 'v> {
    kind: Kind,
    json: Json,
    bound: &'c mut Filter<'v>,
}

fn walk<L>(logic: &Logic<L>, leaf: &mut impl FnMut(&L) -> String) -> String {
    match logic {
        Logic::All(parts) => joined(parts, " AND ", TRUE, leaf),
        Logic::Any(parts) => joined(parts, " OR ", FALSE, leaf),
        Logic::Not(inner) => format!("NOT ({})", walk(inner, leaf)),
        Logic::Leaf(one) => leaf(one),
    }
}

fn joined<L>(parts: &[Logic<L>], joint: &str, none: &str, leaf: &mut impl FnMut(&L) -> String) -> String {
    if parts.is_empty() {
        return none.to_owned();
    }
    let parts: Vec<String> = parts.iter().map(|part| walk(part, leaf)).collect();
    format!("({})", parts.join(joint))
}

impl Compiler<'_, '_> {
    fn one(&mut self, target: &Target, check: &Check) -> String {
        let name = target.attribute.map_or("", |attribute| attribute.name);
        let sub = target.sub.map_or("", |sub| sub.name);
        match (self.kind, name, sub, check) {
            (Kind::User, "active", ..) if target.extension.is_none() => active(check),
            (_, "meta", ..) => self.meta(sub, check),
            (_, "id", _, Check::Compare(Operator::Equal, Comparand::Text(text))) => self.id(text),
            (_, "externalId", _, Check::Compare(Operator::Equal, Comparand::Text(text))) => {
                let place = self.bound.bind(text.clone());
                format!("(r.external_id IS NOT NULL AND r.external_id = {place})")
            }
            (Kind::User, "userName", _, Check::Compare(Operator::Equal, Comparand::Text(text))) => {
                format!("r.username_key = {}", self.bound.bind(text.clone()))
            }
            (Kind::Group, "displayName", _, Check::Compare(Operator::Equal, Comparand::Text(text))) => {
                format!("r.name_key = {}", self.bound.bind(text.clone()))
            }
            (Kind::Group, "members", _, Check::Present) => {
                format!("EXISTS (SELECT 1 FROM {})", self.entries(target))
            }
            (.., Check::Present) => self.json.is_there("r.search", &steps(target)),
            (.., Check::Compare(operator, comparand)) => {
                let value = self.json.text("r.search", &steps(target));
                self.compare(&value, *operator, comparand)
            }
        }
    }

    /// A text that is no UUID in this server's spelling is no id.
    fn id(&mut self, text: &str) -> String {
        match Uuid::try_parse(text) {
            Ok(id) if id.to_string() == text => format!("r.id = {}", self.bound.bind(id)),
            _ => FALSE.into(),
        }
    }

    fn meta(&mut self, sub: &str, check: &Check) -> String {
        let Check::Compare(operator, comparand) = check else { return TRUE.into() };
        match comparand {
            Comparand::Time(time) => {
                let column = if sub == "created" { "r.created_at" } else { "r.updated_at" };
                format!("{column} {} {}", sign(*operator), self.bound.bind(*time))
            }
            // The type is the same for all rows.
            Comparand::Text(_) => {
                let name = format!("'{}'", self.kind.resource_type().name);
                self.compare(&name, *operator, comparand)
            }
            Comparand::Flag(_) => FALSE.into(),
        }
    }

    fn element(&mut self, target: &Target, inner: &Inner) -> String {
        let by_index = self.by_index(target, inner);
        if let (Some(indexed), Logic::Leaf(_)) = (&by_index, inner) {
            return indexed.clone();
        }
        let source = self.entries(target);
        let condition = walk(inner, &mut |(attribute, check)| self.entry(attribute, check));
        let exists = format!("EXISTS (SELECT 1 FROM {source} WHERE {condition})");
        match by_index {
            Some(indexed) => format!("({indexed} AND {exists})"),
            None => exists,
        }
    }

    /// A source of rows `e` with an entry each, which is `e.value`.
    fn entries(&self, target: &Target) -> String {
        match (self.kind, target.attribute.map(|attribute| attribute.name)) {
            (Kind::Group, Some("members")) => MEMBERS.into(),
            _ => self.json.entries("r.search", &steps(target)),
        }
    }

    /// A search of an index that holds for whatever fulfils the condition, where the entry's value is named.
    fn by_index(&mut self, target: &Target, inner: &Inner) -> Option<String> {
        let value = named_value(inner)?;
        let (column, table, key) = match (self.kind, target.attribute?.name) {
            (Kind::User, "emails") => ("user_id", "scim_user_emails", "address_key"),
            (Kind::Group, "members") => ("group_id", "scim_members", "member_key"),
            _ => return None,
        };
        let place = self.bound.bind(value.to_owned());
        Some(format!("r.id IN (SELECT x.{column} FROM {table} x WHERE x.{key} = {place})"))
    }

    fn entry(&mut self, attribute: &'static Attribute, check: &Check) -> String {
        let steps = [Step::Name(attribute.name)];
        match check {
            Check::Present => self.json.is_there("e.value", &steps),
            Check::Compare(operator, comparand) => {
                let value = self.json.text("e.value", &steps);
                self.compare(&value, *operator, comparand)
            }
        }
    }

    fn compare(&mut self, value: &str, operator: Operator, comparand: &Comparand) -> String {
        let text = match comparand {
            Comparand::Text(text) => text.clone(),
            Comparand::Flag(flag) => flag.to_string(),
            Comparand::Time(_) => return FALSE.into(),
        };
        let place = self.bound.bind(text);
        let holds = match operator {
            Operator::NotEqual => return format!("({value} IS NULL OR {value} <> {place})"),
            Operator::Contains => self.json.contains(value, &place),
            Operator::StartsWith => format!("substr({value}, 1, length({place})) = {place}"),
            Operator::EndsWith => format!("substr({value}, length({value}) - length({place}) + 1) = {place}"),
            order => format!("{value} {} {place}", sign(order)),
        };
        format!("({value} IS NOT NULL AND {holds})")
    }
}

fn active(check: &Check) -> String {
    match check {
        Check::Compare(operator, Comparand::Flag(flag)) => {
            let wanted = (*operator == Operator::Equal) == *flag;
            if wanted { ACTIVE.into() } else { format!("NOT ({ACTIVE})") }
        }
        _ => TRUE.into(),
    }
}

/// The value that every entry has that fulfils the condition.
fn named_value(inner: &Inner) -> Option<&str> {
    match inner {
        Logic::Leaf((attribute, Check::Compare(Operator::Equal, Comparand::Text(text))))
            if attribute.name == "value" =>
        {
            Some(text)
        }
        Logic::All(parts) => parts.iter().find_map(named_value),
        _ => None,
    }
}

fn sign(operator: Operator) -> &'static str {
    match operator {
        Operator::NotEqual => "<>",
        Operator::Greater => ">",
        Operator::GreaterOrEqual => ">=",
        Operator::Less => "<",
        Operator::LessOrEqual => "<=",
        Operator::Equal | Operator::Contains | Operator::StartsWith | Operator::EndsWith => "=",
    }
}
