//! Takes a petition from one state to another by a named transition.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, IntoActiveModel, PaginatorTrait,
    QueryFilter,
};

use super::PetitionId;
use super::entity::petition;
use super::find::{campaign_of, dates, described, locked, organization_of, stored_state};
use super::rules::{Dates, State, Transition, TransitionError, next};
use super::schedule::schedule;
use super::wire::{NewPetitionTransition, Petition};
use crate::app::App;
use crate::audit;
use crate::campaigns::entity::{campaign, target};
use crate::campaigns::rules::State as CampaignState;
use crate::db::Tx;
use crate::http::{Invalid, Problem, SaveError, catalogue as known};
use crate::identity::entity::organization;
use crate::identity::{Action, Caller, OrganizationId};

/// Why a petition stays where it is.
#[derive(Debug, thiserror::Error)]
pub enum TransitionPetitionError {
    #[error("mail does not leave this service, so nobody could confirm a signature")]
    MailNotDelivered,
    #[error("the campaign addresses nobody")]
    NoTarget,
    #[error("only those who moderate may decide about a petition in review")]
    ForModerators,
    #[error("its campaign is over")]
    CampaignOver,
    #[error(transparent)]
    Rule(#[from] TransitionError),
    #[error(transparent)]
    Save(#[from] SaveError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn transition_petition(
    app: &App,
    caller: &Caller,
    id: PetitionId,
    new: &NewPetitionTransition,
) -> Result<Petition, TransitionPetitionError> {
    check_reason(new).map_err(SaveError::from)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let now = app.clock.now();
            let found = locked(tx, caller.organization, id).await?;
            let found = found.ok_or(SaveError::Unknown)?;
            let owner = organization_of(tx, caller.organization).await?;
            let owner = owner.ok_or(SaveError::Unknown)?;
            let campaign = campaign_of(tx, &found).await?.ok_or(SaveError::Unknown)?;
            let (from, by) = (stored_state(&found), new.transition);
            let dates = dates(&found, campaign.answer_requested_by);
            let to = next(from, &dates, by, owner.moderates, now)?;
            let decides = from == State::InReview && by != Transition::Withdraw;
            if decides && caller.may(Action::ModeratePetitions).is_err() {
                return Err(TransitionPetitionError::ForModerators);
            }
            if by == Transition::Open {
                may_open(app, &owner, &campaign)?;
                let targets =
                    target::of(owner.id).filter(target::Column::CampaignId.eq(campaign.id));
                if targets.count(tx).await? == 0 {
                    return Err(TransitionPetitionError::NoTarget);
                }
                start(app, tx, caller, campaign).await?;
            }
            let mut row = found.clone().into_active_model();
            row.state = Set(to.as_str().to_owned());
            row.reason = Set(new.reason.map(|reason| reason.as_str().to_owned()));
            row.closed_at = Set(closed_at(&found, to, now));
            row.revision = Set(found.revision + 1);
            let row = row.update(tx).await?;
            schedule(app, tx, &row, &dates).await?;
            note(app, tx, caller, id, by).await?;
            let changed = described(app, tx, vec![row]).await?;
            Ok(changed.into_iter().next().ok_or(SaveError::Unknown)?)
        })
        .await
}

/// What follows from something else, such as a delivery: the transition, where the petition stands so that it can happen.
pub async fn move_on(
    app: &App,
    tx: &Tx,
    (organization, id): (OrganizationId, PetitionId),
    by: Transition,
    actor: &str,
) -> Result<bool, DbErr> {
    let Some(found) = locked(tx, organization, id).await? else {
        return Ok(false);
    };
    let campaign = campaign_of(tx, &found).await?;
    let dates = dates(&found, campaign.and_then(|row| row.answer_requested_by));
    let now = app.clock.now();
    let Ok(to) = next(stored_state(&found), &dates, by, false, now) else {
        return Ok(false);
    };
    let mut row = found.clone().into_active_model();
    row.state = Set(to.as_str().to_owned());
    row.closed_at = Set(closed_at(&found, to, now));
    row.revision = Set(found.revision + 1);
    let row = row.update(tx).await?;
    schedule(app, tx, &row, &dates).await?;
    let detail = serde_json::json!({ "transition": by.as_str() });
    let entry = audit::Action::new(actor, "transition_petition", id).detail(detail);
    audit::record(app, tx, organization, entry).await?;
    Ok(true)
}

fn check_reason(new: &NewPetitionTransition) -> Result<(), Invalid> {
    let rejects = new.transition == Transition::Reject;
    match (rejects, new.reason.is_some()) {
        (true, false) => Err(Invalid::at("/reason", "is required to reject")),
        (false, true) => Err(Invalid::at("/reason", "belongs to a rejection only")),
        _ => Ok(()),
    }
}

fn may_open(
    app: &App,
    owner: &organization::Model,
    campaign: &campaign::Model,
) -> Result<(), TransitionPetitionError> {
    let is_proven = app.mailer.delivers() && owner.mail_proven_at.is_some();
    if !is_proven && !owner.is_demo {
        return Err(TransitionPetitionError::MailNotDelivered);
    }
    if campaign.state == CampaignState::Ended.as_str() {
        return Err(TransitionPetitionError::CampaignOver);
    }
    Ok(())
}

/// Who opens a petition has decided that its campaign is under way.
async fn start(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    campaign: campaign::Model,
) -> Result<(), DbErr> {
    if campaign.state != CampaignState::Draft.as_str() {
        return Ok(());
    }
    let revision = campaign.revision + 1;
    let mut row = campaign.into_active_model();
    row.state = Set(CampaignState::Running.as_str().to_owned());
    row.revision = Set(revision);
    let row = row.update(tx).await?;
    let entry = audit::Action::new(caller.actor(), "start_campaign", row.id);
    audit::record(app, tx, caller.organization, entry).await
}

/// When it stopped collecting for good: at its closing date if that came first.
pub(super) fn closed_at(
    petition: &petition::Model,
    to: State,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    use State as S;
    if matches!(to, S::Draft | S::InReview | S::Open | S::Paused) {
        return None;
    }
    let by_date = petition.closes_at.filter(|at| *at <= now);
    petition.closed_at.or(by_date).or(Some(now))
}

async fn note(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    id: PetitionId,
    by: Transition,
) -> Result<(), DbErr> {
    let detail = serde_json::json!({ "transition": by.as_str() });
    let entry = audit::Action::new(caller.actor(), "transition_petition", id).detail(detail);
    audit::record(app, tx, caller.organization, entry).await
}

/// Moves a petition on by its dates alone; nothing when they ask for nothing.
pub(super) fn moved_by_dates(
    petition: &petition::Model,
    dates: &Dates,
    now: DateTime<Utc>,
) -> Option<State> {
    let stored = stored_state(petition);
    let now_holds = super::rules::effective(stored, dates, now);
    let is_kept = matches!(now_holds, State::Closed | State::Overdue);
    (is_kept && now_holds != stored).then_some(now_holds)
}

impl From<TransitionPetitionError> for Problem {
    fn from(error: TransitionPetitionError) -> Self {
        use TransitionPetitionError as E;
        let refused =
            |why: &str| Self::new(known::PETITION_TRANSITION_REFUSED).because(format!("{why}."));
        match error {
            E::MailNotDelivered => Self::new(known::MAIL_NOT_DELIVERED),
            E::NoTarget => Self::new(known::NO_TARGET),
            E::ForModerators => Self::new(known::FORBIDDEN),
            E::CampaignOver => refused("The campaign of this petition is over"),
            E::Rule(rule) => refused(&capitalised(&rule.to_string())),
            E::Save(error) => error.into(),
            E::Db(error) => error.into(),
        }
    }
}

fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
