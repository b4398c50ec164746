//! What packets say and hear over HTTP.

use chrono::{DateTime, NaiveDate, Utc};
use data_encoding::HEXLOWER;
use poem_openapi::Object;

use super::PacketId;
use super::bundle::{Bundle, REPORT};
use super::entity::packet_volume;
use super::rules::{Failure, Holds, Kind, Language, Paper, State, Warning};
use crate::campaigns::{CampaignId, TargetId};
use crate::petitions::PetitionId;
use crate::review::PublishedTestimonyId;

/// A packet for one target.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewPacket {
    /// The official or body of this campaign that it is for.
    pub target_id: TargetId,
    /// A petition of this campaign; the one made last that was opened, when absent.
    pub petition_id: Option<PetitionId>,
    /// `association` for an association, `public_record_safe` for everybody else, when absent.
    pub kind: Option<Kind>,
    /// `letter` when absent.
    pub paper: Option<Paper>,
    /// The addressee's own language where packets can be set in it, else English, when absent.
    pub language: Option<Language>,
    /// The published testimony of this campaign whose first sentences page 2 quotes; when absent, one of the addressee's
    /// own division that reads well by itself.
    pub quotation_id: Option<PublishedTestimonyId>,
    /// Attach to each volume the names that it prints, as `signatures.csv` (name, standing, workplace, division, day), and make it
    /// PDF/A-3a. Whoever has such a file searches and sorts the names with ease, an employer too. Not for `one_page`, which prints none.
    pub signatures_csv: Option<bool>,
}

/// A document for one addressee, frozen: what it says never changes.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Packet {
    pub id: PacketId,
    pub campaign_id: CampaignId,
    pub petition_id: Option<PetitionId>,
    pub target_id: TargetId,
    /// The name on its first page.
    pub addressee: String,
    /// The addressee's own division, where there is one.
    pub division: Option<String>,
    pub kind: Kind,
    pub language: Language,
    pub paper: Paper,
    /// `frozen`, then `rendering`, then `ready` or `failed`; `cancelled` with its compilation, `destroyed` after an erasure.
    pub state: State,
    /// Why the last try of setting it failed.
    pub failure: Option<Failure>,
    /// Confirmed signatures at the freeze.
    #[oai(validator(minimum(value = "0")))]
    pub signatures: i64,
    /// Those of the addressee's own division; absent where the packet does not print them, since they are too few or
    /// would tell of another division's.
    #[oai(validator(minimum(value = "0")))]
    pub own_signatures: Option<i64>,
    /// Testimonies printed as exhibits.
    #[oai(validator(minimum(value = "0")))]
    pub exhibits: i64,
    /// Names printed on its roll.
    #[oai(validator(minimum(value = "0")))]
    pub names: i64,
    /// What its reader will miss: sources, numbers, translations.
    pub warnings: Vec<Warning>,
    /// Its documents: the report, and what it has no room for. They become ready together.
    pub volumes: Vec<PacketVolume>,
    /// SHA-256 of what was frozen for Volume I, 64 hexadecimal digits; its first twelve stand in every footer of it.
    pub snapshot_sha256: String,
    /// SHA-256 of Volume I, once it is set; its `ETag` too.
    pub document_sha256: Option<String>,
    /// Size of Volume I in bytes.
    #[oai(validator(minimum(value = "0")))]
    pub document_bytes: Option<i64>,
    /// Of Volume I.
    #[oai(validator(minimum(value = "1")))]
    pub pages: Option<i64>,
    /// Where the organization's audit chain ended at the freeze; 0 where it had not begun.
    #[oai(validator(minimum(value = "0")))]
    pub audit_sequence: i64,
    pub created_at: DateTime<Utc>,
    pub rendered_at: Option<DateTime<Utc>>,
    /// When it left for its addressee so that nobody can call it back; `list_deliveries` says how.
    pub delivered_on: Option<NaiveDate>,
    /// When somebody in it took back their name or their words after that: compile a new one.
    pub recalled_on: Option<NaiveDate>,
    /// A newer packet for the same target, petition, kind and language.
    pub superseded_by: Option<PacketId>,
}

/// One document of a packet.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PacketVolume {
    /// From 1, which is the report.
    #[oai(validator(minimum(value = "1")))]
    pub number: i32,
    pub holds: Holds,
    /// SHA-256 of what was frozen for it; its first twelve digits stand in every footer of it.
    pub snapshot_sha256: String,
    /// SHA-256 of the document, once it is set; its `ETag` too.
    pub document_sha256: Option<String>,
    /// Size of the document in bytes.
    #[oai(validator(minimum(value = "0")))]
    pub document_bytes: Option<i64>,
    #[oai(validator(minimum(value = "1")))]
    pub pages: Option<i64>,
    /// SHA-256 of the names attached to it as `signatures.csv`, where they are; printed in it too.
    pub signatures_csv_sha256: Option<String>,
}

/// A page of packets, newest first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PacketList {
    pub items: Vec<Packet>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

/// Whether a digest belongs to a packet of this service.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PacketDigest {
    pub known: bool,
    pub packet: Option<CheckedPacket>,
}

/// What anyone may know of a packet they hold.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CheckedPacket {
    pub id: PacketId,
    /// The day on which it was frozen.
    pub created_on: NaiveDate,
    pub kind: Kind,
    /// `destroyed`: it held a name or a testimony that was taken back before it was delivered, and is not to be used.
    pub state: State,
    /// Confirmed signatures at the freeze; absent once destroyed.
    #[oai(validator(minimum(value = "0")))]
    pub signatures: Option<i64>,
    /// SHA-256 of what was frozen for Volume I; its first twelve digits stand in every footer of it.
    pub snapshot_sha256: String,
    /// SHA-256 of Volume I as it left this service.
    pub document_sha256: Option<String>,
    /// All its documents, with their digests.
    pub volumes: Vec<PacketVolume>,
    /// A newer packet takes its place.
    pub superseded: bool,
    /// Somebody in it took back their name or their words after it was delivered: it is not to be passed on.
    pub recalled: bool,
}

impl From<packet_volume::Model> for PacketVolume {
    fn from(row: packet_volume::Model) -> Self {
        let hex = |digest: &Vec<u8>| HEXLOWER.encode(digest);
        Self {
            number: row.number,
            holds: row.holds.parse().unwrap_or(Holds::Report),
            snapshot_sha256: hex(&row.snapshot_digest),
            document_sha256: row.pdf_digest.as_ref().map(hex),
            document_bytes: row.pdf_size,
            pages: row
                .report
                .as_ref()
                .and_then(|said| said.get("pages")?.as_i64()),
            signatures_csv_sha256: row.csv_digest.as_ref().map(hex),
        }
    }
}

/// All volumes, and what is said of the first beside the packet itself.
fn volumes(rows: Vec<packet_volume::Model>) -> (Vec<PacketVolume>, Option<PacketVolume>) {
    let volumes: Vec<PacketVolume> = rows.into_iter().map(PacketVolume::from).collect();
    let report = volumes.iter().find(|it| it.number == REPORT).cloned();
    (volumes, report)
}

impl From<Bundle> for Packet {
    fn from(Bundle { row, volumes: rows }: Bundle) -> Self {
        let (volumes, report) = volumes(rows);
        let report = report.as_ref();
        let number = |key: &str| row.summary.get(key).and_then(serde_json::Value::as_i64);
        let word = |key: &str| {
            row.summary
                .get(key)
                .and_then(|word| word.as_str().map(str::to_owned))
        };
        Self {
            addressee: word("addressee").unwrap_or_default(),
            division: word("division"),
            signatures: number("signatures").unwrap_or_default(),
            own_signatures: number("own_signatures"),
            exhibits: number("exhibits").unwrap_or_default(),
            names: number("names").unwrap_or_default(),
            warnings: row
                .summary
                .get("warnings")
                .and_then(|said| serde_json::from_value(said.clone()).ok())
                .unwrap_or_default(),
            kind: row.kind.parse().unwrap_or(Kind::Full),
            language: row.language.parse().unwrap_or(Language::En),
            paper: row.paper.parse().unwrap_or(Paper::Letter),
            state: row.state.parse().unwrap_or(State::Failed),
            failure: row
                .failure
                .as_deref()
                .and_then(|failure| failure.parse().ok()),
            snapshot_sha256: report
                .map(|it| it.snapshot_sha256.clone())
                .unwrap_or_default(),
            document_sha256: report.and_then(|it| it.document_sha256.clone()),
            document_bytes: report.and_then(|it| it.document_bytes),
            pages: report.and_then(|it| it.pages),
            volumes,
            id: row.id,
            campaign_id: row.campaign_id,
            petition_id: row.petition_id,
            target_id: row.target_id,
            audit_sequence: row.audit_sequence,
            created_at: row.created_at,
            rendered_at: row.rendered_at,
            delivered_on: row.delivered_on,
            recalled_on: row.recalled_on,
            superseded_by: row.superseded_by,
        }
    }
}

impl From<Bundle> for CheckedPacket {
    fn from(Bundle { row, volumes: rows }: Bundle) -> Self {
        let (volumes, report) = volumes(rows);
        Self {
            id: row.id,
            created_on: row.created_at.date_naive(),
            kind: row.kind.parse().unwrap_or(Kind::Full),
            signatures: row
                .summary
                .get("signatures")
                .and_then(serde_json::Value::as_i64)
                .filter(|_| row.state != State::Destroyed.as_str()),
            state: row.state.parse().unwrap_or(State::Failed),
            snapshot_sha256: report
                .as_ref()
                .map(|it| it.snapshot_sha256.clone())
                .unwrap_or_default(),
            document_sha256: report.and_then(|it| it.document_sha256),
            volumes,
            superseded: row.superseded_by.is_some(),
            recalled: row.recalled_on.is_some(),
        }
    }
}
