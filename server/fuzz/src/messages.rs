use burgrave_wire::Message;
use burgrave_wire::provisioner::FileUpload;
use burgrave_wire::provisionerd::{AcquiredJob, CompletedJob, FailedJob, UpdateJobRequest};

/// A message that was read is the same when it is written and read again.
pub fn messages(bytes: &[u8]) {
    again::<AcquiredJob>(bytes);
    again::<CompletedJob>(bytes);
    again::<FailedJob>(bytes);
    again::<UpdateJobRequest>(bytes);
    again::<FileUpload>(bytes);
}

fn again<M: Message + Default>(bytes: &[u8]) {
    if let Ok(message) = M::decode(bytes) {
        let once = message.encode_to_vec();
        let twice = M::decode(&*once).map(|message| message.encode_to_vec());
        assert_eq!(twice.as_ref(), Ok(&once));
    }
}
