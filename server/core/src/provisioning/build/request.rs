//! What somebody may ask a build to be.

use super::{BuildReason, Transition};

/// A request for a build, as far as rules hold between its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuildRequest {
    /// Where it takes the workspace.
    pub transition: Transition,
    /// Why it is made; none where the request doesn't say.
    pub reason: Option<BuildReason>,
    /// The provisioner is to log everything.
    pub debug: bool,
    /// The workspace is deleted, and what it is made of stays.
    pub orphan: bool,
    /// The request brings the state to begin with.
    pub brings_state: bool,
    /// What follows when the build has succeeded.
    pub on_success: Option<Transition>,
    /// Nothing is to be built.
    pub dry_run: bool,
}

/// What the caller may do beside making the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuildRights {
    /// They may change the template.
    pub updates_template: bool,
    /// They may have builds log everything, and the operator allows that.
    pub debugs: bool,
}

/// Why a build isn't made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BuildFault {
    /// Only who may change the template touches states.
    #[error("Only people who may change the template may orphan resources or bring a state.")]
    Forbidden,
    /// The field breaks a rule.
    #[error("{field} {detail}")]
    Field {
        /// The field's name in the request.
        field: &'static str,
        /// What is wrong, in words that follow it.
        detail: &'static str,
    },
}

/// Everything that stands against a request, the missing right first.
#[must_use]
pub fn build_faults(request: BuildRequest, rights: BuildRights) -> Vec<BuildFault> {
    let field = |broken: bool, field, detail| broken.then_some(BuildFault::Field { field, detail });
    let touches_state = request.orphan || request.brings_state;
    let deletes = request.transition == Transition::Delete;
    let faults = [
        (touches_state && !rights.updates_template).then_some(BuildFault::Forbidden),
        field(
            request.reason.is_some_and(|reason| !reason.may_be_requested()),
            "reason",
            "must be one that a person has, such as dashboard or cli",
        ),
        field(
            request.debug && !rights.debugs,
            "log_level",
            "must not be debug: the operator has to allow it, and only admins may use it then",
        ),
        field(request.orphan && !deletes, "orphan", "goes with the transition delete only"),
        field(request.orphan && request.brings_state, "orphan", "can't be combined with state"),
        field(
            request.on_success.is_some_and(|next| next != Transition::Start),
            "on_success.transition",
            "must be start",
        ),
        field(
            request.on_success.is_some() && request.transition != Transition::Stop,
            "on_success",
            "goes with the transition stop only",
        ),
        field(
            request.dry_run,
            "dry_run",
            "can't be true: a workspace isn't built for show. Make a dry run of the template version",
        ),
    ];
    faults.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: BuildRequest = BuildRequest {
        transition: Transition::Start,
        reason: None,
        debug: false,
        orphan: false,
        brings_state: false,
        on_success: None,
        dry_run: false,
    };
    const ADMIN: BuildRights = BuildRights { updates_template: true, debugs: true };
    const MEMBER: BuildRights = BuildRights { updates_template: false, debugs: false };

    fn fields(request: BuildRequest, rights: BuildRights) -> Vec<&'static str> {
        let name = |fault: &BuildFault| match fault {
            BuildFault::Forbidden => "forbidden",
            BuildFault::Field { field, .. } => field,
        };
        build_faults(request, rights).iter().map(name).collect()
    }

    #[test]
    fn every_rule_between_the_fields_holds() {
        let (stop, delete) = (
            BuildRequest { transition: Transition::Stop, ..PLAIN },
            BuildRequest { transition: Transition::Delete, ..PLAIN },
        );
        let start_after = Some(Transition::Start);
        for (request, rights, expected) in [
            (PLAIN, MEMBER, &[][..]),
            (BuildRequest { reason: Some(BuildReason::Cli), ..PLAIN }, MEMBER, &[]),
            (BuildRequest { reason: Some(BuildReason::Autostart), ..PLAIN }, ADMIN, &["reason"]),
            (BuildRequest { debug: true, ..PLAIN }, MEMBER, &["log_level"]),
            (BuildRequest { debug: true, ..PLAIN }, ADMIN, &[]),
            (BuildRequest { orphan: true, ..PLAIN }, ADMIN, &["orphan"]),
            (BuildRequest { orphan: true, ..stop }, MEMBER, &["forbidden", "orphan"]),
            (BuildRequest { orphan: true, ..delete }, ADMIN, &[]),
            (BuildRequest { orphan: true, brings_state: true, ..delete }, ADMIN, &["orphan"]),
            (BuildRequest { brings_state: true, ..PLAIN }, MEMBER, &["forbidden"]),
            (BuildRequest { brings_state: true, ..PLAIN }, ADMIN, &[]),
            (BuildRequest { on_success: start_after, ..stop }, MEMBER, &[]),
            (BuildRequest { on_success: start_after, ..PLAIN }, MEMBER, &["on_success"]),
            (BuildRequest { on_success: Some(Transition::Stop), ..stop }, MEMBER, &["on_success.transition"]),
            (BuildRequest { dry_run: true, ..PLAIN }, ADMIN, &["dry_run"]),
        ] {
            assert_eq!(fields(request, rights), expected, "{request:?} {rights:?}");
        }
    }
}
