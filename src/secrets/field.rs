//! Names and addresses at rest: one short text, sealed for the row and the column it stands in.

use rand::CryptoRng;
use zeroize::{Zeroize, Zeroizing};

use super::{CannotOpen, Key32, aead_open, aead_seal};

/// Lengths are rounded up to this, since the length of an address narrows down whose it is.
const STEP: usize = 32;
const LENGTH: usize = 4;

/// `purpose` names table and column (`"signatures.name"`); `row` is the row's id.
pub fn seal_field(
    rng: &mut impl CryptoRng,
    key: &Key32,
    purpose: &str,
    row: &[u8; 16],
    text: &str,
) -> Vec<u8> {
    let mut padded = Zeroizing::new(Vec::with_capacity(padded_length(text.len())));
    padded.extend_from_slice(&(text.len() as u32).to_be_bytes());
    padded.extend_from_slice(text.as_bytes());
    padded.resize(padded_length(text.len()), 0);
    aead_seal(rng, key, &place(purpose, row), &padded)
}

pub fn open_field(
    key: &Key32,
    purpose: &str,
    row: &[u8; 16],
    sealed: &[u8],
) -> Result<Zeroizing<String>, CannotOpen> {
    let padded = aead_open(key, &place(purpose, row), sealed)?;
    let (length, rest) = padded.split_first_chunk::<LENGTH>().ok_or(CannotOpen)?;
    let text = rest
        .get(..u32::from_be_bytes(*length) as usize)
        .ok_or(CannotOpen)?;
    match String::from_utf8(text.to_vec()) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(not_text) => {
            not_text.into_bytes().zeroize();
            Err(CannotOpen)
        }
    }
}

fn padded_length(length: usize) -> usize {
    (LENGTH + length).next_multiple_of(STEP)
}

fn place(purpose: &str, row: &[u8; 16]) -> Vec<u8> {
    [b"broadside/field/v1|", purpose.as_bytes(), b"|", row].concat()
}

#[cfg(test)]
mod tests {
    use super::super::testing::Counted;
    use super::*;

    const ROW: [u8; 16] = [5; 16];

    fn key() -> Key32 {
        Key32::from_bytes(&[1; 32])
    }

    #[test]
    fn a_name_is_read_back_only_in_its_own_row_and_column() {
        for name in ["", "Nguyễn Thị Mai", &"a".repeat(5000)] {
            let sealed = seal_field(
                &mut Counted::default(),
                &key(),
                "signatures.name",
                &ROW,
                name,
            );
            let open = |purpose, row| open_field(&key(), purpose, row, &sealed);
            assert_eq!(*open("signatures.name", &ROW).unwrap(), name);
            assert_eq!(open("signatures.email", &ROW), Err(CannotOpen));
            assert_eq!(open("signatures.name", &[6; 16]), Err(CannotOpen));
        }
    }

    #[test]
    fn names_of_nearly_the_same_length_take_the_same_room() {
        let length = |name| seal_field(&mut Counted::default(), &key(), "n", &ROW, name).len();
        assert_eq!(length("Al"), length("Maximiliana Fernandez-Ortiz"));
    }

    #[test]
    fn a_sealed_field_keeps_its_form() {
        let sealed = seal_field(
            &mut Counted::default(),
            &key(),
            "signatures.name",
            &ROW,
            "Mai",
        );
        assert_eq!(
            data_encoding::HEXLOWER.encode(&sealed),
            "af5570f5a1810b7af78caf4bc70a660f0df51e42baf91d4dea2957013406eadec06155600911f20e9c0d012257ffb1ed1af195448a56e18028d8d54e77fe51b47d36ead1bc8f4193"
        );
    }
}
