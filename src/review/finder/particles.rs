//! Small words that stand within names of people, places and streets alike, in the languages that we meet.

pub(super) fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "of" | "de"
            | "del"
            | "la"
            | "las"
            | "los"
            | "van"
            | "der"
            | "den"
            | "von"
            | "da"
            | "das"
            | "do"
            | "dos"
            | "di"
            | "du"
            | "el"
            | "le"
            | "des"
            | "della"
            | "und"
            | "the"
            | "av"
            | "af"
            | "och"
    )
}
