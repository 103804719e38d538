//! The values of builds.

use std::collections::BTreeMap;

use burgrave_core::provisioning::parameters::{
    DescribedParameter, FormType, Monotonic, ParameterOption, ParameterType,
};
use burgrave_core::provisioning::version::DescribedPreset;
use serde_json::{Value, json};

use super::scene::{
    Declared, activate, ask, ask_build, build, given, kept, ruled, start, template_of, text, values, version,
    workspace, workspace_with,
};
use crate::harness::{Engine, Server};

/// The same with another way to ask for it.
fn asked(mut parameter: DescribedParameter, form_type: FormType) -> DescribedParameter {
    let options = parameter.rule.options.iter();
    parameter.options = options
        .map(|value| ParameterOption { name: value.clone(), value: value.clone(), ..Default::default() })
        .collect();
    DescribedParameter { form_type, ..parameter }
}

/// A template with one parameter of each kind.
async fn rules(server: &Server, classic: bool) -> Value {
    let declared = Declared::with(vec![
        text("name"),
        ruled("size", |rule| {
            rule.of = ParameterType::Number;
            rule.default = "1".into();
            (rule.validation.min, rule.validation.max) = (Some(1), Some(9));
            rule.validation.monotonic = Some(Monotonic::Increasing);
        }),
        asked(
            ruled("zone", |rule| {
                rule.options = vec!["eu".into(), "us".into()];
                rule.default = "eu".into();
                rule.mutable = false;
            }),
            FormType::Radio,
        ),
        ruled("once", |rule| rule.ephemeral = true),
        asked(
            ruled("on", |rule| {
                rule.of = ParameterType::Bool;
                rule.default = "true".into();
            }),
            FormType::Checkbox,
        ),
        ruled("word", |rule| {
            rule.validation.regex = Some("^[a-z]+$".into());
        }),
        asked(
            ruled("list", |rule| {
                rule.of = ParameterType::ListOfStrings;
                rule.default = "[]".into();
            }),
            FormType::TagSelect,
        ),
    ]);
    let settings = json!({"template_use_classic_parameter_flow": classic});
    template_of(server, &format!("rules-{classic}"), declared.archive(&format!("rules {classic}")), settings)
        .await
}

/// The next build keeps values, except ephemeral ones, which return to their defaults.
#[apply(case)]
async fn values_are_kept_from_build_to_build_but_ephemeral_ones(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let base = rules(&server, false).await;
    let typed = given(&[("name", "a"), ("once", "now"), ("unknown", "x"), ("size", "3")]);
    let made = workspace_with(&server, &amira, &base, "dev", json!({"rich_parameter_values": typed})).await;
    let all = |name, once, size| {
        kept(&[
            ("list", "[]"),
            ("name", name),
            ("on", "true"),
            ("once", once),
            ("size", size),
            ("word", "default"),
            ("zone", "eu"),
        ])
    };
    assert_eq!(values(&server, &made["latest_build"]).await, all("a", "now", "3"));
    let stopped = build(&server, &amira, &made, json!({"transition": "stop"})).await;
    assert_eq!(values(&server, &stopped).await, all("a", "default", "3"));
    let body = json!({"transition": "start", "rich_parameter_values": given(&[("name", ""), ("size", "3")])});
    let started = build(&server, &amira, &made, body).await;
    assert_eq!(values(&server, &started).await, all("", "default", "3"), "an empty text is a value");
}

/// Type, options, regex, min, max, monotonic, immutable: types are checked in both flows, with all
/// faults at once.
#[apply(case)]
async fn values_that_do_not_fit_are_all_named_in_both_flows(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    for classic in [false, true] {
        let base = rules(&server, classic).await;
        let wrong = given(&[
            ("size", "many"),
            ("zone", "asia"),
            ("on", "perhaps"),
            ("word", "A B"),
            ("list", "no list"),
            ("name", "fine"),
        ]);
        let name = format!("dev-{classic}");
        let refused = ask(&amira, &base, &name, json!({"rich_parameter_values": wrong})).await.expect(400);
        let fields: Vec<_> = refused.json()["validations"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| fault["field"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(fields, ["list", "on", "size", "word", "zone"]);
        let made = workspace_with(
            &server,
            &amira,
            &base,
            &name,
            json!({"rich_parameter_values": given(&[("size", "5")])}),
        )
        .await;
        for (value, fits) in
            [(("size", "4"), false), (("size", "10"), false), (("zone", "us"), false), (("zone", "eu"), true)]
        {
            let body = json!({"transition": "stop", "rich_parameter_values": given(&[value])});
            let answer = ask_build(&amira, &made, body).await;
            if fits {
                super::scene::ended(&server, &answer.json_of(201)).await;
            } else {
                assert_eq!(answer.expect(400).faulty_fields(), [value.0], "{value:?}");
            }
        }
    }
}

/// A repeated name.
#[apply(case)]
async fn of_two_values_of_one_name_the_flow_decides(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    for (classic, expected) in [(false, "second"), (true, "first")] {
        let base = rules(&server, classic).await;
        let twice = given(&[("name", "first"), ("name", "second")]);
        let body = json!({"rich_parameter_values": twice});
        let made = workspace_with(&server, &amira, &base, &format!("dev-{classic}"), body).await;
        let found: BTreeMap<_, _> = values(&server, &made["latest_build"]).await.into_iter().collect();
        assert_eq!(found["name"], expected);
    }
}

/// A parameter that is required and new in the version; immutable values are kept across versions, by name.
#[apply(case)]
async fn another_version_demands_what_is_new_in_it(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let fixed = |name: &str| ruled(name, |rule| rule.mutable = false);
    let needed = ruled("needed", |rule| {
        rule.required = true;
        rule.default = String::new();
    });
    let archive = Declared::with(vec![text("name"), fixed("zone")]).archive("base");
    let base = template_of(&server, "base", archive, json!({})).await;
    let body = json!({"rich_parameter_values": given(&[("name", "a"), ("zone", "eu")])});
    let made = workspace_with(&server, &amira, &base, "dev", body).await;
    let declared = Declared::with(vec![fixed("zone"), needed, fixed("new")]);
    let second = version(&server, &base, "second", &declared).await;
    for transition in ["start", "stop"] {
        let body = json!({"transition": transition, "template_version_id": second["id"]});
        assert_eq!(ask_build(&amira, &made, body).await.expect(400).faulty_fields(), ["needed"]);
    }
    let body = json!({
        "transition": "start", "template_version_id": second["id"],
        "rich_parameter_values": given(&[("needed", ""), ("new", "given once")]),
    });
    let updated = build(&server, &amira, &made, body).await;
    let expected = kept(&[("needed", ""), ("new", "given once"), ("zone", "eu")]);
    assert_eq!(values(&server, &updated).await, expected);
    let back = json!({"transition": "start", "template_version_id": base["active_version_id"]});
    let back = build(&server, &amira, &made, back).await;
    assert_eq!(
        values(&server, &back).await,
        kept(&[("name", "default"), ("zone", "eu")]),
        "it was forgotten"
    );
}

fn preset(name: &str, values: &[(&str, &str)]) -> DescribedPreset {
    DescribedPreset {
        name: name.into(),
        values: kept(values).into_iter().collect(),
        ..DescribedPreset::default()
    }
}

/// Values of the request take precedence over the preset; a preset is recognized by its values.
#[apply(case)]
async fn a_preset_never_overrides_what_was_typed(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let declared = Declared {
        parameters: vec![text("name"), text("zone")],
        presets: vec![preset("small", &[("name", "small"), ("zone", "eu")])],
        ..Declared::default()
    };
    let base = template_of(&server, "base", declared.archive("base"), json!({})).await;
    let presets = format!("/api/v2/templateversions/{}/presets", base["active_version_id"].as_str().unwrap());
    let small = amira.get(&presets).await.json_of(200)[0]["ID"].clone();
    let body = json!({
        "template_version_preset_id": small, "rich_parameter_values": given(&[("name", "mine")]),
    });
    let made = workspace_with(&server, &amira, &base, "dev", body).await;
    let first = &made["latest_build"];
    assert_eq!(first["template_version_preset_id"], small);
    assert_eq!(values(&server, first).await, kept(&[("name", "mine"), ("zone", "eu")]));
    let other = build(&server, &amira, &made, json!({"transition": "stop"})).await;
    assert_eq!(other["template_version_preset_id"], json!(null), "its values are others");
    let body = json!({"transition": "start", "rich_parameter_values": given(&[("name", "small")])});
    let same = build(&server, &amira, &made, body).await;
    assert_eq!(same["template_version_preset_id"], small, "nobody named it");
    let plain = workspace(&server, &amira, &base, "plain").await;
    let body = json!({"transition": "start", "template_version_preset_id": plain["id"]});
    let refused = ask_build(&amira, &plain, body).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["template_version_preset_id"]);
    let second = version(&server, &base, "second", &declared).await;
    activate(&server, &base, &second).await;
    let body = json!({
        "transition": "start", "template_version_id": second["id"], "template_version_preset_id": small,
    });
    ask_build(&amira, &plain, body).await.expect(400);
}
