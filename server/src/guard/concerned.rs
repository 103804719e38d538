//! Which organization a refused request was about, as far as its path tells: whoever reads that organization's audit log
//! sees the refusal.

use burgrave_store::{Reader, StoreError};
use uuid::Uuid;

use crate::application::find;

/// The organization, if the path leads into one that is there.
pub(super) async fn organization(reader: &Reader, path: &str) -> Result<Option<Uuid>, StoreError> {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    while let Some(segment) = segments.next() {
        match segment {
            "organizations" => {
                let Some(written) = segments.next() else { return Ok(None) };
                return Ok(find::organization_record(reader, written).await?.map(|found| found.id));
            }
            "groups" => {
                let Some(id) = segments.next().and_then(|text| text.parse().ok()) else { return Ok(None) };
                return Ok(reader.group_by_id(id).await?.map(|group| group.organization_id));
            }
            _ => {}
        }
    }
    Ok(None)
}
