//! The operation that prints names to be inspected.

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Binary;
use poem_openapi::{ApiResponse, OpenApi};

use super::print_annex::print_annex;
use crate::app::App;
use crate::http::Problem;
use crate::identity::{Action, Caller};
use crate::packets::PacketId;
use crate::packets::api::Tag;
use crate::packets::download::disposition;
use crate::packets::read_packets::get_packet;

/// Operations of annexes.
#[derive(Debug)]
pub struct AnnexApi;

/// A document that exists for this answer alone.
#[derive(ApiResponse, Debug)]
pub enum Annex {
    /// The names, marked on every page.
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

#[OpenApi(prefix_path = "/v1", tag = "Tag::Packets")]
impl AnnexApi {
    /// Print the annex of names
    ///
    /// To a packet that is safe as a public record: the names of those who agreed to be named to the recipient alone, as PDF,
    /// to be shown on paper, inspected and taken home again; never left, never mailed, and marked so on every page. It is
    /// set for this answer from the signatures as they stand now, and kept nowhere: no archive, no manifest and no digest
    /// knows of it. It takes a session with a second factor, and the audit list says who took it. 2,000 names at most.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `annex-not-needed`, `annex-too-long`, `official-not-in-office`, `packet-empty`, `packet-failed`, `packet-destroyed`, `packet-cancelled`.
    #[oai(
        path = "/packets/:packet_id/annex",
        method = "post",
        operation_id = "print_annex"
    )]
    async fn print_annex(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The packet that it belongs to.
        packet_id: Path<PacketId>,
    ) -> Result<Annex, Problem> {
        caller.may(Action::ExportPackets)?;
        let bundle = get_packet(&app, caller.organization, packet_id.0).await?;
        let document = print_annex(&app, &caller, &bundle.row).await?;
        let name = disposition(&bundle.row, "annex.pdf");
        let caching = "private, no-store".to_owned();
        Ok(Annex::Printed(Binary(document), name, caching))
    }
}
