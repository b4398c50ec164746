//! The tables of one release, theme by theme: as fine as each can be, and nothing that would tell a small number beside the others.

use std::collections::BTreeMap;

use super::beside::telling;
use super::coarseness::{Remembered, finest};
use super::disclosure::{Fact, Headcount};
use super::latest::ThemeTables;
use super::successive::{Printed, put_off};
use super::themes::Theme;

/// By theme, what the next release must know of this one.
pub type Memories = BTreeMap<String, Remembered>;

/// `before` is what the last release remembers, `published` what readers have of it and of those before, the oldest first.
pub fn compose(
    number: u32,
    k: u32,
    facts: impl Fn(Theme) -> Vec<Fact>,
    headcounts: &[Headcount],
    before: &Memories,
    published: &[Printed],
) -> (Vec<ThemeTables>, Memories) {
    let (mut themes, mut memories) = (Vec::<ThemeTables>::new(), Memories::new());
    let mut held_back = Vec::new();
    for theme in Theme::ALL {
        let before = before.get(theme.as_str());
        let made = finest(number, k, &facts(*theme), headcounts, before);
        let Some((mut release, coarseness, mut memory)) = made else {
            continue;
        };
        if *theme == Theme::Testimonies {
            held_back = release.held_back;
        } else {
            // What was published once is not taken back; it goes on as it was hidden.
            let stays = |table: &_| before.is_some_and(|before| before.holds(table));
            let left_out = telling(&themes, &held_back, *theme, &release.tables, stays, k);
            release
                .tables
                .retain(|table| !left_out.contains(&(table.kind.clone(), table.period.clone())));
            memory = memory.without(&left_out);
        }
        if release.tables.is_empty() {
            continue;
        }
        memories.insert(theme.as_str().to_owned(), memory);
        themes.push(ThemeTables {
            theme: *theme,
            notes: coarseness.said().into_iter().map(str::to_owned).collect(),
            // What is held back is not said to anybody: that it is tells that there is something.
            tables: release.tables,
        });
    }
    let mut now = Printed { k, themes };
    put_off(published, &mut now, &held_back, &mut memories, before);
    (now.themes, memories)
}

#[cfg(test)]
mod tests;
