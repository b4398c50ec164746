//! Folds words so that "SIOBHÁN", "Siobhán" and "siobhan" are one.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Writes the folded word over `into`: lower case, no accents, no apostrophes.
pub(super) fn fold_into(word: &str, into: &mut String) {
    into.clear();
    for c in word.chars() {
        match c {
            'a'..='z' | '0'..='9' => into.push(c),
            'A'..='Z' => into.push(c.to_ascii_lowercase()),
            '\'' | '’' | '´' | 'ʼ' => {}
            _ if c.is_ascii() => into.push(c),
            _ => fold_foreign(c, into),
        }
    }
}

pub(super) fn folded(word: &str) -> String {
    let mut into = String::with_capacity(word.len());
    fold_into(word, &mut into);
    into
}

/// The letter without its accents, one for one.
pub fn base_letter(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    let mut base = None;
    decompose_canonical(c, |part| {
        base.get_or_insert(part);
    });
    base.unwrap_or(c)
}

fn fold_foreign(c: char, into: &mut String) {
    for lower in c.to_lowercase() {
        match without_stroke(lower) {
            "" => decompose_canonical(lower, |part| {
                if !is_combining_mark(part) {
                    into.push(part);
                }
            }),
            plain => into.push_str(plain),
        }
    }
}

/// Letters that Unicode does not take apart.
fn without_stroke(c: char) -> &'static str {
    match c {
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ı' => "i",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ə' => "e",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn accents_case_and_apostrophes_make_no_difference() {
        assert_eq!(folded("SIOBHÁN"), "siobhan");
        assert_eq!(folded("Siobha\u{301}n"), "siobhan");
        assert_eq!(folded("O’Brien"), "obrien");
        assert_eq!(folded("Łukasz"), "lukasz");
    }
}
