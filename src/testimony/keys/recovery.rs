//! The recovery key: printed once, in two halves for two officers, and kept nowhere.

use std::fmt;

use rand::CryptoRng;
use zeroize::Zeroizing;

use super::fingerprint;
use crate::secrets::crockford::{self, CodeError};
use crate::secrets::exchange::{PrivateKey, PublicKey};
use crate::secrets::{Key32, ct_eq};

/// A line carries two bits that say which line it is, and 128 bits of the half.
const LINE_SYMBOLS: usize = 26;
const LINE_TYPED: usize = LINE_SYMBOLS + 2;

/// One of the two halves; alone it says nothing about the key.
pub struct RecoveryHalf {
    number: u8,
    share: Zeroizing<[u8; 32]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryError {
    #[error("line {line} of the half: {reason}")]
    Line { line: u8, reason: CodeError },
    #[error("a half has two lines of {LINE_TYPED} characters")]
    Length,
    #[error("the lines are not those of one half, in their order")]
    Order,
    #[error("the same half was given twice")]
    SameHalf,
    #[error("the two halves do not make this recovery key")]
    OtherKey,
}

/// Draws a key and splits it; only the public half is to be stored.
pub fn generate(rng: &mut impl CryptoRng) -> (PublicKey, [RecoveryHalf; 2]) {
    let private = PrivateKey::generate(rng);
    let one = Key32::fresh(rng);
    let two = xor(private.expose(), one.expose());
    let halves = [
        RecoveryHalf {
            number: 1,
            share: Zeroizing::new(*one.expose()),
        },
        RecoveryHalf {
            number: 2,
            share: two,
        },
    ];
    (private.public(), halves)
}

/// Puts the key together again, in either order, and holds it against the public half that is on file.
pub fn join(
    a: &RecoveryHalf,
    b: &RecoveryHalf,
    expected: &PublicKey,
) -> Result<PrivateKey, RecoveryError> {
    if a.number == b.number {
        return Err(RecoveryError::SameHalf);
    }
    let private = PrivateKey::from_seed(&Key32::from_bytes(&xor(&a.share, &b.share)));
    if ct_eq(private.public().as_bytes(), expected.as_bytes()) {
        Ok(private)
    } else {
        Err(RecoveryError::OtherKey)
    }
}

impl RecoveryHalf {
    /// What stands above the code on paper.
    pub fn label(&self, organization: &str, key: &PublicKey) -> String {
        let (number, fingerprint) = (self.number, fingerprint(key.as_bytes()));
        format!("Broadside recovery key of {organization}, half {number} of 2, key {fingerprint}")
    }

    /// Two lines of 26 characters and 2 checks each.
    pub fn print(&self) -> Zeroizing<String> {
        let (first, second) = self.share.split_at(16);
        let mut text = Zeroizing::new(String::with_capacity(4 * LINE_TYPED));
        text.push_str(&crockford::print(&*spell(self.line_mark(0), first)));
        text.push('\n');
        text.push_str(&crockford::print(&*spell(self.line_mark(1), second)));
        text
    }

    /// Reads the code (without the label), in any case and grouping.
    pub fn parse(text: &str) -> Result<Self, RecoveryError> {
        let typed = Zeroizing::new(
            text.chars()
                .filter(|&c| !crockford::is_separator(c))
                .collect::<Vec<char>>(),
        );
        if typed.len() != 2 * LINE_TYPED {
            return Err(RecoveryError::Length);
        }
        let (mark, first) = read_line(1, &typed[..LINE_TYPED])?;
        let (next, second) = read_line(2, &typed[LINE_TYPED..])?;
        if mark % 2 != 0 || next != mark + 1 {
            return Err(RecoveryError::Order);
        }
        let mut share = Zeroizing::new([0; 32]);
        share[..16].copy_from_slice(&*first);
        share[16..].copy_from_slice(&*second);
        Ok(Self {
            number: mark / 2 + 1,
            share,
        })
    }

    fn line_mark(&self, line: u8) -> u8 {
        (self.number - 1) * 2 + line
    }
}

impl fmt::Debug for RecoveryHalf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecoveryHalf({} of 2, hidden)", self.number)
    }
}

fn read_line(line: u8, typed: &[char]) -> Result<(u8, Zeroizing<[u8; 16]>), RecoveryError> {
    let text: Zeroizing<String> = Zeroizing::new(typed.iter().collect());
    let symbols = crockford::read::<LINE_SYMBOLS>(&text)
        .map_err(|reason| RecoveryError::Line { line, reason })?;
    let (first, rest) = (symbols[0], &symbols[1..]);
    let value = rest.iter().fold(u128::from(first & 7), |value, s| {
        value << 5 | u128::from(*s)
    });
    Ok((first >> 3, Zeroizing::new(value.to_be_bytes())))
}

/// 130 bits as 26 symbols: two bits of mark, then 128 of the half.
fn spell(mark: u8, bytes: &[u8]) -> Zeroizing<[u8; LINE_SYMBOLS]> {
    let value = bytes
        .iter()
        .fold(0, |value, byte| value << 8 | u128::from(*byte));
    let mut symbols = Zeroizing::new([0; LINE_SYMBOLS]);
    for (at, symbol) in symbols.iter_mut().enumerate() {
        *symbol = (value >> (5 * (LINE_SYMBOLS - 1 - at)) & 31) as u8;
    }
    symbols[0] |= mark << 3;
    symbols
}

fn xor(a: &[u8; 32], b: &[u8; 32]) -> Zeroizing<[u8; 32]> {
    let mut joined = Zeroizing::new(*a);
    joined
        .iter_mut()
        .zip(b)
        .for_each(|(byte, other)| *byte ^= other);
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::testing::Counted;

    fn typed(half: &RecoveryHalf) -> RecoveryHalf {
        RecoveryHalf::parse(&half.print().to_lowercase().replace('-', " ")).unwrap()
    }

    #[test]
    fn two_printed_halves_make_the_key_again_in_either_order() {
        let (public, [one, two]) = generate(&mut Counted::default());
        for (a, b) in [(&one, &two), (&two, &one)] {
            let private = join(&typed(a), &typed(b), &public).unwrap();
            assert_eq!(private.public(), public);
        }
    }

    #[test]
    fn a_half_given_twice_or_a_half_of_another_key_is_refused() {
        let mut rng = Counted::default();
        let (public, [one, _]) = generate(&mut rng);
        let (_, [_, foreign]) = generate(&mut rng);
        assert_eq!(
            join(&one, &typed(&one), &public).unwrap_err(),
            RecoveryError::SameHalf
        );
        assert_eq!(
            join(&one, &foreign, &public).unwrap_err(),
            RecoveryError::OtherKey
        );
    }

    #[test]
    fn a_mistyped_character_is_named_by_its_line() {
        let (_, [one, _]) = generate(&mut Counted::default());
        let code: Vec<char> = one
            .print()
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect();
        for at in 0..code.len() {
            let mut wrong = code.clone();
            wrong[at] = if wrong[at] == 'Z' { 'Y' } else { 'Z' };
            let refused = RecoveryHalf::parse(&wrong.iter().collect::<String>()).unwrap_err();
            let line = if at < 28 { 1 } else { 2 };
            assert_eq!(
                refused,
                RecoveryError::Line {
                    line,
                    reason: CodeError::Mistyped
                }
            );
        }
    }

    #[test]
    fn lines_in_the_wrong_order_or_of_different_halves_are_refused() {
        let (_, halves) = generate(&mut Counted::default());
        let [one, two] = halves.map(|half| half.print().to_string());
        let (a, b) = one.split_once('\n').unwrap();
        let (c, d) = two.split_once('\n').unwrap();
        let parse =
            |first: &str, second: &str| RecoveryHalf::parse(&format!("{first} {second}")).err();
        assert_eq!([parse(a, b), parse(c, d)], [None, None]);
        for (first, second) in [(b, a), (a, d), (c, b), (b, c), (a, a), (a, c)] {
            assert_eq!(parse(first, second), Some(RecoveryError::Order));
        }
        assert_eq!(RecoveryHalf::parse(a).err(), Some(RecoveryError::Length));
    }

    #[test]
    fn the_printed_form_keeps() {
        let (public, [one, two]) = generate(&mut Counted::default());
        assert_eq!(
            *one.print(),
            "6D4S-H1AK-KDET-SB5E-9EE3-0CNG-YCR1\nFN6K-WVEK-NNQ2-C1KV-2GJ2-1X02-JGFH"
        );
        assert_eq!(
            *two.print(),
            "K2EC-9E1V-ZCFQ-44AD-C17C-3W19-E31A\nZRR7-KZBX-2CMQ-AZRQ-K23N-HKGD-XCQS"
        );
        assert_eq!(
            one.label("Local 9", &public),
            "Broadside recovery key of Local 9, half 1 of 2, key a5a1 4367 9e91 2629 76b3 2fdd 360f da2e"
        );
    }

    #[test]
    fn a_half_is_not_shown() {
        let (_, [one, _]) = generate(&mut Counted::default());
        assert_eq!(format!("{one:?}"), "RecoveryHalf(1 of 2, hidden)");
    }
}
