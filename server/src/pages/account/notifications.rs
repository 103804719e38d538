//! Which messages a person wants, and their quiet hours.

use askama::Template;
use burgrave_core::notifications::{self, Kind, Template as Message};
use burgrave_core::provisioning::schedule::QuietHours;
use burgrave_store::PreferenceRecord;
use chrono::{DateTime, Utc};

use super::{Frame, Tab, moment};
use crate::fault::Fault;

/// The fields that faults may stand beside.
pub(crate) const FIELDS: [&str; 2] = ["time", "timezone"];

#[derive(Template)]
#[template(path = "account/notifications.html")]
struct Notifications<'a> {
    frame: &'a Frame<'a>,
    groups: Vec<Group>,
    quiet: Option<Quiet>,
}

/// Messages that are shown together.
struct Group {
    name: &'static str,
    rows: Vec<Row>,
}

/// Messages of a template.
struct Row {
    id: String,
    name: &'static str,
    is_wanted: bool,
}

/// Quiet hours as they hold for a person.
pub(crate) struct OwnQuietHours {
    pub(crate) quiet: QuietHours,
    /// Whether the person has chosen them.
    pub(crate) own: bool,
    /// Whether the person may.
    pub(crate) may_choose: bool,
    /// When they begin next.
    pub(crate) next: DateTime<Utc>,
}

/// Quiet hours as they are shown.
struct Quiet {
    time: String,
    timezone: String,
    next: String,
    may_choose: bool,
    own: bool,
}

/// The page; `typed` is the time and the zone that were sent, `quiet` what holds, where the deployment has it.
///
/// # Errors
/// `Internal`.
pub(crate) fn page(
    frame: &Frame<'_>,
    said: &[PreferenceRecord],
    quiet: Option<&OwnQuietHours>,
    typed: Option<(&str, &str)>,
) -> Result<String, Fault> {
    let quiet = quiet.map(|quiet| {
        let (time, zone) = (quiet.quiet.time(), quiet.quiet.timezone());
        let (time, zone) = typed.map_or((time.as_str(), zone), |typed| typed);
        Quiet {
            time: time.to_owned(),
            timezone: zone.to_owned(),
            next: moment(quiet.next),
            may_choose: quiet.may_choose,
            own: quiet.own,
        }
    });
    frame.around(Tab::Notifications, &Notifications { frame, groups: groups(said), quiet })
}

/// Whether a person who has said this wants the messages of a template.
pub(crate) fn wants(said: &[PreferenceRecord], of: &Message) -> bool {
    let own = said.iter().find(|one| one.template_id == of.id);
    own.map_or(of.enabled_by_default, |own| !own.disabled)
}

/// The templates of the server's own messages, by group.
fn groups(said: &[PreferenceRecord]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for template in notifications::all().iter().filter(|template| template.kind == Kind::System) {
        let name = template.group.as_str();
        let row = Row { id: template.id.to_string(), name: template.name, is_wanted: wants(said, template) };
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.rows.push(row),
            None => groups.push(Group { name, rows: vec![row] }),
        }
    }
    groups.sort_by_key(|group| group.name);
    groups
}
