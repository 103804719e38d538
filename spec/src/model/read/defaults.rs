//! Faults for defaults that their own schema refuses.

use serde_json::Value;

use super::reader::Reader;
use crate::model::{Integer, Number, Shape, Text, Type};

impl Reader<'_> {
    /// Records a fault if `value` doesn't fit `ty`.
    pub(super) fn check_default(&mut self, pointer: &str, value: &Value, ty: &Type) {
        if !self.fits(value, ty, 0) {
            self.fault(
                pointer,
                "the default doesn't fit its own schema",
                "write a default that a caller could send as well",
            );
        }
    }

    fn fits(&self, value: &Value, ty: &Type, depth: usize) -> bool {
        if depth > super::reader::MAX_DEPTH {
            return false;
        }
        match ty {
            Type::Any => true,
            Type::Boolean => value.is_boolean(),
            Type::Integer(integer) => value.as_i64().is_some_and(|one| whole_fits(one, integer)),
            Type::Number(number) => value.as_f64().is_some_and(|one| number_fits(one, number)),
            Type::Text(text) => value.as_str().is_some_and(|one| text_fits(one, text)),
            Type::Binary => false,
            Type::Array(array) => value.as_array().is_some_and(|items| {
                let count = items.len() as u64;
                array.min_items.is_none_or(|bound| count >= bound)
                    && array.max_items.is_none_or(|bound| count <= bound)
                    && items.iter().all(|item| self.fits(item, &array.items, depth + 1))
            }),
            Type::Map(map) => value.as_object().is_some_and(|all| {
                let count = all.len() as u64;
                map.min_properties.is_none_or(|bound| count >= bound)
                    && map.max_properties.is_none_or(|bound| count <= bound)
                    && all.values().all(|value| self.fits(value, &map.values, depth + 1))
            }),
            Type::Boxed(inner) => self.fits(value, inner, depth + 1),
            Type::Nullable(inner) => value.is_null() || self.fits(value, inner, depth + 1),
            Type::Named(name) => {
                match self.types.iter().flatten().find(|one| one.name == *name).map(|one| &one.shape) {
                    Some(Shape::Enum(variants)) => {
                        value.as_str().is_some_and(|one| variants.iter().any(|variant| variant.value == one))
                    }
                    Some(Shape::Newtype(inner)) => self.fits(value, inner, depth + 1),
                    Some(Shape::Union { variants, .. }) => {
                        variants.iter().any(|one| self.fits(value, &one.ty, depth + 1))
                    }
                    // An object, or a type that is still being read: only its JSON type is checked.
                    _ => value.is_object(),
                }
            }
        }
    }
}

fn whole_fits(value: i64, rules: &Integer) -> bool {
    rules.minimum.is_none_or(|bound| value >= bound)
        && rules.maximum.is_none_or(|bound| value <= bound)
        && rules.multiple_of.is_none_or(|step| step != 0 && value.checked_rem(step) == Some(0))
        && (rules.allowed.is_empty() || rules.allowed.contains(&value))
        && (!rules.narrow || i32::try_from(value).is_ok())
}

fn number_fits(value: f64, rules: &Number) -> bool {
    rules.minimum.is_none_or(|(bound, exclusive)| if exclusive { value > bound } else { value >= bound })
        && rules
            .maximum
            .is_none_or(|(bound, exclusive)| if exclusive { value < bound } else { value <= bound })
        && (rules.allowed.is_empty() || rules.allowed.contains(&value))
}

fn text_fits(value: &str, rules: &Text) -> bool {
    let count = value.chars().count() as u64;
    rules.min_length.is_none_or(|bound| count >= bound)
        && rules.max_length.is_none_or(|bound| count <= bound)
        && rules
            .pattern
            .as_ref()
            .is_none_or(|pattern| regex::Regex::new(pattern).is_ok_and(|compiled| compiled.is_match(value)))
}
