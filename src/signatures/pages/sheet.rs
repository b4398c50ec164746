//! A petition as its page shows it.

use sea_orm::{ColumnTrait, DbErr, QueryFilter, QueryOrder};

use super::super::count::count;
use super::super::door::state_now;
use super::super::texts::is_spanish;
use super::layout::esc;
use super::words::Words;
use crate::app::App;
use crate::campaigns::entity::target;
use crate::campaigns::wire::Demand;
use crate::directory::entity::{body, official, post, workplace};
use crate::directory::{BodyId, find_bodies, find_officials};
use crate::http::{Problem, catalogue as known};
use crate::identity::entity::organization;
use crate::petitions::entity::{petition, petition_text, petition_version};
use crate::petitions::rules::{State, can_be_signed, is_public};
use crate::petitions::{PetitionId, demands_in};

/// What the page shows above the form.
#[derive(Debug)]
pub struct Sheet {
    pub id: PetitionId,
    pub organization: String,
    pub title: String,
    pub text: String,
    /// Those that are frozen with this text, in their order.
    pub demands: Vec<Demand>,
    /// Officials in office and bodies, as people call them.
    pub addressees: Vec<String>,
    /// Signatures that count.
    pub confirmed: i64,
    pub is_open: bool,
    pub for_public_body: bool,
    pub workplaces: Vec<workplace::Model>,
}

pub async fn sheet(app: &App, id: &str, words: &Words) -> Result<Sheet, Problem> {
    let id: PetitionId = id
        .trim()
        .parse()
        .map_err(|_| Problem::new(known::NOT_FOUND))?;
    let db = &app.db.read;
    let row = petition::for_jobs()
        .filter(petition::Column::Id.eq(id))
        .one(db)
        .await?;
    let row = row.ok_or_else(|| Problem::new(known::NOT_FOUND))?;
    let state = state_now(&row, app.clock.now());
    match state {
        Some(State::Removed) => return Err(Problem::new(known::PETITION_REMOVED)),
        Some(state) if is_public(state) => {}
        _ => return Err(Problem::new(known::NOT_FOUND)),
    }
    let owner = organization::for_jobs()
        .filter(organization::Column::Id.eq(row.organization_id))
        .one(db)
        .await?;
    let text = text(app, &row, words.code)
        .await?
        .ok_or_else(|| Problem::new(known::NOT_FOUND))?;
    let workplaces = workplace::of(row.organization_id)
        .order_by_asc(workplace::Column::Name)
        .all(db)
        .await?;
    let demands = demands_in(db, &row, row.current_version).await?.into_iter();
    let demands = demands.map(|demand| demand.said_in(&text.language));
    Ok(Sheet {
        id,
        demands: demands.collect(),
        organization: owner.map(|owner| owner.name).unwrap_or_default(),
        title: text.title,
        text: text.body,
        addressees: addressed(app, &row).await?,
        confirmed: count(app, id).await?.confirmed,
        is_open: state.is_some_and(can_be_signed),
        for_public_body: is_for_public_body(app, &row).await?,
        workplaces,
    })
}

async fn text(
    app: &App,
    row: &petition::Model,
    language: &str,
) -> Result<Option<petition_text::Model>, DbErr> {
    let version = petition_version::for_jobs()
        .filter(petition_version::Column::PetitionId.eq(row.id))
        .filter(petition_version::Column::Number.eq(row.current_version));
    let Some(version) = version.one(&app.db.read).await? else {
        return Ok(None);
    };
    let texts = petition_text::for_jobs()
        .filter(petition_text::Column::VersionId.eq(version.id))
        .all(&app.db.read)
        .await?;
    let spoken = texts
        .iter()
        .find(|text| is_spanish(&text.language) == is_spanish(language));
    Ok(spoken
        .or_else(|| texts.iter().find(|text| text.is_original))
        .or(texts.first())
        .cloned())
}

/// Whom the campaign addresses: "Rosalind Achterberg, Supervisor, District 1, Alder County Board of Supervisors".
pub async fn addressed(app: &App, row: &petition::Model) -> Result<Vec<String>, DbErr> {
    let (db, owner) = (&app.db.read, row.organization_id);
    let targets = target::of(owner)
        .filter(target::Column::CampaignId.eq(row.campaign_id))
        .order_by_asc(target::Column::Id)
        .all(db)
        .await?;
    let officials: Vec<_> = targets
        .iter()
        .filter_map(|target| target.official_id)
        .collect();
    let bodies: Vec<_> = targets.iter().filter_map(|target| target.body_id).collect();
    let mut found = find_officials(app, db, owner, &officials).await?;
    found.retain(|official| official.in_office);
    found.sort_by(|a, b| (&a.body, &a.post, &a.name).cmp(&(&b.body, &b.post, &b.name)));
    let named = found
        .iter()
        .map(|official| format!("{}, {}, {}", official.name, official.post, official.body));
    let bodies = find_bodies(db, owner, &bodies).await?;
    Ok(named
        .chain(bodies.into_iter().map(|body| body.name))
        .collect())
}

/// Whether what is printed for the target becomes a public record.
pub async fn is_for_public_body(app: &App, row: &petition::Model) -> Result<bool, DbErr> {
    let db = &app.db.read;
    let targets = target::of(row.organization_id)
        .filter(target::Column::CampaignId.eq(row.campaign_id))
        .all(db)
        .await?;
    let mut addressed: Vec<BodyId> = targets.iter().filter_map(|target| target.body_id).collect();
    let officials: Vec<_> = targets
        .iter()
        .filter_map(|target| target.official_id)
        .collect();
    let officials = official::of(row.organization_id).filter(official::Column::Id.is_in(officials));
    let posts: Vec<_> = officials
        .all(db)
        .await?
        .iter()
        .map(|official| official.post_id)
        .collect();
    let posts = post::of(row.organization_id).filter(post::Column::Id.is_in(posts));
    addressed.extend(posts.all(db).await?.iter().map(|post| post.body_id));
    let bodies = body::of(row.organization_id).filter(body::Column::Id.is_in(addressed));
    Ok(bodies.all(db).await?.iter().any(|body| body.is_public))
}

/// Whom it is addressed to, above the text.
pub fn addressees(words: &Words, sheet: &Sheet) -> String {
    let names: String = sheet
        .addressees
        .iter()
        .map(|name| format!("<li>{}</li>\n", esc(name)))
        .collect();
    if names.is_empty() {
        return names;
    }
    format!("<h2>{}</h2>\n<ul>\n{names}</ul>\n", words.addressed_to)
}

/// What it asks for, numbered as a packet numbers it, each alternative below what it would replace.
pub fn demands(words: &Words, sheet: &Sheet) -> String {
    let originals = sheet
        .demands
        .iter()
        .filter(|demand| demand.alternative_to.is_none());
    let one = |(at, demand): (usize, &Demand)| {
        let others: String = sheet
            .demands
            .iter()
            .filter(|other| other.alternative_to == Some(demand.position))
            .map(|other| {
                let (said, number) = (words.in_place_of, at + 1);
                format!("<p><em>{said} {number}:</em> {}</p>\n", esc(&other.text))
            })
            .collect();
        format!("<li>{}\n{others}</li>\n", esc(&demand.text))
    };
    let list: String = originals.enumerate().map(one).collect();
    if list.is_empty() {
        return list;
    }
    format!("<h2>{}</h2>\n<ol>\n{list}</ol>\n", words.demands)
}
