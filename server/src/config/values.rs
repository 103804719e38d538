//! One reader for each kind of value: from a text to the value, or to the problem and the remedy of a fault.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use burgrave_provisioner::terraform::Mirror;
use ipnet::IpNet;
use url::Url;

use super::shared_secrets::SharedSecrets;
use crate::logging::{Format, Level};

/// A secret text.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    /// Without the text, as it may be logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The database.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// One file in the data folder.
    Sqlite,
    /// A PostgreSQL database by its URL, which may hold a password.
    Postgres(String),
}

impl fmt::Debug for Database {
    /// Without the URL, as it may be logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Database::Sqlite => "Sqlite",
            Database::Postgres(_) => "Postgres(…)",
        })
    }
}

/// The problem with a text, and what to write instead.
pub(super) type Refusal = (String, String);

pub(super) fn refuse<T>(problem: impl Into<String>, mend: impl Into<String>) -> Result<T, Refusal> {
    Err((problem.into(), mend.into()))
}

pub(super) fn address(text: &str) -> Result<SocketAddr, Refusal> {
    let spelled = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    spelled.as_deref().unwrap_or(text).parse().or_else(|_| {
        refuse(
            format!("\"{text}\" is not an address to listen on"),
            "write an IP address and a port, as 127.0.0.1:3000, 0.0.0.0:80 or [::1]:3000",
        )
    })
}

pub(super) fn access_url(text: &str) -> Result<Option<Url>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    let mend = "write a URL with scheme and host, as https://burgrave.example.com";
    match Url::parse(text) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") || !url.has_host() => {
            refuse(format!("\"{text}\" is no http or https URL"), mend)
        }
        Ok(url) if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() => {
            refuse("an access URL has no user, query or fragment", mend)
        }
        Ok(url) if url.path() != "/" => refuse(
            format!("\"{text}\" has a path, and the server answers at the root of its host only"),
            "give the server a host name of its own, as https://burgrave.example.com",
        ),
        Ok(url) => Ok(Some(url)),
        Err(fault) => refuse(format!("\"{text}\" is not a URL ({fault})"), mend),
    }
}

/// A released version; `None` when nothing is written.
pub(super) fn version(text: &str) -> Result<Option<semver::Version>, Refusal> {
    match semver::Version::parse(text.strip_prefix('v').unwrap_or(text)) {
        _ if text.is_empty() => Ok(None),
        Ok(version) if version.build.is_empty() => Ok(Some(version)),
        _ => refuse(format!("\"{text}\" is no version"), "write major, minor and patch, as 2.36.0"),
    }
}

/// A page of another site; optional.
pub(super) fn web_page(text: &str) -> Result<Option<Url>, Refusal> {
    match Url::parse(text) {
        _ if text.is_empty() => Ok(None),
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(Some(url)),
        _ => refuse(format!("\"{text}\" is no http or https URL"), "write one, as https://example.com/about"),
    }
}

/// A name that fits on one line of a page.
pub(super) fn brand_name(text: &str) -> Result<String, Refusal> {
    if text.is_empty() || text.chars().count() > 64 || text.contains(char::is_control) {
        return refuse("this is not a name for pages", "write 1 to 64 characters");
    }
    Ok(text.to_owned())
}

pub(super) fn color(text: &str) -> Result<[u8; 3], Refusal> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
    let bytes = digits.and_then(|digits| hex::decode(digits).ok()).and_then(|bytes| bytes.try_into().ok());
    bytes.map_or_else(
        || refuse(format!("\"{text}\" is no colour"), "write red, green and blue, as #2f5d50"),
        Ok,
    )
}

pub(super) fn folder(text: &str) -> Result<PathBuf, Refusal> {
    if text.is_empty() {
        return refuse("no folder is named", "write the path of a folder that the server may write to");
    }
    Ok(PathBuf::from(text))
}

/// A file; optional.
pub(super) fn file(text: &str) -> Result<Option<PathBuf>, Refusal> {
    Ok((!text.is_empty()).then(|| PathBuf::from(text)))
}

/// Places of this machine, with commas between them.
pub(super) fn paths(text: &str) -> Result<Vec<PathBuf>, Refusal> {
    let paths: Vec<_> =
        text.split(',').map(str::trim).filter(|path| !path.is_empty()).map(PathBuf::from).collect();
    match paths.iter().find(|path| !path.is_absolute()) {
        Some(path) => refuse(
            format!("\"{}\" is no absolute path", path.display()),
            "write paths from the root on, with commas between them, as /srv/images,/var/lib/libvirt",
        ),
        None => Ok(paths),
    }
}

/// The shortest token: shorter ones could be guessed.
const TOKEN_LENGTH: usize = 16;

/// A secret, optional; the refusal doesn't repeat it.
pub(super) fn token(text: &str) -> Result<Option<Secret>, Refusal> {
    let mend =
        "write at least 16 ASCII letters, digits or signs without spaces, as `openssl rand -hex 16` makes";
    match text {
        "" => Ok(None),
        short if short.len() < TOKEN_LENGTH => refuse("the token is too short", mend),
        text if text.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(Some(Secret(text.to_owned()))),
        _ => refuse("the token has a character that a header can't have", mend),
    }
}

/// The value may hold a password: the refusal doesn't repeat it.
pub(super) fn database(text: &str) -> Result<Database, Refusal> {
    if text.is_empty() {
        return Ok(Database::Sqlite);
    }
    match burgrave_store::unfit_url(text) {
        None => Ok(Database::Postgres(text.to_owned())),
        Some(problem) => refuse(
            problem,
            "write postgres://user:password@host:port/name, or leave it empty for SQLite in the data folder",
        ),
    }
}

/// The value is a secret: the refusal doesn't repeat it.
pub(super) fn shared_secrets(text: &str) -> Result<SharedSecrets, Refusal> {
    let keys: Vec<&str> = text.split(',').map(str::trim).filter(|key| !key.is_empty()).collect();
    if keys.len() > 2 {
        return refuse("more than two keys are given", "write one key, or two with a comma between them");
    }
    if keys.iter().any(|key| key.len() < TOKEN_LENGTH) {
        return refuse(
            "a key is too short: others could try it out",
            format!("write keys of at least {TOKEN_LENGTH} characters, as `openssl rand -hex 16` makes them"),
        );
    }
    if keys.iter().any(|key| !key.bytes().all(|byte| byte.is_ascii_graphic())) {
        return refuse(
            "a key has a character that a header can't have",
            "use letters, digits and ASCII signs",
        );
    }
    Ok(SharedSecrets::new(&keys))
}

pub(super) fn level(text: &str) -> Result<Level, Refusal> {
    Level::named(text).map_or_else(
        || {
            refuse(
                format!("\"{text}\" is not a log level"),
                "write critical, error, warning, info, debug or trace",
            )
        },
        Ok,
    )
}

pub(super) fn format(text: &str) -> Result<Format, Refusal> {
    match text {
        "terminal" => Ok(Format::Terminal),
        "json" => Ok(Format::Json),
        _ => refuse(format!("\"{text}\" is not a log format"), "write terminal or json"),
    }
}

/// A time span with its unit. A plain `0` needs none.
pub(super) fn time(text: &str) -> Result<Duration, Refusal> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let milliseconds = match &text[digits.len()..] {
        "ms" => Some(1),
        "s" => Some(1_000),
        "m" => Some(60_000),
        "h" => Some(3_600_000),
        "d" => Some(24 * 3_600_000),
        "" if digits == "0" => Some(0),
        _ => None,
    };
    let number = digits.parse::<u64>().ok();
    match number.zip(milliseconds).and_then(|(number, unit)| number.checked_mul(unit)) {
        Some(total) => Ok(Duration::from_millis(total)),
        None => refuse(
            format!("\"{text}\" is not a time"),
            "write a whole number and its unit (ms, s, m, h or d), as 30s or 5m",
        ),
    }
}

/// The longest lifetime that can be set: the API has lifetimes in nanoseconds, and a longer one doesn't fit.
const LONGEST_LIFETIME: Duration = Duration::from_secs(292 * 365 * 24 * 3600);

/// A lifetime: a time span of at least a second.
pub(super) fn lifetime(text: &str) -> Result<Duration, Refusal> {
    let read = time(text)?;
    if (Duration::from_secs(1)..=LONGEST_LIFETIME).contains(&read) {
        return Ok(read);
    }
    refuse(format!("\"{text}\" is no lifetime"), "write a time between 1s and 292 years, as 24h")
}

/// A lifetime; optional.
pub(super) fn some_lifetime(text: &str) -> Result<Option<Duration>, Refusal> {
    if text.is_empty() { Ok(None) } else { lifetime(text).map(Some) }
}

/// A limit that is off at 0 and below.
pub(super) fn rate(text: &str) -> Result<Option<NonZeroU32>, Refusal> {
    match text.parse::<i64>() {
        Ok(number) if number <= 0 => Ok(None),
        Ok(number) if u32::try_from(number).is_ok() => {
            Ok(u32::try_from(number).ok().and_then(NonZeroU32::new))
        }
        _ => refuse(
            format!("\"{text}\" is not a number of requests a minute"),
            format!("write a whole number up to {}, or 0 for no limit", u32::MAX),
        ),
    }
}

/// The number of jobs that may wait.
pub(super) fn jobs(text: &str) -> Result<Option<NonZeroU32>, Refusal> {
    match text.parse::<u32>() {
        Ok(number) => Ok(NonZeroU32::new(number)),
        Err(_) => refuse(
            format!("\"{text}\" is not a number of jobs"),
            format!("write a whole number up to {}, or 0 for no limit", u32::MAX),
        ),
    }
}

/// The source of providers.
pub(super) fn mirror(text: &str) -> Result<Option<Mirror>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    Mirror::read(text).map(Some).or_else(|fault| {
        refuse(
            fault.to_string(),
            "write the absolute path of a folder, or an address that begins with https://",
        )
    })
}

pub(super) fn daemons(text: &str) -> Result<u16, Refusal> {
    const MOST: u16 = 64;
    match text.parse::<u16>() {
        Ok(number) if number <= MOST => Ok(number),
        _ => refuse(
            format!("\"{text}\" is not a number of daemons"),
            format!("write a whole number from 0 to {MOST}; more jobs at once need more replicas"),
        ),
    }
}

/// The number of a region; those of proxies come after it.
pub(super) fn region(text: &str) -> Result<u16, Refusal> {
    const LAST: u16 = 9_999;
    match text.parse::<u16>() {
        Ok(number) if (1..=LAST).contains(&number) => Ok(number),
        _ => refuse(
            format!("\"{text}\" is not a number of a region"),
            format!("write a whole number from 1 to {LAST}"),
        ),
    }
}

pub(super) fn networks(text: &str) -> Result<Vec<IpNet>, Refusal> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(network).collect()
}

fn network(text: &str) -> Result<IpNet, Refusal> {
    let single = text.parse::<IpAddr>().map(IpNet::from);
    text.parse::<IpNet>().or(single).or_else(|_| {
        refuse(
            format!("\"{text}\" is not a network"),
            "write networks or single addresses with commas between them, as 10.0.0.0/8,192.0.2.7",
        )
    })
}

pub(super) fn yes_or_no(text: &str) -> Result<bool, Refusal> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" | "" => Ok(false),
        _ => refuse(format!("\"{text}\" is neither yes nor no"), "write true or false"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_needs_its_unit() {
        assert_eq!(time("1500ms").unwrap(), Duration::from_millis(1500));
        assert_eq!(time("2h").unwrap(), Duration::from_secs(7200));
        assert_eq!(time("0").unwrap(), Duration::ZERO);
        for wrong in ["30", "", "s", "-1s", "1.5s", "99999999999999999999s", "9999999999999999999h"] {
            assert!(time(wrong).is_err(), "{wrong} was taken");
        }
    }

    #[test]
    fn a_rate_of_zero_or_less_is_no_limit() {
        assert_eq!(rate("0").unwrap(), None);
        assert_eq!(rate("-1").unwrap(), None);
        assert_eq!(rate("60").unwrap(), NonZeroU32::new(60));
        assert!(rate("4294967296").is_err());
        assert!(rate("many").is_err());
    }

    #[test]
    fn a_process_has_up_to_64_daemons() {
        assert_eq!(daemons("0").unwrap(), 0);
        assert_eq!(daemons("64").unwrap(), 64);
        for refused in ["65", "-1", "three", ""] {
            assert!(daemons(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn a_region_has_a_number_below_those_of_proxies() {
        assert_eq!(region("999").unwrap(), 999);
        for refused in ["0", "10000", "-1", "eu", ""] {
            assert!(region(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn a_single_address_is_a_network_of_one() {
        let read = networks("10.0.0.0/8, 192.0.2.7,::1").unwrap();
        assert_eq!(read.len(), 3);
        assert_eq!(read[1].to_string(), "192.0.2.7/32");
        assert!(networks("10.0.0.0/40").is_err());
    }

    #[test]
    fn a_lifetime_is_neither_nothing_nor_endless() {
        assert_eq!(lifetime("24h").unwrap(), Duration::from_secs(86_400));
        assert!(lifetime("0").is_err() && lifetime("500ms").is_err() && lifetime("9000000h").is_err());
        assert_eq!(some_lifetime("").unwrap(), None);
    }

    #[test]
    fn a_token_is_long_enough_and_is_never_repeated() {
        assert_eq!(token("").unwrap(), None);
        assert_eq!(format!("{:?}", token("0123456789abcdef").unwrap()), "Some(Secret(…))");
        for wrong in ["0123456789abcde", "0123456789 abcdef", "0123456789abcdeé"] {
            let (problem, mend) = token(wrong).unwrap_err();
            assert!(!problem.contains(wrong) && !mend.contains(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_refused_database_url_is_not_repeated() {
        let (problem, mend) = database("mysql://root:hunter2@host/db").unwrap_err();
        assert!(!problem.contains("hunter2") && !mend.contains("hunter2"));
    }

    #[test]
    fn a_version_has_three_numbers() {
        assert_eq!(version("v2.36.0").unwrap(), version("2.36.0").unwrap());
        assert_eq!(version("").unwrap(), None);
        for wrong in ["2.36", "two", "2.36.0+mine", "2.36.0.1"] {
            assert!(version(wrong).is_err(), "{wrong} was taken");
        }
    }

    #[test]
    fn an_access_url_has_no_path() {
        assert!(access_url("https://burgrave.example.com/").is_ok_and(|url| url.is_some()));
        for wrong in ["https://example.com/burgrave", "http://example.com/a/", "https://example.com//"] {
            assert!(access_url(wrong).unwrap_err().0.contains("has a path"), "{wrong}");
        }
    }
}
