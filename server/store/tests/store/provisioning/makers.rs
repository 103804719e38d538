//! Rows for tests of jobs and what they are for. Organization 1, users 10 and 11, and file 50 are there.

use crate::makers::*;
use burgrave_core::ids::{ProvisionerDaemonId, ProvisionerJobId};
use burgrave_core::provisioning::job::{JobType, LogLevel, LogSource, Provisioner};
use burgrave_core::provisioning::queue::{QueueClass, Server};
use burgrave_core::provisioning::tags::Tags;
use burgrave_store::*;

/// The daemons that tests let work.
pub const WORKER: ProvisionerDaemonId = ProvisionerDaemonId::new(uuid::Uuid::from_u128(70));

/// What every test begins with.
pub async fn begin(store: &Store) {
    let done: Result<(), StoreError> = store
        .write(|tx| async move {
            found(&tx, 1, "one").await?;
            found(&tx, 2, "two").await?;
            settle(&tx, 1, 10, &["ada", "bob"]).await?;
            file(&tx, 50, 10, b"archive").await
        })
        .await;
    done.unwrap();
}

/// A file with these bytes, whose first bytes are its hash.
pub async fn file(tx: &Tx, number: u128, owner: u128, bytes: &[u8]) -> Result<(), StoreError> {
    let new = made(NewFile {
        id: id(number),
        created_by: id(owner),
        media_type: "application/x-tar".into(),
        now: now(),
    });
    tx.insert_file(&new).await?;
    tx.insert_file_piece(&new, 0, bytes).await?;
    let mut hash = [0; 32];
    hash[..bytes.len().min(32)].copy_from_slice(&bytes[..bytes.len().min(32)]);
    assert_eq!(tx.complete_file(&new, &hash, bytes.len() as u64, now()).await?, CompletedFile::New);
    Ok(())
}

pub fn tags(given: &[(&str, &str)]) -> Tags {
    let given = given.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    Tags::normal(given, None).unwrap()
}

/// An import by user 10, posted at that second.
pub fn job(number: u128, second: i64) -> NewJob {
    NewJob {
        id: id(number),
        organization_id: id(1),
        initiator_id: id(10),
        kind: JobType::TemplateVersionImport,
        file_id: id(50),
        version_id: id(number + 1_000_000),
        workspace_id: None,
        build_id: None,
        input: "{}".into(),
        provisioner: Provisioner::Echo,
        tags: Tags::default(),
        class: QueueClass::Person,
        now: at(second),
    }
}

/// A daemon with these tags that carries out `echo`.
pub fn server(given: &[(&str, &str)]) -> Server {
    Server {
        organization: id(1),
        provisioners: vec![Provisioner::Echo],
        tags: tags(given),
        checks_drift: true,
    }
}

/// The job, as it is now.
pub async fn stored(tx: &Tx, job: impl Into<ProvisionerJobId>) -> JobRecord {
    tx.job(job.into()).await.unwrap().expect("there is such a job")
}

pub fn line(output: impl Into<String>) -> LogLine {
    LogLine {
        created_at: now(),
        source: LogSource::Provisioner,
        level: LogLevel::Info,
        stage: "Planning".into(),
        output: output.into(),
    }
}

/// Runs a transaction that has to succeed.
pub async fn write<T: Send + 'static, Fut>(
    store: &Store,
    work: impl Fn(Tx) -> Fut + Send + Sync + 'static,
) -> T
where
    Fut: Future<Output = Result<T, StoreError>> + Send + 'static,
{
    store.write(work).await.unwrap()
}

/// Reads on one snapshot.
pub async fn scan<T: Send + 'static, Fut>(
    store: &Store,
    work: impl FnOnce(Reader) -> Fut + Send + 'static,
) -> T
where
    Fut: Future<Output = Result<T, StoreError>> + Send + 'static,
{
    store.scan(work).await.unwrap()
}
