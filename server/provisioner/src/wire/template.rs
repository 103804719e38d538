//! Parameters, variables and presets.

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct TemplateVariable {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(string, tag = "2")]
    pub(crate) description: String,
    #[prost(string, tag = "3")]
    pub(crate) r#type: String,
    #[prost(string, tag = "4")]
    pub(crate) default_value: String,
    #[prost(bool, tag = "5")]
    pub(crate) required: bool,
    #[prost(bool, tag = "6")]
    pub(crate) sensitive: bool,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct RichParameter {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(string, tag = "2")]
    pub(crate) description: String,
    #[prost(string, tag = "3")]
    pub(crate) r#type: String,
    #[prost(bool, tag = "4")]
    pub(crate) mutable: bool,
    #[prost(string, tag = "5")]
    pub(crate) default_value: String,
    #[prost(string, tag = "6")]
    pub(crate) icon: String,
    #[prost(message, repeated, tag = "7")]
    pub(crate) options: Vec<RichParameterOption>,
    #[prost(string, tag = "8")]
    pub(crate) validation_regex: String,
    #[prost(string, tag = "9")]
    pub(crate) validation_error: String,
    #[prost(int32, optional, tag = "10")]
    pub(crate) validation_min: Option<i32>,
    #[prost(int32, optional, tag = "11")]
    pub(crate) validation_max: Option<i32>,
    #[prost(string, tag = "12")]
    pub(crate) validation_monotonic: String,
    #[prost(bool, tag = "13")]
    pub(crate) required: bool,
    #[prost(string, tag = "15")]
    pub(crate) display_name: String,
    #[prost(int32, tag = "16")]
    pub(crate) order: i32,
    #[prost(bool, tag = "17")]
    pub(crate) ephemeral: bool,
    /// 0 the usual one, 1 a fault of the form, 2 radio, 3 dropdown, 4 input, 5 textarea, 6 slider, 7
    /// checkbox, 8 switch, 9 tag select, 10 multi select.
    #[prost(int32, tag = "18")]
    pub(crate) form_type: i32,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct RichParameterOption {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(string, tag = "2")]
    pub(crate) description: String,
    #[prost(string, tag = "3")]
    pub(crate) value: String,
    #[prost(string, tag = "4")]
    pub(crate) icon: String,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct ExternalAuthProviderResource {
    #[prost(string, tag = "1")]
    pub(crate) id: String,
    #[prost(bool, tag = "2")]
    pub(crate) optional: bool,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Preset {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(message, repeated, tag = "2")]
    pub(crate) parameters: Vec<PresetParameter>,
    #[prost(message, optional, tag = "3")]
    pub(crate) prebuild: Option<Prebuild>,
    #[prost(bool, tag = "4")]
    pub(crate) default: bool,
    #[prost(string, tag = "5")]
    pub(crate) description: String,
    #[prost(string, tag = "6")]
    pub(crate) icon: String,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct PresetParameter {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(string, tag = "2")]
    pub(crate) value: String,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Prebuild {
    #[prost(int32, tag = "1")]
    pub(crate) instances: i32,
}
