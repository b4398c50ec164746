//! What compilations say and hear over HTTP.

use chrono::{DateTime, Utc};
use poem_openapi::Object;

use crate::campaigns::CampaignId;
use crate::directory::BodyId;
use crate::packets::CompilationId;
use crate::packets::bundle::Bundle;
use crate::packets::entity::compilation;
use crate::packets::rules::{Kind, Language, Paper, State};
use crate::packets::wire::Packet;
use crate::petitions::PetitionId;

/// A packet for each official in office of a body.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewPacketsForBody {
    /// A body of your directory. Its officials become targets of the campaign where they are not yet.
    pub body_id: BodyId,
    /// A petition of this campaign; the one made last that was opened, when absent.
    pub petition_id: Option<PetitionId>,
    /// As in `create_packet`.
    pub kind: Option<Kind>,
    /// `letter` when absent.
    pub paper: Option<Paper>,
    /// Each official's own language where packets can be set in it, else English, when absent.
    pub language: Option<Language>,
    /// Make every packet anew, with today's date, also those that would come out as they stand.
    pub anew: Option<bool>,
    /// As in `create_packet`.
    pub signatures_csv: Option<bool>,
}

crate::words! {
    /// How far a compilation has come.
    CompilationState {
        /// Some packets wait to be set.
        Running = "running",
        /// Nothing waits any more; `failed` says how many could not be set.
        Finished = "finished",
        /// Somebody cancelled it. What was set by then stays.
        Cancelled = "cancelled",
    }
}

/// Packets that were asked for together.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Compilation {
    pub id: CompilationId,
    pub campaign_id: CampaignId,
    pub petition_id: PetitionId,
    pub body_id: BodyId,
    pub state: CompilationState,
    /// Packets, one for each official.
    #[oai(validator(minimum(value = "0")))]
    pub total: i64,
    /// Can be downloaded, those that were there before included.
    #[oai(validator(minimum(value = "0")))]
    pub ready: i64,
    /// Were there already and would have come out the same: not set again.
    #[oai(validator(minimum(value = "0")))]
    pub unchanged: i64,
    /// Frozen, and not yet set.
    #[oai(validator(minimum(value = "0")))]
    pub waiting: i64,
    /// Could not be set.
    #[oai(validator(minimum(value = "0")))]
    pub failed: i64,
    /// Cancelled before they were set, or destroyed since.
    #[oai(validator(minimum(value = "0")))]
    pub gone: i64,
    /// In the order of the posts.
    pub packets: Vec<CompiledPacket>,
    pub created_at: DateTime<Utc>,
    pub cancelled_at: Option<DateTime<Utc>>,
}

/// One packet of a compilation.
#[derive(Clone, Debug, Object)]
pub struct CompiledPacket {
    /// It was there before.
    pub unchanged: bool,
    pub packet: Packet,
}

impl Compilation {
    /// `packets` in their order, each with whether it was there before.
    pub fn of(row: compilation::Model, packets: Vec<(Bundle, bool)>) -> Self {
        let state = |it: &Bundle| it.row.state.parse().unwrap_or(State::Failed);
        let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let count = |is: &dyn Fn(State) -> bool| {
            number(packets.iter().filter(|(row, _)| is(state(row))).count())
        };
        let waiting = count(&State::is_waiting);
        Self {
            state: match (row.cancelled_at, waiting) {
                (Some(_), _) => CompilationState::Cancelled,
                (None, 0) => CompilationState::Finished,
                (None, _) => CompilationState::Running,
            },
            total: number(packets.len()),
            ready: count(&|state| state == State::Ready),
            unchanged: number(packets.iter().filter(|(_, unchanged)| *unchanged).count()),
            waiting,
            failed: count(&|state| state == State::Failed),
            gone: count(&State::is_gone),
            packets: packets
                .into_iter()
                .map(|(bundle, unchanged)| CompiledPacket {
                    unchanged,
                    packet: Packet::from(bundle),
                })
                .collect(),
            id: row.id,
            campaign_id: row.campaign_id,
            petition_id: row.petition_id,
            body_id: row.body_id,
            created_at: row.created_at,
            cancelled_at: row.cancelled_at,
        }
    }
}
