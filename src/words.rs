//! Closed lists of words: one enum for the wire, the row and the rules, spelled in one place.

/// Why a stored text is not one of the words of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not one of the words of this list")]
pub struct UnknownWord;

/// Declares an enum with its spelling in JSON, in the contract and in the database (`as_str`, `FromStr`).
/// Schema names are global to the contract: give a `#[oai(rename = "…")]` where the Rust name is short.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$about:meta])* $variant:ident = $text:tt),+ $(,)? }) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, poem_openapi::Enum)]
        $(#[$meta])*
        pub enum $name {
            $($(#[$about])* #[serde(rename = $text)] #[oai(rename = $text)] $variant),+
        }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::words::UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text).ok_or($crate::words::UnknownWord)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use poem_openapi::types::ToJSON;

    crate::words! {
        /// What hangs on the door.
        Sheet { Broadside = "broadside", TwoSided = "two_sided" }
    }

    #[test]
    fn a_word_is_spelled_the_same_in_the_row_in_json_and_in_the_contract() {
        for word in Sheet::ALL {
            assert_eq!(word.as_str().parse(), Ok(*word));
            assert_eq!(serde_json::to_value(word).unwrap(), word.as_str());
            assert_eq!(word.to_json().unwrap(), word.as_str());
        }
        assert_eq!("Broadside".parse::<Sheet>(), Err(super::UnknownWord));
    }
}
