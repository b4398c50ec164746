//! Operations of packets.

use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::{Binary, Json};
use poem_openapi::{ApiResponse, OpenApi, Tags};

use super::PacketId;
use super::bundle::{Bundle, REPORT};
use super::create_packet::create_packet;
use super::download::{Document, disposition, download_packet, etag, volume_ending};
use super::download_manifest::signed_manifest;
use super::read_packets::{get_packet, list_packets};
use super::verify::{verify_packet, verify_packet_digest};
use super::wire::{CheckedPacket, NewPacket, Packet, PacketDigest, PacketList};
use crate::app::App;
use crate::campaigns::{CampaignId, TargetId};
use crate::http::{Accepted, Checked, Idempotency, IfNoneMatch, Listed, Problem};
use crate::identity::{Action, Caller};
use crate::page::{Page, link};

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Documents for one addressee, frozen and checkable.
    Packets,
}

/// Operations of packets.
#[derive(Debug)]
pub struct PacketsApi;

/// A document, or the part of it that was asked for.
#[derive(ApiResponse, Debug)]
pub enum Downloaded {
    /// The whole document.
    #[oai(status = 200, content_type = "application/pdf")]
    Whole(
        Binary<Vec<u8>>,
        /// `attachment`, with a file name.
        #[oai(header = "Content-Disposition")]
        String,
        /// SHA-256 of the document, in quotes.
        #[oai(header = "ETag")]
        String,
        /// `bytes`: ranges can be asked for.
        #[oai(header = "Accept-Ranges")]
        String,
        /// `private, no-store`.
        #[oai(header = "Cache-Control")]
        String,
    ),
    /// The range that was asked for.
    #[oai(status = 206, content_type = "application/pdf")]
    Part(
        Binary<Vec<u8>>,
        /// `attachment`, with a file name.
        #[oai(header = "Content-Disposition")]
        String,
        /// SHA-256 of the whole document, in quotes.
        #[oai(header = "ETag")]
        String,
        /// `bytes`: ranges can be asked for.
        #[oai(header = "Accept-Ranges")]
        String,
        /// `private, no-store`.
        #[oai(header = "Cache-Control")]
        String,
        /// Which bytes these are, of how many.
        #[oai(header = "Content-Range")]
        String,
    ),
    /// You hold this document already.
    #[oai(status = 304)]
    Held(
        /// SHA-256 of the document, in quotes.
        #[oai(header = "ETag")]
        String,
    ),
}

impl Downloaded {
    fn of((bundle, number): (&Bundle, i32), document: Document) -> Self {
        let tag = bundle.volume(number).map(etag).unwrap_or_default();
        let name = disposition(&bundle.row, &volume_ending(number));
        let (ranges, caching) = ("bytes".to_owned(), "private, no-store".to_owned());
        match document {
            Document::Whole(bytes) => Self::Whole(Binary(bytes), name, tag, ranges, caching),
            Document::Part(bytes, which) => {
                Self::Part(Binary(bytes), name, tag, ranges, caching, which)
            }
            Document::Held => Self::Held(tag),
        }
    }
}

/// One of the two small files beside a document.
#[derive(ApiResponse, Debug)]
pub enum Beside {
    /// Byte for byte as it was signed.
    #[oai(status = 200, content_type = "application/octet-stream")]
    File(
        Binary<Vec<u8>>,
        /// `attachment`, with a file name.
        #[oai(header = "Content-Disposition")]
        String,
        /// `private, no-store`.
        #[oai(header = "Cache-Control")]
        String,
    ),
}

impl Beside {
    fn file(bytes: Vec<u8>, name: String) -> Self {
        Self::File(Binary(bytes), name, "private, no-store".to_owned())
    }
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::Packets")]
impl PacketsApi {
    /// Compile a packet
    ///
    /// Freezes what one target is told: the petition with its exact counts, the official's own division in front,
    /// demands with their alternatives, approved testimony, the latest statistics release. Nothing in it changes
    /// afterwards. It is set as PDF in the background, in as many volumes as it takes: ask `get_packet` until its state is `ready`.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `invalid-body`, `malformed-json`, `packet-empty`, `no-public-address`, `official-not-in-office`, `kind-without-names`, `follow-up-needs-first`, `busy`, `store-unavailable`, `idempotency-key-reused`.
    #[oai(
        path = "/campaigns/:campaign_id/packets",
        method = "post",
        operation_id = "create_packet"
    )]
    async fn create_packet(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
        idempotency: Idempotency,
        body: Checked<NewPacket>,
    ) -> Result<Accepted<Packet>, Problem> {
        caller.may(Action::CompilePackets)?;
        let operation = format!("create_packet {}", campaign_id.0);
        let once = idempotency.bind(&app, &caller.actor(), &operation, &body.0);
        let made = create_packet(&app, &caller, campaign_id.0, &body.0, &once).await?;
        Ok(Accepted::Ok(Json(made)))
    }

    /// List packets of a campaign
    ///
    /// Newest first.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `invalid-parameter`, `invalid-cursor`.
    #[oai(
        path = "/campaigns/:campaign_id/packets",
        method = "get",
        operation_id = "list_packets"
    )]
    async fn list_packets(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
        /// Only packets for this target.
        target_id: Query<Option<TargetId>>,
        /// Where the page before ended.
        #[oai(validator(max_length = 64))]
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when absent.
        limit: Query<Option<u64>>,
    ) -> Result<Listed<PacketList>, Problem> {
        caller.may(Action::ReadPackets)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let rows = list_packets(&app, &caller, campaign_id.0, target_id.0, &page).await?;
        let (rows, next) = page.cut(rows, |bundle| bundle.row.id.0);
        let items = rows.into_iter().map(Packet::from).collect();
        let link = link(next.as_deref());
        Ok(Listed::Ok(Json(PacketList { items, next }), link))
    }

    /// Read a packet's state
    ///
    /// How far it has come, its digests, and what takes its place.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/packets/:packet_id",
        method = "get",
        operation_id = "get_packet"
    )]
    async fn get_packet(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The packet.
        packet_id: Path<PacketId>,
    ) -> Result<Json<Packet>, Problem> {
        caller.may(Action::ReadPackets)?;
        let found = get_packet(&app, caller.organization, packet_id.0).await?;
        Ok(Json(Packet::from(found)))
    }

    /// Download a packet
    ///
    /// Volume I as PDF (tagged; PDF/A-2a, or A-3a with `signatures.csv` attached; PDF/UA-1). The same bytes for ever: the
    /// `ETag` is their SHA-256. Single ranges are served. It may hold names, so it takes a session with a second factor, and
    /// the audit list says who took it. `volumes` of `get_packet` says whether there are more.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `packet-not-ready`, `packet-failed`, `packet-destroyed`, `packet-cancelled`, `packet-damaged`, `range-not-satisfiable`, `store-unavailable`.
    #[oai(
        path = "/packets/:packet_id/document",
        method = "get",
        operation_id = "download_packet"
    )]
    async fn download_packet(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The packet.
        packet_id: Path<PacketId>,
        /// One range of bytes, such as `bytes=0-65535` (RFC 9110).
        #[oai(name = "Range", validator(max_length = 200))]
        range: Header<Option<String>>,
        held: IfNoneMatch,
    ) -> Result<Downloaded, Problem> {
        caller.may(Action::ExportPackets)?;
        let found = get_packet(&app, caller.organization, packet_id.0).await?;
        let wanted = (&found, REPORT);
        let document = download_packet(&app, &caller, wanted, range.0.as_deref(), &held).await?;
        Ok(Downloaded::of(wanted, document))
    }

    /// Download a volume of a packet
    ///
    /// As `download_packet`, by its number: 1 is the report, 2 and on what the report has no room for. The volumes belong
    /// together and are never merged; each is checked by itself.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `invalid-parameter`, `packet-not-ready`, `packet-failed`, `packet-destroyed`, `packet-cancelled`, `packet-damaged`, `range-not-satisfiable`, `store-unavailable`.
    #[oai(
        path = "/packets/:packet_id/volumes/:number",
        method = "get",
        operation_id = "download_packet_volume"
    )]
    async fn download_packet_volume(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The packet.
        packet_id: Path<PacketId>,
        /// The volume's number.
        #[oai(validator(minimum(value = "1"), maximum(value = "100000")))]
        number: Path<i32>,
        /// One range of bytes, such as `bytes=0-65535` (RFC 9110).
        #[oai(name = "Range", validator(max_length = 200))]
        range: Header<Option<String>>,
        held: IfNoneMatch,
    ) -> Result<Downloaded, Problem> {
        caller.may(Action::ExportPackets)?;
        let found = get_packet(&app, caller.organization, packet_id.0).await?;
        let wanted = (&found, number.0);
        let document = download_packet(&app, &caller, wanted, range.0.as_deref(), &held).await?;
        Ok(Downloaded::of(wanted, document))
    }

    /// Download a packet's manifest
    ///
    /// JSON: the packet's id, kind and addressee; SHA-256, size and pages of every volume, SHA-256 of the names printed in it and of
    /// the `signatures.csv` attached to it; SHA-256 of the petition's text, what it counts, where the audit chain ended, template and
    /// engine, and the organization's key. It names no signer. Keep it as `NAME.manifest.json` beside `NAME.pdf` and
    /// `NAME.volume-2.pdf`, and change no byte: it is signed as it is. `broadside verify NAME*.pdf` checks all of them, and an
    /// extracted `signatures.csv` too, without asking anybody.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `packet-not-ready`, `packet-failed`, `packet-destroyed`, `packet-cancelled`, `packet-not-signed`.
    #[oai(
        path = "/packets/:packet_id/manifest",
        method = "get",
        operation_id = "download_packet_manifest"
    )]
    async fn download_packet_manifest(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The packet.
        packet_id: Path<PacketId>,
    ) -> Result<Beside, Problem> {
        caller.may(Action::ReadPackets)?;
        let Bundle { row, .. } = get_packet(&app, caller.organization, packet_id.0).await?;
        let name = disposition(&row, "manifest.json");
        let (manifest, _) = signed_manifest(row)?;
        Ok(Beside::file(manifest, name))
    }

    /// Download the signature of a packet's manifest
    ///
    /// An Ed25519 signature over the manifest's bytes, by the organization's key (`public_key` of
    /// `get_organization`): 128 hexadecimal digits and a line feed. Keep it as `NAME.manifest.json.sig`.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `packet-not-ready`, `packet-failed`, `packet-destroyed`, `packet-cancelled`, `packet-not-signed`.
    #[oai(
        path = "/packets/:packet_id/manifest-signature",
        method = "get",
        operation_id = "download_manifest_signature"
    )]
    async fn download_manifest_signature(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The packet.
        packet_id: Path<PacketId>,
    ) -> Result<Beside, Problem> {
        caller.may(Action::ReadPackets)?;
        let Bundle { row, .. } = get_packet(&app, caller.organization, packet_id.0).await?;
        let name = disposition(&row, "manifest.json.sig");
        let (_, signature) = signed_manifest(row)?;
        Ok(Beside::file(signature.into_bytes(), name))
    }

    /// Check a digest
    ///
    /// For whoever holds a packet: whether this SHA-256 is the digest of a volume that left this service, of the `signatures.csv`
    /// attached to one, or of the snapshot whose beginning stands in a footer. Names nobody; an unknown digest is no error.
    ///
    /// Problems: `invalid-parameter`, `rate-limited`.
    #[oai(
        path = "/public/packet-digests/:sha256",
        method = "get",
        operation_id = "verify_packet_digest"
    )]
    async fn verify_packet_digest(
        &self,
        app: Data<&App>,
        /// 64 hexadecimal digits.
        #[oai(validator(pattern = "^[0-9a-fA-F]{64}$"))]
        sha256: Path<String>,
    ) -> Result<Json<PacketDigest>, Problem> {
        Ok(Json(verify_packet_digest(&app, &sha256.0).await?))
    }

    /// Check a packet
    ///
    /// What the page behind the address in a packet shows, for programs: its state and digests, to compare with the
    /// file in hand. Names nobody.
    ///
    /// Problems: `not-found`, `rate-limited`.
    #[oai(
        path = "/public/packets/:packet_id",
        method = "get",
        operation_id = "verify_packet"
    )]
    async fn verify_packet(
        &self,
        app: Data<&App>,
        /// The packet, as its footer names it.
        packet_id: Path<PacketId>,
    ) -> Result<Json<CheckedPacket>, Problem> {
        Ok(Json(verify_packet(&app, packet_id.0).await?))
    }
}
