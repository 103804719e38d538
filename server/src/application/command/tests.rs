//! What the runner takes from every command, on a real store.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use burgrave_api::operations;
use burgrave_core::authorization::{Authorized, Automatic as Reason};
use burgrave_core::ids::{OrganizationId, RequestId};
use burgrave_store::{GroupSource, Inserted, NewGroup, NewOrganization, Settings, Store};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::run::Attempt;
use super::*;
use crate::application::ClientInfo;

const ORGANIZATION: OrganizationId = OrganizationId::new(Uuid::from_u128(1));

/// Creates a group, and says of it what a test wants to be said.
struct Create {
    entries: Vec<Entry>,
    audit: Audit,
    runs: AtomicU32,
    refuse: bool,
}

impl Create {
    fn leaving(entries: Vec<Entry>) -> Self {
        Self { entries, audit: operations::CREATE_GROUP.into(), runs: AtomicU32::new(0), refuse: false }
    }
}

impl Command for Create {
    type Actor = Anonymous;
    type Output = u32;

    fn audit(&self) -> Audit {
        self.audit
    }

    async fn run(&self, context: &CommandContext<Anonymous>) -> Result<Outcome<u32>, Fault> {
        let runs = self.runs.fetch_add(1, SeqCst) + 1;
        let new = NewGroup {
            id: context.new_id.into(),
            organization_id: ORGANIZATION,
            name: "made".into(),
            display_name: String::new(),
            avatar_url: String::new(),
            quota_allowance: 0,
            source: GroupSource::User,
            now: context.now,
        };
        let new = Authorized::automatic(Reason::Setup, new);
        let Inserted::Done = context.insert_group(&new).await? else { return Err(Fault::Hidden) };
        if self.refuse {
            return Err(Fault::rule("No."));
        }
        Ok(Outcome::unrecorded(runs).and(self.entries.clone()))
    }
}

struct Scene {
    _folder: tempfile::TempDir,
    store: Store,
}

impl Scene {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = slog::Logger::root(slog::Discard, slog::o!());
        let store = Store::open(Settings::sqlite(folder.path()), log).await.unwrap();
        let organization = NewOrganization {
            id: ORGANIZATION,
            name: "borg".into(),
            display_name: String::new(),
            description: String::new(),
            icon: String::new(),
            is_default: true,
            now: now(),
        };
        let inserted = store
            .write(move |tx| {
                let organization = organization.clone();
                let organization = Authorized::automatic(Reason::Setup, organization);
                async move { tx.insert_organization(&organization).await }
            })
            .await
            .unwrap();
        assert_eq!(inserted, Inserted::Done);
        Self { _folder: folder, store }
    }

    async fn run(&self, command: Create) -> Result<u32, Fault> {
        let client = ClientInfo {
            request_id: RequestId::nil(),
            address: "192.0.2.1".into(),
            user_agent: "test".into(),
        };
        let attempt = Attempt {
            command,
            actor: Anonymous,
            client: Arc::new(client),
            now: now(),
            new_id: Uuid::from_u128(2),
            entry: Uuid::from_u128(3),
            evaluations: crate::application::Evaluations::new(self.store.clone(), None),
            log: slog::Logger::root(slog::Discard, slog::o!()),
        };
        attempt.execute(&self.store).await
    }

    async fn has_group(&self) -> bool {
        let read = |reader: burgrave_store::Reader| async move {
            reader.group_by_id(Uuid::from_u128(2).into()).await
        };
        self.store.read(read).await.unwrap().is_some()
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap()
}

#[tokio::test]
async fn a_change_without_an_entry_is_not_committed() {
    let scene = Scene::new().await;
    let fault = scene.run(Create::leaving(Vec::new())).await.unwrap_err();
    assert!(matches!(&fault, Fault::Internal(cause) if cause.contains("createGroup")), "{fault:?}");
    assert!(!scene.has_group().await);
}

#[tokio::test]
async fn a_change_with_its_entry_is_committed_after_one_run() {
    let scene = Scene::new().await;
    let runs = scene.run(Create::leaving(vec![Entry::new(Uuid::from_u128(2), "made")])).await.unwrap();
    assert_eq!(runs, 1);
    assert!(scene.has_group().await);
}

#[tokio::test]
async fn an_exempt_change_needs_no_entry() {
    let scene = Scene::new().await;
    scene
        .run(Create { audit: Audit::Exempt(Exemption::Upkeep), ..Create::leaving(Vec::new()) })
        .await
        .unwrap();
    assert!(scene.has_group().await);
}

#[tokio::test]
async fn an_entry_of_an_exempt_change_names_its_operation() {
    let scene = Scene::new().await;
    let exempt = |entry| Create { audit: Audit::Exempt(Exemption::Several), ..Create::leaving(vec![entry]) };
    let unnamed = Entry::new(Uuid::from_u128(2), "made");
    assert!(scene.run(exempt(unnamed.clone())).await.is_err());
    assert!(!scene.has_group().await);
    scene.run(exempt(unnamed.of_operation(operations::CREATE_GROUP))).await.unwrap();
    assert!(scene.has_group().await);
}

#[tokio::test]
async fn a_refused_change_leaves_nothing() {
    let scene = Scene::new().await;
    let refused = Create { refuse: true, ..Create::leaving(Vec::new()) };
    assert!(matches!(scene.run(refused).await, Err(Fault::BrokenRule { .. })));
    assert!(!scene.has_group().await);
}
