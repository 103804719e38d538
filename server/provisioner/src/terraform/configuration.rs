//! The program's own configuration: a file for each job, so that the configuration of a user has no effect.

use std::fmt::Write;

use super::Mirror;

/// The file's name in the job's folder.
pub(super) const FILE: &str = "terraform.rc";

/// The content of the file: no requests to the vendor, and no second download of cached providers for
/// comparison.
pub(super) fn configuration(mirror: Option<&Mirror>) -> String {
    let mut text =
        String::from("disable_checkpoint = true\nplugin_cache_may_break_dependency_lock_file = true\n");
    let method = match mirror {
        None => return text,
        Some(Mirror::Folder(path)) => ("filesystem_mirror", "path", path.to_string_lossy().into_owned()),
        Some(Mirror::Network(url)) => ("network_mirror", "url", url.clone()),
    };
    let (block, attribute, place) = (method.0, method.1, quoted(&method.2));
    let _ = write!(text, "provider_installation {{\n  {block} {{\n    {attribute} = {place}\n  }}\n}}\n");
    text
}

/// A literal text of the configuration language.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirror_is_the_only_place_that_is_asked() {
        assert!(!configuration(None).contains("provider_installation"));
        let folder = Mirror::read(r#"/srv/the "mirror""#).expect("a folder");
        insta::assert_snapshot!(configuration(Some(&folder)), @r#"
        disable_checkpoint = true
        plugin_cache_may_break_dependency_lock_file = true
        provider_installation {
          filesystem_mirror {
            path = "/srv/the \"mirror\""
          }
        }
        "#);
        let network = Mirror::read("https://mirror.example.com").expect("an address");
        insta::assert_snapshot!(configuration(Some(&network)), @r#"
        disable_checkpoint = true
        plugin_cache_may_break_dependency_lock_file = true
        provider_installation {
          network_mirror {
            url = "https://mirror.example.com/"
          }
        }
        "#);
    }
}
