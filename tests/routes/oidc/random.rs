//! After any sequence of logins with random claims and of changes to the settings, everybody's places are
//! exactly what the settings said at their last login. What is expected is reckoned here, by plain sets.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::scene::Scene;
use crate::harness::{Engine, entropy};

const STEPS: usize = 40;
const ORGANIZATIONS: [&str; 3] = ["coder", "data", "ops"];
const TEAMS: [&str; 3] = ["team-0", "team-1", "team-2"];
const ROLES: [&str; 3] = ["organization-admin", "organization-auditor", "organization-user-admin"];
const VALUES: [&str; 9] =
    ["v0", "v1", "v2", "", "team-0", "team-2", "organization-auditor", "organization-admin", "junk"];

type Names = BTreeSet<String>;
type Mapping = BTreeMap<String, Names>;

/// What is set for one kind of place; none is off.
type Rule = Option<Mapping>;

/// Teams and roles in one organization.
type Place = (Names, Names);

#[derive(Default)]
struct Model {
    organizations: Rule,
    assign_default: bool,
    teams: BTreeMap<&'static str, Rule>,
    roles: BTreeMap<&'static str, Rule>,
    people: BTreeMap<&'static str, BTreeMap<String, Place>>,
}

/// Numbers that follow from the seed of the run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((word ^ (word >> 31)) % sides as u64).unwrap()
    }

    fn some(&mut self, of: &[&str]) -> Names {
        of.iter().filter(|_| self.roll(2) == 0).map(|one| (*one).to_owned()).collect()
    }

    fn rule(&mut self, targets: &[&str]) -> Rule {
        let keys = ["v0", "v1", "team-0", "organization-admin"];
        (self.roll(5) > 0)
            .then(|| self.some(&keys).into_iter().map(|key| (key, self.some(targets))).collect())
    }

    fn claim(&mut self) -> Value {
        match self.roll(8) {
            0 => Value::Null,
            1 => json!("v0,v1"),
            2 => json!(7),
            3 => json!(VALUES[self.roll(VALUES.len())]),
            _ => json!(self.some(&VALUES)),
        }
    }
}

/// The values of a claim; none when it can't be read.
fn values(claim: &Value) -> Option<Vec<String>> {
    match claim {
        Value::Null => Some(Vec::new()),
        Value::String(text) if text.contains(',') => None,
        Value::String(text) => Some(Some(text.clone()).filter(|text| !text.is_empty()).into_iter().collect()),
        Value::Array(all) => Some(all.iter().map(|one| one.as_str().unwrap().to_owned()).collect()),
        _ => None,
    }
}

/// What a claim gives: by mapping, or by name where there are names.
fn given(rule: &Mapping, values: &[String], named: &[&str]) -> Names {
    let of = |value: &String| match rule.get(value) {
        Some(targets) => targets.clone(),
        None => named.iter().filter(|name| **name == value.as_str()).map(|name| (*name).to_owned()).collect(),
    };
    values.iter().flat_map(of).collect()
}

impl Model {
    /// Somebody logs in; false when they are refused.
    fn log_in(&mut self, who: &'static str, claims: &[Value; 3]) -> bool {
        let [organizations, teams, roles] = claims;
        let mut places = self.people.get(who).cloned();
        if let Some(rule) = &self.organizations {
            let Some(values) = values(organizations) else { return false };
            let mut wanted = given(rule, &values, &[]);
            if self.assign_default {
                wanted.insert("coder".into());
            }
            let before = places.unwrap_or_default();
            let kept = |name: String| (name.clone(), before.get(&name).cloned().unwrap_or_default());
            places = Some(wanted.into_iter().map(kept).collect());
        }
        let mut places = places.unwrap_or_else(|| [("coder".to_owned(), Place::default())].into());
        for (name, place) in &mut places {
            let set = |rules: &BTreeMap<&str, Rule>, claim: &Value, named: &[&str], to: &mut Names| {
                let rule = rules.get(name.as_str()).and_then(Option::as_ref);
                if let (Some(rule), Some(values)) = (rule, values(claim)) {
                    *to = given(rule, &values, named);
                }
            };
            set(&self.teams, teams, &TEAMS, &mut place.0);
            set(&self.roles, roles, &ROLES, &mut place.1);
        }
        self.people.insert(who, places);
        true
    }
}

/// The ids of organizations, and of teams by organization and name.
struct Ids {
    organizations: BTreeMap<String, Value>,
    teams: BTreeMap<(String, String), Value>,
}

async fn laid(scene: &Scene) -> Ids {
    let owner = scene.server.owner().await;
    let mut ids = Ids { organizations: BTreeMap::new(), teams: BTreeMap::new() };
    for name in ORGANIZATIONS {
        if name != "coder" {
            owner.post("/api/v2/organizations", &json!({"name": name})).await.expect(201);
        }
        let found = owner.get(&format!("/api/v2/organizations/{name}")).await.json_of(200);
        ids.organizations.insert(name.to_owned(), found["id"].clone());
        for team in TEAMS {
            let path = format!("/api/v2/organizations/{name}/groups");
            let made = owner.post(&path, &json!({"name": team})).await.json_of(201);
            ids.teams.insert((name.to_owned(), team.to_owned()), made["id"].clone());
        }
    }
    ids
}

fn written(rule: &Rule, field: &str, id: impl Fn(&String) -> Value) -> Value {
    let Some(mapping) = rule else { return json!({"field": ""}) };
    let mapped =
        |(value, targets): (&String, &Names)| (value.clone(), targets.iter().map(&id).collect::<Vec<_>>());
    json!({"field": field, "mapping": mapping.iter().map(mapped).collect::<BTreeMap<_, _>>()})
}

async fn change(scene: &Scene, ids: &Ids, model: &mut Model, dice: &mut Dice) {
    let owner = scene.server.owner().await;
    let place = ORGANIZATIONS[dice.roll(3)];
    let settings = format!("/api/v2/organizations/{place}/settings/idpsync");
    match dice.roll(3) {
        0 => {
            (model.organizations, model.assign_default) = (dice.rule(&ORGANIZATIONS), dice.roll(2) == 0);
            let mut body = written(&model.organizations, "o", |name| ids.organizations[name].clone());
            body["organization_assign_default"] = model.assign_default.into();
            owner.patch("/api/v2/settings/idpsync/organization", &body).await.expect(200);
        }
        1 => {
            let rule = dice.rule(&TEAMS);
            let body = written(&rule, "g", |team| ids.teams[&(place.to_owned(), team.clone())].clone());
            owner.patch(&format!("{settings}/groups"), &body).await.expect(200);
            model.teams.insert(place, rule);
        }
        _ => {
            let rule = dice.rule(&ROLES);
            let body = written(&rule, "r", |role| json!(role));
            owner.patch(&format!("{settings}/roles"), &body).await.expect(200);
            model.roles.insert(place, rule);
        }
    }
}

/// Everybody's places as the server shows them.
async fn shown(
    scene: &Scene,
    people: &BTreeMap<&'static str, BTreeMap<String, Place>>,
) -> BTreeMap<&'static str, BTreeMap<String, Place>> {
    let owner = scene.server.owner().await;
    let mut all: BTreeMap<&'static str, BTreeMap<String, Place>> =
        people.keys().map(|who| (*who, BTreeMap::new())).collect();
    for name in ORGANIZATIONS {
        let members = owner.get(&format!("/api/v2/organizations/{name}/members")).await.json_of(200);
        for member in members.as_array().unwrap() {
            let Some(places) = all.get_mut(member["username"].as_str().unwrap()) else { continue };
            let roles = member["roles"].as_array().unwrap().iter();
            let roles = roles.map(|role| role["name"].as_str().unwrap().to_owned()).collect();
            places.insert(name.to_owned(), (Names::new(), roles));
        }
        let groups = owner.get(&format!("/api/v2/organizations/{name}/groups")).await.json_of(200);
        for group in groups.as_array().unwrap().iter().filter(|group| group["name"] != "Everyone") {
            for member in group["members"].as_array().unwrap() {
                let Some(places) = all.get_mut(member["username"].as_str().unwrap()) else { continue };
                let team = group["name"].as_str().unwrap().to_owned();
                places.get_mut(name).expect("who is in a group is a member").0.insert(team);
            }
        }
    }
    all
}

#[apply(case)]
async fn places_are_what_the_settings_say_after_any_sequence_of_logins(engine: Engine) {
    let scene = Scene::new(engine).await;
    let ids = laid(&scene).await;
    let (mut model, mut dice) = (Model::default(), Dice(entropy::seed()));
    for step in 0..STEPS {
        if dice.roll(3) == 0 {
            change(&scene, &ids, &mut model, &mut dice).await;
            continue;
        }
        let who = ["amira", "jonas", "nadia"][dice.roll(3)];
        let claims = [dice.claim(), dice.claim(), dice.claim()];
        scene.claims(who, json!({"o": claims[0], "g": claims[1], "r": claims[2]}));
        let expected = if model.log_in(who, &claims) { 307 } else { 400 };
        assert_eq!(scene.come().await.status, expected, "step {step}: {who} with {claims:?}");
        let shown = shown(&scene, &model.people).await;
        assert_eq!(shown, model.people, "after step {step}, {who} with {claims:?}");
    }
}
