//! The operation that makes follow-up packets.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;

use super::create_follow_up::create_follow_up;
use super::wire::NewFollowUp;
use crate::app::App;
use crate::http::{Accepted, Checked, Idempotency, Problem};
use crate::identity::{Action, Caller};
use crate::packets::PacketId;
use crate::packets::api::Tag;
use crate::packets::wire::Packet;

/// Operations of follow-up packets.
#[derive(Debug)]
pub struct FollowUpApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Packets")]
impl FollowUpApi {
    /// Compile a follow-up packet
    ///
    /// For the addressee of a packet that was delivered, of the kind `follow_up`: it opens with that packet, its digest and the day of its delivery,
    /// then what was answered or for how many days nothing was, what was promised and what became of it, and what happened since; then the
    /// case as it stands today. It prints names as `public_record_safe` does. It is set in the background: ask `get_packet`.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `packet-not-delivered`, `packet-empty`, `no-public-address`, `official-not-in-office`, `busy`, `store-unavailable`, `idempotency-key-reused`.
    #[oai(
        path = "/packets/:packet_id/follow-ups",
        method = "post",
        operation_id = "create_follow_up_packet"
    )]
    async fn create_follow_up_packet(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The packet that was delivered.
        packet_id: Path<PacketId>,
        idempotency: Idempotency,
        body: Checked<NewFollowUp>,
    ) -> Result<Accepted<Packet>, Problem> {
        caller.may(Action::CompilePackets)?;
        let operation = format!("create_follow_up_packet {}", packet_id.0);
        let once = idempotency.bind(&app, &caller.actor(), &operation, &body.0);
        let made = create_follow_up(&app, &caller, packet_id.0, &body.0, &once).await?;
        Ok(Accepted::Ok(Json(made)))
    }
}
