//! Inserts one entry, unsequenced, in the verb's own transaction; a leased job chains it later.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr};
use serde_json::Value;

use super::entity::AuditEntryId;
use super::entity::audit_entry::ActiveModel;
use crate::app::App;
use crate::db::Tx;
use crate::identity::OrganizationId;
use crate::ids;
use crate::jobs::{self, Kind, NewJob};

/// One thing that was done. Neither field may carry a name, an address or a witness's words.
#[derive(Clone, Debug)]
pub struct Action {
    /// The member's id, or `system`.
    pub actor: String,
    /// verb_noun, as in the API: `open_petition`.
    pub action: &'static str,
    /// The id of what it was done to.
    pub subject: String,
    pub detail: Value,
    /// Openings of testimony are kept by day.
    pub on_day_only: bool,
}

impl Action {
    pub fn new(actor: impl ToString, action: &'static str, subject: impl ToString) -> Self {
        Self {
            actor: actor.to_string(),
            action,
            subject: subject.to_string(),
            detail: Value::Object(serde_json::Map::new()),
            on_day_only: false,
        }
    }

    #[must_use]
    pub fn detail(mut self, detail: Value) -> Self {
        self.detail = detail;
        self
    }

    #[must_use]
    pub fn by_day(mut self) -> Self {
        self.on_day_only = true;
        self
    }
}

pub async fn record(
    app: &App,
    tx: &Tx,
    organization: OrganizationId,
    action: Action,
) -> Result<(), DbErr> {
    let now = app.clock.now();
    let at = if action.on_day_only {
        midnight(now)
    } else {
        now
    };
    let id = if action.on_day_only {
        ids::timeless(&app.entropy)
    } else {
        ids::timely(&app.clock, &app.entropy)
    };
    let entry = ActiveModel {
        id: Set(AuditEntryId(id)),
        organization_id: Set(organization),
        actor: Set(action.actor),
        action: Set(action.action.to_owned()),
        subject: Set(action.subject),
        detail: Set(action.detail),
        at: Set(at),
        on_day_only: Set(action.on_day_only),
        sequence: Set(None),
        hash: Set(None),
    };
    entry.insert(tx).await?;
    if action.on_day_only {
        // Chained when the day is over, by the hourly round: its place would tell the hour.
        return Ok(());
    }
    let chain = NewJob::new(Kind::ChainAudit, organization.0, now);
    jobs::enqueue(
        app,
        tx,
        chain.only_once(format!("chain_audit:{organization}")),
    )
    .await
}

fn midnight(now: chrono::DateTime<chrono::Utc>) -> chrono::DateTime<chrono::Utc> {
    now.date_naive().and_time(chrono::NaiveTime::MIN).and_utc()
}
