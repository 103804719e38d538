//! Paths of the crate in Rust source: `crate::a::b`, `super::c`, `use crate::{a, b::{c, d}}`. Read as text:
//! what a macro makes isn't seen.

/// Every path that begins with `crate` or `super` outside of comments, as absolute segments, as seen from
/// `module`.
pub(super) fn absolute(source: &str, module: &[String]) -> Vec<Vec<String>> {
    let text = without_comments(source);
    let mut found = Vec::new();
    let mut rest = text.as_str();
    while let Some((at, keyword)) = next_keyword(rest) {
        let own_word =
            at == 0 || !rest[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
        let tail = &rest[at..];
        if own_word {
            let mut reader = Reader { text: tail.as_bytes(), at: 0 };
            reader.tree(&[], &mut found, module);
        }
        rest = &tail[keyword.len()..];
    }
    found
}

fn next_keyword(text: &str) -> Option<(usize, &'static str)> {
    let find = |word: &'static str| text.find(word).map(|at| (at, word));
    [find("crate::"), find("super::")].into_iter().flatten().min()
}

/// A tree of paths as `use` writes it.
struct Reader<'t> {
    text: &'t [u8],
    at: usize,
}

impl Reader<'_> {
    fn tree(&mut self, prefix: &[String], found: &mut Vec<Vec<String>>, module: &[String]) {
        let mut path = prefix.to_vec();
        loop {
            self.skip_space();
            if self.eat("{") {
                while !self.eat("}") && self.at < self.text.len() {
                    let before = self.at;
                    self.tree(&path, found, module);
                    self.skip_space();
                    if !self.eat(",") && self.at == before {
                        return;
                    }
                    self.skip_space();
                }
                return;
            }
            let word = self.word();
            match word.as_str() {
                "" => break,
                "crate" => path.clear(),
                "super" if path.is_empty() => path = parent(module),
                "super" => {
                    path.pop();
                }
                "self" => {}
                _ => path.push(word),
            }
            if !self.eat("::") {
                break;
            }
        }
        found.push(path);
    }

    fn word(&mut self) -> String {
        let start = self.at;
        while self.text.get(self.at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
            self.at += 1;
        }
        String::from_utf8_lossy(&self.text[start..self.at]).into_owned()
    }

    fn eat(&mut self, token: &str) -> bool {
        let fits = self.text[self.at..].starts_with(token.as_bytes());
        if fits {
            self.at += token.len();
        }
        fits
    }

    fn skip_space(&mut self) {
        while self.text.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }
}

fn parent(module: &[String]) -> Vec<String> {
    module[..module.len().saturating_sub(1)].to_vec()
}

fn without_comments(source: &str) -> String {
    source
        .lines()
        .map(|line| line.split_once("//").map_or(line, |(code, _)| code))
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_a_file_are_absolute() {
        let source =
            "use crate::a::{b, c::{self, D}};\n// crate::not\nfn f() { super::g::h(); my_crate::x(); }";
        let module = ["m".to_owned(), "n".to_owned()];
        let found: Vec<String> = absolute(source, &module).iter().map(|path| path.join("::")).collect();
        assert_eq!(found, ["a::b", "a::c", "a::c::D", "m::g::h"]);
    }
}
