//! What a path names comes before what is wrong with the body: a caller who may not know of the object learns
//! nothing else.

use burgrave_api::runtime::Cx;
use burgrave_core::authorization::Read;
use http::Method;

use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// Whether the organization or the user that the path names is hidden from the caller, or isn't there.
pub(super) async fn hides(app: &App, cx: &Cx, caller: &Caller) -> bool {
    // An invalid variable is a fault of its own, which is reported.
    let legal = |value: &&str| !value.contains('\u{fffd}');
    let variable = |name| cx.variable(name).filter(legal).map(str::to_owned);
    let organization = variable("organization");
    // Who is to become a member isn't one yet.
    let user = variable("user").filter(|_| organization.is_none() || cx.method != Method::POST);
    if organization.is_none() && user.is_none() {
        return false;
    }
    let caller = caller.clone();
    let looked = app.store().read(move |reader| async move {
        let mut place = None;
        if let Some(written) = &organization {
            let found =
                find::organization::<Read>(&reader, &caller, written, "read this organization").await?;
            place = Some(found.id);
        }
        match (&user, place) {
            (Some(written), Some(place)) => find::member(&reader, &caller, place, written).await.map(|_| ()),
            (Some(written), None) => find::user(&reader, &caller, written).await.map(|_| ()),
            (None, _) => Ok(()),
        }
    });
    matches!(looked.await, Err(Fault::Hidden))
}
