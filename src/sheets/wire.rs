//! What sheets say and hear over HTTP.

use chrono::NaiveDate;
use poem_openapi::Object;

use super::entity::{sheet, sheet_print};
use super::rules::{Language, LeftOut, LineMove, Paper, State};
use super::typed::{Line, Signed};
use super::{SheetId, SheetPrintId};
use crate::directory::WorkplaceId;
use crate::identity::MemberId;
use crate::petitions::PetitionId;
use crate::signatures::SignatureId;
use crate::signatures::rules::{Standing, State as SignatureState, Visibility};

/// What to print.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewSheetPrint {
    /// The language of everything that the template says. The petition's text is printed in it too, where it has one; in its
    /// original language otherwise.
    pub language: Language,
    /// `letter` when absent.
    pub paper: Option<Paper>,
    /// Sheets, each with a number and a code of its own: 1 to 100.
    #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
    pub sheets: i32,
    /// Lines on each: 1 to 12; 10 when absent. Whoever signs reads the lines above, and so does everybody at whose desk the
    /// sheet lies: a sheet of one line is nobody's but its signer's.
    #[oai(validator(minimum(value = "1"), maximum(value = "12")))]
    pub lines: Option<i32>,
    /// Where the paper is kept once it has come back, as the sheet tells its signers: "the locked cabinet of the union's
    /// office". 120 characters at most.
    #[oai(validator(max_length = 120))]
    pub kept_at: String,
    /// So many days after the petition has closed, the paper is destroyed, as the sheet tells its signers: 7 to 365; 30
    /// when absent.
    #[oai(validator(minimum(value = "7"), maximum(value = "365")))]
    pub destroyed_after_days: Option<i32>,
}

/// Sheets that were registered together; `download_sheets` has them as PDF.
#[derive(Clone, Debug, Object)]
pub struct SheetPrint {
    pub id: SheetPrintId,
    pub petition_id: PetitionId,
    /// The version of the text that is signed on them.
    pub version: i32,
    pub language: Language,
    pub paper: Paper,
    pub lines: i32,
    pub kept_at: String,
    pub destroyed_after_days: i32,
    /// In the order of their numbers.
    pub sheets: Vec<SheetReference>,
}

/// What a sheet is known by.
#[derive(Clone, Debug, Object)]
pub struct SheetReference {
    pub id: SheetId,
    /// From 1, over all sheets of the petition.
    pub number: i32,
    /// Eight characters in two groups, the last two of which check the others.
    pub code: String,
}

impl From<&sheet::Model> for SheetReference {
    fn from(row: &sheet::Model) -> Self {
        Self {
            id: row.id,
            number: row.number,
            code: row.code.clone(),
        }
    }
}

impl SheetPrint {
    pub fn of(row: &sheet_print::Model, sheets: &[sheet::Model]) -> Self {
        Self {
            id: row.id,
            petition_id: row.petition_id,
            version: row.version_number,
            language: row.language.parse().unwrap_or(Language::En),
            paper: row.paper.parse().unwrap_or(Paper::Letter),
            lines: row.lines,
            kept_at: row.kept_at.clone(),
            destroyed_after_days: row.destroyed_after_days,
            sheets: sheets.iter().map(SheetReference::from).collect(),
        }
    }
}

/// A line that is no signature, and why.
#[derive(Clone, Debug, PartialEq, Eq, Object, serde::Serialize, serde::Deserialize)]
pub struct LeftOutLine {
    pub line: i32,
    pub because: LeftOut,
}

/// A printed sheet and how far it has come. It names nobody who signed on it.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Sheet {
    pub id: SheetId,
    pub petition_id: PetitionId,
    pub print_id: SheetPrintId,
    /// From 1, over all sheets of the petition.
    pub number: i32,
    pub code: String,
    /// The version of the text that is signed on it.
    pub version: i32,
    pub language: Language,
    /// Lines that it has.
    pub lines: i32,
    pub state: State,
    /// Who typed it first.
    pub first_by: Option<MemberId>,
    /// Who typed it second: always somebody else.
    pub second_by: Option<MemberId>,
    /// Lines that are no signatures, once it is counted; empty lines are not told.
    pub left_out: Vec<LeftOutLine>,
    pub printed_on: NaiveDate,
    pub counted_on: Option<NaiveDate>,
}

impl From<sheet::Model> for Sheet {
    fn from(row: sheet::Model) -> Self {
        Self {
            left_out: serde_json::from_str(&row.left_out).unwrap_or_default(),
            language: row.language.parse().unwrap_or(Language::En),
            state: row.state.parse().unwrap_or(State::Printed),
            id: row.id,
            petition_id: row.petition_id,
            print_id: row.print_id,
            number: row.number,
            code: row.code,
            version: row.version_number,
            lines: row.lines,
            first_by: row.first_by,
            second_by: row.second_by,
            printed_on: row.printed_on,
            counted_on: row.counted_on,
        }
    }
}

/// A page of sheets.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SheetList {
    pub items: Vec<Sheet>,
    /// The `cursor` of the next page; absent on the last one.
    pub next: Option<String>,
}

/// What stands on one line: either `left_out` alone, or what its signer wrote. Lines on which nobody wrote are not sent.
#[derive(Clone, Object)]
#[oai(deny_unknown_fields)]
pub struct NewSheetLine {
    /// As it is numbered on the sheet.
    #[oai(validator(minimum(value = "1"), maximum(value = "12")))]
    pub line: i32,
    /// Why it is no signature.
    pub left_out: Option<LeftOut>,
    /// As it is written: needed for `recipients` and `public`. For `counted` it is used to find who signed twice, and not
    /// kept. 120 characters at most.
    #[oai(validator(max_length = 120))]
    pub name: Option<String>,
    /// Where the signer works or worked: an id from `list_workplaces`, or `not_listed`.
    #[oai(validator(max_length = 36, pattern = "^(wpl_[0-9a-f]{32}|not_listed)$"))]
    pub workplace_id: Option<String>,
    /// Needed on a line that is signed.
    pub standing: Option<Standing>,
    /// The box that is ticked; `counted` when none is.
    pub visibility: Option<Visibility>,
    /// The day beside the signature, where it can be read.
    pub signed_on: Option<NaiveDate>,
    /// Where the line has one: it tells whether the same person signed online too. Only a keyed hash is kept. 254 characters at most.
    #[oai(validator(max_length = 254))]
    pub email: Option<String>,
}

/// `Debug` shows nothing of the person.
impl std::fmt::Debug for NewSheetLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewSheetLine({})", self.line)
    }
}

/// What one person reads on a sheet that came back.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewSheetEntry {
    /// As it is printed, however it is grouped.
    #[oai(validator(max_length = 20))]
    pub sheet_code: String,
    /// Every line that somebody wrote on.
    #[oai(validator(max_items = 12))]
    pub lines: Vec<NewSheetLine>,
}

/// What the lines say that two people read differently.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewSheetResolution {
    /// Exactly the lines of `get_sheet_differences`, each as it is now agreed to be.
    #[oai(validator(min_items = 1, max_items = 12))]
    pub lines: Vec<NewSheetLine>,
}

/// A line as somebody typed it.
#[derive(Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct TypedLine {
    pub left_out: Option<LeftOut>,
    pub name: Option<String>,
    pub workplace_id: Option<WorkplaceId>,
    pub standing: Option<Standing>,
    pub visibility: Option<Visibility>,
    pub signed_on: Option<NaiveDate>,
    /// In the spelling by which its signer is known again, which may not be the one that was typed.
    pub email: Option<String>,
}

impl std::fmt::Debug for TypedLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TypedLine")
    }
}

impl TypedLine {
    pub fn of(line: Option<&Line>) -> Self {
        match line {
            Some(Line::Signed(signed)) => Self::signed(signed),
            Some(Line::LeftOut(why)) => Self::left_out(*why),
            None => Self::left_out(LeftOut::Empty),
        }
    }

    fn signed(signed: &Signed) -> Self {
        Self {
            left_out: None,
            name: signed.name.clone(),
            workplace_id: signed.workplace,
            standing: Some(signed.standing),
            visibility: Some(signed.visibility),
            signed_on: signed.signed_on,
            email: signed.address.clone(),
        }
    }

    fn left_out(why: LeftOut) -> Self {
        Self {
            left_out: Some(why),
            name: None,
            workplace_id: None,
            standing: None,
            visibility: None,
            signed_on: None,
            email: None,
        }
    }
}

/// A line on which two entries do not agree.
#[derive(Clone, Debug, Object)]
pub struct SheetDifference {
    pub line: i32,
    pub first: TypedLine,
    pub second: TypedLine,
}

/// What has to be resolved before a sheet is counted.
#[derive(Clone, Debug, Object)]
pub struct SheetDifferences {
    pub sheet_id: SheetId,
    pub items: Vec<SheetDifference>,
}

/// A line of any sheet of the same petition.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct LineReference {
    pub sheet_number: i32,
    pub line: i32,
}

/// A signature on paper as organizers see it: not where its signer works, and a name only where it may be printed. The
/// paper has the rest.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SheetLine {
    pub line: i32,
    pub signature_id: SignatureId,
    /// `quarantined` while it looks like another signature, and does not count: a member decides.
    pub state: SignatureState,
    pub visibility: Visibility,
    pub standing: Standing,
    /// For `recipients` and `public`.
    pub name: Option<String>,
    /// The other lines with this name and workplace, or this address, where it is set aside. None of them: the address
    /// has signed online.
    pub same_as: Vec<LineReference>,
    pub signed_on: NaiveDate,
}

/// The signatures of one sheet.
#[derive(Clone, Debug, Object)]
pub struct SheetLineList {
    pub items: Vec<SheetLine>,
}

/// What happens to a line.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewLineMove {
    /// What is done.
    pub line_move: LineMove,
}
