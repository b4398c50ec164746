//! Freezes what one addressee is told, and asks for its setting.

use broadside_press::document::FollowUp;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QueryOrder};

use super::PacketId;
use super::entity::packet;
use super::forget_testimonies::prints_withdrawn;
use super::freeze::addressee::{self, Addressee, NoAddressee};
use super::freeze::facts::{self, Facts, NoFacts};
use super::freeze::{Frozen, Terms, compose, content, in_volumes, signers};
use super::keep_packet::Stored;
use super::rules::{Kind, Language, Paper, State, default_kind};
use super::vault::{self, VaultError};
use super::wire::{NewPacket, Packet};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::campaigns::entity::target;
use crate::http::idempotency::NotOnce;
use crate::http::{Once, Problem, catalogue as known};
use crate::identity::Caller;
use crate::ids;
use crate::review::PublishedTestimonyId;
use crate::sheets;

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
    #[error("a packet that follows another is made of that one")]
    NeedsFirst,
    #[error("one page prints no names, so that there are none to attach")]
    NamesNobody,
    #[error("somebody took back their name meanwhile")]
    Moved,
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
    pub signatures_csv: bool,
}

impl From<&NewPacket> for Wishes {
    fn from(new: &NewPacket) -> Self {
        Self {
            kind: new.kind,
            paper: new.paper,
            language: new.language,
            quotation: new.quotation_id,
            signatures_csv: new.signatures_csv.unwrap_or_default(),
        }
    }
}

impl Wishes {
    /// With a fresh id, and what the addressee decides where nobody chose.
    pub(super) fn terms(self, app: &App, to: &Addressee) -> Terms {
        let id = PacketId(ids::timely(&app.clock, &app.entropy));
        Terms {
            id,
            kind: self.kind.unwrap_or_else(|| default_kind(&to.body.kind)),
            signatures_csv: self.signatures_csv,
            language: self.language.unwrap_or_else(|| Language::of(to.language())),
            paper: self.paper.unwrap_or(Paper::Letter),
            quotation: self.quotation,
            verify_url: format!("{}/check/{id}", app.settings.public_base()),
        }
    }
}

/// Someone takes back their name while a packet with it is being stored: rare, and over when it is read again.
pub(super) const TRIES: usize = 4;

/// The bytes go first and the rows that point at them last, in one transaction, so that no row points at nothing and no lock is held
/// while a store is waited for. What a request leaves behind that is cut off between the two is swept at night.
pub async fn create_packet(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    new: &NewPacket,
    once: &Once,
) -> Result<Packet, CreatePacketError> {
    create_packet_with(app, caller, campaign, (new, None), once).await
}

/// The same with what a packet that follows another says of the first.
pub async fn create_packet_with(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    (new, follow_up): (&NewPacket, Option<&FollowUp>),
    once: &Once,
) -> Result<Packet, CreatePacketError> {
    if let Some(first) = once.first(&app.db.read).await? {
        return Ok(first);
    }
    vault::answers(app).await?;
    let wishes = Wishes::from(new);
    sheets::find_twins_of(app, caller.organization, campaign).await?;
    for _ in 0..TRIES {
        let (facts, target, to) = look(app, caller, campaign, new).await?;
        let draft = draft_with(app, &facts, &to, wishes, follow_up)?;
        let stored = Stored::put(app, caller, &facts, draft).await?;
        let (facts, target, at_store) = (&facts, &target, &stored);
        let made = app.db.write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok((first, false));
            }
            let standing = signers::standing(tx, &facts.petition).await?;
            let made = at_store.keep(app, tx, caller, (target, &standing)).await?;
            let made = Packet::from(made);
            once.keep(app, tx, &made).await?;
            Ok((made, true))
        });
        let made = made.await;
        if !matches!(made, Ok((_, true))) {
            stored.discard(app).await;
        }
        match made {
            Err(CreatePacketError::Moved) => {}
            made => return made.map(|(made, _)| made),
        }
    }
    Err(CreatePacketError::Moved)
}

async fn look(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    new: &NewPacket,
) -> Result<(Facts, target::Model, Addressee), CreatePacketError> {
    let read = app.db.read_from_one_moment(|tx| async move {
        let (tx, owner) = (&*tx, caller.organization);
        let ours = target::of(owner).filter(target::Column::CampaignId.eq(campaign));
        let target = ours
            .filter(target::Column::Id.eq(new.target_id))
            .one(tx)
            .await?;
        let target = target.ok_or(CreatePacketError::Missing)?;
        let facts = facts::load(app, tx, owner, campaign, new.petition_id).await?;
        let to = addressee::load(app, tx, owner, &target, facts.today).await?;
        Ok((facts, target, to))
    });
    read.await
}

/// What one addressee would be told, before anything is stored.
pub(super) struct Draft {
    pub terms: Terms,
    /// The report.
    pub frozen: Frozen,
    /// What it has no room for.
    pub further: Vec<Frozen>,
    pub content: Vec<u8>,
}

pub(super) fn draft(
    app: &App,
    facts: &Facts,
    to: &Addressee,
    wishes: Wishes,
) -> Result<Draft, CreatePacketError> {
    draft_with(app, facts, to, wishes, None)
}

fn draft_with(
    app: &App,
    facts: &Facts,
    to: &Addressee,
    wishes: Wishes,
    follow_up: Option<&FollowUp>,
) -> Result<Draft, CreatePacketError> {
    if (wishes.kind == Some(Kind::FollowUp)) != follow_up.is_some() {
        return Err(CreatePacketError::NeedsFirst);
    }
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
    let terms = wishes.terms(app, to);
    if terms.names_nobody() {
        return Err(CreatePacketError::NamesNobody);
    }
    let mut report = compose(facts, to, &terms);
    report.packet.follow_up = follow_up.cloned();
    if let Some(day) = follow_up.and_then(|it| it.answer_by) {
        report.packet.answer_requested_on = Some(day);
    }
    let (mut frozen, mut further) = in_volumes(facts, to, &terms, report);
    let volumes = std::iter::once(&mut frozen).chain(&mut further);
    let packets = volumes.map(|volume| &mut volume.packet);
    let content = content::digest(packets, terms.language, facts);
    Ok(Draft {
        content: content.map_err(|_| CreatePacketError::Unwritable)?,
        terms,
        frozen,
        further,
    })
}

/// The packet that the target has already, or will have in a moment, where a new one would say the same.
pub(super) async fn unchanged(
    db: &impl ConnectionTrait,
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
    let Some(row) = same.order_by_desc(C::Id).one(db).await? else {
        return Ok(None);
    };
    let is_spoiled = row.delivered_on.is_none() && prints_withdrawn(db, row.id).await?;
    Ok((!is_spoiled).then_some(row))
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
            E::NeedsFirst => Self::new(known::FOLLOW_UP_NEEDS_FIRST),
            E::NamesNobody => Self::new(known::KIND_WITHOUT_NAMES),
            E::Moved => Self::new(known::BUSY).retry_after(2),
            E::Unwritable => Self::broken("packets", &error),
            E::Once(error) => error.into(),
            E::Vault(error) => error.into(),
            E::Db(error) => error.into(),
        }
    }
}
