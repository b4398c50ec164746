//! Freezes what one addressee is told, and asks for its setting.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
};
use serde_json::json;
use uuid::Uuid;

use super::PacketId;
use super::entity::{packet, packet_exhibit, packet_name};
use super::forget_testimonies::prints_withdrawn;
use super::freeze::addressee::{self, Addressee, NoAddressee};
use super::freeze::facts::{self, Facts, NoFacts};
use super::freeze::{Frozen, Terms, compose, content, evidence, translated};
use super::rules::{Kind, Language, Paper, State, default_kind};
use super::vault::{self, VaultError};
use super::wire::{NewPacket, Packet};
use crate::app::App;
use crate::audit::{self, Action};
use crate::campaigns::CampaignId;
use crate::campaigns::entity::target;
use crate::db::Tx;
use crate::http::idempotency::NotOnce;
use crate::http::{Once, Problem, catalogue as known};
use crate::identity::Caller;
use crate::ids;
use crate::jobs::{self, NewJob};
use crate::review::PublishedTestimonyId;

/// Why there is no packet.
#[derive(Debug, thiserror::Error)]
pub enum CreatePacketError {
    #[error("there is no such campaign, target, petition, body or published testimony")]
    Missing,
    #[error("there is no petition that was opened, or nobody has signed or testified")]
    Empty,
    #[error("the official does not hold the post today")]
    NotInOffice,
    #[error("the body has nobody in office")]
    NobodyInOffice,
    #[error("the body has more officials in office than one request makes packets for")]
    TooManyInOffice,
    #[error("the address that a packet would print leads to nobody but this machine")]
    NoPublicAddress,
    #[error("the snapshot cannot be written down")]
    Unwritable,
    #[error(transparent)]
    Once(#[from] NotOnce),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// What can be chosen about a packet; the addressee decides the rest.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wishes {
    pub kind: Option<Kind>,
    pub paper: Option<Paper>,
    pub language: Option<Language>,
    pub quotation: Option<PublishedTestimonyId>,
}

pub async fn create_packet(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    new: &NewPacket,
    once: &Once,
) -> Result<Packet, CreatePacketError> {
    let object = ids::timeless(&app.entropy);
    vault::answers(app).await?;
    let made = app.db.write_from_one_moment(|tx| async move {
        let tx = &*tx;
        if let Some(first) = once.claim(app, tx).await? {
            return Ok(first);
        }
        let owner = caller.organization;
        let ours = target::of(owner).filter(target::Column::CampaignId.eq(campaign));
        let target = ours
            .filter(target::Column::Id.eq(new.target_id))
            .one(tx)
            .await?;
        let target = target.ok_or(CreatePacketError::Missing)?;
        let facts = facts::load(app, tx, owner, campaign, new.petition_id).await?;
        let to = addressee::load(app, tx, owner, &target, facts.today).await?;
        let wishes = Wishes {
            kind: new.kind,
            paper: new.paper,
            language: new.language,
            quotation: new.quotation_id,
        };
        let draft = draft(app, &facts, &to, wishes)?;
        let made = freeze(app, tx, caller, &facts, (&target, &draft), object).await?;
        let made = Packet::from(made);
        once.keep(app, tx, &made).await?;
        Ok(made)
    });
    let made = made.await;
    if made.is_err() {
        // Nothing points at it; a copy of names must not stay behind.
        let _ = vault::destroy(app, object).await;
    }
    made
}

/// What one addressee would be told, before anything is stored.
pub(super) struct Draft {
    terms: Terms,
    frozen: Frozen,
    content: Vec<u8>,
}

pub(super) fn draft(
    app: &App,
    facts: &Facts,
    to: &Addressee,
    wishes: Wishes,
) -> Result<Draft, CreatePacketError> {
    if facts.is_empty() {
        return Err(CreatePacketError::Empty);
    }
    if !app.settings.has_public_address() && !facts.organization.is_demo {
        return Err(CreatePacketError::NoPublicAddress);
    }
    let can_be_quoted = |id| facts.testimonies.iter().any(|row| row.id == id);
    if wishes.quotation.is_some_and(|id| !can_be_quoted(id)) {
        return Err(CreatePacketError::Missing);
    }
    let id = PacketId(ids::timely(&app.clock, &app.entropy));
    let terms = Terms {
        id,
        kind: wishes.kind.unwrap_or_else(|| default_kind(&to.body.kind)),
        language: wishes
            .language
            .unwrap_or_else(|| Language::of(to.language())),
        paper: wishes.paper.unwrap_or(Paper::Letter),
        quotation: wishes.quotation,
        verify_url: format!("{}/check/{id}", app.settings.public_base()),
    };
    let mut frozen = compose(facts, to, &terms);
    let content = content::digest(&mut frozen.packet, terms.language, facts);
    Ok(Draft {
        content: content.map_err(|_| CreatePacketError::Unwritable)?,
        terms,
        frozen,
    })
}

/// The packet that the target has already, or will have in a moment, where a new one would say the same.
pub(super) async fn unchanged(
    tx: &Tx,
    target: &target::Model,
    draft: &Draft,
) -> Result<Option<packet::Model>, DbErr> {
    use packet::Column as C;
    let standing = [State::Frozen, State::Rendering, State::Ready].map(State::as_str);
    let same = packet::of(target.organization_id)
        .filter(C::TargetId.eq(target.id))
        .filter(C::SupersededBy.is_null())
        .filter(C::State.is_in(standing))
        .filter(C::ContentDigest.eq(draft.content.clone()));
    let Some(row) = same.order_by_desc(C::Id).one(tx).await? else {
        return Ok(None);
    };
    let is_spoiled = row.delivered_on.is_none() && prints_withdrawn(tx, row.id).await?;
    Ok((!is_spoiled).then_some(row))
}

/// One snapshot, one row, one job; `object` is where the snapshot goes.
pub(super) async fn freeze(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    facts: &Facts,
    (target, draft): (&target::Model, &Draft),
    object: Uuid,
) -> Result<packet::Model, CreatePacketError> {
    let (id, frozen) = (draft.terms.id, &draft.frozen);
    let snapshot = serde_json::to_vec(&frozen.packet).map_err(|_| CreatePacketError::Unwritable)?;
    vault::put(app, object, &snapshot).await?;
    let row = row(app, caller, facts, target, draft, (object, &snapshot));
    let row = row.insert(tx).await?;
    keep_names(tx, id, frozen).await?;
    keep_exhibits(tx, id, frozen).await?;
    supersede(tx, &row).await?;
    let entry =
        Action::new(caller.actor(), "create_packet", id).detail(json!({"kind": draft.terms.kind}));
    audit::record(app, tx, caller.organization, entry).await?;
    let job = NewJob::new(jobs::Kind::RenderPacket, id.0, app.clock.now());
    jobs::enqueue(app, tx, job.language(&row.language)).await?;
    Ok(row)
}

fn row(
    app: &App,
    caller: &Caller,
    facts: &Facts,
    target: &target::Model,
    Draft {
        terms,
        frozen,
        content,
    }: &Draft,
    (object, snapshot): (Uuid, &[u8]),
) -> packet::ActiveModel {
    let head = facts.audit_head.as_ref();
    let mut warnings = evidence::warnings(&frozen.packet, facts);
    warnings.extend(translated::warnings(&frozen.packet, facts, terms.language));
    packet::ActiveModel {
        id: Set(terms.id),
        organization_id: Set(caller.organization),
        campaign_id: Set(facts.campaign.id),
        petition_id: Set(Some(facts.petition.id)),
        target_id: Set(target.id),
        kind: Set(terms.kind.as_str().to_owned()),
        language: Set(terms.language.as_str().to_owned()),
        paper: Set(terms.paper.as_str().to_owned()),
        state: Set(State::Frozen.as_str().to_owned()),
        failure: Set(None),
        snapshot_object: Set(object),
        snapshot_size: Set(i64::try_from(snapshot.len()).unwrap_or(i64::MAX)),
        snapshot_digest: Set(super::sha256(snapshot)),
        content_digest: Set(content.clone()),
        pdf_object: Set(None),
        pdf_digest: Set(None),
        pdf_size: Set(None),
        pdf_crc: Set(None),
        pages: Set(None),
        manifest: Set(None),
        manifest_signature: Set(None),
        summary: Set(json!({
            "addressee": frozen.packet.addressee.name,
            "division": frozen.packet.addressee.division,
            "signatures": frozen.packet.petition.signatures,
            "own_signatures": frozen.packet.own_division.as_ref().map(|own| own.signatures),
            "exhibits": frozen.packet.exhibits.len(),
            "names": frozen.named,
            "warnings": warnings,
        })),
        audit_sequence: Set(head.map(|head| head.sequence).unwrap_or_default()),
        audit_hash: Set(head.map(|head| head.hash.clone()).unwrap_or_default()),
        created_by: Set(caller.member_id()),
        created_at: Set(app.clock.now()),
        rendered_at: Set(None),
        delivered_on: Set(None),
        superseded_by: Set(None),
        revision: Set(1),
    }
}

async fn keep_names(tx: &Tx, id: PacketId, frozen: &Frozen) -> Result<(), DbErr> {
    for chunk in frozen.personal.chunks(500) {
        let rows = chunk.iter().map(|signature| packet_name::ActiveModel {
            packet_id: Set(id),
            signature_id: Set(*signature),
        });
        packet_name::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

async fn keep_exhibits(tx: &Tx, id: PacketId, frozen: &Frozen) -> Result<(), DbErr> {
    let rows = frozen.told.iter().map(|told| packet_exhibit::ActiveModel {
        packet_id: Set(id),
        published_id: Set(*told),
    });
    if frozen.told.is_empty() {
        return Ok(());
    }
    packet_exhibit::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await
        .map(drop)
}

/// A frozen packet is never changed; it is said of the older one that this one takes its place.
async fn supersede(tx: &Tx, new: &packet::Model) -> Result<(), DbErr> {
    use packet::Column as C;
    packet::Entity::update_many()
        .col_expr(C::SupersededBy, new.id.into())
        .filter(C::OrganizationId.eq(new.organization_id))
        .filter(C::TargetId.eq(new.target_id))
        .filter(C::PetitionId.eq(new.petition_id))
        .filter(C::Kind.eq(&new.kind))
        .filter(C::Language.eq(&new.language))
        .filter(C::SupersededBy.is_null())
        .filter(C::Id.ne(new.id))
        .exec(tx)
        .await
        .map(drop)
}

impl From<NoFacts> for CreatePacketError {
    fn from(error: NoFacts) -> Self {
        match error {
            NoFacts::Missing => Self::Missing,
            NoFacts::NoPetition => Self::Empty,
            NoFacts::Db(error) => Self::Db(error),
        }
    }
}

impl From<NoAddressee> for CreatePacketError {
    fn from(error: NoAddressee) -> Self {
        match error {
            NoAddressee::Missing => Self::Missing,
            NoAddressee::NotInOffice => Self::NotInOffice,
            NoAddressee::Db(error) => Self::Db(error),
        }
    }
}

impl From<CreatePacketError> for Problem {
    fn from(error: CreatePacketError) -> Self {
        use CreatePacketError as E;
        match error {
            E::Missing => Self::new(known::NOT_FOUND),
            E::Empty => Self::new(known::PACKET_EMPTY),
            E::NoPublicAddress => Self::new(known::NO_PUBLIC_ADDRESS),
            E::TooManyInOffice => Self::new(known::TOO_MANY_OFFICIALS),
            E::NotInOffice | E::NobodyInOffice => Self::new(known::OFFICIAL_NOT_IN_OFFICE),
            E::Unwritable => Self::broken("packets", &error),
            E::Once(error) => error.into(),
            E::Vault(error) => error.into(),
            E::Db(error) => error.into(),
        }
    }
}
