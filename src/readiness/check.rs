//! Looks at everything that has to be in place before people are asked to sign and to testify.

use std::collections::{BTreeSet, HashSet};

use sea_orm::{ColumnTrait, DbErr, PaginatorTrait, QueryFilter};

use super::mails;
use super::wire::{Readiness, ReadinessCheck as Check, ReadinessItem};
use crate::app::App;
use crate::campaigns::entity::{campaign, demand, target};
use crate::campaigns::rules::State as CampaignState;
use crate::campaigns::wire::closest;
use crate::campaigns::{CampaignId, demands_of, texts_of};
use crate::directory::entity::workplace;
use crate::directory::{find_bodies, find_officials, headcount_totals, officials_in_office};
use crate::identity::OrganizationId;
use crate::identity::entity::organization;
use crate::packets::rules::Language;
use crate::testimony::entity::recovery_key;
use crate::testimony::readers::keys_in_use;

pub async fn readiness(app: &App, organization: OrganizationId) -> Result<Readiness, DbErr> {
    let owner = organization::for_jobs().filter(organization::Column::Id.eq(organization));
    let owner = owner.one(&app.db.read).await?;
    let proven = owner
        .as_ref()
        .is_some_and(|row| row.mail_proven_at.is_some());
    let mail = mail(app, proven);
    let is_demo = owner.is_some_and(|row| row.is_demo);
    let can_open_petitions = mail.ready || is_demo;
    let (mails_under_way, mails) = mails::mails(app, organization).await?;
    let items = vec![
        mail,
        public_address(app),
        encrypted_transport(app),
        client_addresses(app),
        stored_files(app).await,
        two_reviewers(app, organization).await?,
        printed_recovery_key(app, organization).await?,
        headcounts(app, organization).await?,
        current_officials(app, organization).await?,
        targets(app, organization).await?,
        demands(app, organization).await?,
        mails_under_way,
        translations(app, organization).await?,
    ];
    Ok(Readiness {
        ready: items.iter().all(|item| item.ready),
        can_open_petitions,
        items,
        mails,
    })
}

fn item(check: Check, ready: bool, detail: impl Into<String>) -> ReadinessItem {
    ReadinessItem {
        check,
        ready,
        detail: detail.into(),
    }
}

fn mail(app: &App, proven: bool) -> ReadinessItem {
    let (ready, detail) = match (app.mailer.delivers(), proven) {
        (true, true) => (true, "Mail leaves, and a test mail was accepted."),
        (true, false) => (false, "Mail is set up; send a test mail."),
        (false, _) => (false, "Mail only goes to a folder; set `mail.smtp_host`."),
    };
    item(Check::Mail, ready, detail)
}

fn public_address(app: &App) -> ReadinessItem {
    let ready = app.settings.has_public_address();
    let detail = if ready {
        "Links lead to the public address."
    } else {
        "Set `public_url` to what other machines reach: mails link to it, and no packet is made without, except in a rehearsal."
    };
    item(Check::PublicAddress, ready, detail)
}

fn encrypted_transport(app: &App) -> ReadinessItem {
    let ready = app.settings.is_reached_over_tls();
    let detail = if ready {
        "People reach the service over TLS."
    } else {
        "Set `tls`, or `behind_proxy` with a `public_url` of https."
    };
    item(Check::EncryptedTransport, ready, detail)
}

fn client_addresses(app: &App) -> ReadinessItem {
    let ready = !app.settings.takes_everybody_for_its_proxy();
    let detail = if ready {
        "People are told apart by where they come from."
    } else {
        "Set `trusted_proxies` to the web server in front: everybody seems to come from it."
    };
    item(Check::ClientAddresses, ready, detail)
}

async fn stored_files(app: &App) -> ReadinessItem {
    let ready = crate::store::answers(app.store.as_ref()).await.is_ok();
    let detail = match (&app.settings.object_store.bucket, ready) {
        (None, true) => "Packets are kept in the data folder.",
        (None, false) => "The data folder cannot be read.",
        (Some(_), true) => "Packets are kept in the bucket, and it answers.",
        (Some(_), false) => {
            "The bucket does not answer: look at `object_store`, and whether the bucket is there and may be read."
        }
    };
    item(Check::StoredFiles, ready, detail)
}

async fn two_reviewers(app: &App, organization: OrganizationId) -> Result<ReadinessItem, DbErr> {
    let keys = keys_in_use(organization).count(&app.db.read).await?;
    let detail = format!("{keys} reviewers have keys; publishing takes two.");
    Ok(item(Check::TwoReviewers, keys >= 2, detail))
}

async fn printed_recovery_key(
    app: &App,
    organization: OrganizationId,
) -> Result<ReadinessItem, DbErr> {
    let printed = recovery_key::of(organization).one(&app.db.read).await?;
    let (ready, detail) = match printed {
        Some(key) if key.second_half_sealed.is_none() => (true, "The recovery key was printed."),
        Some(_) => (
            false,
            "The second half of the recovery key waits for another owner: `take_recovery_half`.",
        ),
        None => (
            false,
            "Print the recovery key: without it, forgotten passphrases lose testimony.",
        ),
    };
    Ok(item(Check::RecoveryKey, ready, detail))
}

async fn headcounts(app: &App, organization: OrganizationId) -> Result<ReadinessItem, DbErr> {
    let known: HashSet<_> = headcount_totals(&app.db.read, organization)
        .await?
        .into_keys()
        .collect();
    let all = workplace::of(organization).all(&app.db.read).await?;
    let open = all.iter().filter(|row| row.closed_on.is_none());
    let missing = open.filter(|row| !known.contains(&row.id)).count();
    let ready = !all.is_empty() && missing == 0;
    let detail = match (all.len(), missing) {
        (0, _) => "There are no workplaces yet.".to_owned(),
        (_, 0) => "Every workplace has headcounts.".to_owned(),
        (all, missing) => format!("{missing} of {all} workplaces have no headcounts."),
    };
    Ok(item(Check::Headcounts, ready, detail))
}

async fn current_officials(
    app: &App,
    organization: OrganizationId,
) -> Result<ReadinessItem, DbErr> {
    let today = app.clock.today();
    let there = officials_in_office(app, &app.db.read, organization, None, today).await?;
    let detail = format!("{} officials are in office today.", there.len());
    Ok(item(Check::CurrentOfficials, !there.is_empty(), detail))
}

async fn targets(app: &App, organization: OrganizationId) -> Result<ReadinessItem, DbErr> {
    let rows = target::of(organization).all(&app.db.read).await?;
    let having = rows.into_iter().map(|row| row.campaign_id).collect();
    let said = ("addresses somebody", "address nobody: `add_target`");
    of_each_campaign(app, organization, Check::Targets, &having, said).await
}

async fn demands(app: &App, organization: OrganizationId) -> Result<ReadinessItem, DbErr> {
    let rows = demand::of(organization).all(&app.db.read).await?;
    let having = rows.into_iter().map(|row| row.campaign_id).collect();
    let said = (
        "says what it asks for",
        "ask for nothing: `replace_demands`",
    );
    of_each_campaign(app, organization, Check::Demands, &having, said).await
}

/// For the languages that packets are set in; everybody else is written to in English.
async fn translations(app: &App, organization: OrganizationId) -> Result<ReadinessItem, DbErr> {
    let open = campaign::of(organization)
        .filter(campaign::Column::State.ne(CampaignState::Ended.as_str()))
        .all(&app.db.read)
        .await?;
    let (mut missing, mut wanted) = (BTreeSet::new(), false);
    for row in open {
        for language in foreign_languages(app, &row).await? {
            wanted = true;
            if !is_translated(app, &row, language).await? {
                missing.insert(language.as_str());
            }
        }
    }
    let missing: Vec<&str> = missing.into_iter().collect();
    let detail = match (wanted, missing.is_empty()) {
        (false, _) => "Everybody is addressed in their campaign's own language.".to_owned(),
        (true, true) => "Every addressee reads demands and summary in their language.".to_owned(),
        (true, false) => format!(
            "Demands or summary lack a translation into {}: `put_campaign_text`.",
            missing.join(", ")
        ),
    };
    Ok(item(Check::Translations, missing.is_empty(), detail))
}

/// Those of its addressees that are not its own.
async fn foreign_languages(
    app: &App,
    campaign: &campaign::Model,
) -> Result<BTreeSet<Language>, DbErr> {
    let (db, owner) = (&app.db.read, campaign.organization_id);
    let ours = target::of(owner).filter(target::Column::CampaignId.eq(campaign.id));
    let rows = ours.all(db).await?;
    let officials: Vec<_> = rows.iter().filter_map(|row| row.official_id).collect();
    let bodies: Vec<_> = rows.iter().filter_map(|row| row.body_id).collect();
    let officials = find_officials(app, db, owner, &officials).await?;
    let bodies = find_bodies(db, owner, &bodies).await?;
    let officials = officials.into_iter().map(|one| one.language);
    let spoken = officials.chain(bodies.into_iter().map(|one| one.language));
    let languages = spoken.map(|tag| Language::of(&tag));
    let is_foreign =
        |language: &Language| closest(&[campaign.language.as_str()], language.as_str()).is_none();
    Ok(languages.filter(is_foreign).collect())
}

async fn is_translated(
    app: &App,
    campaign: &campaign::Model,
    language: Language,
) -> Result<bool, DbErr> {
    let db = &app.db.read;
    let texts = texts_of(db, &[campaign.id]).await?;
    let tags: Vec<&str> = texts
        .iter()
        .map(|(_, text)| text.language.as_str())
        .collect();
    let text = closest(&tags, language.as_str()).and_then(|at| texts.get(at));
    let has_summary = text.is_some_and(|(_, text)| text.summary.is_some());
    let demands = demands_of(db, campaign.organization_id, &[campaign.id]).await?;
    let mut demands = demands.iter().map(|(_, demand)| demand);
    Ok(has_summary && demands.all(|demand| demand.translated(language.as_str()).is_some()))
}

async fn of_each_campaign(
    app: &App,
    organization: OrganizationId,
    check: Check,
    having: &HashSet<CampaignId>,
    (good, bad): (&str, &str),
) -> Result<ReadinessItem, DbErr> {
    let open = campaign::of(organization)
        .filter(campaign::Column::State.ne(CampaignState::Ended.as_str()))
        .all(&app.db.read)
        .await?;
    let missing = open.iter().filter(|row| !having.contains(&row.id)).count();
    let detail = match (open.len(), missing) {
        (0, _) => "There is no campaign yet.".to_owned(),
        (_, 0) => format!("Every campaign {good}."),
        (all, missing) => format!("{missing} of {all} campaigns {bad}."),
    };
    Ok(item(check, !open.is_empty() && missing == 0, detail))
}
