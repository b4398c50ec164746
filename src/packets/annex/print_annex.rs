//! Sets an annex for whoever asks for it now; nothing of it is kept, and no packet, archive or manifest knows of it.

use broadside_press::PressError;
use sea_orm::{ColumnTrait, DbErr, QueryFilter};
use tokio::sync::Semaphore;

use crate::app::App;
use crate::audit;
use crate::campaigns::entity::target;
use crate::http::{Problem, catalogue as known};
use crate::identity::Caller;
use crate::packets::create_packet::CreatePacketError;
use crate::packets::entity::packet;
use crate::packets::freeze::addressee::NoAddressee;
use crate::packets::freeze::facts::NoFacts;
use crate::packets::freeze::{Terms, addressee, annex, facts};
use crate::packets::render::in_child;
use crate::packets::rules::{Kind, Language, Paper, State};

/// More are not inspected at a desk.
pub const MOST_NAMES: usize = 2_000;

/// Each takes memory and a processor for a moment.
static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

/// Why there is no annex.
#[derive(Debug, thiserror::Error)]
pub enum AnnexError {
    #[error("the packet prints all names that it may, or nobody was named to its reader alone")]
    NotNeeded,
    #[error("there are more names than anybody inspects")]
    TooLong,
    #[error("the packet was destroyed")]
    Destroyed,
    #[error("the packet's compilation was cancelled")]
    Cancelled,
    #[error("what the packet was made of is not as it was")]
    Packet(#[from] CreatePacketError),
    #[error("the press gave up")]
    Press(#[from] PressError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// Names as they stand now: whoever took theirs back since the freeze is not on it.
pub async fn print_annex(
    app: &App,
    caller: &Caller,
    row: &packet::Model,
) -> Result<Vec<u8>, AnnexError> {
    match row.state.parse() {
        Ok(State::Destroyed) => return Err(AnnexError::Destroyed),
        Ok(State::Cancelled) => return Err(AnnexError::Cancelled),
        _ => {}
    }
    if row.kind != Kind::PublicRecordSafe.as_str() {
        return Err(AnnexError::NotNeeded);
    }
    let composed = composed(app, caller, row).await?;
    let snapshot = serde_json::to_vec(&composed).map_err(|_| CreatePacketError::Unwritable)?;
    let _turn = ONE_AT_A_TIME.acquire().await;
    Ok(in_child(app, snapshot).await?.pdf)
}

/// The entry is there before a name is set: who takes names out is for the owners to read.
async fn composed(
    app: &App,
    caller: &Caller,
    row: &packet::Model,
) -> Result<broadside_press::Packet, AnnexError> {
    let owner = caller.organization;
    let read = app.db.read_from_one_moment(|tx| async move {
        let tx = &*tx;
        let ours = target::of(owner).filter(target::Column::Id.eq(row.target_id));
        let target = ours.one(tx).await?.ok_or(CreatePacketError::Missing)?;
        let facts = facts::load(app, tx, owner, row.campaign_id, row.petition_id).await?;
        let to = addressee::load(app, tx, owner, &target, facts.today).await?;
        Ok::<_, AnnexError>(annex::compose_annex(&facts, &to, &terms(row)))
    });
    let composed = read.await?;
    let names = composed.roll.signatures.len();
    match names {
        0 => return Err(AnnexError::NotNeeded),
        1..=MOST_NAMES => {}
        _ => return Err(AnnexError::TooLong),
    }
    let detail = &serde_json::json!({"names": names});
    app.db
        .write(|tx| async move {
            let entry = audit::Action::new(caller.actor(), "print_annex", row.id);
            audit::record(app, &tx, owner, entry.detail(detail.clone())).await
        })
        .await?;
    Ok(composed)
}

fn terms(row: &packet::Model) -> Terms {
    Terms {
        id: row.id,
        kind: Kind::PublicRecordSafe,
        language: row.language.parse().unwrap_or(Language::En),
        paper: row.paper.parse().unwrap_or(Paper::Letter),
        quotation: None,
        signatures_csv: false,
        verify_url: String::new(),
    }
}

impl From<NoFacts> for AnnexError {
    fn from(error: NoFacts) -> Self {
        Self::Packet(error.into())
    }
}

impl From<NoAddressee> for AnnexError {
    fn from(error: NoAddressee) -> Self {
        Self::Packet(error.into())
    }
}

impl From<AnnexError> for Problem {
    fn from(error: AnnexError) -> Self {
        use AnnexError as E;
        match error {
            E::NotNeeded => Self::new(known::ANNEX_NOT_NEEDED),
            E::TooLong => Self::new(known::ANNEX_TOO_LONG),
            E::Destroyed => Self::new(known::PACKET_DESTROYED),
            E::Cancelled => Self::new(known::PACKET_CANCELLED),
            E::Packet(error) => error.into(),
            E::Press(error) => {
                tracing::warn!(part = "press", %error, "an annex could not be set");
                Self::new(known::PACKET_FAILED)
            }
            E::Db(error) => error.into(),
        }
    }
}
