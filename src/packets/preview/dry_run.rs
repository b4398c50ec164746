//! Composes a packet as `create_packet` would, and tells what it leaves out; keeps nothing.

use sea_orm::{ColumnTrait, DbErr, PaginatorTrait, QueryFilter};

use super::wire::{PacketPreview, PacketRefusal};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::campaigns::entity::target;
use crate::db::Tx;
use crate::http::{Problem, catalogue as known};
use crate::identity::Caller;
use crate::packets::create_packet::Wishes;
use crate::packets::freeze::addressee::{self, Addressee, NoAddressee};
use crate::packets::freeze::facts::{self, Facts, NoFacts};
use crate::packets::freeze::withheld::{Unread, withheld};
use crate::packets::freeze::{Terms, compose, warnings};
use crate::packets::rules::Kind;
use crate::packets::wire::NewPacket;
use crate::signatures::entity::signature;
use crate::signatures::rules::State;
use crate::signatures::wire::CommentState;

/// Why there is nothing to show.
#[derive(Debug, thiserror::Error)]
pub enum PreviewPacketError {
    #[error("there is no such campaign, target, petition or published testimony")]
    Missing,
    #[error("there is no petition that was opened")]
    NoPetition,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn preview_packet(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    new: &NewPacket,
) -> Result<PacketPreview, PreviewPacketError> {
    let read = app.db.read_from_one_moment(|tx| async move {
        let tx = &*tx;
        let owner = caller.organization;
        let ours = target::of(owner).filter(target::Column::CampaignId.eq(campaign));
        let ours = ours.filter(target::Column::Id.eq(new.target_id));
        let target = ours.one(tx).await?.ok_or(PreviewPacketError::Missing)?;
        let facts = facts::load(app, tx, owner, campaign, new.petition_id).await?;
        let to = addressee::load_whoever(app, tx, owner, &target, facts.today).await?;
        let unread = unread(tx, &facts).await?;
        Ok::<_, PreviewPacketError>((facts, to, unread))
    });
    let (facts, to, unread) = read.await?;
    let is_there = |id| facts.testimonies.iter().any(|row| row.id == id);
    if new.quotation_id.is_some_and(|id| !is_there(id)) {
        return Err(PreviewPacketError::Missing);
    }
    Ok(preview(app, &facts, &to, &unread, new))
}

/// Comments that nobody has read, or that were refused.
async fn unread(tx: &Tx, facts: &Facts) -> Result<Unread, DbErr> {
    use signature::Column as C;
    let confirmed = signature::of(facts.organization.id)
        .filter(C::PetitionId.eq(facts.petition.id))
        .filter(C::State.eq(State::Confirmed.as_str()));
    let those = |state: CommentState| {
        let those = confirmed.clone().filter(C::CommentState.eq(state.as_str()));
        async move { those.count(tx).await }
    };
    Ok(Unread {
        waiting: those(CommentState::Waiting).await?,
        refused: those(CommentState::Refused).await?,
    })
}

fn preview(
    app: &App,
    facts: &Facts,
    to: &Addressee,
    unread: &Unread,
    new: &NewPacket,
) -> PacketPreview {
    // The id is nobody's.
    let terms = Wishes::from(new).terms(app, to);
    let frozen = compose(facts, to, &terms);
    let packet = &frozen.packet;
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let signed = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    PacketPreview {
        petition_id: facts.petition.id,
        addressee: packet.addressee.name.clone(),
        division: packet.addressee.division.clone(),
        kind: terms.kind,
        language: terms.language,
        paper: terms.paper,
        refusals: refusals(app, facts, to, &terms),
        signatures: signed(packet.petition.signatures),
        own_signatures: packet
            .own_division
            .as_ref()
            .and_then(|own| own.signatures)
            .map(signed),
        names: number(frozen.named),
        exhibits: number(packet.exhibits.len()),
        comments: number(packet.comments.len()),
        withheld: withheld(facts, &terms, &frozen, unread),
        warnings: warnings::warnings(facts, to, packet, terms.language),
    }
}

fn refusals(app: &App, facts: &Facts, to: &Addressee, terms: &Terms) -> Vec<PacketRefusal> {
    let no_address = !app.settings.has_public_address() && !facts.organization.is_demo;
    let all = [
        (!to.in_office(), PacketRefusal::OfficialNotInOffice),
        (facts.is_empty(), PacketRefusal::PacketEmpty),
        (no_address, PacketRefusal::NoPublicAddress),
        (terms.names_nobody(), PacketRefusal::KindWithoutNames),
        (
            terms.kind == Kind::FollowUp,
            PacketRefusal::FollowUpNeedsFirst,
        ),
    ];
    let stands = all.into_iter().filter(|(stands, _)| *stands);
    stands.map(|(_, refusal)| refusal).collect()
}

impl From<NoFacts> for PreviewPacketError {
    fn from(error: NoFacts) -> Self {
        match error {
            NoFacts::Missing => Self::Missing,
            NoFacts::NoPetition => Self::NoPetition,
            NoFacts::Db(error) => Self::Db(error),
        }
    }
}

impl From<NoAddressee> for PreviewPacketError {
    fn from(error: NoAddressee) -> Self {
        match error {
            NoAddressee::Missing | NoAddressee::NotInOffice => Self::Missing,
            NoAddressee::Db(error) => Self::Db(error),
        }
    }
}

impl From<PreviewPacketError> for Problem {
    fn from(error: PreviewPacketError) -> Self {
        match error {
            PreviewPacketError::Missing => Self::new(known::NOT_FOUND),
            PreviewPacketError::NoPetition => Self::new(known::PACKET_EMPTY),
            PreviewPacketError::Db(error) => error.into(),
        }
    }
}
