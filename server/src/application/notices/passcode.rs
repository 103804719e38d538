//! Passcodes on their way: sealed in the database, so that whoever reads it can't use them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use burgrave_core::Entropy;
use burgrave_core::ids::UserId;
use burgrave_core::notifications::Content;
use burgrave_core::sealing::{SealFault, SealingKeys};

/// The label that holds it.
const LABEL: &str = "one_time_passcode";

/// What is told of a passcode, sealed.
///
/// # Errors
/// It is too long; none is.
pub(crate) fn sealed_passcode(
    keys: &SealingKeys,
    user: UserId,
    passcode: &str,
    entropy: &dyn Entropy,
) -> Result<Content, SealFault> {
    let sealed = keys.seal(passcode.as_bytes(), &place(user), entropy)?;
    Ok(Content::new().label(LABEL, &STANDARD.encode(sealed)).targets(vec![user.into()]))
}

/// The same with the passcode itself.
///
/// # Errors
/// It was sealed by another key, or for somebody else.
pub(crate) fn open_passcode(
    keys: &SealingKeys,
    user: UserId,
    content: &mut Content,
) -> Result<(), SealFault> {
    let sealed = content.labels.get(LABEL).and_then(|sealed| STANDARD.decode(sealed).ok());
    let opened = keys.open(&sealed.ok_or(SealFault::Damaged)?, &place(user))?;
    let passcode = String::from_utf8(opened).map_err(|_| SealFault::Damaged)?;
    content.labels.insert(LABEL.to_owned(), passcode);
    Ok(())
}

fn place(user: UserId) -> Vec<u8> {
    format!("passcode of the user {user}").into_bytes()
}
