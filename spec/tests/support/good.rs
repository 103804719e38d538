//! A small specification without faults, to be broken in one place at a time.

use super::lint_faults;

const ROOT: &str = "openapi: 3.0.3
info: {title: Small, version: 1.0.0, description: A small one.}
tags:
  - {name: Things, description: All about things.}
security:
  - Key: []
components:
  securitySchemes:
    Key: {type: apiKey, in: cookie, name: key, x-caller: Session, description: The key.}
  headers:
    Limit: {description: How many., schema: {type: integer}, example: 3}
  responses:
    Error:
      description: Something is wrong.
      headers:
        X-Limit: {$ref: '#/components/headers/Limit'}
      content:
        application/json:
          schema: {$ref: schemas/things.yaml#/ApiMessage}
";
const PATHS: &str = "/things/{thing}:
  parameters:
    - {name: thing, in: path, required: true, x-object: thing, description: Which., schema: {type: string, maxLength: 7}}
  get:
    operationId: getThing
    tags: [Things]
    summary: Get a thing
    description: One thing.
    x-rate-limit: api
    parameters:
      - {name: q, in: query, description: What., schema: {type: array, maxItems: 3, items: {type: string, maxLength: 8}}, example: [a]}
    responses:
      '200':
        description: The thing.
        content:
          application/json:
            schema: {$ref: ../schemas/things.yaml#/Thing}
            example: {id: 497f6eca-6276-4993-bfeb-53cbbbba6f08, kind: big, parent: null}
      '400': {$ref: ../openapi.yaml#/components/responses/Error}
      '401': {$ref: ../openapi.yaml#/components/responses/Error}
      '404': {$ref: ../openapi.yaml#/components/responses/Error}
      '429': {$ref: ../openapi.yaml#/components/responses/Error}
      default: {$ref: ../openapi.yaml#/components/responses/Error}
  put:
    operationId: putThing
    tags: [Things]
    summary: Put a thing
    description: Puts a thing.
    x-feature: things
    x-permission: {resource: thing, action: write, refuse: 403}
    x-audit: {resource: thing, action: write}
    x-max-body: 64KiB
    x-also-at: ['/old/{thing}']
    requestBody:
      required: true
      content:
        application/json:
          schema: {$ref: ../schemas/things.yaml#/Thing}
    responses:
      '204': {description: Done.}
      '400': {$ref: ../openapi.yaml#/components/responses/Error}
      '401': {$ref: ../openapi.yaml#/components/responses/Error}
      '403': {$ref: ../openapi.yaml#/components/responses/Error}
      '404': {$ref: ../openapi.yaml#/components/responses/Error}
      '413': {$ref: ../openapi.yaml#/components/responses/Error}
      '415': {$ref: ../openapi.yaml#/components/responses/Error}
      default: {$ref: ../openapi.yaml#/components/responses/Error}
/things:
  get:
    operationId: listThings
    tags: [Things]
    summary: List things
    description: All things.
    security: []
    responses:
      '200':
        description: Things.
        content:
          application/json:
            schema: {type: array, items: {$ref: ../schemas/things.yaml#/Thing}}
      default: {$ref: ../openapi.yaml#/components/responses/Error}
";
const SCHEMAS: &str = "ApiMessage:
  type: object
  description: An error.
  required: [message]
  properties:
    message: {type: string, description: What is wrong.}
Thing:
  type: object
  description: A thing.
  required: [id, kind]
  properties:
    id: {type: string, format: uuid, description: Its id.}
    kind: {$ref: '#/Kind'}
    name: {type: string, description: Its name., minLength: 1, maxLength: 9, pattern: '^[a-z]+$', x-pattern-words: be of letters, default: x}
    size: {type: integer, description: Its size., minimum: 0, maximum: 9}
    parent:
      {type: object, nullable: true,
      description: What it is part of.,
      allOf: [{$ref: '#/Thing'}]}
  example: {id: 497f6eca-6276-4993-bfeb-53cbbbba6f08, kind: small, name: abc, size: 3}
Kind:
  type: string
  description: A kind.
  enum: [big, small]
";

pub(crate) fn files() -> [(&'static str, &'static str); 3] {
    [("openapi.yaml", ROOT), ("paths/things.yaml", PATHS), ("schemas/things.yaml", SCHEMAS)]
}

/// The faults after the one place where `from` stands reads `to`.
pub(crate) fn broken(from: &str, to: &str) -> Vec<String> {
    let mut count = 0;
    let texts = files().map(|(name, text)| {
        count += text.matches(from).count();
        (name, text.replacen(from, to, 1))
    });
    assert_eq!(count, 1, "`{from}` stands once");
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    lint_faults(&files)
}

/// Asserts that the change breaks this rule and no other, at this place, with these words in the problem.
#[track_caller]
pub(crate) fn breaks(from: &str, to: &str, place: &str, rule: &str, words: &str) {
    let faults = broken(from, to);
    let start = format!("{place}: [{rule}] ");
    let is_fit = |fault: &String| fault.starts_with(&start) && fault.contains(words);
    assert!(faults.iter().any(is_fit), "no fault {start}… {words} among {faults:#?}");
    // The emitters may refuse the same thing; no other rule may.
    let others: Vec<_> =
        faults.iter().filter(|f| !f.contains(&format!("[{rule}]")) && !f.contains("[emitters]")).collect();
    assert!(others.is_empty(), "other rules too: {others:#?}");
}
