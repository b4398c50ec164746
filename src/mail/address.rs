//! An e-mail address: what may be mailed, and a type that does not show it in a log.

use std::fmt;

/// RFC 5321, 4.5.3.1: 64 for the local part; 254 is what is left of a path of 256.
const LOCAL_MAX: usize = 64;
const ADDRESS_MAX: usize = 254;

/// Why a text is not an address that we can mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("has no @ with a text on both sides")]
    NoAtSign,
    #[error("is longer than {ADDRESS_MAX} characters")]
    TooLong,
    #[error("has a space or a control character")]
    SpaceOrControl,
    #[error("has a part before the @ that we cannot mail")]
    LocalPart,
    #[error("has a part after the @ that is not a domain name")]
    Domain,
}

/// An address as its owner typed it, the domain in lower-case ASCII. `Debug` does not show it, and there is no `Display`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Address {
    text: String,
    at: usize,
}

impl Address {
    /// Spaces around the address are forgiven (telephone keyboards add them), anything else that RFC 5321's dot-string lacks is not.
    pub fn parse(raw: &str) -> Result<Self, AddressError> {
        let raw = raw.trim_matches(' ');
        if raw.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(AddressError::SpaceOrControl);
        }
        let (local, domain) = raw.rsplit_once('@').ok_or(AddressError::NoAtSign)?;
        if local.is_empty() || domain.is_empty() {
            return Err(AddressError::NoAtSign);
        }
        if !is_dot_string(local) {
            return Err(AddressError::LocalPart);
        }
        let domain = domain_name(domain).ok_or(AddressError::Domain)?;
        let address = Address {
            text: format!("{local}@{domain}"),
            at: local.len(),
        };
        if address.text.len() > ADDRESS_MAX {
            Err(AddressError::TooLong)
        } else {
            Ok(address)
        }
    }

    /// The whole address, for sealing and for the envelope of a mail.
    pub fn expose(&self) -> &str {
        &self.text
    }

    pub fn local(&self) -> &str {
        &self.text[..self.at]
    }

    pub fn domain(&self) -> &str {
        &self.text[self.at + 1..]
    }

    /// Whether the address is in this domain or in one below it.
    pub fn is_within(&self, domain: &str) -> bool {
        let rest = self.domain().strip_suffix(domain);
        !domain.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(hidden)")
    }
}

/// A domain name of two labels or more in lower-case ASCII (an international name in its `xn--` form), or nothing.
pub fn domain_name(raw: &str) -> Option<String> {
    // The URL parser percent-decodes and cuts at its own separators: only what can stand in a name may reach it.
    if raw
        .chars()
        .any(|c| c.is_ascii() && !c.is_ascii_alphanumeric() && c != '-' && c != '.')
    {
        return None;
    }
    let ascii = if raw.is_ascii() {
        raw.to_ascii_lowercase()
    } else {
        to_ascii(raw)?
    };
    let labels: Vec<&str> = ascii.split('.').collect();
    let is_numeric = |label: &&str| label.bytes().all(|b| b.is_ascii_digit());
    let names_a_host = labels.len() >= 2
        && labels.iter().all(|l| is_label(l))
        && !labels.last().is_some_and(is_numeric);
    (ascii.len() <= 253 && names_a_host).then_some(ascii)
}

/// UTS 46, through the URL parser that is in the tree anyway.
fn to_ascii(raw: &str) -> Option<String> {
    let url = reqwest::Url::parse(&format!("http://{raw}/")).ok()?;
    url.domain().map(str::to_owned)
}

fn is_label(label: &str) -> bool {
    let is_inner = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    (1..=63).contains(&label.len())
        && label.bytes().all(is_inner)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

fn is_dot_string(local: &str) -> bool {
    let is_atom = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    local.len() <= LOCAL_MAX
        && local
            .split('.')
            .all(|atom| !atom.is_empty() && atom.bytes().all(is_atom))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refused(raw: &str) -> AddressError {
        Address::parse(raw).unwrap_err()
    }

    #[test]
    fn the_local_part_stays_as_typed_and_the_domain_is_lower_case() {
        let address = Address::parse(" Rosa.Marquez+union@Example.ORG ").unwrap();
        assert_eq!(address.expose(), "Rosa.Marquez+union@example.org");
        assert_eq!(
            (address.local(), address.domain()),
            ("Rosa.Marquez+union", "example.org")
        );
    }

    #[test]
    fn an_international_domain_is_mailed_in_ascii() {
        assert_eq!(
            Address::parse("ana@Bücher.example").unwrap().domain(),
            "xn--bcher-kva.example"
        );
        assert_eq!(
            Address::parse("ana@図書館。jp").unwrap().domain(),
            "xn--lcss68aj21b.jp"
        );
    }

    #[test]
    fn header_injection_and_white_space_are_refused() {
        for raw in [
            "a@b.org\r\nBcc: c@d.org",
            "a b@c.org",
            "a@b.org\0",
            "a\u{A0}@b.org",
            "a@b.org\n",
            "a@b\u{2028}.org",
        ] {
            assert_eq!(refused(raw), AddressError::SpaceOrControl);
        }
    }

    #[test]
    fn what_is_not_a_dot_string_is_refused() {
        for raw in [
            ".a@b.org",
            "a.@b.org",
            "a..b@c.org",
            "\"a\"@b.org",
            "a,b@c.org",
            "<a@b.org",
            "a@b@c.org",
            "é@b.org",
        ] {
            assert_eq!(refused(raw), AddressError::LocalPart);
        }
        assert_eq!(refused("@b.org"), AddressError::NoAtSign);
        assert_eq!(refused("a.b.org"), AddressError::NoAtSign);
    }

    #[test]
    fn what_is_not_a_domain_name_is_refused() {
        for raw in [
            "a@localhost",
            "a@b..org",
            "a@-b.org",
            "a@b-.org",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a@b.org.",
            "a@b_c.org",
            "a@b%2e.org",
            "a@b.org>",
        ] {
            assert_eq!(refused(raw), AddressError::Domain, "{raw}");
        }
    }

    #[test]
    fn long_addresses_are_refused() {
        let host = format!(
            "{}.{}.{}.org",
            "a".repeat(63),
            "b".repeat(63),
            "c".repeat(61)
        );
        assert!(Address::parse(&format!("{}@{host}", "x".repeat(60))).is_ok());
        assert_eq!(
            refused(&format!("{}@{host}", "x".repeat(61))),
            AddressError::TooLong
        );
        assert_eq!(
            refused(&format!("{}@b.org", "x".repeat(65))),
            AddressError::LocalPart
        );
    }

    #[test]
    fn an_address_is_within_its_domain_and_the_ones_above() {
        let address = Address::parse("a@mail.county.example").unwrap();
        assert!(address.is_within("county.example") && address.is_within("mail.county.example"));
        assert!(!address.is_within("ounty.example") && !address.is_within(""));
    }

    #[test]
    fn debug_does_not_show_the_address() {
        assert_eq!(
            format!("{:?}", Address::parse("rosa@example.org").unwrap()),
            "Address(hidden)"
        );
    }

    proptest! {
        #[test]
        fn whatever_is_accepted_is_plain_ascii_and_parses_again(raw in "\\PC{0,20}@\\PC{0,20}\\.[a-z]{2,3}") {
            if let Ok(address) = Address::parse(&raw) {
                prop_assert!(address.expose().bytes().all(|b| b.is_ascii_graphic()));
                prop_assert_eq!(Address::parse(address.expose()).unwrap(), address);
            }
        }
    }
}
