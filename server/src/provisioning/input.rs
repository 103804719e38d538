//! What only the daemon of a job is told, sealed: values of variables may be secrets.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use burgrave_core::ids::ProvisionerJobId;
use burgrave_core::provisioning::job::JobInput;
use burgrave_core::sealing::SealingKeys;

use crate::application::App;
use crate::fault::Fault;

/// Seals the input of a job for this job.
///
/// # Errors
/// `Internal`; no input is too long.
pub(super) fn seal(app: &App, job: ProvisionerJobId, input: &JobInput) -> Result<String, Fault> {
    let sealed = app.sealing().seal(input.to_json().as_bytes(), &place(job), app.entropy());
    let sealed = sealed.map_err(|fault| Fault::Internal(format!("the input of a job: {fault}")))?;
    Ok(STANDARD.encode(sealed))
}

/// Opens what [`seal`] has sealed.
///
/// # Errors
/// `Internal` where it was sealed by another key, or for another job.
pub(super) fn open(keys: &SealingKeys, job: ProvisionerJobId, kept: &str) -> Result<JobInput, Fault> {
    let fault = |cause: String| Fault::Internal(format!("the input of the job {job}: {cause}"));
    // Jobs that were asked for before inputs were sealed have theirs as it is.
    let text = match kept.starts_with('{') {
        true => kept.as_bytes().to_vec(),
        false => {
            let sealed = STANDARD.decode(kept).map_err(|error| fault(error.to_string()))?;
            keys.open(&sealed, &place(job)).map_err(|error| fault(error.to_string()))?
        }
    };
    let input = String::from_utf8(text).ok().and_then(|text| JobInput::from_json(&text));
    input.ok_or_else(|| fault("it can't be read".into()))
}

fn place(job: ProvisionerJobId) -> Vec<u8> {
    format!("input of job {job}").into_bytes()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use burgrave_core::SystemEntropy;
    use burgrave_core::sealing::KEY_LENGTH;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_input_is_opened_for_its_job_only() {
        let keys = SealingKeys::new(vec![[7; KEY_LENGTH]]).expect("there is a key");
        let (job, other) = (Uuid::from_u128(1).into(), Uuid::from_u128(2).into());
        let variables = BTreeMap::from([("key".to_owned(), "hush".to_owned())]);
        let input = JobInput { variables, ..JobInput::default() };
        let sealed = keys.seal(input.to_json().as_bytes(), &place(job), &SystemEntropy).expect("it is short");
        let kept = STANDARD.encode(sealed);
        assert!(!kept.contains("hush"));
        assert_eq!(open(&keys, job, &kept).ok(), Some(input.clone()));
        assert!(open(&keys, other, &kept).is_err());
        assert_eq!(open(&keys, job, &input.to_json()).ok(), Some(input), "from before");
    }
}
