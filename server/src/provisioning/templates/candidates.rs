//! Who can be put into the access list of a template.

use std::sync::Arc;

use burgrave_core::authorization::Update;
use burgrave_core::ids::TemplateId;
use burgrave_store::{Page, UserFilter};

use crate::application::{App, Caller, find};
use crate::fault::Fault;
use crate::identity::groups::{self, GroupView};
use crate::identity::users::{UserView, list};

/// Users of the deployment and groups of the template's organization, as far as the caller may read them.
/// Search and limit hold for both.
///
/// # Errors
/// `Hidden`, `Forbidden`, `UnknownFilter`.
pub(crate) async fn candidates(
    app: &App,
    caller: Arc<Caller>,
    id: TemplateId,
    search: UserFilter,
) -> Result<(Vec<UserView>, Vec<GroupView>), Fault> {
    let asked = caller.clone();
    let organization = app
        .store()
        .scan(move |reader| async move {
            let what = "read the access list of this template";
            let template = find::template::<Update>(&reader, &asked, id, what).await?;
            Ok::<_, Fault>(template.organization_id)
        })
        .await?;
    let page = Page {
        words: search.page.words.clone(),
        limit: search.page.limit,
        offset: search.page.offset,
        after: None,
    };
    let users = list::list(app, caller.clone(), search).await?.users;
    let (groups, _) = groups::list::page(app, caller, organization.to_string(), page).await?;
    let without_members = |group: GroupView| GroupView { members: Vec::new(), ..group };
    Ok((users, groups.into_iter().map(without_members).collect()))
}
