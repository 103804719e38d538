//! An app of an agent: something that a browser can open.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::provisioning::words::as_str;

as_str!(SharingLevel, OpenIn);

/// An app, as a template declares it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct App {
    /// Its id where the template gives one.
    pub id: String,
    /// Its name in addresses, unique in the build.
    pub slug: String,
    /// Its name for people.
    pub display_name: String,
    /// What the terminal runs, where it is no page.
    pub command: String,
    /// Where it listens.
    pub url: String,
    /// The address of its picture.
    pub icon: String,
    /// It has a host name of its own.
    pub subdomain: bool,
    /// Who may open it.
    pub sharing_level: SharingLevel,
    /// Its address is opened as it is, past the server.
    pub external: bool,
    /// How it is asked whether it is well; none where it isn't.
    pub healthcheck: Option<Healthcheck>,
    /// Its place among the apps.
    pub order: i64,
    /// It isn't shown.
    pub hidden: bool,
    /// How a browser opens it.
    pub open_in: OpenIn,
    /// The group that it is shown in.
    pub group: String,
    /// What is said about it.
    pub tooltip: String,
}

/// How an app is asked whether it is well.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Healthcheck {
    /// The address that has to answer.
    pub url: String,
    /// Seconds between two questions.
    pub interval: i32,
    /// Failures after which it isn't well.
    pub threshold: i32,
}

/// Who may open an app. Its words are those of the API.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Default,
    EnumString,
    IntoStaticStr,
    VariantArray,
    Serialize,
    Deserialize,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum SharingLevel {
    /// The owner of the workspace.
    #[default]
    Owner,
    /// Everybody who is signed in.
    Authenticated,
    /// Everybody.
    Public,
}

/// How a browser opens an app. Its words are those of the API.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Default,
    EnumString,
    IntoStaticStr,
    VariantArray,
    Serialize,
    Deserialize,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum OpenIn {
    /// In a window without the browser's bars.
    #[default]
    SlimWindow,
    /// In a tab.
    Tab,
}
