//! What keeps a signer safe from a stranger, an outage and a clerk's correction.

use broadside::directory::PostalCodeId;
use broadside::directory::entity::{postal_code, workplace};
use broadside::identity::Role;
use broadside::jobs::Kind;
use broadside::signatures::entity::mail_quota;
use poem::http::Method;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, DbErr, EntityTrait, IntoActiveModel};
use serde_json::json;

use super::{Drive, drive, employee};

#[tokio::test]
async fn a_mail_confirms_what_it_was_sent_for_and_not_what_a_stranger_put_in_its_place() {
    let drive = drive().await;
    drive.sign_as("rosa@example.org").await;
    let first = drive.token("rosa@example.org");
    let stranger = json!({
        "email": "rosa@example.org", "standing": "employee", "visibility": "public",
        "name": "Rosa Delgado", "comment": "I hate my manager."
    });
    drive.sign(stranger).await.expect(202);
    drive.world.work().await;
    assert_eq!(
        drive.confirm(&first).await.problem(),
        "confirmation-not-valid"
    );
    assert_eq!(drive.count().await, 0);

    let mails = drive.mails_to("rosa@example.org");
    assert_eq!(mails.len(), 2);
    assert!(mails[1].contains("Rosa Delgado"), "{}", mails[1]);
    assert!(mails[1].contains("I hate my manager."), "{}", mails[1]);
    drive
        .confirm(&drive.token("rosa@example.org"))
        .await
        .expect(200);
    drive.check_counters().await;
}

#[tokio::test]
async fn a_repeat_that_says_the_same_leaves_the_first_mail_good() {
    let drive = drive().await;
    drive.sign_as("rosa@example.org").await;
    let first = drive.token("rosa@example.org");
    drive.sign_as("rosa@example.org").await;
    drive.confirm(&first).await.expect(200);
    assert_eq!(drive.count().await, 1);
}

#[tokio::test]
async fn a_signature_that_was_set_aside_counts_once_it_is_lifted_if_its_signer_has_confirmed() {
    let drive = drive().await;
    drive.sign_as("rosa@example.org").await;
    let id = drive.signatures().await[0].id;
    let reason = json!({"reason": "flagged_by_member"});
    let path = format!("/v1/signatures/{id}/quarantine");
    drive
        .world
        .send(Method::PUT, &path, Some(&drive.owner), Some(reason))
        .await
        .expect(200);
    let told = drive
        .confirm(&drive.token("rosa@example.org"))
        .await
        .expect(200);
    assert_eq!(told["state"], "quarantined");
    assert_eq!(drive.count().await, 0);
    let lift = drive
        .world
        .send(Method::DELETE, &path, Some(&drive.owner), None);
    lift.await.expect(200);
    assert_eq!(drive.count().await, 1);
    drive.check_counters().await;
}

#[tokio::test]
async fn a_postal_code_in_two_districts_tells_neither_and_four_more_digits_change_nothing() {
    let drive = drive().await;
    let twice = postal_code::ActiveModel {
        id: Set(PostalCodeId(uuid::Uuid::from_u128(9))),
        organization_id: Set(drive.owner.organization),
        code: Set("99503".to_owned()),
        division_id: Set(drive.districts[0]),
    };
    let again = postal_code::ActiveModel {
        id: Set(PostalCodeId(uuid::Uuid::from_u128(10))),
        division_id: Set(drive.districts[1]),
        ..twice.clone()
    };
    let rows = &[twice, again];
    let write = drive.world.app.db.write(|tx| async move {
        postal_code::Entity::insert_many(rows.to_vec())
            .exec_without_returning(&*tx)
            .await?;
        Ok::<_, DbErr>(())
    });
    write.await.unwrap();
    for (n, (code, district)) in [
        ("99502-1234", Some(drive.districts[1])),
        ("99503", None),
        ("99504", None),
    ]
    .into_iter()
    .enumerate()
    {
        let patron = json!({"email": format!("patron{n}@example.org"), "standing": "patron", "postal_code": code});
        drive.sign(patron).await.expect(202);
        let rows = drive.signatures().await;
        assert_eq!(rows.len(), n + 1);
        let counted = rows
            .iter()
            .filter(|row| row.division_id == district)
            .count();
        assert!(counted > 0, "{code}");
    }
}

#[tokio::test]
async fn asking_once_more_is_written_down_whether_or_not_the_address_has_signed() {
    let drive = drive().await;
    let path = format!("/v1/petitions/{}/confirmations/resend", drive.petition);
    drive
        .world
        .post(&path, None, json!({"email": "nobody@example.org"}))
        .await
        .expect(202);
    let rows = mail_quota::for_jobs()
        .all(&drive.world.app.db.read)
        .await
        .unwrap();
    assert_eq!(rows.iter().map(|row| row.sent).collect::<Vec<_>>(), [0]);
}

#[tokio::test]
async fn the_address_of_a_withdrawn_signature_does_not_outlive_a_mail_that_never_left() {
    let drive = drive().await;
    drive
        .sign_and_confirm(json!({
            "email": "rosa@example.org", "standing": "employee", "visibility": "public", "name": "Rosa Delgado"
        }))
        .await;
    let token = drive.withdrawal_token("rosa@example.org");
    let path = "/v1/signatures/withdrawals";
    drive
        .world
        .post(path, None, json!({"token": token}))
        .await
        .expect(200);
    drive
        .execute("UPDATE job SET state = 'buried' WHERE kind = 'send_withdrawn'")
        .await;
    assert!(drive.signatures().await[0].address_sealed.is_some());
    drive.world.advance(chrono::Duration::days(3));
    drive.run_job(Kind::RecountSignatures).await;
    assert_eq!(drive.signatures().await[0].address_sealed, None);
}

async fn sign_at(drive: &Drive, branch: usize, signers: usize) {
    for n in 0..signers {
        let email = format!("w{branch}x{n}@example.org");
        let place = drive.branches[branch];
        let body = json!({"email": email, "standing": "employee", "workplace_id": place});
        drive.sign_and_confirm(body).await;
    }
    drive.world.advance(chrono::Duration::hours(2));
    drive.world.work().await;
}

async fn put_the_district_right(drive: &Drive, branch: usize, district: usize) {
    let db = &drive.world.app.db;
    let rows = workplace::for_jobs().all(&db.read).await.unwrap();
    let mut rows = rows.into_iter();
    let row = rows.find(|row| row.id == drive.branches[branch]);
    let mut row = row.unwrap().into_active_model();
    row.division_id = Set(Some(drive.districts[district]));
    let row = &row;
    let write = db.write(|tx| async move { row.clone().update(&*tx).await });
    write.await.unwrap();
}

async fn by_district(drive: &Drive) -> Vec<(String, i64)> {
    let path = format!("/v1/petitions/{}/counts", drive.petition);
    let counts = drive.world.get(&path, Some(&drive.owner)).await.expect(200);
    let rows = counts["divisions"].as_array().unwrap().iter();
    let row = |row: &serde_json::Value| {
        let district = row["division_id"].as_str().unwrap().to_owned();
        (district, row["confirmed"].as_i64().unwrap())
    };
    rows.map(row).collect()
}

#[tokio::test]
async fn a_branch_whose_district_is_put_right_takes_its_signatures_along() {
    let drive = drive().await;
    sign_at(&drive, 0, 7).await;
    put_the_district_right(&drive, 0, 1).await;
    let there = (drive.districts[1].to_string(), 7);
    assert_eq!(by_district(&drive).await, [there]);
    drive.check_counters().await;
}

/// What one district loses and another gains would be the number that is held back.
#[tokio::test]
async fn a_branch_whose_number_is_held_back_leaves_its_signatures_where_they_were_counted() {
    let drive = drive().await;
    sign_at(&drive, 0, 2).await;
    put_the_district_right(&drive, 0, 1).await;
    let there = (drive.districts[0].to_string(), 2);
    assert_eq!(by_district(&drive).await, [there]);
}

#[tokio::test]
async fn a_name_for_the_recipients_is_listed_only_to_those_who_may_export() {
    let drive = drive().await;
    drive
        .sign_and_confirm(json!({
            "email": "rosa@example.org", "standing": "employee", "visibility": "recipients", "name": "Rosa Delgado"
        }))
        .await;
    let organizer = drive.world.member(&drive.owner, &[Role::Organizer]).await;
    let path = format!("/v1/petitions/{}/signatures", drive.petition);
    drive
        .execute(&format!(
            "UPDATE session SET second_factor_at = NULL WHERE member_id = {}",
            drive.id_in_sql(organizer.member.0)
        ))
        .await;
    let with = drive.world.get(&path, Some(&drive.owner)).await.expect(200);
    assert_eq!(with["items"][0]["name"], "Rosa Delgado");
    let without = drive.world.get(&path, Some(&organizer)).await.expect(200);
    assert_eq!(without["items"][0].get("name"), None);
}

#[tokio::test]
async fn whoever_signed_before_the_closing_still_has_the_days_that_the_mail_promised() {
    let drive = drive().await;
    drive.sign_as("rosa@example.org").await;
    drive.set_state("closed").await;
    drive
        .confirm(&drive.token("rosa@example.org"))
        .await
        .expect(200);
    assert_eq!(
        drive.sign(employee("late@example.org")).await.problem(),
        "petition-not-open"
    );
}

#[tokio::test]
async fn a_week_after_its_closing_a_petition_is_closed_and_not_unknown() {
    let drive = drive().await;
    drive.set_state("closed").await;
    drive
        .world
        .app
        .petition_keys
        .destroy(drive.petition.0)
        .unwrap();
    assert_eq!(
        drive.sign(employee("late@example.org")).await.problem(),
        "petition-not-open"
    );
}
