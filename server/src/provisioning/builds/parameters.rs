//! The values of a build's parameters: what was typed wins over the preset, that over the build before, that
//! over the default.

use std::collections::BTreeMap;
use std::sync::Arc;

use burgrave_core::ids::{PresetId, TemplateVersionId, UserId, WorkspaceBuildId};
use burgrave_core::provisioning::parameters::{
    DescribedParameter, Duplicates, Parameter, ParameterFault, Preset, Sources, matching_preset, resolve,
};
use burgrave_core::provisioning::version::DescribedPreset;
use burgrave_provisioner::hcl::{Evaluated, EvaluatedParameter, Secrets};
use burgrave_store::{Reader, TemplateVersion};

use crate::application::Evaluations;
use crate::fault::{Fault, FieldFault};
use crate::provisioning::dynamic::{self, EvaluationRequest};
use crate::provisioning::versions::{self, kept_as};

/// How often parameters are told again because values of the build before count no more.
const ROUNDS: usize = 4;

/// How a template has its parameters told.
#[derive(Clone, Copy)]
pub(crate) struct Flow<'a> {
    /// They are those of the import, whatever is chosen.
    pub(crate) classic: bool,
    /// Whose workspace it is.
    pub(crate) owner: UserId,
    /// What was told of templates.
    pub(crate) evaluations: &'a Evaluations,
}

impl<'a> Flow<'a> {
    /// That of the template that has the version. One that no template has yet is told anew.
    ///
    /// # Errors
    /// The storage's.
    pub(crate) async fn of(
        reader: &Reader,
        evaluations: &'a Evaluations,
        version: &TemplateVersion,
        owner: UserId,
    ) -> Result<Self, Fault> {
        let template = match version.template_id {
            Some(template) => reader.template_by_id(template).await?,
            None => None,
        };
        let classic = template.is_some_and(|template| template.classic_parameters);
        Ok(Self { classic, owner, evaluations })
    }

    /// Which of several values of one name counts.
    const fn duplicates(self) -> Duplicates {
        if self.classic { Duplicates::First } else { Duplicates::Last }
    }
}

/// What a request says of parameters.
#[derive(Debug, Clone, Default)]
pub(crate) struct GivenParameters {
    /// Names and values, as they were typed.
    pub(crate) values: Vec<(String, String)>,
    /// The preset that was chosen.
    pub(crate) preset: Option<PresetId>,
}

/// The parameters of a build.
#[derive(Debug, Clone, Default)]
pub(crate) struct ResolvedParameters {
    /// What the version demands of them, in the order of the template.
    pub(crate) rules: Vec<Parameter>,
    /// The value of every parameter, by its name.
    pub(crate) values: BTreeMap<String, String>,
    /// The preset that was chosen, or that the values fulfil.
    pub(crate) preset: Option<PresetId>,
}

/// The values of a build with this version. What is wrong is added to the faults: a preset that isn't the
/// version's, and each parameter under its own name.
///
/// # Errors
/// The storage's; `Unprepared`.
pub(crate) async fn resolved(
    reader: &Reader,
    version: &TemplateVersion,
    flow: Flow<'_>,
    given: &GivenParameters,
    previous: Option<WorkspaceBuildId>,
    faults: &mut Vec<FieldFault>,
) -> Result<ResolvedParameters, Fault> {
    let presets = presets(reader, version.id).await?;
    let chosen = given.preset.map(|id| presets.iter().find(|preset| preset.id == id));
    if chosen == Some(None) {
        let detail = "is no preset of the template version; choose one of its list, or leave it out".into();
        faults.push(FieldFault { field: "template_version_preset_id".into(), detail });
    }
    let preset = chosen.flatten().map(|preset| preset.values.clone()).unwrap_or_default();
    let typed = flow.duplicates().settle(given.values.iter().cloned());
    let before = match previous {
        None => BTreeMap::new(),
        Some(build) => {
            let kept = reader.build_parameters(build).await?;
            kept.into_iter().map(|one| (one.name, one.value)).collect()
        }
    };
    let sources = Sources { given: &typed, preset: &preset, previous: &before };
    let demands = demands(reader, version, flow, sources).await?;
    let resolved = resolve(&demands.rules, sources);
    let mut wrong: Vec<_> = demands.unfit(sources);
    let values = resolved.unwrap_or_else(|all| {
        wrong.extend(all.into_iter().map(|fault| demands.shown(fault)));
        BTreeMap::new()
    });
    wrong.sort_by(|one, other| one.name.cmp(&other.name));
    faults.extend(wrong.into_iter().map(|one| FieldFault { field: one.name, detail: one.detail }));
    let preset = given.preset.or_else(|| matching_preset(&values, &presets));
    Ok(ResolvedParameters { rules: demands.rules, values, preset })
}

/// What a version demands of the values.
struct Demands {
    rules: Vec<Parameter>,
    /// Where the template was read for them.
    evaluated: Option<Arc<Evaluated>>,
}

impl Demands {
    fn of(evaluated: Arc<Evaluated>) -> Self {
        let rules = evaluated.parameters.iter().map(|one| one.described.rule.clone()).collect();
        Self { rules, evaluated: Some(evaluated) }
    }

    fn parameters(&self) -> &[EvaluatedParameter] {
        self.evaluated.as_ref().map_or(&[], |evaluated| &evaluated.parameters)
    }

    /// Defaults that count, and don't fit what the template itself demands for what is chosen.
    fn unfit(&self, sources: Sources<'_>) -> Vec<ParameterFault> {
        let counts = |parameter: &&EvaluatedParameter| {
            let rule = &parameter.described.rule;
            let before = !rule.ephemeral && sources.previous.contains_key(&rule.name);
            let chosen = [sources.given, sources.preset].iter().any(|all| all.contains_key(&rule.name));
            !rule.required && !chosen && !before
        };
        let fault = |parameter: &EvaluatedParameter| {
            let (name, detail) = (parameter.described.rule.name.clone(), parameter.unfit.clone()?);
            Some(ParameterFault { name, detail })
        };
        self.parameters().iter().filter(counts).filter_map(fault).collect()
    }

    /// A fault in words that tell nothing secret.
    fn shown(&self, fault: ParameterFault) -> ParameterFault {
        let of = self.parameters().iter().find(|one| one.described.rule.name == fault.name);
        let secret = of.is_some_and(|one| one.secrets != Secrets::default());
        let words = "must have a value that fits what the template demands";
        if secret { ParameterFault { detail: words.into(), ..fault } } else { fault }
    }
}

/// What the version demands of the values of a build.
async fn demands(
    reader: &Reader,
    version: &TemplateVersion,
    flow: Flow<'_>,
    sources: Sources<'_>,
) -> Result<Demands, Fault> {
    if flow.classic {
        return Ok(Demands { rules: rules(reader, version.id).await?, evaluated: None });
    }
    let mut chosen = sources.previous.clone();
    for stronger in [sources.preset, sources.given] {
        chosen.extend(stronger.clone());
    }
    let mut request =
        EvaluationRequest::read(reader, flow.evaluations.sealing()?, version, flow.owner, chosen).await?;
    for _ in 1..ROUNDS {
        let told = dynamic::evaluated(flow.evaluations, &request)?;
        // What held for the build before only doesn't count.
        let over = |name: &String| {
            let kept = [sources.given, sources.preset].iter().any(|all| all.contains_key(name));
            let rule =
                || told.parameters.iter().map(|one| &one.described.rule).find(|rule| rule.name == *name);
            !kept && rule().is_some_and(|rule| rule.ephemeral)
        };
        let mut left = request.chosen().clone();
        left.retain(|name, _| !over(name));
        if left.len() == request.chosen().len() {
            return Ok(Demands::of(told));
        }
        request = request.choosing(left);
    }
    Ok(Demands::of(dynamic::evaluated(flow.evaluations, &request)?))
}

/// What the version demands of values that are given for a trial, in the order of the template.
///
/// # Errors
/// The storage's; `Unprepared`.
pub(crate) async fn rules_for(
    reader: &Reader,
    version: &TemplateVersion,
    flow: Flow<'_>,
    given: &BTreeMap<String, String>,
    variables: &BTreeMap<String, String>,
) -> Result<Vec<Parameter>, Fault> {
    if flow.classic {
        return rules(reader, version.id).await;
    }
    let request =
        EvaluationRequest::read(reader, flow.evaluations.sealing()?, version, flow.owner, given.clone())
            .await?;
    let told = dynamic::evaluated(flow.evaluations, &request.with_variables(variables.clone()))?;
    Ok(Demands::of(told).rules)
}

/// What the import of the version has found, in the order of the template.
///
/// # Errors
/// The storage's.
pub(crate) async fn rules(reader: &Reader, version: TemplateVersionId) -> Result<Vec<Parameter>, Fault> {
    let described = versions::described(reader, version).await?;
    Ok(described.into_iter().map(|DescribedParameter { rule, .. }| rule).collect())
}

async fn presets(reader: &Reader, version: TemplateVersionId) -> Result<Vec<Preset>, Fault> {
    let kept = reader.version_presets(version).await?;
    let read = kept
        .into_iter()
        .map(|one| Ok(Preset { id: one.id, values: kept_as::<DescribedPreset>(&one.definition)?.values }));
    read.collect()
}
