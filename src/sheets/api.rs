//! The operations of signing on paper.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Binary, Json};
use poem_openapi::{ApiResponse, OpenApi, Tags};

use super::differences::find_differences;
use super::discard_entries::discard_entries;
use super::document::{poster_document, sheets_document};
use super::enter_sheet::enter_sheet;
use super::find::{find_print, get_sheet, list_lines, list_sheets};
use super::move_line::move_line;
use super::print_sheets::print_sheets;
use super::resolve_sheet::resolve_sheet;
use super::rules::{Language, Paper, State};
use super::wire::{
    NewLineMove, NewSheetEntry, NewSheetPrint, NewSheetResolution, Sheet, SheetDifferences,
    SheetLine, SheetLineList, SheetList, SheetPrint,
};
use super::{SheetId, SheetPrintId};
use crate::app::App;
use crate::http::conditional::etag;
use crate::http::{Checked, Created, Idempotency, IfMatch, Listed, Problem, Shown};
use crate::identity::{Action, Caller};
use crate::page::{Page, link};
use crate::petitions::PetitionId;

/// Operations of sheets.
#[derive(Debug)]
pub struct SheetsApi;

#[derive(Debug, Tags)]
enum Tag {
    /// Signing on paper: sheets are printed, typed in by two people each alone, and counted like what was signed online.
    Sheets,
}

/// A document that is set for this answer alone.
#[derive(ApiResponse, Debug)]
enum Document {
    /// Tagged for screen readers, to be printed.
    #[oai(status = 200, content_type = "application/pdf")]
    Printed(
        Binary<Vec<u8>>,
        /// `attachment`, with a file name.
        #[oai(header = "Content-Disposition")]
        String,
        /// `private, no-store`.
        #[oai(header = "Cache-Control")]
        String,
    ),
}

impl Document {
    fn named(pdf: Vec<u8>, name: &str) -> Self {
        let name = format!("attachment; filename=\"{name}.pdf\"");
        Self::Printed(Binary(pdf), name, "private, no-store".to_owned())
    }
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::Sheets")]
impl SheetsApi {
    /// Register sheets to be printed
    ///
    /// Each has a number and a code of its own, by which it is known when it comes back; `download_sheets` has them as PDF.
    /// From now on the text of this version stays as it is. Only for a petition that is open or paused.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `petition-not-open`, `no-public-address`, `too-many-sheets`, `invalid-body`, `malformed-json`, `idempotency-key-invalid`, `idempotency-key-reused`.
    #[oai(
        path = "/petitions/:petition_id/sheets",
        method = "post",
        operation_id = "print_sheets"
    )]
    async fn print_sheets(
        &self,
        app: Data<&App>,
        caller: Caller,
        key: Idempotency,
        /// The petition.
        petition_id: Path<PetitionId>,
        body: Checked<NewSheetPrint>,
    ) -> Result<Created<SheetPrint>, Problem> {
        caller.may(Action::PrintSheets)?;
        let who = format!("{}/{}", caller.actor(), petition_id.0);
        let once = key.bind(&app, &who, "print_sheets", &body.0);
        let made = print_sheets(&app, &caller, petition_id.0, &body.0, &once).await?;
        let at = format!("/v1/sheet-prints/{}", made.id);
        Ok(Created::Ok(Json(made), at))
    }

    /// Show what was printed together
    ///
    /// The numbers and codes of its sheets, and the promise about the paper that stands on them.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`.
    #[oai(
        path = "/sheet-prints/:print_id",
        method = "get",
        operation_id = "get_sheet_print"
    )]
    async fn get_sheet_print(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The print.
        print_id: Path<SheetPrintId>,
    ) -> Result<Json<SheetPrint>, Problem> {
        caller.may(Action::PrintSheets)?;
        Ok(Json(
            find_print(&app, caller.organization, print_id.0).await?,
        ))
    }

    /// Download sheets
    ///
    /// All sheets of a print as one PDF (tagged, PDF/UA-1): text, version, numbered lines, number and code, a QR code to the
    /// petition, and what signers have to know. A text with no room on the sheet stands on a page before them. It can be
    /// asked for again: a copy of a sheet is the same sheet, and is counted once.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `print-failed`.
    #[oai(
        path = "/sheet-prints/:print_id/document",
        method = "get",
        operation_id = "download_sheets"
    )]
    async fn download_sheets(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The print.
        print_id: Path<SheetPrintId>,
    ) -> Result<Document, Problem> {
        caller.may(Action::PrintSheets)?;
        let pdf = sheets_document(&app, &caller, print_id.0).await?;
        Ok(Document::named(pdf, "sheets"))
    }

    /// Download the poster
    ///
    /// One page with the title, one sentence and a large QR code that leads to the petition, as PDF.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `no-public-address`, `invalid-parameter`, `print-failed`.
    #[oai(
        path = "/petitions/:petition_id/poster",
        method = "get",
        operation_id = "download_poster"
    )]
    async fn download_poster(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The petition.
        petition_id: Path<PetitionId>,
        /// `en` when absent.
        language: Query<Option<Language>>,
        /// `letter` when absent.
        paper: Query<Option<Paper>>,
    ) -> Result<Document, Problem> {
        caller.may(Action::PrintSheets)?;
        let wish = (
            language.0.unwrap_or(Language::En),
            paper.0.unwrap_or(Paper::Letter),
        );
        let pdf = poster_document(&app, &caller, petition_id.0, wish).await?;
        Ok(Document::named(pdf, "poster"))
    }

    /// List sheets
    ///
    /// Those of a petition, in the order in which they were printed, with how far each has come.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `invalid-parameter`, `invalid-cursor`.
    #[oai(
        path = "/petitions/:petition_id/sheets",
        method = "get",
        operation_id = "list_sheets"
    )]
    async fn list_sheets(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The petition.
        petition_id: Path<PetitionId>,
        /// Only those in this state.
        state: Query<Option<State>>,
        /// The `next` of the page before.
        #[oai(validator(max_length = 64))]
        cursor: Query<Option<String>>,
        /// 1 to 200; 50 when absent.
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))]
        limit: Query<Option<u64>>,
    ) -> Result<Listed<SheetList>, Problem> {
        caller.may(Action::PrintSheets)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let rows = list_sheets(&app, caller.organization, petition_id.0, state.0, page).await?;
        let (rows, next) = page.cut(rows, |row| row.id.0);
        let items = rows.into_iter().map(Sheet::from).collect();
        let link = link(next.as_deref());
        Ok(Listed::Ok(Json(SheetList { items, next }), link))
    }

    /// Show a sheet
    ///
    /// How far it has come and who typed it; nobody who signed on it is named. Its `ETag` is for whoever changes it or one of
    /// its lines.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`.
    #[oai(path = "/sheets/:sheet_id", method = "get", operation_id = "get_sheet")]
    async fn get_sheet(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The sheet.
        sheet_id: Path<SheetId>,
    ) -> Result<Shown<Sheet>, Problem> {
        caller.may(Action::PrintSheets)?;
        let row = get_sheet(&app, caller.organization, sheet_id.0).await?;
        let tag = etag(row.revision);
        Ok(Shown::Ok(Json(row.into()), tag))
    }

    /// Type in a sheet
    ///
    /// What one person reads on a sheet that came back. The first who sends it waits for a second person, who is not shown
    /// what the first wrote. Where both agree on every line the sheet is counted at once; where they do not, it is shown by
    /// `get_sheet_differences`. Each entry is kept encrypted, and destroyed once the sheet is counted, or after 30 days.
    ///
    /// A line with the name and workplace of another line, or with an address that has signed online or on paper, is set
    /// aside and does not count until a member decides (`move_sheet_line`). Without an address on the line nobody can tell
    /// that somebody signed online too.
    ///
    /// Sheets are taken until 7 days after the petition closed.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `paper-not-taken`, `second-person-needed`, `sheet-entered`, `invalid-body`, `malformed-json`, `idempotency-key-invalid`, `idempotency-key-reused`.
    #[oai(
        path = "/petitions/:petition_id/sheet-entries",
        method = "post",
        operation_id = "enter_sheet"
    )]
    async fn enter_sheet(
        &self,
        app: Data<&App>,
        caller: Caller,
        key: Idempotency,
        /// The petition of the sheet.
        petition_id: Path<PetitionId>,
        body: Checked<NewSheetEntry>,
    ) -> Result<Created<Sheet>, Problem> {
        caller.may(Action::EnterSheets)?;
        let who = format!("{}/{}", caller.actor(), petition_id.0);
        let once = key.bind(&app, &who, "enter_sheet", &body.0);
        let taken = enter_sheet(&app, &caller, petition_id.0, &body.0, &once).await?;
        let at = format!("/v1/sheets/{}", taken.id);
        Ok(Created::Ok(Json(taken), at))
    }

    /// Show what two people read differently
    ///
    /// Only the lines on which they do not agree, and only once both have typed the sheet.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `nothing-differs`.
    #[oai(
        path = "/sheets/:sheet_id/differences",
        method = "get",
        operation_id = "get_sheet_differences"
    )]
    async fn get_sheet_differences(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The sheet.
        sheet_id: Path<SheetId>,
    ) -> Result<Json<SheetDifferences>, Problem> {
        caller.may(Action::EnterSheets)?;
        Ok(Json(find_differences(&app, &caller, sheet_id.0).await?))
    }

    /// Resolve a sheet
    ///
    /// Says, with the paper in hand, what stands on the lines that two people read differently: one of the two or a third
    /// person does. Then the sheet is counted.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `nothing-differs`, `paper-not-taken`, `invalid-body`, `malformed-json`, `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/sheets/:sheet_id/resolution",
        method = "post",
        operation_id = "resolve_sheet"
    )]
    async fn resolve_sheet(
        &self,
        app: Data<&App>,
        caller: Caller,
        read: IfMatch,
        /// The sheet.
        sheet_id: Path<SheetId>,
        body: Checked<NewSheetResolution>,
    ) -> Result<Shown<Sheet>, Problem> {
        caller.may(Action::EnterSheets)?;
        let (sheet, revision) = resolve_sheet(&app, &caller, sheet_id.0, &body.0, &read).await?;
        Ok(Shown::Ok(Json(sheet), etag(revision)))
    }

    /// Forget what was typed
    ///
    /// For a sheet that is not counted yet: both entries are destroyed, and it can be typed anew.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `sheet-entered`, `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/sheets/:sheet_id/entries",
        method = "delete",
        operation_id = "discard_sheet_entries"
    )]
    async fn discard_sheet_entries(
        &self,
        app: Data<&App>,
        caller: Caller,
        read: IfMatch,
        /// The sheet.
        sheet_id: Path<SheetId>,
    ) -> Result<Shown<Sheet>, Problem> {
        caller.may(Action::EnterSheets)?;
        let (sheet, revision) = discard_entries(&app, &caller, sheet_id.0, &read).await?;
        Ok(Shown::Ok(Json(sheet), etag(revision)))
    }

    /// List the signatures of a sheet
    ///
    /// Those that were counted or set aside, by line; a name only where it may be printed.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`.
    #[oai(
        path = "/sheets/:sheet_id/lines",
        method = "get",
        operation_id = "list_sheet_lines"
    )]
    async fn list_sheet_lines(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The sheet.
        sheet_id: Path<SheetId>,
    ) -> Result<Json<SheetLineList>, Problem> {
        caller.may(Action::EnterSheets)?;
        let items = list_lines(&app, caller.organization, sheet_id.0).await?;
        Ok(Json(SheetLineList { items }))
    }

    /// Decide about a line
    ///
    /// Whether a line that was set aside is another person or the same; or that its signer takes it back, or wants it
    /// erased, naming sheet and line. Then the name is destroyed, packets that print it and were not delivered are
    /// destroyed too, and a restored backup forgets it again. `If-Match` takes the sheet's `ETag`.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `signature-state`, `invalid-body`, `malformed-json`, `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/sheets/:sheet_id/lines/:line/moves",
        method = "post",
        operation_id = "move_sheet_line"
    )]
    async fn move_sheet_line(
        &self,
        app: Data<&App>,
        caller: Caller,
        read: IfMatch,
        /// The sheet.
        sheet_id: Path<SheetId>,
        /// As it is numbered on the sheet.
        #[oai(validator(minimum(value = "1"), maximum(value = "12")))]
        line: Path<i32>,
        body: Checked<NewLineMove>,
    ) -> Result<Shown<SheetLine>, Problem> {
        caller.may(Action::EnterSheets)?;
        let at = (sheet_id.0, line.0);
        let (line, revision) = move_line(&app, &caller, at, body.0.line_move, &read).await?;
        Ok(Shown::Ok(Json(line), etag(revision)))
    }
}
