//! The recovery key: printed once, in two halves for two officers, and kept nowhere.

use std::fmt;

use rand::CryptoRng;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::fingerprint;
use crate::secrets::crockford::{self, CodeError};
use crate::secrets::exchange::{PrivateKey, PublicKey};
use crate::secrets::{Key32, ct_eq};

/// A line carries 15 bits that say which key it belongs to, two that say which line it is, and 128 of the half.
const LINE_SYMBOLS: usize = TAG_SYMBOLS + 26;
const TAG_SYMBOLS: usize = 3;
const LINE_TYPED: usize = LINE_SYMBOLS + 2;

/// One of the two halves; alone it says nothing about the key.
pub struct RecoveryHalf {
    number: u8,
    /// The first 30 bits of the fingerprint of the key that it belongs to.
    tag: [u8; 2 * TAG_SYMBOLS],
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
    #[error("half {number} belongs to another recovery key than the one that is on file")]
    OtherKey { number: u8 },
    #[error("the two halves do not make the recovery key that is on file")]
    NoKey,
}

/// Draws a key and splits it; only the public half is to be stored.
pub fn generate(rng: &mut impl CryptoRng) -> (PublicKey, [RecoveryHalf; 2]) {
    let private = PrivateKey::generate(rng);
    let one = Key32::fresh(rng);
    let two = xor(private.expose(), one.expose());
    let tag = tag(&private.public());
    let halves = [
        RecoveryHalf {
            number: 1,
            tag,
            share: Zeroizing::new(*one.expose()),
        },
        RecoveryHalf {
            number: 2,
            tag,
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
    let foreign = |half: &&RecoveryHalf| half.tag != tag(expected);
    if let Some(half) = [a, b].into_iter().find(foreign) {
        let number = half.number;
        return Err(RecoveryError::OtherKey { number });
    }
    let private = PrivateKey::from_seed(&Key32::from_bytes(&xor(&a.share, &b.share)));
    if ct_eq(private.public().as_bytes(), expected.as_bytes()) {
        Ok(private)
    } else {
        Err(RecoveryError::NoKey)
    }
}

fn tag(key: &PublicKey) -> [u8; 2 * TAG_SYMBOLS] {
    let digest = Sha256::digest(key.as_bytes());
    let bits = digest[..4]
        .iter()
        .fold(0, |bits: u32, byte| bits << 8 | u32::from(*byte))
        >> 2;
    std::array::from_fn(|at| (bits >> (5 * (2 * TAG_SYMBOLS - 1 - at)) & 31) as u8)
}

impl RecoveryHalf {
    /// What stands above the code on paper.
    pub fn label(&self, organization: &str, key: &PublicKey) -> String {
        let (number, fingerprint) = (self.number, fingerprint(key.as_bytes()));
        format!("Broadside recovery key of {organization}, half {number} of 2, key {fingerprint}")
    }

    /// Two lines of 29 characters and 2 checks each.
    pub fn print(&self) -> Zeroizing<String> {
        let (first, second) = self.share.split_at(16);
        let mut text = Zeroizing::new(String::with_capacity(4 * LINE_TYPED));
        let (tag, tag_again) = self.tag.split_at(TAG_SYMBOLS);
        text.push_str(&crockford::print(&*spell(tag, self.line_mark(0), first)));
        text.push('\n');
        let second = spell(tag_again, self.line_mark(1), second);
        text.push_str(&crockford::print(&*second));
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
        let mut tag = [0; 2 * TAG_SYMBOLS];
        let (start, end) = tag.split_at_mut(TAG_SYMBOLS);
        let (mark, first) = read_line(1, &typed[..LINE_TYPED], start)?;
        let (next, second) = read_line(2, &typed[LINE_TYPED..], end)?;
        if mark % 2 != 0 || next != mark + 1 {
            return Err(RecoveryError::Order);
        }
        let mut share = Zeroizing::new([0; 32]);
        share[..16].copy_from_slice(&*first);
        share[16..].copy_from_slice(&*second);
        Ok(Self {
            number: mark / 2 + 1,
            tag,
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

fn read_line(
    line: u8,
    typed: &[char],
    tag: &mut [u8],
) -> Result<(u8, Zeroizing<[u8; 16]>), RecoveryError> {
    let text: Zeroizing<String> = Zeroizing::new(typed.iter().collect());
    let symbols = crockford::read::<LINE_SYMBOLS>(&text)
        .map_err(|reason| RecoveryError::Line { line, reason })?;
    let (key, symbols) = symbols.split_at(TAG_SYMBOLS);
    tag.copy_from_slice(key);
    let (first, rest) = (symbols[0], &symbols[1..]);
    let value = rest.iter().fold(u128::from(first & 7), |value, s| {
        value << 5 | u128::from(*s)
    });
    Ok((first >> 3, Zeroizing::new(value.to_be_bytes())))
}

/// The tag, then 130 bits as 26 symbols: two bits of mark and 128 of the half.
fn spell(tag: &[u8], mark: u8, bytes: &[u8]) -> Zeroizing<[u8; LINE_SYMBOLS]> {
    let value = bytes
        .iter()
        .fold(0, |value, byte| value << 8 | u128::from(*byte));
    let mut symbols = Zeroizing::new([0; LINE_SYMBOLS]);
    let (key, rest) = symbols.split_at_mut(TAG_SYMBOLS);
    key.copy_from_slice(tag);
    for (at, symbol) in rest.iter_mut().rev().enumerate() {
        *symbol = (value >> (5 * at) & 31) as u8;
    }
    rest[0] |= mark << 3;
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
            RecoveryError::OtherKey { number: 2 }
        );
        let forged = RecoveryHalf {
            tag: one.tag,
            ..foreign
        };
        assert_eq!(
            join(&one, &forged, &public).unwrap_err(),
            RecoveryError::NoKey
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
            let line = if at < LINE_TYPED { 1 } else { 2 };
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
            "MPG6-D4SH-1AKK-DETS-B5E9-EE30-CNGY-CM6\nM6SF-N6KW-VEKN-NQ2C-1KV2-GJ21-X02J-GME"
        );
        assert_eq!(
            *two.print(),
            "MPGK-2EC9-E1VZ-CFQ4-4ADC-17C3-W19E-3DD\nM6SZ-RR7K-ZBX2-CMQA-ZRQK-23NH-KGDX-CC6"
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
