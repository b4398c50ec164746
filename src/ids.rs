//! Typed ids: a UUID in the database, a prefixed text form on the wire.

use chrono::{DateTime, Utc};
use uuid::{Builder, Uuid};

use crate::clock::{Clock, hour};
use crate::entropy::Entropy;

/// A UUIDv7 of the present moment.
pub fn timely(clock: &Clock, entropy: &Entropy) -> Uuid {
    at(clock.now(), entropy)
}

/// A UUIDv7 of a given moment.
pub fn at(moment: DateTime<Utc>, entropy: &Entropy) -> Uuid {
    of_millis(millis(moment), &entropy.bytes())
}

/// A UUIDv7 of the hour, which tells no minute and no order within it. In a crowd, those of the same few milliseconds lie
/// beside each other: a batch of rows then goes to few pages, where ids all over the hour would take one page each.
pub fn of_the_hour(now: DateTime<Utc>, entropy: &Entropy) -> Uuid {
    let mut random: [u8; 10] = entropy.bytes();
    random[..SHARED].copy_from_slice(&entropy.of_slot::<SHARED>(millis(now) / SLOT_MILLIS));
    of_millis(millis(hour(now)), &random)
}

/// Alone in it, an id is as random as any: only from more than a hundred a second on do two share it.
const SLOT_MILLIS: u64 = 8;
/// Of the ten random bytes; version and variant take six of these bits.
const SHARED: usize = 4;

fn millis(moment: DateTime<Utc>) -> u64 {
    u64::try_from(moment.timestamp_millis()).unwrap_or_default()
}

fn of_millis(millis: u64, random: &[u8; 10]) -> Uuid {
    Builder::from_unix_timestamp_millis(millis, random).into_uuid()
}

/// A UUIDv4, for everything a witness touches: it tells no time and no order.
pub fn timeless(entropy: &Entropy) -> Uuid {
    Builder::from_random_bytes(entropy.bytes()).into_uuid()
}

/// Why a text is not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not an id of this kind")]
pub struct NotAnId;

pub fn parse(prefix: &str, text: &str) -> Result<Uuid, NotAnId> {
    let digits = text
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'));
    let digits = digits
        .filter(|digits| digits.len() == 32 && !digits.bytes().any(|b| b.is_ascii_uppercase()));
    digits
        .and_then(|digits| Uuid::try_parse(digits).ok())
        .ok_or(NotAnId)
}

/// Declares an id type: column value, JSON, path and query parameter, serde.
#[macro_export]
macro_rules! id {
    ($(#[$meta:meta])* $name:ident, $prefix:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, sea_orm::DeriveValueType)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            pub const PREFIX: &'static str = $prefix;
        }

        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.simple())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::ids::NotAnId;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::ids::parse($prefix, text).map(Self)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl poem_openapi::types::Type for $name {
            const IS_REQUIRED: bool = true;
            type RawValueType = Self;
            type RawElementValueType = Self;

            fn name() -> std::borrow::Cow<'static, str> {
                concat!("string_", $prefix, "_id").into()
            }

            fn schema_ref() -> poem_openapi::registry::MetaSchemaRef {
                let mut schema = poem_openapi::registry::MetaSchema::new("string");
                schema.pattern = Some(concat!("^", $prefix, "_[0-9a-f]{32}$").to_owned());
                poem_openapi::registry::MetaSchemaRef::Inline(Box::new(schema))
            }

            fn as_raw_value(&self) -> Option<&Self> {
                Some(self)
            }

            fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
                Box::new(std::iter::once(self))
            }
        }

        impl poem_openapi::types::ParseFromJSON for $name {
            fn parse_from_json(
                value: Option<serde_json::Value>,
            ) -> poem_openapi::types::ParseResult<Self> {
                match value {
                    Some(serde_json::Value::String(text)) => {
                        text.parse().map_err(poem_openapi::types::ParseError::custom)
                    }
                    other => Err(poem_openapi::types::ParseError::expected_type(
                        other.unwrap_or_default(),
                    )),
                }
            }
        }

        impl poem_openapi::types::ParseFromParameter for $name {
            fn parse_from_parameter(text: &str) -> poem_openapi::types::ParseResult<Self> {
                text.parse().map_err(poem_openapi::types::ParseError::custom)
            }
        }

        impl poem_openapi::types::ToJSON for $name {
            fn to_json(&self) -> Option<serde_json::Value> {
                Some(serde_json::Value::String(self.to_string()))
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 / 3600 * 3600, 0).unwrap_or_default()
    }

    #[test]
    fn an_id_of_the_hour_tells_the_hour_and_nothing_finer() {
        let entropy = Entropy::seeded(1);
        let early = of_the_hour(noon() + Duration::minutes(2), &entropy);
        let late = of_the_hour(noon() + Duration::minutes(58), &entropy);
        let hours = [early, late].map(|id| id.as_u128() >> 80);
        assert_eq!(hours, [u128::from(millis(noon())); 2]);
    }

    #[test]
    fn ids_of_the_hour_come_in_no_order() {
        let entropy = Entropy::seeded(2);
        let ids: Vec<_> = (0..64)
            .map(|second| of_the_hour(noon() + Duration::seconds(second), &entropy))
            .collect();
        let rising = ids.windows(2).filter(|two| two[0] < two[1]).count();
        assert!((20..44).contains(&rising), "{rising} of 63 rise");
    }

    #[test]
    fn a_crowd_of_one_moment_lies_together_and_no_id_comes_twice() {
        let entropy = Entropy::seeded(3);
        let mut ids: Vec<_> = (0..1000).map(|_| of_the_hour(noon(), &entropy)).collect();
        let begin = |id: &Uuid| id.as_u128() >> 56;
        assert!(ids.iter().all(|id| begin(id) == begin(&ids[0])));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 1000);
    }
}
