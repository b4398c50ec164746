//! Which person of a text is which, so that the same one is always called the same.

use super::super::finder::{Replacement, folded_name, is_name_part};

#[derive(Default)]
pub(super) struct People(Vec<Person>);

struct Person {
    kind: Replacement,
    /// Every name by which this person was called so far.
    names: Vec<String>,
    /// The first name, once the person was called by two or more.
    given: Option<String>,
}

impl People {
    /// How many of this kind came before, counting each once.
    pub(super) fn rank(&mut self, kind: Replacement, name: &str) -> usize {
        let names = telling(name);
        let given = names.first().filter(|_| names.len() > 1).cloned();
        let of_kind = self.0.iter_mut().filter(|person| person.kind == kind);
        for (rank, person) in of_kind.enumerate() {
            if person.is(&names, given.as_deref()) {
                person.given = person.given.take().or(given);
                person.names.extend(names);
                return rank;
            }
        }
        let before = self.0.iter().filter(|person| person.kind == kind).count();
        self.0.push(Person { kind, names, given });
        before
    }
}

impl Person {
    /// Two whole names that share only the last one are those of two people.
    fn is(&self, names: &[String], given: Option<&str>) -> bool {
        let shared = names.iter().any(|name| self.names.contains(name));
        let another = match (&self.given, given) {
            (Some(mine), Some(theirs)) => {
                !names.contains(mine) && !self.names.iter().any(|name| name == theirs)
            }
            _ => false,
        };
        shared && !another
    }
}

/// The words that tell people apart: no titles, no "de" and "la", no initials. Who is called "Bo" is called nothing else.
fn telling(name: &str) -> Vec<String> {
    let parts: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'))
        .map(folded_name)
        .filter(|part| !part.is_empty())
        .collect();
    let tells = |part: &&String| {
        part.chars().count() > 1
            && is_name_part(part)
            && !matches!(part.as_str(), "jr" | "ii" | "iii")
    };
    let telling: Vec<String> = parts.iter().filter(tells).cloned().collect();
    match telling.is_empty() {
        true => parts,
        false => telling,
    }
}
