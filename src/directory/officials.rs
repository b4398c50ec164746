//! Officials: people who hold a post in a body for a division, from one day to another (Popolo).

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::{body, division, official, person, post};
use super::wire::{NewOfficial, Official, OfficialList};
use super::{BodyId, DivisionId, OfficialId, PersonId, PostId, bodies, divisions};
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::http::{Fields, IfMatch, Invalid, Once, SaveError};
use crate::identity::{Caller, OrganizationId};
use crate::ids;
use crate::page::Page;

pub async fn create_official(
    app: &App,
    caller: &Caller,
    new: &NewOfficial,
    once: &Once,
) -> Result<Official, SaveError> {
    let clean = &cleaned(new)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            let row = insert(app, tx, caller.organization, clean).await?;
            let entry = audit::Action::new(caller.actor(), "create_official", row.id);
            audit::record(app, tx, caller.organization, entry).await?;
            let made = only(app, tx, caller.organization, row).await?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

pub async fn change_official(
    app: &App,
    caller: &Caller,
    id: OfficialId,
    new: &NewOfficial,
    if_match: &IfMatch,
) -> Result<Official, SaveError> {
    let clean = &cleaned(new)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = official::of(caller.organization).filter(official::Column::Id.eq(id));
            let found = found.lock_exclusive().one(tx).await?;
            let found = found.ok_or(SaveError::Unknown)?;
            let read = if_match.check(found.revision);
            read.map_err(|_| SaveError::Changed)?;
            let row = update(app, tx, found, clean).await?;
            let entry = audit::Action::new(caller.actor(), "change_official", id);
            audit::record(app, tx, caller.organization, entry).await?;
            only(app, tx, caller.organization, row).await
        })
        .await
}

fn cleaned(new: &NewOfficial) -> Result<NewOfficial, Invalid> {
    let mut fields = Fields::default();
    let name = fields.name("/name", &new.name, 120);
    let post = fields.line("/post", &new.post, 120);
    let email = fields.maybe_address("/email", new.email.as_deref());
    let telephone = fields.maybe_line("/telephone", new.telephone.as_deref(), 40);
    let language = new.language.as_deref();
    let language = language.map(|tag| fields.language("/language", tag));
    if new.start_on.zip(new.end_on).is_some_and(|(a, b)| b < a) {
        fields.refuse("/end_on", "must not be before start_on");
    }
    fields.done()?;
    Ok(NewOfficial {
        name,
        post,
        email,
        telephone,
        language,
        ..new.clone()
    })
}

/// Makes the membership, and the person and the post where they are not there yet.
pub(super) async fn insert(
    app: &App,
    tx: &Tx,
    organization: OrganizationId,
    new: &NewOfficial,
) -> Result<official::Model, SaveError> {
    let (body, post) = seat(app, tx, organization, new).await?;
    let person = find_or_make_person(app, tx, &body, new).await?;
    let row = official::ActiveModel {
        id: Set(OfficialId(ids::timely(&app.clock, &app.entropy))),
        organization_id: Set(organization),
        person_id: Set(person),
        post_id: Set(post),
        start_on: Set(new.start_on),
        end_on: Set(new.end_on),
        revision: Set(1),
        created_at: Set(app.clock.now()),
    };
    Ok(row.insert(tx).await?)
}

/// The same person in perhaps another seat, with other days.
pub(super) async fn update(
    app: &App,
    tx: &Tx,
    found: official::Model,
    new: &NewOfficial,
) -> Result<official::Model, SaveError> {
    let organization = found.organization_id;
    let (body, post) = seat(app, tx, organization, new).await?;
    let held = person::of(organization).filter(person::Column::Id.eq(found.person_id));
    if let Some(held) = held.one(tx).await? {
        let mut row = held.clone().into_active_model();
        row.name = Set(new.name.clone());
        row.email = Set(new.email.clone());
        row.telephone = Set(new.telephone.clone());
        row.language = Set(new.language.clone().unwrap_or(body.language));
        row.revision = Set(held.revision + 1);
        row.update(tx).await?;
    }
    let revision = found.revision + 1;
    let mut row = found.into_active_model();
    row.post_id = Set(post);
    row.start_on = Set(new.start_on);
    row.end_on = Set(new.end_on);
    row.revision = Set(revision);
    Ok(row.update(tx).await?)
}

async fn seat(
    app: &App,
    tx: &Tx,
    organization: OrganizationId,
    new: &NewOfficial,
) -> Result<(body::Model, PostId), SaveError> {
    let body = bodies::find_body(tx, organization, new.body_id).await?;
    let body =
        body.ok_or_else(|| Invalid::at("/body_id", "must be a body of this organization"))?;
    divisions::must_be_own(tx, organization, new.division_id).await?;
    let same_division = match new.division_id {
        Some(division) => post::Column::DivisionId.eq(division),
        None => post::Column::DivisionId.is_null(),
    };
    let seat = post::of(organization)
        .filter(post::Column::BodyId.eq(body.id))
        .filter(post::Column::Label.eq(new.post.as_str()))
        .filter(same_division);
    if let Some(seat) = seat.one(tx).await? {
        return Ok((body, seat.id));
    }
    let row = post::ActiveModel {
        id: Set(PostId(ids::timely(&app.clock, &app.entropy))),
        organization_id: Set(organization),
        body_id: Set(body.id),
        division_id: Set(new.division_id),
        label: Set(new.post.clone()),
        created_at: Set(app.clock.now()),
    };
    let seat = row.insert(tx).await?;
    Ok((body, seat.id))
}

/// Two people may bear one name: only name and address together say that it is the same person.
async fn find_or_make_person(
    app: &App,
    tx: &Tx,
    body: &body::Model,
    new: &NewOfficial,
) -> Result<PersonId, DbErr> {
    let organization = body.organization_id;
    if let Some(email) = &new.email {
        let same = person::of(organization)
            .filter(person::Column::Name.eq(new.name.as_str()))
            .filter(person::Column::Email.eq(email.as_str()));
        if let Some(same) = same.one(tx).await? {
            return Ok(same.id);
        }
    }
    let language = new.language.clone();
    let row = person::ActiveModel {
        id: Set(PersonId(ids::timely(&app.clock, &app.entropy))),
        organization_id: Set(organization),
        name: Set(new.name.clone()),
        email: Set(new.email.clone()),
        telephone: Set(new.telephone.clone()),
        language: Set(language.unwrap_or_else(|| body.language.clone())),
        revision: Set(1),
        created_at: Set(app.clock.now()),
    };
    Ok(row.insert(tx).await?.id)
}

pub async fn list_officials(
    app: &App,
    organization: OrganizationId,
    body: Option<BodyId>,
    page: Page,
) -> Result<OfficialList, DbErr> {
    let mut rows = official::of(organization).order_by_asc(official::Column::Id);
    if let Some(body) = body {
        rows =
            rows.filter(official::Column::PostId.is_in(posts_of(app, organization, body).await?));
    }
    if let Some(after) = page.after {
        rows = rows.filter(official::Column::Id.gt(after));
    }
    let rows = rows.limit(page.fetch()).all(&app.db.read).await?;
    let (rows, next) = page.cut(rows, |row| row.id.0);
    let items = described(app, &app.db.read, organization, rows).await?;
    Ok(OfficialList { items, next })
}

async fn posts_of(
    app: &App,
    organization: OrganizationId,
    body: BodyId,
) -> Result<Vec<PostId>, DbErr> {
    let posts = post::of(organization).filter(post::Column::BodyId.eq(body));
    let posts = posts.all(&app.db.read).await?;
    Ok(posts.into_iter().map(|post| post.id).collect())
}

pub async fn get_official(
    app: &App,
    organization: OrganizationId,
    id: OfficialId,
) -> Result<Option<Official>, DbErr> {
    let row = official::of(organization).filter(official::Column::Id.eq(id));
    let rows = row.all(&app.db.read).await?;
    let found = described(app, &app.db.read, organization, rows).await?;
    Ok(found.into_iter().next())
}

/// These officials, with their persons, posts and divisions.
pub async fn find_officials(
    app: &App,
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    ids: &[OfficialId],
) -> Result<Vec<Official>, DbErr> {
    let rows = official::of(organization).filter(official::Column::Id.is_in(ids.iter().copied()));
    described(app, db, organization, rows.all(db).await?).await
}

/// Who sits in the body on that day, by post; without a body, in any body.
pub async fn officials_in_office(
    app: &App,
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    body: Option<BodyId>,
    on: NaiveDate,
) -> Result<Vec<Official>, DbErr> {
    let begun = Condition::any()
        .add(official::Column::StartOn.is_null())
        .add(official::Column::StartOn.lte(on));
    let not_over = Condition::any()
        .add(official::Column::EndOn.is_null())
        .add(official::Column::EndOn.gte(on));
    let rows = official::of(organization)
        .filter(begun)
        .filter(not_over)
        .order_by_asc(official::Column::Id)
        .all(db)
        .await?;
    let mut found = described(app, db, organization, rows).await?;
    found.retain(|official| body.is_none_or(|body| official.body_id == body));
    found.sort_by(|a, b| a.post.cmp(&b.post));
    Ok(found)
}

async fn only(
    app: &App,
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    row: official::Model,
) -> Result<Official, SaveError> {
    let found = described(app, db, organization, vec![row]).await?;
    found.into_iter().next().ok_or(SaveError::Unknown)
}

/// The rows with their persons, posts, bodies and divisions, in the same order.
pub(super) async fn described(
    app: &App,
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    rows: Vec<official::Model>,
) -> Result<Vec<Official>, DbErr> {
    let today = app.clock.today();
    let persons = rows.iter().map(|row| row.person_id);
    let persons = person::of(organization).filter(person::Column::Id.is_in(persons));
    let persons: HashMap<PersonId, person::Model> = persons
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let posts = rows.iter().map(|row| row.post_id);
    let posts = post::of(organization).filter(post::Column::Id.is_in(posts));
    let posts: HashMap<PostId, post::Model> = posts
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let bodies = posts.values().map(|post| post.body_id);
    let bodies = body::of(organization).filter(body::Column::Id.is_in(bodies));
    let bodies: HashMap<BodyId, String> = bodies
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    let divisions = posts.values().filter_map(|post| post.division_id);
    let divisions = division::of(organization).filter(division::Column::Id.is_in(divisions));
    let divisions: HashMap<DivisionId, String> = divisions
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    let describe = |row: official::Model| {
        let person = persons.get(&row.person_id)?;
        let post = posts.get(&row.post_id)?;
        Some(Official {
            id: row.id,
            name: person.name.clone(),
            body_id: post.body_id,
            body: bodies.get(&post.body_id).cloned().unwrap_or_default(),
            post: post.label.clone(),
            division_id: post.division_id,
            division: post.division_id.and_then(|id| divisions.get(&id).cloned()),
            start_on: row.start_on,
            end_on: row.end_on,
            in_office: row.start_on.is_none_or(|day| day <= today)
                && row.end_on.is_none_or(|day| day >= today),
            email: person.email.clone(),
            telephone: person.telephone.clone(),
            language: person.language.clone(),
            revision: row.revision,
            created_at: row.created_at,
        })
    };
    Ok(rows.into_iter().filter_map(describe).collect())
}
