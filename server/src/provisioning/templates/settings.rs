//! What may be set of a template. Absent fields stay as they are.

use burgrave_core::names::{self, NameOf};
use burgrave_core::provisioning::schedule::{Weekdays, unfit_age, unfit_bump, unfit_weeks};
use burgrave_store::TemplateUpdate;

use crate::fault::{Fault, FieldFault};

/// The settings that are given. Durations are milliseconds.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "the names are those of the API")]
pub(crate) struct TemplateSettings {
    pub(crate) name: Option<String>,
    pub(crate) display_name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) icon: Option<String>,
    pub(crate) deprecation_message: Option<String>,
    pub(crate) default_ttl: Option<i64>,
    pub(crate) activity_bump: Option<i64>,
    pub(crate) autostop_notify: Option<i64>,
    pub(crate) failure_ttl: Option<i64>,
    pub(crate) dormant_after: Option<i64>,
    pub(crate) delete_dormant_after: Option<i64>,
    pub(crate) autostop_days: Option<Weekdays>,
    pub(crate) autostop_weeks: Option<i64>,
    pub(crate) autostart_days: Option<Weekdays>,
    pub(crate) allow_user_autostart: Option<bool>,
    pub(crate) allow_user_autostop: Option<bool>,
    pub(crate) allow_user_cancel: Option<bool>,
    pub(crate) require_active_version: Option<bool>,
    pub(crate) max_port_share_level: Option<String>,
    pub(crate) cors_behavior: Option<String>,
    pub(crate) classic_parameters: Option<bool>,
    pub(crate) disable_module_cache: Option<bool>,
    /// Whether the access list leaves Everyone out.
    pub(crate) without_everyone: Option<bool>,
    /// What the operation calls `dormant_after` and `delete_dormant_after`.
    pub(crate) dormancy_fields: [&'static str; 2],
}

impl TemplateSettings {
    /// Holds them to their bounds.
    ///
    /// # Errors
    /// `Invalid` with everything that is wrong.
    pub(super) fn check(&self) -> Result<(), Fault> {
        let [dormant, delete] = self.dormancy_fields;
        let checks = [
            ("name", self.name.as_deref().and_then(|name| names::reserved(NameOf::Template, name))),
            ("default_ttl_ms", self.default_ttl.and_then(unfit_bump)),
            ("activity_bump_ms", self.activity_bump.and_then(unfit_bump)),
            ("time_til_autostop_notify_ms", self.autostop_notify.and_then(unfit_age)),
            ("failure_ttl_ms", self.failure_ttl.and_then(unfit_age)),
            (dormant, self.dormant_after.and_then(unfit_age)),
            (delete, self.delete_dormant_after.and_then(unfit_age)),
            ("autostop_requirement.weeks", self.autostop_weeks.and_then(unfit_weeks)),
        ];
        let fault = |(field, detail): (&str, Option<String>)| {
            detail.map(|detail| FieldFault { field: field.into(), detail })
        };
        let faults: Vec<_> = checks.into_iter().filter_map(fault).collect();
        if faults.is_empty() { Ok(()) } else { Err(Fault::Invalid(faults)) }
    }

    /// Puts them in place of what is there.
    pub(super) fn apply(&self, new: &mut TemplateUpdate) {
        put(&self.name, &mut new.name);
        put(&self.display_name, &mut new.display_name);
        put(&self.description, &mut new.description);
        put(&self.icon, &mut new.icon);
        put(&self.deprecation_message, &mut new.deprecation_message);
        put(&self.default_ttl, &mut new.default_ttl_ms);
        put(&self.activity_bump, &mut new.activity_bump_ms);
        put(&self.autostop_notify, &mut new.autostop_notify_ms);
        put(&self.failure_ttl, &mut new.failure_ttl_ms);
        put(&self.dormant_after, &mut new.dormant_after_ms);
        put(&self.delete_dormant_after, &mut new.delete_dormant_after_ms);
        put(&self.autostop_days.map(|days| days.bits().into()), &mut new.autostop_days);
        // No number of weeks is every week.
        put(&self.autostop_weeks.map(|weeks| weeks.max(1)), &mut new.autostop_weeks);
        put(&self.autostart_days.map(|days| days.bits().into()), &mut new.autostart_days);
        put(&self.allow_user_autostart, &mut new.allow_user_autostart);
        put(&self.allow_user_autostop, &mut new.allow_user_autostop);
        put(&self.allow_user_cancel, &mut new.allow_user_cancel);
        put(&self.require_active_version, &mut new.require_active_version);
        put(&self.max_port_share_level, &mut new.max_port_share_level);
        put(&self.cors_behavior, &mut new.cors_behavior);
        put(&self.classic_parameters, &mut new.classic_parameters);
        put(&self.disable_module_cache, &mut new.disable_module_cache);
    }
}

fn put<T: Clone>(given: &Option<T>, place: &mut T) {
    if let Some(given) = given {
        *place = given.clone();
    }
}
