//! Template versions, and what their imports find.

use super::castle::{build, carry_out};
use super::castle::{found_template, hold, new_workspace, template, version};
use super::makers::{begin, scan, write};
use crate::engines::for_each_engine;
use crate::makers::*;
use burgrave_core::provisioning::build::Transition;
use burgrave_core::provisioning::version::ExternalAuth;
use burgrave_store::*;

async fn numbers(r: &Reader, asked: VersionFilter) -> Result<Vec<u128>, StoreError> {
    let found = r.template_versions(id(200), asked).await?;
    Ok(found.iter().map(|one| one.id.uuid().as_u128()).collect())
}

#[tokio::test]
async fn versions_of_a_template_are_paged_oldest_first() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            template(&tx, 200, 1, "castle").await?;
            for number in 301..305 {
                version(&tx, number, Some(200)).await?;
            }
            version(&tx, 400, None).await
        })
        .await;
        scan(&store, |r| async move {
            let any = VersionFilter::default;
            assert_eq!(numbers(&r, any()).await?, [300, 301, 302, 303, 304]);
            assert_eq!(numbers(&r, VersionFilter { limit: 2, ..any() }).await?, [300, 301]);
            let after = Some(id(301));
            assert_eq!(numbers(&r, VersionFilter { after, limit: 2, ..any() }).await?, [302, 303]);
            assert_eq!(numbers(&r, VersionFilter { offset: 3, ..any() }).await?, [303, 304]);
            let found = r.template_version_by_name(id(200), "v302").await?.unwrap();
            assert_eq!((found.id, found.job.version_id), (id(302), id(302)));
            assert!(r.template_version_by_name(id(200), "V302").await?.is_none(), "letter case counts");
            let previous = r.previous_template_version(&found).await?.unwrap();
            assert_eq!(previous.id, id(301));
            let first = r.template_version(id(300)).await?.unwrap();
            assert!(r.previous_template_version(&first).await?.is_none());
            assert_eq!(r.templates_of_file(id(50)).await?, [id(200)]);
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn names_of_versions_are_unique_in_their_template() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            template(&tx, 200, 1, "castle").await?;
            version(&tx, 301, Some(200)).await?;
            version(&tx, 302, None).await?;
            let held = proven(tx.template_version(id(301)).await?.unwrap());
            assert_eq!(tx.update_template_version(&held, "v300", "", at(1)).await?, Change::Taken);
            assert_eq!(tx.update_template_version(&held, "V300", "hello", at(1)).await?, Change::Done);
            let read = tx.template_version(id(301)).await?.unwrap();
            assert_eq!(
                (read.name.as_str(), read.message.as_str(), read.updated_at),
                ("V300", "hello", at(1))
            );
            let alone = proven(tx.template_version(id(302)).await?.unwrap());
            assert_eq!(tx.update_template_version(&alone, "v300", "", at(1)).await?, Change::Done);
            let alone = proven(tx.template_version(id(302)).await?.unwrap());
            assert_eq!(tx.attach_template_version(&alone, id(200), at(2)).await?, Change::Taken);
            assert_eq!(
                tx.attach_template_version(&held, id(200), at(2)).await?,
                Change::Missing,
                "it is attached"
            );
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn versions_in_use_are_not_archived() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            template(&tx, 200, 1, "castle").await?;
            for number in [301, 302, 303] {
                version(&tx, number, Some(200)).await?;
            }
            let failed = hold(&tx, 1_302).await?;
            assert!(tx.fail_job(&failed, "broken", None, at(1)).await?);
            let held = proven(found_template(&tx, 200).await?);
            assert!(tx.set_active_version(&held, id(303), at(1)).await?);
            let new = new_workspace(400, 10, "ada", 200, "home");
            assert_eq!(tx.insert_workspace(&made(new)).await?, Inserted::Done);
            assert_eq!(build(&tx, 500, 400, Transition::Start).await?, Inserted::Done);
            assert!(tx.template_version_in_use(id(303)).await?);
            let version =
                async |number| Ok::<_, StoreError>(proven(tx.template_version(id(number)).await?.unwrap()));
            assert!(!tx.archive_template_version(&version(303).await?, at(2)).await?, "active and used");
            assert!(tx.set_active_version(&held, id(301), at(2)).await?);
            assert!(!tx.archive_template_version(&version(303).await?, at(2)).await?, "used");
            assert_eq!(tx.archive_template_versions(&held, false, at(3)).await?, [id(302)]);
            assert_eq!(tx.archive_template_versions(&held, true, at(4)).await?, [id(300)]);
            assert_eq!(tx.archive_template_versions(&held, true, at(5)).await?, []);
            assert_eq!(numbers(&tx, VersionFilter::default()).await?, [301, 303]);
            let archived = VersionFilter { archived: true, ..VersionFilter::default() };
            assert_eq!(numbers(&tx, archived).await?, [300, 301, 302, 303]);
            assert!(tx.unarchive_template_version(&version(300).await?, at(6)).await?);
            assert!(!tx.unarchive_template_version(&version(300).await?, at(6)).await?);
            assert!(tx.archive_template_version(&version(300).await?, at(7)).await?);
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn an_import_keeps_what_it_found_and_may_say_it_again() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            version(&tx, 300, None).await?;
            let held = hold(&tx, 1_300).await?;
            let parameter = |name: &str| VersionParameter { name: name.into(), definition: "{}".into() };
            let variable = |name: &str, value: &str| VersionVariable {
                name: name.into(),
                description: String::new(),
                kind: "string".into(),
                value: value.into(),
                default_value: String::new(),
                required: true,
                sensitive: false,
            };
            for _ in 0..2 {
                tx.set_version_readme(&held, "# Castle", at(1)).await?;
                tx.set_version_parameters(&held, &[parameter("z"), parameter("a")]).await?;
                tx.set_version_variables(&held, &[variable("y", "1"), variable("b", "2")]).await?;
                let presets = [(id(600), "small".to_owned(), "{}".to_owned())];
                tx.set_version_presets(&held, &presets).await?;
                let accounts = [("forge", true), ("chat", false)];
                let accounts = accounts.map(|(id, optional)| ExternalAuth { id: id.into(), optional });
                tx.set_version_external_auth(&held, &accounts).await?;
            }
            tx.end_version_import(&held, true, at(2)).await?;
            let read = tx.template_version(id(300)).await?.unwrap();
            assert_eq!(
                (read.readme.as_str(), read.has_external_agent, read.updated_at),
                ("# Castle", true, at(2))
            );
            assert_eq!(tx.version_parameters(id(300)).await?, [parameter("z"), parameter("a")]);
            assert_eq!(tx.version_variables(id(300)).await?, [variable("b", "2"), variable("y", "1")]);
            let accounts = tx.version_external_auth(id(300)).await?;
            let accounts: Vec<_> = accounts.iter().map(|one| (one.id.as_str(), one.optional)).collect();
            assert_eq!(accounts, [("forge", true), ("chat", false)]);
            let presets = tx.version_presets(id(300)).await?;
            assert_eq!(tx.preset(id(600)).await?.as_ref(), presets.first());
            assert_eq!((presets.len(), presets[0].name.as_str()), (1, "small"));
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn resources_and_agents_of_many_jobs_come_together_and_earlier_agents_go() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            template(&tx, 200, 1, "castle").await?;
            let new = new_workspace(400, 10, "ada", 200, "home");
            assert_eq!(tx.insert_workspace(&made(new)).await?, Inserted::Done);
            for number in [500, 501] {
                assert_eq!(build(&tx, number, 400, Transition::Start).await?, Inserted::Done);
                let held = hold(&tx, number + 10_000).await?;
                let resource = |at, name: &str| NewResource {
                    id: id(number + 1_000 + at),
                    job_id: held.id,
                    position: i64::try_from(at).unwrap(),
                    transition: Transition::Start,
                    kind: "tower".into(),
                    name: name.into(),
                    hide: false,
                    icon: String::new(),
                    daily_cost: 3,
                    metadata: "[]".into(),
                    module_path: String::new(),
                    instance_type: String::new(),
                    now: now(),
                };
                let agent = NewAgent {
                    id: id(number + 3_000),
                    resource_id: id(number + 1_000),
                    job_id: held.id,
                    position: 0,
                    name: "main".into(),
                    definition: "{}".into(),
                    times_out_at: None,
                    now: now(),
                };
                let resources = [resource(0, "z"), resource(100, "a")];
                tx.insert_resources(&held, &resources, &[agent]).await?;
                tx.delete_earlier_agents(&held, at(9)).await?;
                assert!(tx.complete_job(&held, at(9)).await?);
            }
            let jobs = [id(10_500), id(10_501)];
            let names: Vec<_> = tx.resources_of(&jobs).await?.into_iter().map(|one| one.name).collect();
            assert_eq!(names, ["z", "a", "z", "a"]);
            let agents = tx.agents_of(&jobs).await?;
            assert_eq!((agents.len(), agents[0].job_id), (1, id(10_501)));
            assert_eq!(build(&tx, 502, 400, Transition::Stop).await?, Inserted::Done);
            carry_out(&tx, 502, BuildEnd::Stopped, 10).await
        })
        .await;
    })
    .await;
}
