//! Operations of the letter generator. None of them knows a caller, and none leaves a trace.

use poem::web::Data;
use poem_openapi::payload::{Binary, Json};
use poem_openapi::{ApiResponse, OpenApi};

use super::compose::compose;
use super::print::print;
use super::wire::{LogRequestText, NewLogRequest};
use crate::app::App;
use crate::http::{Checked, Problem};
use crate::layoffs::notices::api::Tag;

/// Operations of letters.
#[derive(Debug)]
pub struct LettersApi;

/// A letter that exists for this answer alone.
#[derive(ApiResponse, Debug)]
pub enum LogRequest {
    /// The letter on the first page; on the next what its writer should know before it is sent.
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

#[OpenApi(prefix_path = "/v1", tag = "Tag::Layoffs")]
impl LettersApi {
    /// Print a request for the employer's violent incident log
    ///
    /// A worker's letter to the employer, as PDF: for the log of violent incidents, the records of hazards and those of training. Anonymous:
    /// no sign-in; nothing of it is stored, logged or counted, and the file does not say what made it. For a workplace in California it
    /// names Labor Code section 6401.9 (SB 553): **to be checked against the statute**, as the last page says; elsewhere it makes no claim
    /// about the law. One letter is set at a time, and eight wait; whoever finds no room has the same words from
    /// `write_log_request`, or from the program itself: `broadside letter`.
    ///
    /// Problems: `invalid-body`, `busy`.
    #[oai(
        path = "/tell/log-request",
        method = "post",
        operation_id = "print_log_request"
    )]
    async fn print_log_request(
        &self,
        app: Data<&App>,
        body: Checked<NewLogRequest>,
    ) -> Result<LogRequest, Problem> {
        let composed = compose(&body.0, app.clock.today())?;
        let document = print(&app, composed).await?;
        let name = "attachment; filename=\"request.pdf\"".to_owned();
        let caching = "private, no-store".to_owned();
        Ok(LogRequest::Printed(Binary(document), name, caching))
    }

    /// Write a request for the employer's violent incident log
    ///
    /// The same letter as plain text, with what its writer should know before it is sent. Anonymous: no sign-in; nothing of it is stored,
    /// logged or counted.
    ///
    /// Problems: `invalid-body`.
    #[oai(
        path = "/tell/log-request/text",
        method = "post",
        operation_id = "write_log_request"
    )]
    async fn write_log_request(
        &self,
        app: Data<&App>,
        body: Checked<NewLogRequest>,
    ) -> Result<Json<LogRequestText>, Problem> {
        let composed = compose(&body.0, app.clock.today())?;
        Ok(Json(LogRequestText {
            letter: composed.text(),
            before_you_send: composed.0.notes,
        }))
    }
}
