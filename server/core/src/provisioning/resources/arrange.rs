//! The order in which agents and apps are shown: one for all answers.

use super::Resource;

/// Brings resources into the order of their names, agents and apps into that of their templates, and then of
/// their names.
pub fn arrange(resources: &mut [Resource]) {
    resources.sort_by(|one, other| one.name.cmp(&other.name));
    for agent in resources.iter_mut().flat_map(|resource| {
        resource.agents.sort_by(|one, other| (one.order, &one.name).cmp(&(other.order, &other.name)));
        &mut resource.agents
    }) {
        agent.apps.sort_by(|one, other| (one.order, &one.slug).cmp(&(other.order, &other.slug)));
        agent.metadata.sort_by(|one, other| (one.order, &one.key).cmp(&(other.order, &other.key)));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Agent, App};
    use super::*;

    #[test]
    fn order_comes_before_name() {
        let app = |order, slug: &str| App { order, slug: slug.into(), ..App::default() };
        let agent = |order, name: &str| Agent {
            order,
            name: name.into(),
            apps: vec![app(1, "a"), app(0, "z"), app(0, "b")],
            ..Agent::default()
        };
        let resource = |name: &str| Resource {
            name: name.into(),
            agents: vec![agent(2, "a"), agent(1, "z")],
            ..Resource::default()
        };
        let mut resources = [resource("b"), resource("a")];
        arrange(&mut resources);
        assert_eq!(resources.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        let agents: Vec<_> = resources[0].agents.iter().map(|one| one.name.as_str()).collect();
        let apps: Vec<_> = resources[0].agents[0].apps.iter().map(|one| one.slug.as_str()).collect();
        assert_eq!((agents, apps), (vec!["z", "a"], vec!["b", "z", "a"]));
    }
}
