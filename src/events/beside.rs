//! Sets side by side what a campaign asked for, what is taught, and what witnesses said happened, topic by topic.
//!
//! Of testimony nothing is counted here: the figures are those of the last statistics release, as everybody has them.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QueryOrder};

use super::entity::event;
use super::rules::{Kind, State};
use super::wire::{TopicDemand, TopicFigure, TopicRow, TopicTable, TopicTraining};
use super::words::is_spanish;
use crate::app::App;
use crate::campaigns::topics::Topic;
use crate::campaigns::wire::Demand;
use crate::campaigns::{CampaignId, demands_of, find_campaign};
use crate::identity::OrganizationId;
use crate::incidents::themes::Theme;
use crate::incidents::{Released, latest_release};

/// The topics that a published kind of a theme speaks to. A kind that was rolled up speaks to none: it no longer says who
/// was called.
pub fn topics_of(theme: Theme, kind: &str) -> &'static [Topic] {
    match (theme, kind) {
        (Theme::WhoWasCalled, "law_enforcement") => &[Topic::PoliceResponse],
        (Theme::WhoWasCalled, "security") => &[Topic::GuardCompanies],
        (Theme::WhoWasCalled, "security_and_law_enforcement") => {
            &[Topic::PoliceResponse, Topic::GuardCompanies]
        }
        // The vocabulary has one word for crisis teams, social workers and psychiatric nurses.
        (Theme::WhoWasCalled, "crisis_team") => &[Topic::CrisisTeams, Topic::SocialWorkers],
        (Theme::WhoWasCalled, "nobody") => &[Topic::WithoutPolice],
        (Theme::WhatCameOfIt, "arrest" | "help_came_too_late") => &[Topic::PoliceResponse],
        _ => &[],
    }
}

/// Nothing where the campaign is not this organization's.
pub async fn compare_topics(
    app: &App,
    owner: OrganizationId,
    id: CampaignId,
    language: Option<&str>,
) -> Result<Option<TopicTable>, DbErr> {
    let db = &app.db.read;
    let Some(campaign) = find_campaign(app, db, owner, id).await? else {
        return Ok(None);
    };
    let language = language.unwrap_or(&campaign.language);
    let demands = demands_of(db, owner, &[id]).await?;
    let demands: Vec<Demand> = demands
        .into_iter()
        .map(|(_, one)| one.said_in(language))
        .collect();
    let trainings = trainings_of(db, owner, id).await?;
    let released = latest_release(db, id).await?;
    let figures = released.as_ref().map(figures).unwrap_or_default();
    let row = |topic: &Topic| row(*topic, language, &demands, &trainings, &figures);
    let rows = Topic::ALL.iter().map(row);
    let says = |row: &TopicRow| {
        !(row.demands.is_empty() && row.trainings.is_empty() && row.figures.is_empty())
    };
    Ok(Some(TopicTable {
        campaign_id: id,
        release_number: released.as_ref().map(|release| release.number),
        released_on: released.as_ref().map(|release| release.released_on),
        topics: rows.filter(says).collect(),
    }))
}

/// Those that are published, in the order of their days.
pub async fn trainings_of(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    id: CampaignId,
) -> Result<Vec<event::Model>, DbErr> {
    event::of(owner)
        .filter(event::Column::CampaignId.eq(id))
        .filter(event::Column::Kind.eq(Kind::Training.as_str()))
        .filter(event::Column::State.eq(State::Published.as_str()))
        .order_by_asc(event::Column::StartsAt)
        .all(db)
        .await
}

fn row(
    topic: Topic,
    language: &str,
    demands: &[Demand],
    trainings: &[event::Model],
    figures: &[TopicFigure],
) -> TopicRow {
    let demands = demands.iter().filter(|one| one.topics.contains(&topic));
    let trainings = trainings.iter();
    let trainings = trainings.filter(|one| Topic::of_list(&one.topics).contains(&topic));
    let figures = figures.iter();
    let figures = figures.filter(|one| topics_of(one.theme, &one.kind).contains(&topic));
    TopicRow {
        topic,
        name: topic.said_in(is_spanish(language)).to_owned(),
        demands: demands
            .map(|one| TopicDemand {
                id: one.id,
                position: one.position,
                text: one.text.clone(),
            })
            .collect(),
        trainings: trainings
            .map(|one| TopicTraining {
                id: one.id,
                title: one.title.clone(),
                starts_at: one.starts_at,
            })
            .collect(),
        figures: figures.cloned().collect(),
    }
}

fn figures(released: &Released) -> Vec<TopicFigure> {
    let of_theme = |theme: &Theme| {
        let tables = released.tables(*theme).iter();
        let theme = *theme;
        tables.map(move |table| TopicFigure {
            theme,
            kind: table.kind.clone(),
            period: table.period.clone(),
            testimonies: table.total.into(),
        })
    };
    Theme::ALL.iter().flat_map(of_theme).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incidents::vocabulary::{WhatCameOfIt, WhoWasCalled};

    #[test]
    fn a_published_kind_speaks_to_the_topics_that_it_names_and_a_broader_one_to_none() {
        let about = |kind| topics_of(Theme::WhoWasCalled, kind);
        assert_eq!(about("security"), [Topic::GuardCompanies]);
        assert_eq!(about("somebody"), []);
        assert_eq!(topics_of(Theme::Testimonies, "safety_incident"), []);
    }

    #[test]
    fn every_word_that_speaks_to_a_topic_is_one_of_the_vocabulary() {
        for kind in [
            "law_enforcement",
            "security",
            "security_and_law_enforcement",
            "crisis_team",
            "nobody",
        ] {
            assert!(kind.parse::<WhoWasCalled>().is_ok(), "{kind}");
        }
        for kind in ["arrest", "help_came_too_late"] {
            assert!(kind.parse::<WhatCameOfIt>().is_ok(), "{kind}");
        }
    }
}
