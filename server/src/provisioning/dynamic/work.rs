//! What is told of a version's parameters, worked out beside all transactions and remembered.

use std::sync::Arc;

use burgrave_provisioner::hcl::{Diagnostic, Evaluated, evaluate_parameters};
use tokio::task::spawn_blocking;

use super::EvaluationRequest;
use super::read::read;
use crate::application::Evaluations;
use crate::fault::{Fault, Preparation};

/// Bytes of a parameter beside its texts, about.
const PARAMETER: usize = 1024;
/// Bytes of an option beside its texts, about.
const OPTION: usize = 256;

/// The parameters of a version for some values, where that is known.
///
/// # Errors
/// `Unprepared` where it isn't.
pub(in crate::provisioning) fn evaluated(
    evaluations: &Evaluations,
    request: &EvaluationRequest,
) -> Result<Arc<Evaluated>, Fault> {
    let known = evaluations.projects().get(&request.version);
    // What is carried out by something else than Terraform has no files of it.
    if known.is_some_and(|project| matches!(&*project, Ok(project) if project.is_empty())) {
        return Ok(Arc::new(Evaluated::imported(&request.inputs.imported, Vec::new())));
    }
    evaluations.outcomes().get(&request.key()).ok_or_else(|| {
        let (evaluations, request) = (evaluations.clone(), request.clone());
        Fault::Unprepared(Preparation::new(move || work(evaluations.clone(), request.clone())))
    })
}

async fn work(evaluations: Evaluations, request: EvaluationRequest) -> Result<(), Fault> {
    let project = read(&evaluations, &request).await?;
    let turn = evaluations.evaluating().clone().acquire_owned().await;
    let turn = turn.map_err(|_| Fault::Internal("templates aren't evaluated any more".into()))?;
    let key = request.key();
    let working = spawn_blocking(move || {
        // Who has asked may have gone; the turn is over when the work is.
        let _turn = turn;
        match &*project {
            Ok(project) if project.is_empty() => Evaluated::default(),
            Ok(project) => evaluate_parameters(project, &request.inputs),
            Err(why) => {
                let summary = "The parameters are those of the import, whatever is chosen";
                Evaluated::imported(
                    &request.inputs.imported,
                    vec![Diagnostic::warning(summary, why.as_str())],
                )
            }
        }
    });
    let told = working.await.map_err(|_| Fault::Internal("evaluating a template broke off".into()))?;
    let bytes = bytes(&told);
    evaluations.outcomes().put(key, Arc::new(told), bytes);
    Ok(())
}

/// Bytes that an outcome takes in memory, about.
fn bytes(told: &Evaluated) -> usize {
    let said =
        |all: &[Diagnostic]| all.iter().map(|one| 64 + one.summary.len() + one.detail.len()).sum::<usize>();
    let parameters = told.parameters.iter().map(|parameter| {
        let of = &parameter.described;
        let options =
            of.options.iter().map(|option| OPTION + 2 * option.value.len() + option.description.len());
        let texts = of.description.len() + of.display_name.len() + of.icon.len() + 2 * of.rule.default.len();
        PARAMETER + texts + options.sum::<usize>() + said(&parameter.diagnostics)
    });
    PARAMETER + parameters.sum::<usize>() + said(&told.diagnostics)
}
