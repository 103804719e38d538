//! A hidden object of the path is reported before faults of the body: a caller who may not know of the object
//! learns nothing else.

use burgrave_api::runtime::Cx;
use burgrave_core::authorization::Read;
use http::Method;

use crate::application::{App, Caller, find};
use crate::fault::Fault;

/// Whether the organization or the user that the path names doesn't exist, or is hidden from the caller.
pub(super) async fn hides(app: &App, cx: &Cx, caller: &Caller) -> bool {
    // An invalid variable is reported as a fault of its own.
    let legal = |value: &&str| !value.contains('\u{fffd}');
    let variable = |name| cx.variable(name).filter(legal).map(str::to_owned);
    let organization = variable("organization");
    // A user who is being added isn't a member yet.
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
