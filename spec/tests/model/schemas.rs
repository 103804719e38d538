//! Schemas.

use burgrave_spec::emit::server;
use burgrave_spec::model::{ComponentName, Map, Shape, Tell, Type};
use serde_json::{Value, json};

use super::support::{fields, model, named, names, properties, with_schemas};

#[test]
fn presence_has_four_spellings() {
    let api = model(&with_schemas(json!({"Root": {
        "type": "object",
        "required": ["a", "b"],
        "properties": {
            "a": {"type": "string", "format": "uuid"},
            "b": {"type": "string", "format": "date-time", "nullable": true},
            "c": {"type": "integer", "format": "int32"},
            "d": {"type": "array", "items": {"type": "string", "format": "byte"}, "nullable": true},
            "e": {"type": "integer", "default": 5},
            "f": {},
        },
    }})));
    assert_eq!(
        fields(&api, "Root"),
        [
            "a: Uuid",
            "b: Option<DateTime<Utc>>",
            "c: Option<i32>",
            "d: Field<Vec<Base64>>",
            "e: i64",
            "f: Option<Value>"
        ]
    );
}

#[test]
fn a_uuid_with_a_name_of_its_own_is_an_identifier() {
    let api = model(&with_schemas(json!({
        "ThingId": {"type": "string", "format": "uuid"},
        "Root": {
            "type": "object",
            "required": ["id", "others", "plain"],
            "properties": {
                "id": {"allOf": [{"$ref": "#/components/schemas/ThingId"}], "description": "Its id."},
                "others": {"type": "array", "items": {"$ref": "#/components/schemas/ThingId"}},
                "plain": {"type": "string", "format": "uuid"},
            },
        },
    })));
    assert_eq!(fields(&api, "Root"), ["id: ThingId", "others: Vec<ThingId>", "plain: Uuid"]);
    let text = server(&api);
    assert!(text.contains("pub others: prelude::Vec<prelude::ids::ThingId>,"), "{text}");
}

#[test]
fn names_of_identifiers_and_of_objects_with_free_keys_are_kept() {
    let lists = json!({"type": "array", "nullable": true, "items": {"type": "integer"}});
    let api = model(&with_schemas(json!({
        "ThingId": {"type": "string", "format": "uuid", "description": "A thing."},
        "Short": {"type": "string", "maxLength": 3},
        "Lists": {"type": "object", "additionalProperties": lists},
        "Same": {"$ref": "#/components/schemas/Lists"},
        "Root": {"type": "object", "properties": {"inline": {"type": "object"}}},
    })));
    let names: Vec<_> = api.type_aliases.iter().map(|one| (&*one.name, &*one.description)).collect();
    assert_eq!(names, [("ThingId", "A thing."), ("Lists", "")]);
    let Type::Map(named) = &api.type_aliases[1].ty else { panic!("{:?}", api.type_aliases[1]) };
    assert!(named.null_is_empty);
    assert_eq!(named.name.0.as_deref(), Some("Lists"));
    assert_eq!(*named, Map { name: ComponentName(None), ..named.clone() }, "a name is no part of the type");
}

#[test]
fn parts_of_all_of_are_merged_and_a_single_one_is_the_schema_itself() {
    let api = model(&with_schemas(json!({
        "Base": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "note": {"type": "string"}}},
        "Root": {"allOf": [
            {"$ref": "#/components/schemas/Base"},
            {"type": "object", "required": ["note"], "properties": {
                "note": {"type": "string", "maxLength": 5},
                "base": {"allOf": [{"$ref": "#/components/schemas/Base"}], "nullable": true, "description": "The base."},
            }},
        ]},
    })));
    assert_eq!(fields(&api, "Root"), ["id: i64", "note: String", "base: Field<Base>"]);
    assert!(server(&api).contains("required(\"note\", &prelude::rule::text().at_most(5), faults)"));
}

#[test]
fn what_contains_itself_goes_through_the_heap() {
    let api = model(&with_schemas(json!({
        "Root": {"type": "object", "properties": {
            "next": {"$ref": "#/components/schemas/Root"},
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Root"}},
            "other": {"$ref": "#/components/schemas/Other"},
            "tree": {"$ref": "#/components/schemas/Tree"},
        }},
        "Other": {"type": "object", "nullable": true, "properties": {"root": {"$ref": "#/components/schemas/Root"}}},
        "Tree": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
    })));
    assert_eq!(
        fields(&api, "Root"),
        [
            "next: Option<Box<Root>>",
            "children: Option<Vec<Root>>",
            "other: Field<Box<Other>>",
            "tree: Option<Tree>"
        ]
    );
    assert_eq!(fields(&api, "Other"), ["root: Option<Root>"]);
    assert!(matches!(&named(&api, "Tree").shape, Shape::Newtype(ty) if ty.rust() == "Vec<Tree>"));
}

#[test]
fn inline_schemas_are_named_after_their_place() {
    let api = model(&with_schemas(json!({"Root": {"type": "object", "properties": {
        "trial_info": {"type": "object", "properties": {"size": {"type": "string", "enum": ["", "*", "a-b", "a_b"]}}},
        "rows": {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "integer"}}}},
        "limits": {"type": "object", "additionalProperties": {"type": "object", "properties": {"n": {"type": "integer"}}}},
        "free": {"type": "object"},
    }}})));
    assert_eq!(
        names(&api),
        ["Root", "RootTrialInfo", "RootTrialInfoSize", "RootRowsItem", "RootLimitsValue"]
    );
    assert_eq!(
        fields(&api, "Root"),
        [
            "trial_info: Option<RootTrialInfo>",
            "rows: Option<Vec<RootRowsItem>>",
            "limits: Option<BTreeMap<String, RootLimitsValue>>",
            "free: Option<BTreeMap<String, Value>>"
        ]
    );
    let Shape::Enum(variants) = &named(&api, "RootTrialInfoSize").shape else { panic!("no enum") };
    let variants: Vec<_> = variants.iter().map(|one| one.rust.as_str()).collect();
    assert_eq!(variants, ["Empty", "Star", "AB", "AB2"]);
}

#[test]
fn reserved_and_colliding_names_give_way() {
    let api = model(&with_schemas(json!({
        "Root": {"type": "object", "required": ["type", "self", "a-b", "a_b", "2nd", "option"], "properties": {
            "type": {"type": "string"}, "self": {"type": "string"}, "a-b": {"type": "string"}, "a_b": {"type": "string"},
            "2nd": {"type": "string"}, "option": {"$ref": "#/components/schemas/Option"},
        }},
        "Option": {"type": "object", "properties": {"x": {"type": "string"}}},
        "root": {"type": "object", "properties": {"x": {"type": "string"}}},
    })));
    assert_eq!(
        fields(&api, "Root"),
        ["r#type: String", "self_: String", "a_b: String", "a_b2: String", "n2nd: String", "option: Option"],
        "no type of the library is in the way of a schema's name"
    );
    assert!(api.named("Root2").is_some());
}

#[test]
fn unions_are_told_apart_by_tag_by_json_type_or_by_trying() {
    let api = model(&with_schemas(json!({
        "Cat": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": ["cat"]}}},
        "Dog": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}},
        "Pet": {
            "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
            "discriminator": {"propertyName": "kind", "mapping": {"hound": "#/components/schemas/Dog"}},
        },
        "Either": {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "array", "items": {"type": "string"}}]},
        "Tried": {"anyOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Pet"}], "nullable": true},
        "Root": {"type": "object", "properties": {
            "pet": {"$ref": "#/components/schemas/Pet"},
            "either": {"$ref": "#/components/schemas/Either"},
            "tried": {"$ref": "#/components/schemas/Tried"},
        }},
    })));
    let tell = |name: &str| match &named(&api, name).shape {
        Shape::Union { variants, tell } => {
            (tell.clone(), variants.iter().flat_map(|one| one.tags.clone()).collect::<Vec<_>>())
        }
        other => panic!("{name} is {other:?}"),
    };
    assert_eq!(tell("Pet"), (Tell::Property("kind".into()), vec!["cat".into(), "hound".into()]));
    assert_eq!(tell("Either"), (Tell::JsonType, vec![]));
    assert_eq!(tell("Tried"), (Tell::Order, vec![]));
    assert_eq!(fields(&api, "Root")[2], "tried: Field<Tried>");
}

#[test]
fn only_what_requests_contain_is_decoded_and_only_what_answers_contain_is_serialised() {
    let mut bundle = with_schemas(json!({
        "Root": {"type": "object", "properties": {"part": {"$ref": "#/components/schemas/Part"}}},
        "Part": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer", "readOnly": true}}},
        "Report": {"type": "object", "properties": {"x": {"type": "string"}}},
    }));
    bundle["paths"]["/root"]["put"]["responses"]["200"]["content"]["application/json"]["schema"] =
        json!({"$ref": "#/components/schemas/Report"});
    let api = model(&bundle);
    let uses: Vec<_> = api.types.iter().map(|one| (one.name.as_str(), one.input, one.output)).collect();
    assert_eq!(uses, [("Root", true, false), ("Part", true, false), ("Report", false, true)]);
    assert_eq!(fields(&api, "Part"), ["id: Option<i64>"]);
    let code = server(&api);
    assert!(code.contains("impl prelude::Decode for Part {"));
    assert!(!code.contains("Decode for Report {"));
}

#[test]
fn documentation_tells_bounds_and_debug_output_hides_secrets() {
    let api = model(&with_schemas(json!({"Root": {"type": "object", "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 36, "pattern": "^[a-z]+$", "description": "A name."},
        "days": {"type": "integer", "minimum": 0, "exclusiveMinimum": true, "maximum": 7.5, "default": 3},
        "password": {"type": "string", "format": "password"},
    }}})));
    let code = server(&api);
    assert!(
        code.contains("/// A name.\n    ///\n    /// 1 to 36 characters; matches `^[a-z]+$`.\n"),
        "{code}"
    );
    assert!(code.contains("/// From 1 to 7; default `3`.\n"), "{code}");
    assert!(code.contains(".field(\"password\", &format_args!(\"[hidden]\"))"), "{code}");
    assert!(code.contains("rule::text().secret()"), "{code}");
}

#[test]
fn a_named_union_keeps_the_null_of_its_alternatives() {
    let api = model(&with_schemas(json!({
        "Either": {"oneOf": [{"type": "string", "nullable": true}, {"type": "integer"}]},
        "Chain": {"anyOf": [
            {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Chain"}}},
            {"type": "string", "nullable": true},
        ]},
        "Root": {"type": "object", "required": ["either"], "properties": {
            "either": {"$ref": "#/components/schemas/Either"},
            "again": {"$ref": "#/components/schemas/Either"},
            "list": {"type": "array", "items": {"$ref": "#/components/schemas/Either"}},
            "chain": {"$ref": "#/components/schemas/Chain"},
        }},
    })));
    assert_eq!(
        fields(&api, "Root"),
        [
            "either: Option<Either>",
            "again: Field<Either>",
            "list: Option<Vec<Option<Either>>>",
            "chain: Field<Chain>"
        ]
    );
    // From within, before all alternatives are read.
    assert_eq!(fields(&api, "ChainOption1"), ["next: Field<Chain>"]);
}

#[test]
fn a_list_of_itself_keeps_its_null() {
    let api = model(&with_schemas(json!({
        "Root": {"type": "object", "properties": {"tree": {"$ref": "#/components/schemas/Tree"}}},
        "Tree": {"type": "array", "nullable": true, "items": {"$ref": "#/components/schemas/Tree"}},
    })));
    assert_eq!(fields(&api, "Root"), ["tree: Field<Tree>"]);
    assert!(matches!(&named(&api, "Tree").shape, Shape::Newtype(ty) if ty.rust() == "Vec<Option<Tree>>"));
}

#[test]
fn the_list_of_variants_keeps_its_name() {
    let api = model(&with_schemas(json!({"Root": {"type": "string", "enum": ["a-l-l", "all"]}})));
    let Shape::Enum(variants) = &named(&api, "Root").shape else { panic!("no enum") };
    let variants: Vec<_> = variants.iter().map(|one| one.rust.as_str()).collect();
    assert_eq!(variants, ["ALL2", "All"]);
}

#[test]
fn merged_bounds_keep_the_flag_of_the_tighter_one() {
    let bounds = |parts: Value| {
        let api = model(&with_schemas(
            json!({"Root": {"type": "object", "required": ["n"], "properties": {"n": {"allOf": parts}}}}),
        ));
        match &properties(&api, "Root")[0].ty {
            Type::Number(number) => (number.minimum, number.maximum),
            other => panic!("no number but {other:?}"),
        }
    };
    let number = json!({"type": "number", "minimum": 5, "maximum": 7, "exclusiveMaximum": true});
    let wider = json!({"minimum": 1, "exclusiveMinimum": true, "maximum": 9});
    let merged = (Some((5.0, false)), Some((7.0, true)));
    assert_eq!(bounds(json!([number, wider])), merged);
    assert_eq!(bounds(json!([wider, number])), merged);
    let same = json!({"minimum": 5, "exclusiveMinimum": true, "maximum": 7});
    let merged = (Some((5.0, true)), Some((7.0, true)));
    assert_eq!(bounds(json!([number, same])), merged);
    assert_eq!(bounds(json!([same, number])), merged);
}

#[test]
fn a_mapping_leads_to_the_alternative_that_it_names() {
    let kind = json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}});
    let api = model(&with_schemas(json!({
        "Cat": kind, "Dog": kind,
        "Root": {
            "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
            "discriminator": {"propertyName": "kind", "mapping": {"tom": "Cat", "rex": "#/components/schemas/Dog"}},
        },
    })));
    let Shape::Union { variants, .. } = &named(&api, "Root").shape else { panic!("no union") };
    let tags: Vec<_> = variants.iter().map(|one| one.tags.join(",")).collect();
    assert_eq!(tags, ["tom", "rex"]);
}
