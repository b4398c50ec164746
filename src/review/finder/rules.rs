//! A rule is an expression with a label and a reason.

use regex::Regex;

use super::{Label, Span};

#[derive(Debug)]
pub(super) struct Rule {
    regex: Regex,
    label: Label,
    why: &'static str,
}

/// Rules are written for ASCII (`\b`, `\d`): that keeps them linear and quick on any text.
pub(super) fn rule(regex: &str, label: Label, why: &'static str) -> Option<Rule> {
    let regex = Regex::new(regex).ok()?;
    Some(Rule { regex, label, why })
}

pub(super) fn apply(rules: &[Rule], text: &str, spans: &mut Vec<Span>) {
    for rule in rules {
        for found in rule.regex.captures_iter_first(text) {
            spans.push(Span {
                start: found.0,
                end: found.1,
                label: rule.label,
                why: rule.why,
            });
        }
    }
}

/// The first group where there is one, else the whole.
trait First {
    fn captures_iter_first(&self, text: &str) -> Vec<(usize, usize)>;
}

impl First for Regex {
    fn captures_iter_first(&self, text: &str) -> Vec<(usize, usize)> {
        if self.captures_len() == 1 {
            return self
                .find_iter(text)
                .map(|found| (found.start(), found.end()))
                .collect();
        }
        let group = self.captures_iter(text).filter_map(|found| found.get(1));
        group.map(|found| (found.start(), found.end())).collect()
    }
}
