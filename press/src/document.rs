//! The shape of a packet's snapshot: the only thing the press ever reads.

mod check;
mod division;
mod follow_up;
mod letter;
mod notices;
mod roll;
mod scalar;
mod topics;
mod voices;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use division::{
    DivisionRow, DivisionSection, Labelled, MatchedMembers, Membership, MembershipBasis, SeriesRow,
    SeriesTable, Statistics, Subject, ThemeRow, ThemeTable, WorkplaceRow,
};
pub use follow_up::{Answer, FollowUp, Promise, Vote};
pub use letter::{Addressee, Demand, Figure, Officer, Petition, Quotation, Sender, Summary};
pub use notices::{LayoffNotices, NoticeRow};
pub use roll::{Methods, Roll, RollEntry, RollOrder, Standing, Verification};
pub use scalar::{Day, NotADay, NotASha256, Sha256Hex};
pub use topics::TopicRow;
pub use voices::{Comment, Evidence, Exhibit, Redaction};

/// One packet for one addressee, frozen.
///
/// Every `String` in here is somebody's words and reaches the page as text, never as markup. Words that were
/// composed for the page (labels, displays such as "fewer than 5") are already in `language`; the fixed
/// prose around them comes from the template's own language tables. Strings inside a `paragraphs` list may
/// hold line breaks, and each line becomes a paragraph; everywhere else a line break is set as a space.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Packet {
    /// Printed in every footer; ASCII letters, digits, `_` and `-`, at most 64.
    pub packet_id: String,
    pub kind: Kind,
    pub language: Language,
    pub paper: Paper,
    /// Prints "Fictional county and people" on every page.
    #[serde(default)]
    pub fictional: bool,
    /// The language of the demands, where it is not `language` (BCP 47).
    #[serde(default)]
    pub texts_language: Option<String>,
    /// Where the demands stand in a translation that was added after people had begun to sign: the day.
    #[serde(default)]
    pub demands_added_on: Option<Day>,
    /// The language in which those signed them (BCP 47).
    #[serde(default)]
    pub demands_signed_in: Option<String>,
    /// Names to be inspected and taken home again, and nothing else; marked so on every page.
    #[serde(default)]
    pub annex: bool,
    /// Which volume this is, where there are several; the report itself is volume 1.
    #[serde(default)]
    pub volume: Option<Volume>,
    /// In the report: the volumes that follow it, which its snapshot's digest so vouches for.
    #[serde(default)]
    pub volumes: Vec<FurtherVolume>,
    /// Attaches the names that this document prints as `signatures.csv`, and makes it PDF/A-3a.
    #[serde(default)]
    pub attach_signatures: bool,
    /// The day of the freeze: dates the letter and the file itself.
    pub dated_on: Day,
    pub sender: Sender,
    pub addressee: Addressee,
    /// The campaign's name.
    pub campaign: String,
    /// What the letter is about: the words after "Re:".
    pub re: String,
    #[serde(default)]
    pub agenda_item: Option<String>,
    #[serde(default)]
    pub answer_requested_on: Option<Day>,
    /// The letter in the sender's own words, between salutation and demands; the template's own
    /// opening sentence stands in when it is empty.
    #[serde(default)]
    pub letter: Paragraphs,
    /// In the order of print, alternatives after what they are an alternative to.
    #[serde(default)]
    pub demands: Vec<Demand>,
    /// Page 2: up to three, about the addressee's own division.
    #[serde(default)]
    pub figures: Vec<Figure>,
    /// In a packet that follows another: what came of that.
    #[serde(default)]
    pub follow_up: Option<FollowUp>,
    #[serde(default)]
    pub quotation: Option<Quotation>,
    #[serde(default)]
    pub summary: Summary,
    pub petition: Petition,
    /// What an association listens to first: its own members.
    #[serde(default)]
    pub membership: Option<Membership>,
    /// The addressee's own division; absent for an association or a body without districts.
    #[serde(default)]
    pub own_division: Option<DivisionSection>,
    /// All divisions, the addressee's own among them.
    #[serde(default)]
    pub divisions: Vec<DivisionRow>,
    /// The signatures that no row of `divisions` counts, so that the table adds up.
    #[serde(default)]
    pub elsewhere: Option<Labelled>,
    /// Public records by division, for an addressee without one.
    #[serde(default)]
    pub series: Vec<SeriesTable>,
    /// The campaign-wide numbered release that every testimony figure in here quotes.
    #[serde(default)]
    pub statistics: Option<Statistics>,
    /// What was asked, told and taught, by subject; none where nothing would stand beside a demand.
    #[serde(default)]
    pub topics: Vec<TopicRow>,
    /// Public records beside them, never summed with them.
    #[serde(default)]
    pub layoff_notices: Option<LayoffNotices>,
    #[serde(default)]
    pub exhibits: Vec<Exhibit>,
    /// Every mark that stands in the exhibits, in the order of its first appearance.
    #[serde(default)]
    pub redactions: Vec<Redaction>,
    /// Whether published testimonies are not printed here (kept for volume II); how many is for the statistics to say.
    #[serde(default)]
    pub further_exhibits: bool,
    #[serde(default)]
    pub comments: Vec<Comment>,
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    pub methods: Methods,
    #[serde(default)]
    pub roll: Roll,
    #[serde(default)]
    pub verification: Verification,
}

/// The shape above as a JSON Schema (draft 2020-12), for whoever writes snapshots or reads them.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(Packet);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// Who the packet is made for, which decides what may be printed; the press prints what it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Counts, public names and approved testimony only: the default for a public body.
    PublicRecordSafe,
    /// Also the names given for the recipient's eyes.
    Full,
    /// For a professional association: opens with membership.
    Association,
    /// One page to hand over or to pin up: figures, one quotation, the ask, whom to call, how to check.
    OnePage,
    /// Follows a packet that was delivered: what was answered and promised, and what happened since.
    FollowUp,
}

/// A volume of a packet that has several. Every volume is a document of its own, with the same packet id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Volume {
    /// From 1; only volume 1 has the letter and the report.
    pub number: u32,
    pub of: u32,
    pub holds: Holds,
    /// For a part of the roll: which name of all that are named its first is, from 1.
    #[serde(default)]
    pub first: Option<u64>,
    /// For a part of the roll: how many are named in all volumes.
    #[serde(default)]
    pub named: Option<u64>,
}

/// What the report says of a volume behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FurtherVolume {
    pub number: u32,
    pub holds: Holds,
    /// Exhibits or names in it.
    pub entries: u64,
    /// Of its snapshot, byte for byte.
    pub snapshot_sha256: Sha256Hex,
}

/// What a volume prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// Everything, as a packet of one volume does.
    Report,
    /// The exhibits that the report has no room for; their letters go on from the report's.
    Exhibits,
    /// A part of the signature roll.
    Roll,
}

/// The addressee's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    En,
    Es,
}

impl Language {
    /// The BCP 47 tag, as the language tables and `DESIGN` use it.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
        }
    }
}

/// The sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    #[default]
    Letter,
    A4,
}

/// Text of several paragraphs: `{"paragraphs": ["…", "…"]}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Paragraphs {
    #[serde(default)]
    pub paragraphs: Vec<String>,
}

impl From<&str> for Paragraphs {
    fn from(text: &str) -> Self {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        Self {
            paragraphs: lines.map(str::to_owned).collect(),
        }
    }
}
