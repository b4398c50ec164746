//! Sentences as an encyclopedia writes them, and who plays whom.

use super::found;

#[track_caller]
fn marks(text: &str, words: &str) {
    let all = found(text);
    assert!(all.iter().any(|(_, w)| w.contains(words)), "{all:?}");
}

#[track_caller]
fn leaves(text: &str, words: &str) {
    let all = found(text);
    assert!(!all.iter().any(|(_, w)| w.contains(words)), "{all:?}");
}

#[test]
fn ordinary_words_are_names_where_they_do_what_encyclopedias_tell_of() {
    marks("Grace took nine wickets at the ground.", "Grace");
    marks("Field credits Summers with the discovery.", "Field");
    marks(
        "The film stars a ferryman and Ji-woo Han as his rival.",
        "Han",
    );
    marks("Pilot were an indie band from a small town.", "Pilot");
    leaves("Security took the man outside.", "Security");
    leaves("Staff were the last to hear of it.", "Staff");
    leaves("Rain took the roof off the annex.", "Rain");
    leaves("Police were a block away.", "Police");
    leaves("Work hours were a mess.", "hours");
}

#[test]
fn the_article_goes_with_the_name_of_a_place_or_a_body() {
    marks("It lies east of the Cold Ranges.", "the Cold Ranges");
    leaves("He told the Marisol story again.", "the Marisol");
}

#[test]
fn whoever_plays_whom_is_named_in_lower_case_too() {
    marks("arsenal v spurs sunday, my place", "arsenal");
    marks("arsenal v spurs sunday, my place", "spurs");
}
