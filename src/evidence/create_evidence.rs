//! Adds a published statistic to a campaign.

use std::collections::HashSet;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr, PaginatorTrait};

use super::EvidenceId;
use super::entity::evidence;
use super::find::{must_be_ours, of_campaign};
use super::wire::{Evidence, EvidenceText, NewEvidence};
use crate::app::App;
use crate::audit;
use crate::campaigns::CampaignId;
use crate::http::{Fields, Invalid, Once, Problem, SaveError, catalogue as known};
use crate::identity::Caller;
use crate::ids;

/// More figures than anybody reads; they stand in the report's twelve pages.
pub const MOST: u64 = 30;

/// Why nothing was added.
#[derive(Debug, thiserror::Error)]
pub enum CreateEvidenceError {
    #[error("the campaign has as much evidence as a packet prints")]
    Full,
    #[error(transparent)]
    Save(#[from] SaveError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn create_evidence(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    new: &NewEvidence,
    once: &Once,
) -> Result<Evidence, CreateEvidenceError> {
    let clean = &cleaned(new).map_err(SaveError::from)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await.map_err(SaveError::from)? {
                return Ok(first);
            }
            must_be_ours(tx, caller.organization, campaign).await?;
            let there = of_campaign(caller.organization, campaign).count(tx).await?;
            if there >= MOST {
                return Err(CreateEvidenceError::Full);
            }
            let id = EvidenceId(ids::timely(&app.clock, &app.entropy));
            let row = evidence::ActiveModel {
                id: Set(id),
                organization_id: Set(caller.organization),
                campaign_id: Set(campaign),
                revision: Set(1),
                created_at: Set(app.clock.now()),
                ..clean.clone()
            };
            let made = Evidence::from(row.insert(tx).await?);
            let entry = audit::Action::new(caller.actor(), "create_evidence", id);
            audit::record(app, tx, caller.organization, entry).await?;
            once.keep(app, tx, &made).await.map_err(SaveError::from)?;
            Ok(made)
        })
        .await
}

pub(super) fn cleaned(new: &NewEvidence) -> Result<evidence::ActiveModel, Invalid> {
    let mut fields = Fields::default();
    let statistic = fields.line("/statistic", &new.statistic, 300);
    let value = fields.line("/value", &new.value, 80);
    let source = fields.maybe_line("/source", new.source.as_deref(), 600);
    let published = fields.maybe_line("/published", new.published.as_deref(), 80);
    let n = fields.maybe_line("/n", new.n.as_deref(), 80);
    let quote = fields.maybe_line("/quote", new.quote.as_deref(), 4000);
    let link = fields.maybe_link("/link", new.link.as_deref());
    let texts = cleaned_texts(&mut fields, new.texts.as_deref().unwrap_or_default());
    fields.done()?;
    Ok(evidence::ActiveModel {
        texts: Set(texts),
        statistic: Set(statistic),
        value: Set(value),
        source: Set(source),
        published: Set(published),
        n: Set(n),
        quote: Set(quote),
        link: Set(link),
        ..Default::default()
    })
}

fn cleaned_texts(fields: &mut Fields, new: &[EvidenceText]) -> String {
    let (mut texts, mut seen) = (Vec::with_capacity(new.len()), HashSet::new());
    for (at, text) in new.iter().enumerate() {
        let field = |name: &str| format!("/texts/{at}/{name}");
        texts.push(EvidenceText {
            language: fields.own_language(field("language"), &text.language, &mut seen),
            statistic: fields.line(field("statistic"), &text.statistic, 300),
            value: fields.maybe_line(&field("value"), text.value.as_deref(), 80),
            n: fields.maybe_line(&field("n"), text.n.as_deref(), 80),
            source: fields.maybe_line(&field("source"), text.source.as_deref(), 600),
            published: fields.maybe_line(&field("published"), text.published.as_deref(), 80),
        });
    }
    serde_json::to_string(&texts).unwrap_or_else(|_| "[]".to_owned())
}

impl From<CreateEvidenceError> for Problem {
    fn from(error: CreateEvidenceError) -> Self {
        match error {
            CreateEvidenceError::Full => Self::new(known::EVIDENCE_FULL),
            CreateEvidenceError::Save(error) => error.into(),
            CreateEvidenceError::Db(error) => error.into(),
        }
    }
}
