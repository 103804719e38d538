//! Finds the operation of a request: the specification's paths, exactly.

use std::borrow::Cow;
use std::collections::BTreeMap;

use http::{HeaderName, HeaderValue, Method};

use super::normal::normal;
use super::{ErrorFormat, Operation, StartError, cors};

/// Every method that requests may have, in the order in which `Allow` names them. Each has one endpoint for
/// all paths; what dropshot would refuse by itself is refused in front of it.
pub(super) const METHODS: [Method; 9] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::OPTIONS,
    Method::TRACE,
    Method::CONNECT,
];

/// Every path of the specification, the second mounts included.
pub(super) struct Routes {
    matcher: matchit::Router<usize>,
    paths: Vec<Path>,
    mounts: Mounts,
}

/// An operation and its number.
type Numbered = (&'static Operation, usize);

struct Path {
    methods: Vec<(&'static Method, usize)>,
    variables: Vec<&'static str>,
    allow: HeaderValue,
    cors: Vec<(HeaderName, HeaderValue)>,
    error_format: ErrorFormat,
}

/// What a request's method and path lead to.
pub(super) enum Route {
    /// An operation by its number, with the path's variables as they were sent.
    Operation(usize, Vec<(&'static str, String)>),
    /// `OPTIONS` of a path that declares none: the methods that the path has, and those open to every origin.
    Methods(HeaderValue, Vec<(HeaderName, HeaderValue)>),
    /// The path is there, the method isn't.
    MethodNotAllowed(HeaderValue, ErrorFormat),
    /// No such path.
    NotFound(ErrorFormat),
}

impl Routes {
    /// All operations but those whose switch is `off`.
    ///
    /// # Errors
    /// When two paths are ambiguous, or two operations have the same method and path.
    pub(super) fn new(operations: &'static [Operation], off: &[String]) -> Result<Self, StartError> {
        let mut paths: BTreeMap<Cow<'static, str>, (&'static str, Vec<Numbered>)> = BTreeMap::new();
        let is_off =
            |operation: &Operation| operation.switch.is_some_and(|name| off.iter().any(|one| one == name));
        for (number, operation) in operations.iter().enumerate().filter(|(_, one)| !is_off(one)) {
            for path in std::iter::once(&operation.path).chain(operation.also_at) {
                let (_, same) = paths.entry(normal(path)).or_insert((path, vec![]));
                if same.iter().any(|(other, _)| other.method == operation.method) {
                    let problem = format!("a second operation answers {}", operation.method);
                    return Err(StartError::Route { path, problem });
                }
                same.push((operation, number));
            }
        }
        let mut routes = Self { matcher: matchit::Router::new(), paths: vec![], mounts: Mounts::default() };
        for (path, (written, operations)) in paths {
            let refused =
                |error: matchit::InsertError| StartError::Route { path: written, problem: error.to_string() };
            routes.matcher.insert(path.clone().into_owned(), routes.paths.len()).map_err(refused)?;
            if operations.iter().any(|(operation, _)| operation.any_path) {
                let behind = format!("{path}/{{*behind}}");
                routes.matcher.insert(behind, routes.paths.len()).map_err(refused)?;
            }
            for (operation, _) in &operations {
                routes.mounts.add(&path, operation.error_format);
            }
            let methods: Vec<_> =
                operations.iter().map(|(operation, number)| (&operation.method, *number)).collect();
            let open = operations.iter().filter(|(one, _)| one.cors).map(|(one, _)| &one.method);
            routes.paths.push(Path {
                allow: allow(&methods),
                cors: cors::preflight(open),
                variables: variables(written),
                error_format: operations[0].0.error_format,
                methods,
            });
        }
        Ok(routes)
    }

    /// What answers this request.
    pub(super) fn find(&self, method: &Method, path: &str) -> Route {
        let path = normal(path);
        let Ok(found) = self.matcher.at(&path) else {
            return Route::NotFound(self.mounts.format(&path));
        };
        let entry = &self.paths[*found.value];
        let wanted = |wanted: &Method| {
            entry.methods.iter().find(|(method, _)| *method == wanted).map(|(_, number)| *number)
        };
        // HEAD is GET without the body (RFC 9110 §9.3.2).
        let number = wanted(method).or_else(|| wanted(&Method::GET).filter(|_| method == Method::HEAD));
        match number {
            Some(number) => {
                let values = found.params.iter().map(|(_, value)| value.to_owned());
                Route::Operation(number, entry.variables.iter().copied().zip(values).collect())
            }
            None if method == Method::OPTIONS => Route::Methods(entry.allow.clone(), entry.cors.clone()),
            None => Route::MethodNotAllowed(entry.allow.clone(), entry.error_format),
        }
    }
}

/// The names of a path's variables, in order.
fn variables(path: &'static str) -> Vec<&'static str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}')).collect()
}

/// The value of `Allow`: what is declared, and what follows from it.
fn allow(methods: &[(&'static Method, usize)]) -> HeaderValue {
    let has = |wanted: &Method| methods.iter().any(|(method, _)| *method == wanted);
    let names: Vec<&str> = METHODS
        .iter()
        .filter(|method| {
            has(method) || *method == Method::OPTIONS || (*method == Method::HEAD && has(&Method::GET))
        })
        .map(Method::as_str)
        .collect();
    HeaderValue::from_str(&names.join(", ")).expect("names of methods are visible ASCII")
}

/// Which error format the paths below each node of the tree of paths have: an unknown path answers in that of
/// its neighbours.
#[derive(Default)]
struct Mounts {
    below: BTreeMap<String, Mounts>,
    formats: Vec<ErrorFormat>,
}

impl Mounts {
    fn add(&mut self, path: &str, format: ErrorFormat) {
        let mut node = self;
        for segment in path.split('/').filter(|segment| !segment.is_empty()) {
            let key = if segment.starts_with('{') { "{}" } else { segment };
            node = node.below.entry(key.to_owned()).or_default();
            if !node.formats.contains(&format) {
                node.formats.push(format);
            }
        }
    }

    /// The format that all paths under the deepest node on the way share, if they share one.
    fn format(&self, path: &str) -> ErrorFormat {
        let mut node = self;
        for segment in path.split('/').filter(|segment| !segment.is_empty()) {
            match node.below.get(segment).or_else(|| node.below.get("{}")) {
                Some(below) => node = below,
                None => break,
            }
        }
        match node.formats[..] {
            [only] => only,
            _ => ErrorFormat::Api,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::OPERATIONS;

    /// A path as it is written, with its operation.
    struct Written {
        operation: &'static Operation,
        parts: Vec<&'static str>,
    }

    fn written() -> Vec<Written> {
        let paths = |one: &'static Operation| std::iter::once(one.path).chain(one.also_at.iter().copied());
        let split =
            |operation| move |path: &'static str| Written { operation, parts: path.split('/').collect() };
        OPERATIONS.iter().flat_map(|one| paths(one).map(split(one))).collect()
    }

    /// What the matcher should do, said plainly: of the paths that fit, the one with the first literal
    /// furthest left. Its operations.
    fn expected(written: &[Written], path: &str) -> Option<Vec<&'static Operation>> {
        // A slash at the end, or two in a row, change nothing.
        let path = normal(path);
        let sent: Vec<_> = path.split('/').collect();
        let is_variable = |part: &&str| part.starts_with('{');
        let fits = |one: &&Written| {
            let Written { operation, parts } = one;
            (parts.len() == sent.len() || (operation.any_path && parts.len() < sent.len()))
                && parts
                    .iter()
                    .zip(&sent)
                    .all(|(part, sent)| part == sent || (is_variable(part) && !sent.is_empty()))
        };
        let fitting: Vec<_> = written.iter().filter(fits).collect();
        let shape = |one: &&&Written| one.parts.iter().map(is_variable).collect::<Vec<_>>();
        let best = fitting.iter().min_by_key(shape)?;
        Some(fitting.iter().filter(|one| one.parts == best.parts).map(|one| one.operation).collect())
    }

    #[test]
    fn every_path_of_the_specification_and_its_near_misses_lead_where_they_should() {
        let routes = Routes::new(&OPERATIONS, &[]).unwrap();
        let mut targets = BTreeSet::new();
        let paths = || OPERATIONS.iter().flat_map(|one| std::iter::once(&one.path).chain(one.also_at));
        let literals: BTreeSet<_> = paths().flat_map(|path| path.split('/').skip(1)).collect();
        for path in paths() {
            let parts: Vec<_> = path.split('/').skip(1).collect();
            let filled = |replaced: Option<(usize, &str)>| {
                let part = |(at, part): (usize, &&str)| match replaced {
                    Some((here, with)) if here == at => format!("/{with}"),
                    _ if part.starts_with('{') => "/v-1".into(),
                    _ => format!("/{part}"),
                };
                parts.iter().enumerate().map(part).collect::<String>()
            };
            targets.insert(filled(None));
            targets.insert(format!("{}/more", filled(None)));
            let shorter = filled(None);
            targets.insert(shorter.rsplit_once('/').map_or("/", |(rest, _)| rest).to_owned());
            // Every word of the specification in every place: siblings, and words of other levels.
            for at in 0..parts.len() {
                for literal in literals.iter().filter(|literal| !literal.starts_with('{')) {
                    targets.insert(filled(Some((at, literal))));
                }
            }
        }
        targets.retain(|target| target.starts_with('/'));
        assert!(targets.len() > 100);
        let written = written();
        for target in &targets {
            let expected = expected(&written, target);
            for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                let found = match routes.find(&method, target) {
                    Route::Operation(number, _) => Some(vec![OPERATIONS[number].id]),
                    Route::MethodNotAllowed(..) => Some(vec![]),
                    Route::NotFound(_) | Route::Methods(..) => None,
                };
                let exact = |all: &Vec<&'static Operation>| {
                    all.iter().filter(|one| one.method == method).map(|one| one.id).collect::<Vec<_>>()
                };
                assert_eq!(found, expected.as_ref().map(exact), "{method} {target}");
            }
        }
    }
}
