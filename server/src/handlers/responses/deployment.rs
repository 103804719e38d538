//! Answers about the deployment.

use std::collections::BTreeMap;

use burgrave_api::{DeploymentConfig, DeploymentOption, DeploymentValueSource, Replica};
use burgrave_store::ReplicaRecord;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::application::AppSettings;
use crate::config::{ShownSetting, ValueSource};

pub(crate) fn config(settings: &AppSettings, experiments: &[&str]) -> DeploymentConfig {
    DeploymentConfig {
        config: documented(settings, experiments),
        options: settings.deployment.shown.iter().map(option).collect(),
    }
}

/// Values under the names that the documented server gives them.
fn documented(settings: &AppSettings, experiments: &[&str]) -> BTreeMap<String, Value> {
    let deployment = &settings.deployment;
    let lifetimes = &settings.lifetimes;
    let nanoseconds = |time: TimeDelta| time.num_nanoseconds().unwrap_or(i64::MAX);
    let ssh_options = deployment.ssh.options.iter().map(|(name, value)| format!("{name}={value}"));
    let values = [
        ("access_url", json!(settings.access_url())),
        ("http_address", json!(deployment.address.to_string())),
        ("experiments", json!(experiments)),
        (
            "config_ssh",
            json!({
                "DeploymentName": deployment.ssh.prefix,
                "SSHConfigOptions": ssh_options.collect::<Vec<_>>(),
            }),
        ),
        ("workspace_hostname_suffix", json!(deployment.ssh.suffix)),
        ("provisioner", json!({"daemons": deployment.daemons})),
        ("rate_limit", json!({"api": settings.rates.api.map_or(-1, |rate| i64::from(rate.get()))})),
        (
            "session_lifetime",
            json!({
                "default_duration": nanoseconds(lifetimes.session),
                "default_token_lifetime": nanoseconds(lifetimes.default_token),
                "max_token_lifetime": nanoseconds(lifetimes.longest_token),
                "max_admin_token_lifetime": nanoseconds(lifetimes.longest_owner_token),
                "disable_expiry_refresh": !settings.sliding_sessions,
            }),
        ),
        ("disable_password_auth", json!(!settings.password_login)),
        ("allow_workspace_renames", json!(settings.workspace_renames)),
        ("enable_terraform_debug_mode", json!(settings.debug_builds)),
        ("telemetry", json!({"enable": false})),
        ("update_check", json!(false)),
    ];
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn option(of: &ShownSetting) -> DeploymentOption {
    let setting = of.setting;
    let secret = setting.secret.then(|| ("secret".to_owned(), "true".to_owned()));
    DeploymentOption {
        name: setting.key.into(),
        description: setting.help.into(),
        flag: setting.key.into(),
        env: setting.variable.into(),
        yaml: setting.key.into(),
        default: setting.default.into(),
        value: of.value.clone(),
        value_source: match of.source {
            ValueSource::Flag(_) => DeploymentValueSource::Flag,
            ValueSource::Variable(_) => DeploymentValueSource::Env,
            ValueSource::File(..) => DeploymentValueSource::Yaml,
            ValueSource::Default(_) => DeploymentValueSource::Default,
        },
        annotations: secret.into_iter().collect(),
    }
}

pub(crate) fn replica(of: ReplicaRecord) -> Replica {
    let narrow = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    Replica {
        id: of.id.into(),
        hostname: of.hostname,
        created_at: of.started_at,
        relay_address: of.relay_address,
        region_id: narrow(of.region_id),
        error: of.error,
        database_latency: narrow(of.database_latency),
    }
}
