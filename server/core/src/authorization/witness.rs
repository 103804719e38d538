//! Proof that a permission was checked, as a value that functions can ask for.

use std::marker::PhantomData;

use super::{Action, Object, Subject, authorize};

/// Something that has an object's place among the permissions.
pub trait Protected {
    /// What permissions look at.
    fn object(&self) -> Object;
}

impl Protected for Object {
    fn object(&self) -> Object {
        self.clone()
    }
}

/// An action, as a type.
pub trait ActionType {
    /// The action.
    const ACTION: Action;
}

macro_rules! action_types {
    ($($(#[$about:meta])* $name:ident),+ $(,)?) => {
        $($(#[$about])* #[derive(Debug, Clone, Copy)] pub enum $name {}
        impl ActionType for $name { const ACTION: Action = Action::$name; })+
    };
}

action_types! {
    /// The object may be shown.
    Read,
    /// The object may be changed.
    Update,
    /// The object may be removed.
    Delete,
    /// Such an object may be made.
    Create,
    /// What is personal of a user may be shown.
    ReadPersonal,
    /// What is personal of a user may be changed.
    UpdatePersonal,
    /// Roles may be given, and taken.
    Assign,
    /// Workspaces may be made from the template.
    Use,
    /// The workspace may be started.
    Start,
    /// The workspace may be stopped.
    Stop,
    /// The workspace's access list may be changed.
    Share,
    /// What was counted about the template may be shown.
    ViewInsights,
}

/// Why something is changed without a person's permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Automatic {
    /// An identity provider says so through SCIM.
    Scim,
    /// The claims of a login decide about the user, and about their organizations, groups and roles.
    ClaimSync,
    /// An installation begins with it.
    Setup,
    /// Users become dormant, and active again when they return.
    Dormancy,
    /// An operator says so on the server's own command line.
    Operator,
    /// A user has authenticated, and a session begins; or they end their own.
    Session,
    /// A user has granted it to an app, which shows what it was given.
    Grant,
    /// A client describes itself, by its registration token or its own document.
    Client,
    /// A provisioner daemon reports the outcome of its job, or a job without a daemon ends.
    Provisioner,
    /// A workspace starts, stops, becomes dormant or is deleted at its time.
    Schedule,
    /// It belongs to something for which there is a permission, as Everyone belongs to its organization.
    Part,
}

/// A thing on which the action may be done. [`Authorized::check`], [`Authorized::permit`] and
/// [`Authorized::assign`] check the subject's permissions; [`Authorized::automatic`] gives the reason for no
/// check. There is no other way to one.
#[derive(Debug, Clone)]
pub struct Authorized<A, T> {
    thing: T,
    action: PhantomData<A>,
}

/// Why the caller may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The caller may not even know that it exists.
    Hidden,
    /// The caller may read it, and no more.
    Forbidden,
}

impl<A: ActionType, T: Protected> Authorized<A, T> {
    /// Checks the permission. An object that can't be read can't be changed either, whatever a role grants on
    /// it.
    ///
    /// # Errors
    /// `Hidden` without the right to read, `Forbidden` with it.
    pub fn check(subject: &Subject, thing: T) -> Result<Self, Refused> {
        let object = thing.object();
        if !authorize(subject, Action::Read, &object) {
            return Err(Refused::Hidden);
        }
        if !authorize(subject, A::ACTION, &object) {
            return Err(Refused::Forbidden);
        }
        Ok(Self { thing, action: PhantomData })
    }
}

impl<A: ActionType, T: Protected> Authorized<A, T> {
    /// Checks the permission alone, where there is nothing to hide: for something that isn't there yet, in
    /// the place where it will be, and for what the subject has found already.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn permit(subject: &Subject, thing: T) -> Result<Self, Refused> {
        if !authorize(subject, A::ACTION, &thing.object()) {
            return Err(Refused::Forbidden);
        }
        Ok(Self { thing, action: PhantomData })
    }
}

impl<T: Protected> Authorized<Assign, T> {
    /// Checks the permissions to give roles and to take them, as far as a change `gives` and `takes` any.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn assign(subject: &Subject, thing: T, gives: bool, takes: bool) -> Result<Self, Refused> {
        let object = thing.object();
        let lacks = |needed: bool, action| needed && !authorize(subject, action, &object);
        if lacks(gives, Action::Assign) || lacks(takes, Action::Unassign) {
            return Err(Refused::Forbidden);
        }
        Ok(Self { thing, action: PhantomData })
    }
}

impl<A: ActionType, T: Protected> Authorized<A, T> {
    /// A record without a permission check, for this reason.
    pub fn automatic(_: Automatic, thing: T) -> Self {
        Self { thing, action: PhantomData }
    }
}

impl<A, T> Authorized<A, T> {
    /// The thing itself.
    pub fn into_inner(self) -> T {
        self.thing
    }
}

impl<A, T> std::ops::Deref for Authorized<A, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.thing
    }
}
