//! What Terraform has made is shown whole: containers, monitors, modules, replacements.

use std::collections::BTreeMap;

use burgrave_core::provisioning::resources::{
    Agent, App, Devcontainer, Module, Monitor, Monitors, Replacement, Resource, Script, VolumeMonitor,
};
use burgrave_provisioner::echo::{EchoArchive, EchoStep};
use burgrave_provisioner::{Parsed, Planned};
use serde_json::{Value, json};

use super::scene::{build_path, start, template_of, workspace};
use crate::harness::Engine;

fn planned() -> Planned {
    let app = |order, slug: &str| App { order, slug: slug.into(), ..App::default() };
    let container = Devcontainer {
        name: "repository".into(),
        workspace_folder: "/src".into(),
        subagent_id: "inner-agent".into(),
        apps: vec![app(1, "late"), app(0, "early")],
        scripts: vec![Script { script: "make".into(), ..Script::default() }],
        environment: BTreeMap::from([("EDITOR".into(), "vi".into())]),
        ..Devcontainer::default()
    };
    let monitors = Monitors {
        memory: Some(Monitor { enabled: true, threshold: 80 }),
        volumes: vec![VolumeMonitor {
            path: "/home".into(),
            monitor: Monitor { enabled: false, threshold: 90 },
        }],
    };
    let agent = Agent { name: "main".into(), devcontainers: vec![container], monitors, ..Agent::default() };
    let other = Agent { name: "other".into(), ..Agent::default() };
    let machine = Resource {
        name: "dev".into(),
        kind: "aws_instance".into(),
        module_path: "module.network[\"eu\"]".into(),
        instance_type: "t3.large".into(),
        agents: vec![agent, other],
        ..Resource::default()
    };
    let disk = Resource { name: "disk".into(), kind: "volume".into(), ..Resource::default() };
    Planned {
        resources: vec![machine, disk],
        modules: vec![Module {
            key: "network".into(),
            source: "example/network/aws".into(),
            version: "1.4.0".into(),
            folder: ".terraform/modules/network".into(),
        }],
        replacements: vec![Replacement {
            resource: "module.network[\"eu\"].aws_instance.dev".into(),
            paths: vec!["ami".into(), "network.0.name".into()],
        }],
        ..Planned::default()
    }
}

fn shows_everything(resources: &Value) {
    let names: Vec<_> = resources.as_array().unwrap().iter().map(|one| &one["name"]).collect();
    let at = |name: &str| &resources[names.iter().position(|one| **one == name).unwrap()];
    let (dev, disk) = (at("dev"), at("disk"));
    assert_eq!(
        (&dev["module_path"], &dev["instance_type"]),
        (&json!("module.network[\"eu\"]"), &json!("t3.large"))
    );
    assert_eq!((disk.get("module_path"), disk.get("instance_type")), (None, None));
    let (main, other) = (&dev["agents"][0], &dev["agents"][1]);
    assert_eq!((other.get("devcontainers"), other.get("resources_monitoring")), (None, None));
    let volumes = json!([{"path": "/home", "enabled": false, "threshold": 90}]);
    let expected = json!({"memory": {"enabled": true, "threshold": 80}, "volumes": volumes});
    assert_eq!(main["resources_monitoring"], expected);
    let container = &main["devcontainers"][0];
    assert_eq!((&container["name"], &container["workspace_folder"]), (&json!("repository"), &json!("/src")));
    assert_eq!((&container["config_path"], &container["subagent_id"]), (&json!(""), &json!("inner-agent")));
    assert_eq!(container["environment_variables"], json!({"EDITOR": "vi"}));
    assert_eq!(
        (&container["apps"][0]["slug"], &container["apps"][1]["slug"]),
        (&json!("early"), &json!("late"))
    );
    assert_eq!(container["scripts"][0]["script"], "make");
    assert!(main["apps"].as_array().unwrap().is_empty() && main["scripts"].as_array().unwrap().is_empty());
}

#[apply(case)]
async fn containers_monitors_modules_and_replacements_are_kept_and_shown(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let archive = EchoArchive::simple(&Parsed::default(), &planned()).into_tar();
    let base = template_of(&server, "base", archive, json!({})).await;
    let modules = json!([{"key": "network", "source": "example/network/aws", "version": "1.4.0"}]);
    let version = format!("/api/v2/templateversions/{}", base["active_version_id"].as_str().unwrap());
    assert_eq!(amira.get(&version).await.json_of(200)["modules"], modules);
    shows_everything(&amira.get(&format!("{version}/resources")).await.json_of(200));
    let versions = format!("/api/v2/templates/{}/versions", base["id"].as_str().unwrap());
    assert_eq!(amira.get(&versions).await.json_of(200)[0].get("modules"), None, "not in lists");

    let made = workspace(&server, &amira, &base, "dev").await;
    let shown = amira.get(&build_path(&made["latest_build"])).await.json_of(200);
    shows_everything(&shown["resources"]);
    let replaced =
        json!([{"resource": "module.network[\"eu\"].aws_instance.dev", "paths": ["ami", "network.0.name"]}]);
    assert_eq!((&shown["modules"], &shown["resource_replacements"]), (&modules, &replaced));
    let builds = format!("/api/v2/workspaces/{}/builds", made["id"].as_str().unwrap());
    let listed = amira.get(&builds).await.json_of(200)[0].clone();
    shows_everything(&listed["resources"]);
    assert_eq!((listed.get("modules"), listed.get("resource_replacements")), (None, None), "not in lists");
}

#[apply(case)]
async fn a_build_that_fails_shows_the_modules_and_replacements_that_its_plan_had(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let archive = EchoArchive::new()
        .parse(&[EchoStep::Complete(Parsed::default())])
        .plan(None, &[EchoStep::Complete(planned())])
        .apply(None, &[EchoStep::Fail("no machine is free".into())]);
    let base = template_of(&server, "base", archive.into_tar(), json!({})).await;
    let made = workspace(&server, &amira, &base, "dev").await;
    let shown = amira.get(&build_path(&made["latest_build"])).await.json_of(200);
    assert_eq!(shown["job"]["status"], "failed", "{shown}");
    assert_eq!(shown["modules"][0]["key"], "network", "{shown}");
    assert_eq!(shown["resource_replacements"][0]["resource"], "module.network[\"eu\"].aws_instance.dev");
}
