//! When two spellings are one employer, and two addresses one site.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What a name ends with that is a form of company and no name.
const FORMS: &[&str] = &[
    "inc",
    "incorporated",
    "llc",
    "ltd",
    "limited",
    "corp",
    "corporation",
    "co",
    "company",
    "lp",
    "llp",
    "plc",
];

/// Lower case, letters and digits only, without "the" in front, "and" between and the form of company behind.
pub fn employer_key(name: &str) -> String {
    let mut words = words(name);
    if words.len() > 1 && words[0] == "the" {
        words.remove(0);
    }
    words.retain(|word| word != "and");
    while words.len() > 1
        && words
            .last()
            .is_some_and(|word| FORMS.contains(&word.as_str()))
    {
        words.pop();
    }
    words.join(" ")
}

/// Lower case, letters and digits only, without the last four digits of a ZIP+4.
pub fn site_key(address: &str) -> String {
    let mut words = words(address);
    if let [.., five, four] = words.as_slice() {
        let digits = |word: &str, n| word.len() == n && word.bytes().all(|b| b.is_ascii_digit());
        if digits(five, 5) && digits(four, 4) {
            words.pop();
        }
    }
    words.join(" ")
}

fn words(text: &str) -> Vec<String> {
    let plain: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    let plain = plain.to_lowercase().replace(['\'', '\u{2019}'], "");
    plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_employer_is_spelled_in_many_ways() {
        for name in [
            "Baker & Taylor, LLC",
            "BAKER & TAYLOR",
            "Baker and Taylor",
            "Baker & Taylor, Inc.",
            "The Baker & Taylor Company",
        ] {
            assert_eq!(employer_key(name), "baker taylor", "{name}");
        }
        assert_eq!(employer_key("LLC"), "llc");
        assert_eq!(employer_key("Peña’s Books Ltd."), "penas books");
        assert_ne!(
            employer_key("Follett Content Solutions, LLC"),
            employer_key("Follett Educational Services, Inc.")
        );
    }

    #[test]
    fn one_site_is_written_in_many_ways() {
        assert_eq!(
            site_key("501 Gladiolus St Momence, IL 60954-1799"),
            site_key("501 Gladiolus St. Momence, IL 60954")
        );
        assert_ne!(site_key("8140 North Lehigh"), site_key("7000 North Austin"));
    }
}
