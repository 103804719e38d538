//! What SCIM finds: random filters on random resources, on each engine and in memory.

use std::time::{SystemTime, UNIX_EPOCH};

use burgrave_core::ids::UserId;
use burgrave_core::scim::document::{self, Document};
use burgrave_core::scim::filter::{self, Unknown, matches};
use burgrave_core::scim::index::{entry, index, values};
use burgrave_core::scim::resource::{ResourceMeta, resource};
use burgrave_core::scim::schema::{GROUPS, ResourceType, USERS};
use burgrave_core::scim::sorting::sorting;
use burgrave_store::*;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::engines::for_each_engine;
use crate::makers::*;

const PEOPLE: u128 = 24;
const TEAMS: u128 = 8;
const FILTERS: usize = 150;

/// Few words, so that they meet: letter cases, wildcards of SQL, quotes, letters of several bytes.
const WORDS: &str = "(a|A|ab|aB%|_|É|é|z\"\\\\|日本|b'c|)";

fn word() -> impl Strategy<Value = String> {
    WORDS.prop_map(|word| word)
}

fn listed() -> impl Strategy<Value = Value> {
    (word(), prop::option::of("(work|home|Work)"), prop::option::of(any::<bool>())).prop_map(|(value, kind, primary)| {
        json!({"value": value, "type": kind, "primary": primary.filter(|primary| !primary)})
    })
}

fn person(number: u128) -> impl Strategy<Value = Value> {
    let maybe = || prop::option::of(word());
    let lists = || prop::collection::vec(listed(), 0..3);
    (maybe(), maybe(), maybe(), lists(), lists(), maybe(), maybe()).prop_map(
        move |(title, external, family, emails, phones, department, manager)| {
            json!({
                "userName": format!("{}{number}", title.clone().unwrap_or_default()),
                "title": title, "externalId": external, "name": {"familyName": family}, "emails": emails,
                "phoneNumbers": phones,
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": department, "manager": manager},
            })
        },
    )
}

fn team(number: u128) -> impl Strategy<Value = Value> {
    let members = prop::collection::vec((word(), prop::option::of(word())), 0..4);
    (word(), prop::option::of(word()), members).prop_map(move |(name, external, members)| {
        let members: Vec<Value> =
            members.iter().map(|(id, display)| json!({"value": id, "display": display})).collect();
        json!({"displayName": format!("{name}{number}"), "externalId": external, "members": members})
    })
}

fn literal() -> impl Strategy<Value = String> {
    word().prop_map(|word| Value::from(word).to_string())
}

fn test(paths: &'static str) -> impl Strategy<Value = String> {
    let operator = "(eq|ne|co|sw|ew|gt|ge|lt|le)";
    prop_oneof![
        4 => (paths, operator, literal()).prop_map(|(path, operator, value)| format!("{path} {operator} {value}")),
        1 => paths.prop_map(|path| format!("{path} pr")),
        1 => (paths, "(eq|ne)").prop_map(|(path, operator)| format!("{path} {operator} null")),
    ]
}

fn combined(leaf: impl Strategy<Value = String> + 'static) -> impl Strategy<Value = String> {
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), "(and|or)", inner.clone())
                .prop_map(|(one, word, two)| format!("({one}) {word} ({two})")),
            inner.prop_map(|one| format!("not ({one})")),
        ]
    })
}

fn of_people() -> impl Strategy<Value = String> {
    const PATHS: &str = "(userName|title|externalId|name\\.familyName|id|emails|emails\\.value|emails\\.type|phoneNumbers\\.display|\
        urn:ietf:params:scim:schemas:extension:enterprise:2\\.0:User:(department|manager|manager\\.value)|meta\\.resourceType)";
    let flags = "(active|emails\\.primary) (eq|ne) (true|false|\"True\")";
    let times = "meta\\.(created|lastModified) (eq|ne|gt|ge|lt|le) \
                 \"20(26-09-21T14:13:20\\.123456Z|30-01-01T00:00:00Z)\"";
    let inner = prop_oneof![3 => test("(value|type|display)"), 1 => "primary (eq|ne) (true|false)"];
    let element =
        ("(emails|phoneNumbers)", combined(inner)).prop_map(|(list, inner)| format!("{list}[{inner}]"));
    let there = "(emails|phoneNumbers|name|urn:ietf:params:scim:schemas:extension:enterprise:2\\.0:User) pr";
    combined(prop_oneof![5 => test(PATHS), 1 => flags, 1 => times, 3 => element, 1 => there])
}

fn of_teams() -> impl Strategy<Value = String> {
    let element = combined(test("(value|display)")).prop_map(|inner| format!("members[{inner}]"));
    combined(
        prop_oneof![2 => test("(displayName|externalId|members|members\\.value|members\\.display)"), 1 => element],
    )
}

struct Kept {
    kind: &'static ResourceType,
    resources: Vec<(Uuid, Map<String, Value>)>,
}

impl Kept {
    fn add(&mut self, id: Uuid, document: &Document) {
        let known = ResourceMeta {
            id: id.to_string(),
            created: now(),
            modified: now(),
            version: String::new(),
            base: String::new(),
        };
        self.resources.push((id, resource(self.kind, &known, document.clone())));
    }

    fn matching(&self, filter: &filter::Filter) -> Vec<Uuid> {
        let found =
            self.resources.iter().filter(|(_, resource)| matches(filter, resource)).map(|(id, _)| *id);
        let mut found: Vec<Uuid> = found.collect();
        found.sort_unstable();
        found
    }
}

fn texts(search: &Map<String, Value>, name: &str) -> Option<String> {
    search.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn owned(values: Vec<&str>) -> Vec<String> {
    values.into_iter().map(str::to_owned).collect()
}

fn person_row(id: Uuid, document: &Document) -> ScimUserRow {
    let search = index(&USERS, &id.to_string(), document);
    ScimUserRow {
        id: id.into(),
        username_key: texts(&search, "userName").unwrap(),
        external_id: texts(&search, "externalId"),
        addresses: owned(values(&search, "emails")),
        document: Value::Object(document.clone()).to_string(),
        search: Value::Object(search).to_string(),
        now: now(),
    }
}

fn team_row(id: Uuid, document: &Document) -> ScimGroupRow {
    let mut document = document.clone();
    document.shift_remove("members");
    let search = index(&GROUPS, &id.to_string(), &document);
    ScimGroupRow {
        id: id.into(),
        name_key: texts(&search, "displayName").unwrap(),
        external_id: texts(&search, "externalId"),
        display_name: texts(&document, "displayName").unwrap(),
        document: Value::Object(document).to_string(),
        search: Value::Object(search).to_string(),
        now: now(),
    }
}

fn member_rows(document: &Document) -> ScimMemberChanges {
    let entries = document.get("members").and_then(Value::as_array);
    let row = |(place, sent): (i64, &Value)| {
        let value = entry(&GROUPS, "members", sent);
        let key = value["value"].as_str().map(str::to_owned);
        ScimMemberRow { place, key, user: None, entry: sent.to_string(), value: value.to_string() }
    };
    ScimMemberChanges { gone: Vec::new(), put: (0..).zip(entries.into_iter().flatten()).map(row).collect() }
}

fn kept_document(kind: &'static ResourceType, sent: Value) -> Document {
    document::attributes(kind, sent.as_object().unwrap().clone()).unwrap()
}

/// Fills a store; gives what is in it, as answers would show it.
async fn filled(store: &Store, people: &[Value], teams: &[Value]) -> (Kept, Kept) {
    let mut kept =
        (Kept { kind: &USERS, resources: Vec::new() }, Kept { kind: &GROUPS, resources: Vec::new() });
    let people: Vec<(Uuid, Document)> = people
        .iter()
        .zip(100..)
        .map(|(sent, number)| (id(number), kept_document(&USERS, sent.clone())))
        .collect();
    let teams: Vec<(Uuid, Document)> = teams
        .iter()
        .zip(500..)
        .map(|(sent, number)| (id(number), kept_document(&GROUPS, sent.clone())))
        .collect();
    for (number, (id, document)) in people.iter().enumerate() {
        let mut document = document.clone();
        document.insert("active".into(), (number % 3 != 0).into());
        kept.0.add(*id, &document);
    }
    teams.iter().for_each(|(id, document)| kept.1.add(*id, document));
    let written: Result<(), StoreError> = store
        .write(move |tx| {
            let (people, teams) = (people.clone(), teams.clone());
            async move {
                found(&tx, 1, "one").await?;
                for (number, (key, document)) in people.iter().enumerate() {
                    settle(&tx, 1, key.as_u128(), &[&format!("u{number}")]).await?;
                    if number % 3 == 0 {
                        tx.set_user_status(&account(&tx, key.as_u128()).await?, UserStatus::Suspended, now())
                            .await?;
                    }
                    assert_eq!(tx.insert_scim_user(&person_row(*key, document)).await?, Inserted::Done);
                }
                for (number, (key, document)) in teams.iter().enumerate() {
                    assert_eq!(
                        tx.insert_group(&made(group(key.as_u128(), 1, &format!("g{number}")))).await?,
                        Inserted::Done
                    );
                    assert_eq!(tx.insert_scim_group(&team_row(*key, document)).await?, Inserted::Done);
                    tx.change_scim_members((*key).into(), &member_rows(document)).await?;
                }
                Ok(())
            }
        })
        .await;
    written.unwrap();
    kept
}

/// A seed of its own each time, printed so that a failure can be had again (`BURGRAVE_TESTS_SEED`).
fn runner() -> TestRunner {
    let given = std::env::var("BURGRAVE_TESTS_SEED").ok().and_then(|seed| seed.parse::<u64>().ok());
    let nanoseconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos());
    let seed = given.unwrap_or(u64::try_from(nanoseconds % u128::from(u64::MAX)).unwrap_or(0));
    println!("BURGRAVE_TESTS_SEED={seed}");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

fn drawn<S: Strategy>(runner: &mut TestRunner, strategy: &S) -> S::Value {
    strategy.new_tree(runner).unwrap().current()
}

async fn found_by(store: &Store, kind: &'static ResourceType, filter: filter::Filter) -> (Vec<Uuid>, u64) {
    let search = ScimSearch { filter: Some(filter), limit: 1000, ..ScimSearch::default() };
    let is_people = kind.name == USERS.name;
    let answer: Result<(Vec<Uuid>, u64), StoreError> = store
        .scan(move |reader| async move {
            if is_people {
                let page = reader.scim_users(&search).await?;
                Ok((page.rows.iter().map(|row| row.id.uuid()).collect(), page.count))
            } else {
                let page = reader.scim_groups(&search).await?;
                Ok((page.rows.iter().map(|row| row.id.uuid()).collect(), page.count))
            }
        })
        .await;
    let (mut ids, count) = answer.unwrap();
    ids.sort_unstable();
    (ids, count)
}

#[tokio::test]
async fn random_filters_find_the_same_on_each_engine_as_in_memory() {
    let mut runner = runner();
    let people: Vec<Value> = (0..PEOPLE).map(|number| drawn(&mut runner, &person(number))).collect();
    let teams: Vec<Value> = (0..TEAMS).map(|number| drawn(&mut runner, &team(number))).collect();
    let mut filters: Vec<(&'static ResourceType, String)> = Vec::new();
    for _ in 0..FILTERS {
        filters.push((&USERS, drawn(&mut runner, &of_people())));
        filters.push((&GROUPS, drawn(&mut runner, &of_teams())));
    }
    let (people, teams, filters) = (&people, &teams, &filters);
    for_each_engine(|store| async move {
        let kept = filled(&store, people, teams).await;
        let (mut some, mut asked) = (0, 0);
        for (kind, written) in filters {
            let expression = filter::parse(written).unwrap_or_else(|fault| panic!("{written}: {fault}"));
            // Some combinations of type and operator have no meaning; they are refused before any engine sees
            // them.
            let Ok(filter) = filter::resolve(&expression, kind, Unknown::Refuse) else { continue };
            let kept = if kind.name == USERS.name { &kept.0 } else { &kept.1 };
            let expected = kept.matching(&filter);
            let (ids, count) = found_by(&store, kind, filter).await;
            assert_eq!(ids, expected, "{} by {written}", store.engine());
            assert_eq!(count, expected.len() as u64, "{written}");
            asked += 1;
            some += usize::from(!expected.is_empty() && expected.len() < kept.resources.len());
        }
        assert!(asked > FILTERS, "{asked} filters were asked");
        assert!(some > FILTERS / 4, "only {some} filters told resources apart");
    })
    .await;
}

#[tokio::test]
async fn each_attribute_orders_the_list_the_same_on_each_engine() {
    let mut runner = runner();
    let people: Vec<Value> = (0..PEOPLE).map(|number| drawn(&mut runner, &person(number))).collect();
    let orders = std::sync::Mutex::new(Vec::<Vec<UserId>>::new());
    let (people, orders) = (&people, &orders);
    for_each_engine(|store| async move {
        filled(&store, people, &[]).await;
        let paths = [
            "userName",
            "title",
            "externalId",
            "id",
            "active",
            "meta.created",
            "meta.resourceType",
            "emails",
            "phoneNumbers.type",
            "name.familyName",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
        ];
        for (number, (path, way)) in
            paths.iter().flat_map(|path| [(path, "ascending"), (path, "descending")]).enumerate()
        {
            let sorting = sorting(Some(path), Some(way), &USERS).unwrap();
            let search = ScimSearch { sorting, limit: 1000, ..ScimSearch::default() };
            let page: Result<_, StoreError> =
                store.scan(move |reader| async move { reader.scim_users(&search).await }).await;
            let ids: Vec<UserId> = page.unwrap().rows.iter().map(|row| row.id).collect();
            assert_eq!(ids.len(), people.len());
            let mut orders = orders.lock().unwrap();
            match orders.get(number) {
                Some(known) => assert_eq!(*known, ids, "{path} {way}"),
                None => orders.push(ids),
            }
        }
    })
    .await;
}

/// Rows examined must not grow with the table: held by the point-read limit, which counts steps.
#[tokio::test]
async fn what_clients_look_up_most_comes_from_an_index() {
    let scratch = crate::engines::Scratch::new();
    let store = crate::engines::sqlite(&scratch.0).await;
    let people: Vec<Value> = (0..3000)
        .map(|number| json!({"userName": format!("n{number}"), "externalId": format!("e{number}"), "emails": [{"value": format!("m{number}@x.y"), "type": "work"}]}))
        .collect();
    let teams: Vec<Value> = (0..3000)
        .map(|number| json!({"displayName": format!("t{number}"), "members": [{"value": format!("v{number}")}]}))
        .collect();
    filled(&store, &people, &teams).await;
    for (kind, written) in [
        (&USERS, "userName eq \"N1234\""),
        (&USERS, "externalId eq \"e1234\""),
        (&USERS, "emails.value eq \"M1234@x.y\""),
        (&USERS, "emails[type eq \"work\" and value eq \"m1234@x.y\"]"),
        (&USERS, "externalId eq \"e1234\" and userName eq \"n1234\""),
        (&USERS, "id eq \"00000000-0000-0000-0000-000000000080\""),
        (&GROUPS, "displayName eq \"T1234\""),
        (&GROUPS, "members.value eq \"v1234\""),
    ] {
        let filter = filter::resolve(&filter::parse(written).unwrap(), kind, Unknown::Refuse).unwrap();
        let search = ScimSearch { filter: Some(filter), limit: 100, ..ScimSearch::default() };
        let is_people = kind.name == USERS.name;
        let count: Result<u64, StoreError> = store
            .read(move |reader| async move {
                if is_people {
                    Ok(reader.scim_users(&search).await?.rows.len() as u64)
                } else {
                    Ok(reader.scim_groups(&search).await?.rows.len() as u64)
                }
            })
            .await;
        assert_eq!(count, Ok(1), "{written}");
    }
    store.close().await;
}
