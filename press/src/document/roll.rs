//! The signature roll, how it was collected, and how to check it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Day, Sha256Hex};

/// Those who asked to be named here, and how many did not.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Roll {
    /// Already in `order`; the press never sorts.
    #[serde(default)]
    pub signatures: Vec<RollEntry>,
    /// Confirmed signatures whose names this packet does not print.
    #[serde(default)]
    pub withheld: u64,
    #[serde(default)]
    pub order: RollOrder,
}

/// One name on the roll.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RollEntry {
    pub name: String,
    #[serde(default)]
    pub standing: Option<Standing>,
    /// Only past the workplace's threshold.
    #[serde(default)]
    pub workplace: Option<String>,
    #[serde(default)]
    pub division: Option<String>,
    #[serde(default)]
    pub signed_on: Option<Day>,
}

/// The order of the roll, stated on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RollOrder {
    #[default]
    ByName,
    ByDay,
    ByDivisionThenName,
}

/// The signer's relation to the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Employee,
    LaidOff,
    Patron,
    Ally,
    AssociationMember,
    FormerMember,
}

impl Standing {
    /// The word on the wire.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Employee => "employee",
            Self::LaidOff => "laid_off",
            Self::Patron => "patron",
            Self::Ally => "ally",
            Self::AssociationMember => "association_member",
            Self::FormerMember => "former_member",
        }
    }
}

/// The numbers in the methods note; its prose is the template's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Methods {
    /// k for testimony statistics (10, or at least 5).
    pub k: u32,
    /// Signers from which a workplace is named (5, never lowered).
    pub workplace_threshold: u32,
    pub signatures_confirmed: u64,
    /// Repeats of one address that were counted once.
    #[serde(default)]
    pub duplicates_removed: Option<u64>,
    /// Held back until somebody has looked at them; not in any count.
    #[serde(default)]
    pub quarantined: Option<u64>,
    #[serde(default)]
    pub withdrawn: Option<u64>,
    /// As displayed.
    #[serde(default)]
    pub testimonies_published: Option<String>,
    /// Worker tokens issued and spent, as displayed.
    #[serde(default)]
    pub tokens_issued: Option<String>,
    #[serde(default)]
    pub tokens_spent: Option<String>,
    /// Whatever else a reader must know about these numbers.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// What ties this packet to the organization's records. The digests of the snapshot, of the petition's
/// text and of the printed roll are not in here: the press computes them from what it prints.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verification {
    #[serde(default)]
    pub audit_head: Option<Sha256Hex>,
    /// Where anyone can upload a digest; ASCII, printed with a QR code.
    #[serde(default)]
    pub verify_url: Option<String>,
    /// Fingerprint of the key that signs the manifest, as displayed.
    #[serde(default)]
    pub key_fingerprint: Option<String>,
}
