//! Words that no list holds, but that are formed from a known one.

use super::lexicon::{FUNCTION, JARGON, Known, NAME, SLANG, SPANISH, SPANISH_WORD, known};

/// Formed from a known word, or one drawn out ("sooo"): no name.
pub(super) fn is_derived(word: &str) -> bool {
    const TAILS: &[&str] = &[
        "s", "es", "ed", "d", "ing", "er", "ers", "ly", "ness", "less", "able", "ies", "ier",
        "iest", "est",
    ];
    const BARE_TAILS: &[&str] = &["y", "in", "ish", "like", "wise", "ful"];
    const HEADS: &[&str] = &["un", "re", "non", "pre", "anti", "over", "under", "mis"];
    let plain = |base: &str| {
        base.len() > 2 && (known(base).ordinary(4) || known(base).is(Known(SLANG.0 | JARGON.0)))
    };
    let formed = TAILS
        .iter()
        .filter_map(|tail| word.strip_suffix(tail))
        .any(|base| {
            base.len() > 3 && plain(base)
                || base.len() > 2 && (plain(&format!("{base}e")) || plain(&format!("{base}y")))
                || base.len() > 4 && plain(&undoubled(base))
        });
    let mut bare = BARE_TAILS.iter().filter_map(|tail| word.strip_suffix(tail));
    let mut headed = HEADS.iter().filter_map(|head| word.strip_prefix(head));
    formed
        || bare.any(|base| base.len() > 3 && plain(base))
        || headed.any(|base| base.len() > 3 && plain(base))
        || drawn_out(word)
}

fn undoubled(base: &str) -> String {
    let mut letters = base.chars().rev();
    let same = letters.next() == letters.next();
    let mut base = base.to_owned();
    if same {
        base.pop();
    }
    base
}

/// "sooooo" is "so", "yeahhh" is "yeah", "hahaha" is laughter.
fn drawn_out(word: &str) -> bool {
    let mut once = String::new();
    let mut twice = String::new();
    let (mut last, mut times) = ('\0', 0);
    let mut longest = 0;
    for c in word.chars() {
        times = if c == last { times + 1 } else { 1 };
        last = c;
        longest = longest.max(times);
        if times == 1 {
            once.push(c);
        }
        if times <= 2 {
            twice.push(c);
        }
    }
    let plain = |word: &str| known(word).ordinary(4) || known(word).is(Known(SLANG.0 | FUNCTION.0));
    let laughter = word.len() > 3
        && word
            .chars()
            .all(|c| matches!(c, 'h' | 'a' | 'e' | 'l' | 'o' | 'j'))
        && longest < word.len()
        && word.matches('h').count() + word.matches('l').count() + word.matches('j').count() >= 2;
    laughter && !known(word).is(NAME) || longest > 2 && (plain(&once) || plain(&twice))
}

/// A folded word as Spanish forms them: "agregarse", "díganle", "rapidísimo", "trabajábamos". A name that ends so is in
/// the lists.
pub(super) fn is_spanish_form(word: &str) -> bool {
    const TAILS: &[&str] = &[
        "aron", "ieron", "aban", "aba", "abamos", "eramos", "iamos", "amos", "emos", "imos",
        "ando", "iendo", "mente", "cion", "ciones", "ados", "adas", "idos", "idas", "enme", "anme",
        "enle", "anle", "isimo", "isima",
    ];
    const CLITICS: &[&str] = &[
        "selo", "sela", "melo", "mela", "me", "te", "se", "nos", "lo", "la", "le", "los", "las",
        "les",
    ];
    const SHORT: &[&str] = &["itos", "itas", "ito", "ita", "es", "s"];
    let listed = |word: &str| known(word).is(Known(SPANISH.0 | SPANISH_WORD.0));
    let tail = |tail: &str| word.len() > tail.len() + 2 && word.ends_with(tail);
    if TAILS.iter().any(|one| tail(one)) {
        return true;
    }
    let with_clitic = |base: &str| base.ends_with(['r', 'o', 'a', 'e', 'n']) && listed(base);
    let of_another =
        |base: &str| listed(base) || listed(&format!("{base}o")) || listed(&format!("{base}a"));
    bases(word, CLITICS).any(with_clitic) || bases(word, SHORT).any(of_another)
}

fn bases<'a>(word: &'a str, tails: &'static [&'static str]) -> impl Iterator<Item = &'a str> {
    let bases = tails.iter().filter_map(move |tail| word.strip_suffix(tail));
    bases.filter(|base| base.len() > 3)
}
