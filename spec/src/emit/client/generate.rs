//! The whole way: copy, progenitor, mend, helpers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use progenitor_impl::{GenerationSettings, Generator, HooksMode, InterfaceStyle, UnknownPolicy};
use quote::quote;
use serde_json::Value;

use super::answers::ERROR;
use super::operations::copy;
use super::{helpers, tokens};

/// The Rust text of the client for a bundled specification. It names its runtime as `burgrave_client::…`.
///
/// # Errors
/// What the client can't express, with the operation at fault.
pub fn client(bundle: &Value) -> Result<String, String> {
    let copy = copy(bundle)?;
    let raw = progenitor(&copy.document).map_err(|problem| blame(&copy.document, &problem))?;
    let mended = tokens::mend(raw, &copy.aliases);
    let file = syn::parse2(mended).map_err(|fault| format!("the generated client doesn't parse: {fault}"))?;
    let helpers = helpers::write(bundle, &copy.operations);
    Ok(format!("{}{helpers}", prettyplease::unparse(&file)))
}

fn progenitor(document: &Value) -> Result<TokenStream, String> {
    let specification: OpenAPI =
        serde_json::from_value(document.clone()).map_err(|fault| format!("can't be read: {fault}"))?;
    // progenitor asserts what it doesn't take; the build names the operation instead of a line in a dependency.
    catch_unwind(AssertUnwindSafe(|| Generator::new(&settings()).generate_tokens(&specification)))
        .map_err(|panic| {
            let text =
                panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
            format!("the client's generator gave up: {}", text.unwrap_or("without a reason"))
        })?
        .map_err(|fault| fault.to_string())
}

fn settings() -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote! { burgrave_client::runtime::Session })
        .with_derive("PartialEq")
        .with_map_type("::std::collections::BTreeMap")
        .with_unknown_crates(UnknownPolicy::Allow)
        .with_replacement(ERROR, "::burgrave_client::ErrorResponse", std::iter::empty());
    settings
}

/// Says which operation a problem comes from: the first that fails alone as well.
fn blame(document: &Value, problem: &str) -> String {
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let mut alone = document.clone();
            alone["paths"] = serde_json::json!({ path: { method: operation } });
            if let Err(problem) = progenitor(&alone) {
                let name = &operation["operationId"];
                return format!("operation {name} ({method} {path}): {problem}");
            }
        }
    }
    problem.to_owned()
}
