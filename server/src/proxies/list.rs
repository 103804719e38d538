//! Reading proxies. The permission is one of the site, asked for before.

use super::find::{Target, target};
use super::primary::Look;
use super::view::{Kept, ProxyView};
use crate::application::App;
use crate::fault::Fault;

/// The primary one first, the others in the order of their names.
///
/// # Errors
/// The database's.
pub(crate) async fn list(app: &App) -> Result<Vec<ProxyView>, Fault> {
    let read = app.store().scan(|reader| async move {
        Ok::<_, Fault>((Look::kept(&reader).await?, reader.workspace_proxies().await?))
    });
    let (look, proxies) = read.await?;
    let primary = Kept::Primary(look).view(app);
    Ok(std::iter::once(primary).chain(proxies.into_iter().map(ProxyView::from)).collect())
}

/// One of them.
///
/// # Errors
/// `Hidden` where there is none.
pub(crate) async fn get(app: &App, written: String) -> Result<ProxyView, Fault> {
    let deployment = app.settings().deployment_id;
    let read = app.store().read(move |reader| {
        let written = written.clone();
        async move {
            Ok::<_, Fault>(match target(&reader, &written, deployment).await? {
                Target::Primary => Kept::Primary(Look::kept(&reader).await?),
                Target::Proxy(found) => Kept::Proxy(found),
            })
        }
    });
    Ok(read.await?.view(app))
}
