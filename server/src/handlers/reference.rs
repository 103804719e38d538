//! The reference of the API, as pages.

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{IfNoneMatchHeader, Reference, ShowReferencePageParams, TextOkOrNotModifiedAnswer};

use crate::pages::reference;
use crate::service::Service;
use crate::specification::{self, entity_tag, is_known};

impl Reference for Service {
    async fn show_reference_index(
        &self,
        _: &Cx,
        params: IfNoneMatchHeader,
    ) -> Result<TextOkOrNotModifiedAnswer, ApiError> {
        let (e_tag, cache_control) = (self.reference_version(), reference::KEPT.into());
        if is_known(params.if_none_match.as_deref(), &e_tag) {
            return Ok(TextOkOrNotModifiedAnswer::NotModified { e_tag, cache_control });
        }
        let body = reference::index(&self.brand(), self.settings().access_url())?;
        Ok(TextOkOrNotModifiedAnswer::Ok { body, e_tag, cache_control })
    }

    async fn show_reference_page(
        &self,
        _: &Cx,
        params: ShowReferencePageParams,
    ) -> Result<TextOkOrNotModifiedAnswer, ApiError> {
        let (e_tag, cache_control) = (self.reference_version(), reference::KEPT.into());
        let known = is_known(params.if_none_match.as_deref(), &e_tag);
        if known && reference::has(&params.page) {
            return Ok(TextOkOrNotModifiedAnswer::NotModified { e_tag, cache_control });
        }
        let body = reference::page(&self.brand(), &params.page)?.ok_or_else(ApiError::not_found)?;
        Ok(TextOkOrNotModifiedAnswer::Ok { body, e_tag, cache_control })
    }
}

impl Service {
    /// The version of the pages: they follow from the specification, the look, and where the server is.
    fn reference_version(&self) -> String {
        let (brand, settings) = (self.brand(), self.settings());
        entity_tag(&[
            &specification::VERSION,
            &brand.name,
            &brand.logo_address,
            settings.access_url(),
            &settings.versions.told,
        ])
    }
}
