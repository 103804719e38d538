//! How the deployment looks.

use std::sync::Arc;

use burgrave_api::runtime::{ApiError, Cx};
use burgrave_api::{
    self as api, AppearanceConfig, BannerRequest, SupportIcon, SupportLink, UpdateAppearanceConfig,
    UpdateAppearanceRequest,
};
use burgrave_core::appearance::{Appearance, Banner};

use crate::application::{AppSettings, Caller};
use crate::governance::appearance::{self, SetAppearance};
use crate::service::Service;
use crate::{config, governance};

impl api::Appearance for Service {
    async fn get_appearance(&self, _: &Cx, _: Arc<Caller>) -> Result<AppearanceConfig, ApiError> {
        let of = appearance::shown(self).await?.unwrap_or_default();
        Ok(AppearanceConfig {
            service_banner: first(&of),
            application_name: of.application_name,
            logo_url: of.logo_url,
            docs_url: self.settings().docs_url(),
            announcement_banners: of.announcement_banners.into_iter().map(shown).collect(),
            support_links: links(self.settings()),
        })
    }

    async fn update_appearance(
        &self,
        cx: &Cx,
        caller: Arc<Caller>,
        body: UpdateAppearanceRequest,
    ) -> Result<UpdateAppearanceConfig, ApiError> {
        let banners = body.announcement_banners.value().unwrap_or_default();
        let of = Appearance {
            application_name: body.application_name.value().unwrap_or_default(),
            logo_url: body.logo_url.value().unwrap_or_default(),
            announcement_banners: banners.into_iter().map(asked).collect(),
        };
        self.execute(SetAppearance { appearance: of.clone() }, caller, cx).await?;
        governance::after_a_change(self).await;
        Ok(UpdateAppearanceConfig {
            service_banner: first(&of),
            application_name: of.application_name,
            logo_url: of.logo_url,
            announcement_banners: of.announcement_banners.into_iter().map(shown).collect(),
        })
    }
}

/// What older clients show.
fn first(of: &Appearance) -> api::Banner {
    shown(of.announcement_banners.first().cloned().unwrap_or_default())
}

fn shown(of: Banner) -> api::Banner {
    let filled = |text: String| Some(text).filter(|text| !text.is_empty());
    api::Banner {
        enabled: of.enabled,
        message: filled(of.message),
        background_color: filled(of.background_color),
    }
}

fn asked(given: BannerRequest) -> Banner {
    Banner {
        enabled: given.enabled.value().unwrap_or_default(),
        message: given.message.value().unwrap_or_default(),
        background_color: given.background_color.value().unwrap_or_default(),
    }
}

/// Where people find help; the documentation where the operator has said nothing.
fn links(settings: &AppSettings) -> Vec<SupportLink> {
    let documentation =
        || SupportLink { name: "Documentation".into(), target: settings.docs_url(), icon: SupportIcon::Docs };
    match &settings.governance.support_links {
        None => vec![documentation()],
        Some(links) => links.iter().map(link).collect(),
    }
}

fn link(of: &config::SupportLink) -> SupportLink {
    let icon = match of.icon {
        config::SupportIcon::Bug => SupportIcon::Bug,
        config::SupportIcon::Chat => SupportIcon::Chat,
        config::SupportIcon::Docs => SupportIcon::Docs,
        config::SupportIcon::Star => SupportIcon::Star,
    };
    SupportLink { name: of.name.clone(), target: of.target.clone(), icon }
}
