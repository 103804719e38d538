//! The name and the look of the deployment, on all pages.

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use burgrave_core::appearance::Appearance;

use crate::config::BrandSettings;

/// The largest logo, in bytes.
const LARGEST_LOGO: usize = 1024 * 1024;

/// Name, colour and logo.
#[derive(Debug, Clone)]
pub(crate) struct Brand {
    /// Name of the deployment.
    pub(crate) name: String,
    /// The colour of buttons and links, as `#2f5d50`.
    pub(crate) color: String,
    /// The colour of text on it.
    pub(crate) ink: &'static str,
    /// The logo.
    pub(crate) logo: Logo,
    /// Where pages take the picture from.
    pub(crate) logo_address: String,
    /// What the content policy has to allow for that, where it isn't of this server.
    pub(crate) picture_source: Option<String>,
    /// What is announced to those who are signed in.
    pub(crate) banners: Vec<PageBanner>,
}

/// An announcement on pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageBanner {
    /// What it says.
    pub(crate) message: String,
    /// On which colour.
    pub(crate) color: String,
    /// What can be read on it.
    pub(crate) ink: &'static str,
}

/// The look of the pages at this moment.
pub(crate) struct Looks {
    /// What the operator has set.
    plain: Brand,
    now: RwLock<Arc<Brand>>,
}

impl Looks {
    /// As the operator has set it.
    pub(crate) fn new(plain: Brand) -> Self {
        Self { now: RwLock::new(Arc::new(plain.clone())), plain }
    }

    /// The look.
    pub(crate) fn brand(&self) -> Arc<Brand> {
        self.now.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts what administrators have set over what the operator has.
    pub(crate) fn wear(&self, appearance: Option<&Appearance>) {
        let brand = appearance.map_or_else(|| self.plain.clone(), |appearance| self.plain.with(appearance));
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(brand);
    }
}

/// Where the operator's picture is.
const OWN_LOGO: &str = "/assets/logo";

/// A picture.
#[derive(Debug, Clone)]
pub(crate) struct Logo {
    /// Its media type.
    pub(crate) content_type: &'static str,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

/// Why a logo can't be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BrandFault {
    /// It can't be read.
    #[error("can't read the logo {0}: {1}")]
    Unreadable(String, std::io::Error),
    /// It has no known file extension.
    #[error("the logo {0} is not a .svg, .png, .jpg or .webp file; choose another with --brand-logo")]
    Unknown(String),
    /// It is too large.
    #[error("the logo {0} is larger than 1 MiB; choose a smaller one with --brand-logo")]
    TooLarge(String),
}

impl Brand {
    /// From the operator's settings.
    ///
    /// # Errors
    /// When the logo can't be used.
    pub(crate) fn new(settings: &BrandSettings) -> Result<Self, BrandFault> {
        let [red, green, blue] = settings.color;
        let color = format!("#{red:02x}{green:02x}{blue:02x}");
        let logo = match &settings.logo {
            Some(path) => Logo::read(path)?,
            None => Logo::built_in(&color),
        };
        Ok(Self {
            name: settings.name.clone(),
            ink: ink(settings.color),
            logo,
            color,
            logo_address: OWN_LOGO.into(),
            picture_source: None,
            banners: Vec::new(),
        })
    }

    /// The same with what administrators have set.
    fn with(&self, appearance: &Appearance) -> Self {
        let mut brand = self.clone();
        if !appearance.application_name.trim().is_empty() {
            brand.name.clone_from(&appearance.application_name);
        }
        if let Some(picture) = appearance.picture() {
            brand.logo_address = picture.address;
            brand.picture_source = Some(picture.source);
        }
        let shown = appearance.announcement_banners.iter();
        let shown = shown.filter(|banner| banner.enabled && !banner.message.trim().is_empty());
        brand.banners =
            shown.filter_map(|banner| PageBanner::of(&banner.message, &banner.background_color)).collect();
        brand
    }
}

impl PageBanner {
    /// None for a colour that is none: such a one isn't kept.
    fn of(message: &str, color: &str) -> Option<Self> {
        let bytes = hex::decode(color.strip_prefix('#')?).ok()?.try_into().ok()?;
        Some(Self { message: message.to_owned(), color: color.to_owned(), ink: ink(bytes) })
    }
}

impl Logo {
    fn read(path: &Path) -> Result<Self, BrandFault> {
        let name = || path.display().to_string();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let content_type = match ending.to_ascii_lowercase().as_str() {
            "svg" => "image/svg+xml",
            "png" => "image/png",
            "jpg" | "jpeg" => "image/jpeg",
            "webp" => "image/webp",
            _ => return Err(BrandFault::Unknown(name())),
        };
        let bytes = std::fs::read(path).map_err(|fault| BrandFault::Unreadable(name(), fault))?;
        if bytes.len() > LARGEST_LOGO {
            return Err(BrandFault::TooLarge(name()));
        }
        Ok(Self { content_type, bytes })
    }

    /// A tower with its gate, in the colour of the deployment.
    fn built_in(color: &str) -> Self {
        let text = include_str!("../../templates/logo.svg").replace("currentColor", color);
        Self { content_type: "image/svg+xml", bytes: text.into_bytes() }
    }
}

/// Black or white, whichever has the greater contrast on the colour (WCAG 2.2, relative luminance).
fn ink(color: [u8; 3]) -> &'static str {
    let part = |byte: u8| {
        let part = f64::from(byte) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = color.map(part);
    let luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 { "#ffffff" } else { "#000000" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_on_the_colour_can_be_read() {
        assert_eq!(ink([0, 0, 0]), "#ffffff");
        assert_eq!(ink([255, 255, 255]), "#000000");
        assert_eq!(ink([0x2f, 0x5d, 0x50]), "#ffffff");
        assert_eq!(ink([0xff, 0xd7, 0x00]), "#000000");
    }

    #[test]
    fn administrators_go_over_the_operator_and_what_they_leave_out_stays() {
        use burgrave_core::appearance::Banner;
        let settings = BrandSettings { name: "Castle".into(), color: [1, 2, 3], logo: None };
        let looks = Looks::new(Brand::new(&settings).unwrap());
        let banner = |enabled, message: &str, color: &str| Banner {
            enabled,
            message: message.into(),
            background_color: color.into(),
        };
        looks.wear(Some(&Appearance {
            application_name: " ".into(),
            logo_url: "https://cdn.example.com/x.svg".into(),
            announcement_banners: vec![
                banner(true, "Closed", "#ffffff"),
                banner(false, "Hidden", "#ffffff"),
                banner(true, "", "#ffffff"),
                banner(true, "No colour", "red"),
            ],
        }));
        let worn = looks.brand();
        assert_eq!(
            (worn.name.as_str(), worn.logo_address.as_str()),
            ("Castle", "https://cdn.example.com/x.svg")
        );
        assert_eq!(worn.picture_source.as_deref(), Some("https://cdn.example.com"));
        let expected = PageBanner { message: "Closed".into(), color: "#ffffff".into(), ink: "#000000" };
        assert_eq!(worn.banners, [expected]);
        looks.wear(None);
        assert_eq!((looks.brand().logo_address.as_str(), looks.brand().banners.len()), (OWN_LOGO, 0));
    }

    #[test]
    fn the_built_in_logo_has_the_colour_and_others_are_read_from_files() {
        let settings = BrandSettings { name: "Castle".into(), color: [1, 2, 3], logo: None };
        let brand = Brand::new(&settings).unwrap();
        assert!(String::from_utf8(brand.logo.bytes).unwrap().contains("#010203"));
        let with = |path: &str| Brand::new(&BrandSettings { logo: Some(path.into()), ..settings.clone() });
        assert!(matches!(with("logo.gif"), Err(BrandFault::Unknown(_))));
        assert!(matches!(with("/no/such/logo.svg"), Err(BrandFault::Unreadable(..))));
    }
}
