//! Operations of deliveries.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Binary, Json};
use poem_openapi::{ApiResponse, OpenApi, Tags};

use super::change_delivery::change_delivery;
use super::copies::{list_own_copies, list_signature_copies};
use super::find::{get_delivery, list_deliveries};
use super::link::{end_delivery_link, open_delivered_packet};
use super::mail_packet::mail_packet;
use super::proof::{download_delivery_proof, put_delivery_proof};
use super::record_delivery::record_delivery;
use super::wire::{
    ChangeDelivery, CopyList, Delivery, DeliveryList, DeliveryToken, NewDelivery, NewMailing,
    SignatureProof,
};
use crate::accountability::DeliveryId;
use crate::accountability::upload::{Media, Upload};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::http::conditional::etag;
use crate::http::{
    Accepted, Checked, Created, Idempotency, IfMatch, Listed, NoContent, Problem, Shown,
};
use crate::identity::{Action, Caller};
use crate::packets::PacketId;
use crate::page::{Page, link};
use crate::signatures::SignatureId;

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// How packets reached their addressees, with proof.
    Deliveries,
}

/// Operations of deliveries.
#[derive(Debug)]
pub struct DeliveriesApi;

/// A kept file.
#[derive(ApiResponse, Debug)]
pub enum KeptFileContent {
    /// A photograph as JPEG, encoded anew (no place, no time, no camera), or a scan as PDF, as it came.
    #[oai(status = 200, content_type = "application/octet-stream")]
    File(
        Binary<Vec<u8>>,
        /// `attachment`, with a file name that says nothing but the format.
        #[oai(header = "Content-Disposition")]
        String,
        /// `private, no-store`.
        #[oai(header = "Cache-Control")]
        String,
    ),
}

impl KeptFileContent {
    pub fn of((media, bytes): (Media, Vec<u8>)) -> Self {
        let ending = match media {
            Media::Pdf => "pdf",
            Media::Jpeg => "jpg",
            Media::Png => "png",
            Media::WebP => "webp",
        };
        let name = format!("attachment; filename=\"file.{ending}\"");
        Self::File(Binary(bytes), name, "private, no-store".to_owned())
    }
}

/// A document for whoever holds the link.
#[derive(ApiResponse, Debug)]
pub enum Opened {
    /// The document.
    #[oai(status = 200, content_type = "application/pdf")]
    Document(
        Binary<Vec<u8>>,
        /// `attachment`, with a file name.
        #[oai(header = "Content-Disposition")]
        String,
        /// `private, no-store`.
        #[oai(header = "Cache-Control")]
        String,
    ),
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::Deliveries")]
impl DeliveriesApi {
    /// Record a printed delivery
    ///
    /// A copy that was sent by post or handed over. From the day it left, nobody can call it back: an erasure leaves it as it is, and says
    /// so. A closed petition becomes `delivered`. What was sent and not confirmed is shown as `unconfirmed` after 14 days; put the stamp's
    /// photograph beside it with `put_delivery_proof`.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `packet-not-ready`, `packet-failed`, `packet-destroyed`, `packet-cancelled`, `packet-superseded`, `idempotency-key-reused`.
    #[oai(
        path = "/packets/:packet_id/deliveries",
        method = "post",
        operation_id = "record_delivery"
    )]
    async fn record_delivery(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The packet.
        packet_id: Path<PacketId>,
        idempotency: Idempotency,
        body: Checked<NewDelivery>,
    ) -> Result<Created<Delivery>, Problem> {
        caller.may(Action::RecordDeliveries)?;
        let operation = format!("record_delivery {}", packet_id.0);
        let once = idempotency.bind(&app, &caller.actor(), &operation, &body.0);
        let made = record_delivery(&app, &caller, packet_id.0, &body.0, &once).await?;
        let place = format!("/v1/deliveries/{}", made.id);
        Ok(Created::Ok(Json(made), place))
    }

    /// Mail a packet
    ///
    /// To its addressee, as PDF or as a link that needs no account, cannot be guessed and ends by itself. The mail leaves in the
    /// background: ask `get_delivery`. `sent` says that the mail server took it; where the connection broke meanwhile it is `uncertain`, and
    /// never sent again by itself; `failed` was not sent. An attachment has left once its mail has; what lies behind a link, once it is used.
    /// It takes a session with a second factor.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `malformed-json`, `invalid-body`, `packet-not-ready`, `packet-failed`, `packet-destroyed`, `packet-cancelled`, `packet-superseded`, `names-not-accepted`, `too-large-for-mail`, `mail-not-delivered`, `idempotency-key-reused`.
    #[oai(
        path = "/packets/:packet_id/mailings",
        method = "post",
        operation_id = "mail_packet"
    )]
    async fn mail_packet(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The packet.
        packet_id: Path<PacketId>,
        idempotency: Idempotency,
        body: Checked<NewMailing>,
    ) -> Result<Accepted<Delivery>, Problem> {
        caller.may(Action::MailPackets)?;
        let operation = format!("mail_packet {}", packet_id.0);
        let once = idempotency.bind(&app, &caller.actor(), &operation, &body.0);
        let made = mail_packet(&app, &caller, packet_id.0, &body.0, &once).await?;
        Ok(Accepted::Ok(Json(made)))
    }

    /// List deliveries of a campaign
    ///
    /// Newest first.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `invalid-parameter`, `invalid-cursor`.
    #[oai(
        path = "/campaigns/:campaign_id/deliveries",
        method = "get",
        operation_id = "list_deliveries"
    )]
    async fn list_deliveries(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
        /// Only those of this packet.
        packet_id: Query<Option<PacketId>>,
        /// Where the page before ended.
        #[oai(validator(max_length = 64))]
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when absent.
        limit: Query<Option<u64>>,
    ) -> Result<Listed<DeliveryList>, Problem> {
        caller.may(Action::RecordDeliveries)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_deliveries(&app, &caller, campaign_id.0, packet_id.0, &page).await?;
        let link = link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Read a delivery
    ///
    /// How far it has come, its proof, and what it said before.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/deliveries/:delivery_id",
        method = "get",
        operation_id = "get_delivery"
    )]
    async fn get_delivery(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The delivery.
        delivery_id: Path<DeliveryId>,
    ) -> Result<Shown<Delivery>, Problem> {
        caller.may(Action::RecordDeliveries)?;
        let found = get_delivery(&app, &caller, delivery_id.0).await?;
        let tag = etag(found.revision);
        Ok(Shown::Ok(Json(found), tag))
    }

    /// Say what became of a delivery
    ///
    /// That it arrived, that it came back, or that it never happened. Where an outcome stands already, it is put right: `why` is needed then,
    /// and what was said before stays on the record, as it does where something that was sent has failed after all. Absent fields stay as
    /// they are.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `entry-settled`, `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/deliveries/:delivery_id",
        method = "patch",
        operation_id = "change_delivery"
    )]
    async fn change_delivery(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The delivery.
        delivery_id: Path<DeliveryId>,
        if_match: IfMatch,
        body: Checked<ChangeDelivery>,
    ) -> Result<Shown<Delivery>, Problem> {
        caller.may(Action::RecordDeliveries)?;
        let changed = change_delivery(&app, &caller, delivery_id.0, &body.0, &if_match).await?;
        let tag = etag(changed.revision);
        Ok(Shown::Ok(Json(changed), tag))
    }

    /// Put the proof of a delivery
    ///
    /// The photograph of a stamp or the scan of a receipt: JPEG, PNG, WebP or PDF. A photograph is encoded anew without place, time and
    /// camera. It is kept encrypted, and takes the place of the one before.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `file-mislabelled`, `file-unreadable`, `body-too-large`, `unsupported-media-type`, `store-unavailable`, `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/deliveries/:delivery_id/proof",
        method = "put",
        operation_id = "put_delivery_proof"
    )]
    async fn put_delivery_proof(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The delivery.
        delivery_id: Path<DeliveryId>,
        if_match: IfMatch,
        file: Upload,
    ) -> Result<Shown<Delivery>, Problem> {
        caller.may(Action::RecordDeliveries)?;
        let put = put_delivery_proof(&app, &caller, delivery_id.0, file, &if_match).await?;
        let tag = etag(put.revision);
        Ok(Shown::Ok(Json(put), tag))
    }

    /// Download the proof of a delivery
    ///
    /// As it is kept.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `file-damaged`, `store-unavailable`.
    #[oai(
        path = "/deliveries/:delivery_id/proof",
        method = "get",
        operation_id = "download_delivery_proof"
    )]
    async fn download_delivery_proof(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The delivery.
        delivery_id: Path<DeliveryId>,
    ) -> Result<KeptFileContent, Problem> {
        caller.may(Action::RecordDeliveries)?;
        let file = download_delivery_proof(&app, &caller, delivery_id.0).await?;
        Ok(KeptFileContent::of(file))
    }

    /// End the link of a delivery
    ///
    /// From now on it opens nothing. What was opened before stays with whoever opened it.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/deliveries/:delivery_id/link",
        method = "delete",
        operation_id = "end_delivery_link"
    )]
    async fn end_delivery_link(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The delivery.
        delivery_id: Path<DeliveryId>,
        if_match: IfMatch,
    ) -> Result<NoContent, Problem> {
        caller.may(Action::RecordDeliveries)?;
        end_delivery_link(&app, &caller, delivery_id.0, &if_match).await?;
        Ok(NoContent::Done)
    }

    /// Open a packet by its link
    ///
    /// For the official who got the link, or a program of theirs. The first time is written down with its day: it proves that the packet
    /// arrived. No network address is. The page `/packet` does the same for people.
    ///
    /// Problems: `malformed-json`, `invalid-body`, `delivery-link-not-valid`, `not-found`, `packet-destroyed`, `packet-damaged`, `store-unavailable`.
    #[oai(
        path = "/public/deliveries/open",
        method = "post",
        operation_id = "open_delivered_packet"
    )]
    async fn open_delivered_packet(
        &self,
        app: Data<&App>,
        body: Checked<DeliveryToken>,
    ) -> Result<Opened, Problem> {
        let handed = open_delivered_packet(&app, &body.0.token, body.0.volume).await?;
        let name = format!("attachment; filename=\"{}\"", handed.name);
        let caching = "private, no-store".to_owned();
        Ok(Opened::Document(Binary(handed.bytes), name, caching))
    }

    /// See which copies cannot be called back
    ///
    /// For a signer, before or after withdrawing: who has a copy with their name or their words, and since when. Copies that had not left
    /// were destroyed with the withdrawal. The proof is what the mail brought.
    ///
    /// Problems: `malformed-json`, `invalid-body`, `not-found`.
    #[oai(
        path = "/signatures/copies",
        method = "post",
        operation_id = "list_own_copies"
    )]
    async fn list_own_copies(
        &self,
        app: Data<&App>,
        body: Checked<SignatureProof>,
    ) -> Result<Json<CopyList>, Problem> {
        Ok(Json(list_own_copies(&app, &body.0).await?))
    }

    /// List copies of a signature that are out
    ///
    /// For the office that withdraws or erases in somebody's name, and tells them what cannot be called back.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/signatures/:signature_id/copies",
        method = "get",
        operation_id = "list_signature_copies"
    )]
    async fn list_signature_copies(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The signature.
        signature_id: Path<SignatureId>,
    ) -> Result<Json<CopyList>, Problem> {
        caller.may(Action::ReadSignatures)?;
        let list = list_signature_copies(&app, &caller, signature_id.0).await?;
        Ok(Json(list))
    }
}
