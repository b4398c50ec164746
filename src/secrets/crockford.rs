//! Codes that people copy by hand: Crockford base32 with two check characters.

use zeroize::Zeroizing;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHECKS: usize = 2;

/// Beyond 31 characters the two checks would no longer catch every exchange of two of them.
pub const MOST_SYMBOLS: usize = 31 - CHECKS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    #[error("the code has too few or too many characters")]
    Length,
    #[error("the code has a character that such codes do not use")]
    Character,
    #[error("a character of the code is mistyped")]
    Mistyped,
}

/// The value of one character, as Crockford reads it: in either case, O as 0, I and L as 1.
pub fn symbol(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    let found = ALPHABET.iter().position(|&a| char::from(a) == c)?;
    u8::try_from(found).ok()
}

/// Spaces, line ends, hyphens and dashes stand between groups and mean nothing.
pub fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200b}' | '\u{feff}'
        )
}

/// The canonical characters, without grouping or checks.
pub fn letters(symbols: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(symbols.len()));
    text.extend(
        symbols
            .iter()
            .map(|&s| char::from(ALPHABET[usize::from(s & 31)])),
    );
    text
}

/// The symbols and their checks as text, in groups of four.
pub fn print(symbols: &[u8]) -> Zeroizing<String> {
    let mut all = Zeroizing::new(Vec::with_capacity(symbols.len() + CHECKS));
    all.extend_from_slice(symbols);
    all.extend_from_slice(&checks(symbols));
    let mut text = Zeroizing::new(String::with_capacity(all.len() * 2));
    for group in all.chunks(4) {
        if !text.is_empty() {
            text.push('-');
        }
        text.push_str(&letters(group));
    }
    text
}

/// Reads `N` symbols and their two checks from what a person typed.
pub fn read<const N: usize>(text: &str) -> Result<Zeroizing<[u8; N]>, CodeError> {
    let mut all = Zeroizing::new(Vec::with_capacity(N + CHECKS));
    for c in text.chars().filter(|&c| !is_separator(c)) {
        if all.len() == N + CHECKS {
            return Err(CodeError::Length);
        }
        all.push(symbol(c).ok_or(CodeError::Character)?);
    }
    let (symbols, given) = all.split_first_chunk::<N>().ok_or(CodeError::Length)?;
    if given.len() != CHECKS {
        return Err(CodeError::Length);
    }
    if !super::ct_eq(given, &checks(symbols)) {
        return Err(CodeError::Mistyped);
    }
    Ok(Zeroizing::new(*symbols))
}

/// A Reed-Solomon code over GF(32) with roots α and α²: any two wrong characters are caught, and
/// with that every single mistake and every transposition, adjacent or not.
pub fn checks(symbols: &[u8]) -> [u8; CHECKS] {
    debug_assert!(symbols.len() <= MOST_SYMBOLS);
    let (mut high, mut low) = (0, 0);
    for &symbol in symbols {
        let feedback = symbol ^ high;
        high = low ^ times(feedback, 6);
        low = times(feedback, 8);
    }
    [high, low]
}

/// Multiplication modulo x⁵ + x² + 1, without a branch on what may be secret.
fn times(a: u8, constant: u8) -> u8 {
    let (mut a, mut product) = (a, 0);
    for bit in 0..5 {
        product ^= a & ((constant >> bit) & 1).wrapping_neg();
        let carry = (a >> 4) & 1;
        a = ((a << 1) & 31) ^ (carry.wrapping_neg() & 0b00101);
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECEIPT: [u8; 20] = [
        7, 0, 31, 12, 12, 3, 9, 30, 1, 17, 25, 0, 0, 14, 6, 22, 5, 11, 19, 28,
    ];
    const LONGEST: [u8; 29] = [29; 29];

    fn with_checks(symbols: &[u8]) -> Vec<u8> {
        [symbols, &checks(symbols)].concat()
    }

    fn is_valid(code: &[u8]) -> bool {
        let (symbols, given) = code.split_at(code.len() - CHECKS);
        checks(symbols) == given
    }

    #[test]
    fn every_single_wrong_character_is_caught() {
        for symbols in [&RECEIPT[..], &LONGEST[..]] {
            let code = with_checks(symbols);
            for at in 0..code.len() {
                for wrong in (0..32).filter(|&s| s != code[at]) {
                    let mut typed = code.clone();
                    typed[at] = wrong;
                    assert!(!is_valid(&typed));
                }
            }
        }
    }

    /// The code is linear, so that two errors go unseen exactly when some error pattern of two
    /// symbols is itself a code word: trying them all proves it for every code.
    #[test]
    fn every_two_wrong_characters_and_so_every_transposition_are_caught() {
        for length in [22, 28, 31] {
            for first in 0..length {
                for second in first + 1..length {
                    for (a, b) in (1..32).flat_map(|a| (1..32).map(move |b| (a, b))) {
                        let mut pattern = vec![0; length];
                        pattern[first] = a;
                        pattern[second] = b;
                        assert!(!is_valid(&pattern));
                    }
                }
            }
        }
    }

    #[test]
    fn exchanging_any_two_different_neighbours_is_caught() {
        let code = with_checks(&RECEIPT);
        for at in 1..code.len() {
            let mut typed = code.clone();
            typed.swap(at - 1, at);
            assert_eq!(is_valid(&typed), code[at - 1] == code[at]);
        }
    }

    #[test]
    fn multiplication_is_that_of_a_field() {
        for a in 1..32 {
            let products: std::collections::BTreeSet<u8> = (1..32).map(|b| times(a, b)).collect();
            assert_eq!(products.len(), 31);
            assert!(!products.contains(&0));
        }
    }

    #[test]
    fn what_is_printed_is_read_whatever_the_case_and_the_grouping() {
        let text = print(&RECEIPT);
        assert_eq!(*read::<20>(&text).unwrap(), RECEIPT);
        let bare: String = text.replace('-', "").to_lowercase();
        assert_eq!(*read::<20>(&bare).unwrap(), RECEIPT);
        let sloppy = text
            .replace('0', "o")
            .replace('1', "l")
            .replace('-', " \u{2013}\n");
        assert_eq!(*read::<20>(&sloppy).unwrap(), RECEIPT);
    }

    #[test]
    fn what_is_no_code_is_refused_by_its_reason() {
        let text = print(&RECEIPT).to_string();
        assert_eq!(read::<20>(""), Err(CodeError::Length));
        assert_eq!(read::<20>(&text[..25]), Err(CodeError::Length));
        assert_eq!(read::<20>(&format!("{text}0")), Err(CodeError::Length));
        assert_eq!(
            read::<20>(&text.replacen(&text[..1], "U", 1)),
            Err(CodeError::Character)
        );
        assert_eq!(
            read::<20>(&text.replacen(&text[..1], "é", 1)),
            Err(CodeError::Character)
        );
        assert_eq!(
            read::<20>(&text.replacen(&text[..1], "8", 1)),
            Err(CodeError::Mistyped)
        );
    }
}
