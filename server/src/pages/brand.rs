//! How the deployment is called and what it looks like: the one place from which all pages take it.

use std::path::Path;

use crate::config::BrandSettings;

/// The largest logo, in bytes.
const LARGEST_LOGO: usize = 1024 * 1024;

/// Name, colour and logo.
#[derive(Debug, Clone)]
pub(crate) struct Brand {
    /// Name of the deployment.
    pub(crate) name: String,
    /// Of buttons and links, as `#2f5d50`.
    pub(crate) color: String,
    /// What can be read on it.
    pub(crate) ink: &'static str,
    /// The picture.
    pub(crate) logo: Logo,
}

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
    /// It is none.
    #[error("the logo {0} is no .svg, .png, .jpg or .webp file; choose another with --brand-logo")]
    Unknown(String),
    /// It is too large.
    #[error("the logo {0} is larger than 1 MiB; choose a smaller one with --brand-logo")]
    TooLarge(String),
}

impl Brand {
    /// Reads what the operator has set.
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
        Ok(Self { name: settings.name.clone(), ink: ink(settings.color), logo, color })
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
    fn the_built_in_logo_has_the_colour_and_others_are_read_from_files() {
        let settings = BrandSettings { name: "Castle".into(), color: [1, 2, 3], logo: None };
        let brand = Brand::new(&settings).unwrap();
        assert!(String::from_utf8(brand.logo.bytes).unwrap().contains("#010203"));
        let with = |path: &str| Brand::new(&BrandSettings { logo: Some(path.into()), ..settings.clone() });
        assert!(matches!(with("logo.gif"), Err(BrandFault::Unknown(_))));
        assert!(matches!(with("/no/such/logo.svg"), Err(BrandFault::Unreadable(..))));
    }
}
