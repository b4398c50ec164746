//! The witness's receipt: the only way back to a testimony, and the root of its mailbox.

use std::fmt;

use rand::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::secrets::crockford::{self, CodeError};
use crate::secrets::exchange::PrivateKey;
use crate::secrets::{Key32, ct_eq, hkdf32, hmac_sha256, random};

const SYMBOLS: usize = 20;
const WITH_CHECKS: usize = SYMBOLS + 2;

/// 20 characters of 5 random bits; the two check characters follow from them.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Receipt([u8; SYMBOLS]);

impl Receipt {
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let drawn = Zeroizing::new(random::<SYMBOLS>(rng));
        Self(drawn.map(|byte| byte & 31))
    }

    /// Reads what a person typed: any case, any grouping, O for 0, I and L for 1.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        crockford::read::<SYMBOLS>(text).map(|symbols| Self(*symbols))
    }

    /// As shown to the witness, once: `XXXX-XXXX-XXXX-XXXX-XXXX-XX`.
    pub fn print(&self) -> Zeroizing<String> {
        crockford::print(&self.0)
    }

    /// What a client shows in order to be let in.
    pub fn auth(&self) -> Auth {
        Auth(self.derive(b"auth"))
    }

    /// Opens the wrap that is addressed to the mailbox; its public half goes into the testimony.
    pub fn mailbox(&self) -> PrivateKey {
        PrivateKey::from_seed(&self.derive(b"mailbox"))
    }

    /// Whether a text gives this receipt away, however it is grouped or punctuated.
    pub fn appears_in(&self, text: &str) -> bool {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        let symbols: Zeroizing<Vec<Option<u8>>> =
            Zeroizing::new(letters.map(crockford::symbol).collect());
        symbols.windows(SYMBOLS).any(|window| {
            window
                .iter()
                .zip(&self.0)
                .all(|(found, own)| *found == Some(*own))
        })
    }

    /// The derivations take the 20 canonical characters, without hyphens or checks, as ASCII.
    fn derive(&self, info: &[u8]) -> Key32 {
        hkdf32(crockford::letters(&self.0).as_bytes(), info)
    }
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receipt(hidden)")
    }
}

/// What proves a receipt without showing it; whoever has it may act for the witness.
#[derive(Debug)]
pub struct Auth(Key32);

impl Auth {
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Key32::from_bytes(bytes))
    }

    pub fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }

    /// What the database keeps: useless without the pepper, and not invertible with it.
    pub fn verifier(&self, pepper: &Key32) -> [u8; 32] {
        hmac_sha256(pepper, "broadside/receipt/v1", &[self.expose()])
    }

    pub fn matches(&self, pepper: &Key32, verifier: &[u8]) -> bool {
        ct_eq(&self.verifier(pepper), verifier)
    }
}

/// Whether a text holds what reads as somebody's receipt: whole words, joined by single hyphens or
/// spaces, of together 22 valid characters with at least three digits. A guess for texts whose
/// receipt is not known (1 receipt in 70 has fewer digits); `Receipt::appears_in` is exact.
pub fn text_contains_receipt(text: &str) -> bool {
    let words = words(text);
    (0..words.len()).any(|start| receipt_starts_at(&words[start..]))
}

struct Word<'a> {
    text: &'a str,
    joined_to_next: bool,
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        rest = &rest[start..];
        let end = rest
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(rest.len());
        let (text, after) = rest.split_at(end);
        let mut gap = after.chars();
        let one = gap.next().is_some_and(crockford::is_separator);
        let joined_to_next = one && gap.next().is_some_and(char::is_alphanumeric);
        words.push(Word {
            text,
            joined_to_next,
        });
        rest = after;
    }
    words
}

fn receipt_starts_at(words: &[Word<'_>]) -> bool {
    let mut typed = Zeroizing::new(String::with_capacity(WITH_CHECKS * 4));
    for word in words {
        if typed.len() + word.text.len() > WITH_CHECKS {
            return false;
        }
        typed.push_str(word.text);
        if typed.len() == WITH_CHECKS {
            let digits = typed.bytes().filter(u8::is_ascii_digit).count();
            return digits >= 3 && Receipt::parse(&typed).is_ok();
        }
        if !word.joined_to_next {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;
    use crate::secrets::testing::Counted;

    fn receipt() -> Receipt {
        Receipt::generate(&mut Counted::default())
    }

    #[test]
    fn a_receipt_has_twenty_characters_and_two_checks_in_groups_of_four() {
        let text = receipt().print();
        let groups: Vec<usize> = text.split('-').map(str::len).collect();
        assert_eq!(groups, [4, 4, 4, 4, 4, 2]);
        assert_eq!(Receipt::parse(&text).unwrap().0, receipt().0);
    }

    #[test]
    fn any_mistyped_character_and_any_exchanged_neighbours_are_noticed() {
        let text: Vec<char> = receipt().print().chars().filter(|c| *c != '-').collect();
        let parse = |typed: &[char]| Receipt::parse(&typed.iter().collect::<String>()).err();
        for at in 0..text.len() {
            for wrong in "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
                .chars()
                .filter(|c| *c != text[at])
            {
                let mut typed = text.clone();
                typed[at] = wrong;
                assert_eq!(parse(&typed), Some(CodeError::Mistyped));
            }
            let mut typed = text.clone();
            typed.swap(at, (at + 1) % text.len());
            assert!(typed == text || parse(&typed) == Some(CodeError::Mistyped));
            typed.remove(at);
            assert_eq!(parse(&typed), Some(CodeError::Length));
        }
    }

    /// Clients derive these themselves: a change here locks witnesses out.
    #[test]
    fn the_derivations_keep_their_form() {
        let receipt = receipt();
        assert_eq!(*receipt.print(), "FNGN-11BT-QCFB-7A6F-DNY2-RH");
        assert_eq!(
            HEXLOWER.encode(receipt.auth().expose()),
            "65f0179b412f9a9959b4323627094ee2d2129e8e200291368855ead579b862ac"
        );
        assert_eq!(
            HEXLOWER.encode(receipt.mailbox().expose()),
            "aaf56ed4f2c1967ae7827c45ac3bcf2ead4b84e11304ad5802ad4ae5c255cc5f"
        );
        assert_eq!(
            HEXLOWER.encode(receipt.mailbox().public().as_bytes()),
            "7de71899fc05c24e29cefa73c55436d7ebd70cb2c532d68639dd62e3735d3347"
        );
    }

    #[test]
    fn a_verifier_fits_one_receipt_under_one_pepper() {
        let (pepper, other) = (Key32::from_bytes(&[1; 32]), Key32::from_bytes(&[2; 32]));
        let auth = receipt().auth();
        let verifier = auth.verifier(&pepper);
        assert!(auth.matches(&pepper, &verifier));
        assert!(!auth.matches(&other, &verifier));
        assert!(!Auth::from_bytes(&[0; 32]).matches(&pepper, &verifier));
    }

    #[test]
    fn a_receipt_is_not_shown() {
        let shown = format!("{:?} {:?}", receipt(), receipt().auth());
        assert_eq!(shown, "Receipt(hidden) Auth(Key32(hidden))");
    }

    #[test]
    fn a_text_with_its_own_receipt_is_noticed_in_any_grouping() {
        let receipt = receipt();
        let grouped = receipt.print();
        let bare = grouped.replace('-', "");
        for written in [
            grouped.to_string(),
            bare.clone(),
            grouped.to_lowercase().replace('-', " "),
            grouped.replace('0', "O").replace('1', "l"),
            bare.chars().map(|c| format!("{c} ")).collect(),
            grouped.replace('-', "\n"),
        ] {
            let text = format!("I was on shift, keep this: {written}. Thank you");
            assert!(receipt.appears_in(&text), "{written}");
            assert!(text_contains_receipt(&text), "{written}");
        }
        assert!(receipt.appears_in(&format!("xx{}", bare.replace('4', "4_."))));
        assert!(receipt.appears_in(&bare[..20]));
        assert!(!receipt.appears_in(&bare[..19]));
    }

    #[test]
    fn an_ordinary_text_is_not_taken_for_a_receipt() {
        let text = "On 3 May 2026 at 4 15 pm 2 men came to desk 12 and one threw a chair. Case no \
                    26-004417, 911 call 7 minutes later, ABCD-EFGH-JKMN-PQRS-TVWX-YZ 0123 4567.";
        assert!(!text_contains_receipt(text));
        assert!(!receipt().appears_in(text));
        assert!(!text_contains_receipt(&"a".repeat(60_000)));
        assert!(!text_contains_receipt("é"));
    }
}
