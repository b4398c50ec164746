//! Adds a public record that is counted by workplace, puts its words right, and takes it away.

use std::collections::HashSet;

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter,
};

use super::find::{described, find, of_campaign};
use super::wire::{EvidenceSeries, NewSeries, SeriesText};
use crate::app::App;
use crate::audit;
use crate::campaigns::CampaignId;
use crate::db::Tx;
use crate::evidence::create_evidence::CreateEvidenceError;
use crate::evidence::entity::{SeriesId, series, series_value};
use crate::evidence::find::must_be_ours;
use crate::http::{Fields, IfMatch, Invalid, Once, SaveError};
use crate::identity::Caller;
use crate::ids;

/// Each has a table of its own in front of a packet.
pub const MOST: u64 = 4;

pub async fn create_series(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    new: &NewSeries,
    once: &Once,
) -> Result<EvidenceSeries, CreateEvidenceError> {
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
            let id = SeriesId(ids::timely(&app.clock, &app.entropy));
            let row = series::ActiveModel {
                id: Set(id),
                organization_id: Set(caller.organization),
                campaign_id: Set(campaign),
                revision: Set(1),
                created_at: Set(app.clock.now()),
                ..clean.clone()
            };
            let made = described(tx, row.insert(tx).await?).await?;
            let entry = audit::Action::new(caller.actor(), "create_evidence_series", id);
            audit::record(app, tx, caller.organization, entry).await?;
            once.keep(app, tx, &made).await.map_err(SaveError::from)?;
            Ok(made)
        })
        .await
}

pub async fn change_series(
    app: &App,
    caller: &Caller,
    id: SeriesId,
    new: &NewSeries,
    if_match: &IfMatch,
) -> Result<EvidenceSeries, SaveError> {
    let clean = &cleaned(new)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = find(tx, caller.organization, id).await?;
            let read = if_match.check(found.revision);
            read.map_err(|_| SaveError::Changed)?;
            let row = series::ActiveModel {
                revision: Set(found.revision + 1),
                id: found.into_active_model().id,
                ..clean.clone()
            };
            let changed = described(tx, row.update(tx).await?).await?;
            let entry = audit::Action::new(caller.actor(), "change_evidence_series", id);
            audit::record(app, tx, caller.organization, entry).await?;
            Ok(changed)
        })
        .await
}

pub async fn remove_series(app: &App, caller: &Caller, id: SeriesId) -> Result<(), SaveError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = find(tx, caller.organization, id).await?;
            forget_numbers(tx, id).await?;
            series::Entity::delete_by_id(found.id).exec(tx).await?;
            let entry = audit::Action::new(caller.actor(), "remove_evidence_series", id);
            Ok(audit::record(app, tx, caller.organization, entry).await?)
        })
        .await
}

pub(super) async fn forget_numbers(tx: &Tx, id: SeriesId) -> Result<(), DbErr> {
    series_value::Entity::delete_many()
        .filter(series_value::Column::SeriesId.eq(id))
        .exec(tx)
        .await
        .map(drop)
}

fn cleaned(new: &NewSeries) -> Result<series::ActiveModel, Invalid> {
    let mut fields = Fields::default();
    let statistic = fields.line("/statistic", &new.statistic, 200);
    let source = fields.maybe_line("/source", new.source.as_deref(), 600);
    let published = fields.maybe_line("/published", new.published.as_deref(), 80);
    let link = fields.maybe_link("/link", new.link.as_deref());
    let (mut texts, mut seen) = (Vec::new(), HashSet::new());
    for (at, text) in new.texts.iter().flatten().enumerate() {
        let field = |name: &str| format!("/texts/{at}/{name}");
        let (source, published) = (text.source.as_deref(), text.published.as_deref());
        texts.push(SeriesText {
            language: fields.own_language(field("language"), &text.language, &mut seen),
            statistic: fields.line(field("statistic"), &text.statistic, 200),
            source: fields.maybe_line(&field("source"), source, 600),
            published: fields.maybe_line(&field("published"), published, 80),
        });
    }
    fields.done()?;
    let texts = serde_json::to_string(&texts).unwrap_or_else(|_| "[]".to_owned());
    Ok(series::ActiveModel {
        statistic: Set(statistic),
        source: Set(source),
        published: Set(published),
        link: Set(link),
        texts: Set(texts),
        ..Default::default()
    })
}
