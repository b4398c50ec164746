//! Confirming and withdrawing by what the mail says.

use broadside::jobs::{self, Kind};
use serde_json::json;

use super::{drive, employee};

#[tokio::test]
async fn a_signature_counts_from_its_confirmation_on() {
    let drive = drive().await;
    drive.sign_as("rosa@example.org").await;
    assert_eq!(drive.count().await, 0);
    let mail = drive.mails_to("rosa@example.org").pop().unwrap();
    assert!(
        mail.contains("Security guards at every high-risk branch"),
        "{mail}"
    );
    let subject = mail
        .lines()
        .find(|line| line.starts_with("Subject:"))
        .unwrap();
    assert_eq!(
        subject.trim_end(),
        "Subject: Please confirm your e-mail address"
    );
    let confirmed = drive
        .confirm(&drive.token("rosa@example.org"))
        .await
        .expect(200);
    assert_eq!(confirmed["state"], "confirmed");
    assert_eq!(drive.count().await, 1);
    drive.check_counters().await;
}

#[tokio::test]
async fn concurrent_confirmations_of_one_signature_count_once() {
    let drive = drive().await;
    drive.sign_as("rosa@example.org").await;
    let token = drive.token("rosa@example.org");
    let all = (0..20).map(|_| drive.confirm(&token));
    for answer in futures_util::future::join_all(all).await {
        assert_eq!(answer.expect(200)["state"], "confirmed");
    }
    assert_eq!(drive.count().await, 1);
    drive.check_counters().await;
}

#[tokio::test]
async fn a_code_that_is_typed_works_as_the_link_does() {
    let drive = drive().await;
    drive.sign_as("rosa@example.org").await;
    let mail = drive.mails_to("rosa@example.org").pop().unwrap();
    let code = mail
        .lines()
        .map(str::trim)
        .find(|line| line.len() == 19 && line.matches('-').count() == 3)
        .unwrap();
    let sloppy = code.to_lowercase().replace('-', " ");
    let confirmed = drive
        .world
        .post(
            "/v1/signatures/confirmations",
            None,
            json!({"code": sloppy}),
        )
        .await
        .expect(200);
    assert_eq!(confirmed["state"], "confirmed");
    assert_eq!(drive.count().await, 1);
}

#[tokio::test]
async fn after_seven_days_a_confirmation_has_expired() {
    let drive = drive().await;
    drive.sign_as("rosa@example.org").await;
    let token = drive.token("rosa@example.org");
    drive.world.advance(chrono::Duration::days(8));
    assert_eq!(
        drive.confirm(&token).await.problem(),
        "confirmation-expired"
    );
    drive.run_job(Kind::ExpireSignatures).await;
    let row = drive.signatures().await.pop().unwrap();
    assert_eq!((row.state.as_str(), row.address_sealed), ("expired", None));
    assert_eq!(
        drive.confirm(&token).await.problem(),
        "confirmation-expired"
    );
    drive.check_counters().await;
    drive.sign_and_confirm(employee("rosa@example.org")).await;
    assert_eq!(drive.count().await, 1);
    drive.check_counters().await;
}

#[tokio::test]
async fn a_token_that_is_not_ours_confirms_nothing() {
    let drive = drive().await;
    drive.sign_as("rosa@example.org").await;
    let token = drive.token("rosa@example.org");
    let mut forged = token.clone();
    forged.replace_range(30..31, if &token[30..31] == "A" { "B" } else { "A" });
    for wrong in [
        forged.as_str(),
        "",
        "x",
        &drive.withdrawal_token("rosa@example.org"),
    ] {
        assert_eq!(
            drive.confirm(wrong).await.problem(),
            "confirmation-not-valid"
        );
    }
    let both = json!({"token": token, "code": "AAAA"});
    assert_eq!(
        drive
            .world
            .post("/v1/signatures/confirmations", None, both)
            .await
            .problem(),
        "invalid-body"
    );
    assert_eq!(drive.count().await, 0);
}

#[tokio::test]
async fn what_is_withdrawn_no_longer_counts_and_its_link_is_dead() {
    let drive = drive().await;
    let body = json!({"email": "rosa@example.org", "standing": "employee", "visibility": "recipients", "name": "Rosa Márquez"});
    drive.sign_and_confirm(body).await;
    let (confirm, withdraw) = (
        drive.token("rosa@example.org"),
        drive.withdrawal_token("rosa@example.org"),
    );
    let path = "/v1/signatures/withdrawals";
    let gone = drive
        .world
        .post(path, None, json!({"token": withdraw}))
        .await
        .expect(200);
    assert_eq!(gone["state"], "withdrawn");
    assert_eq!(drive.count().await, 0);
    drive.check_counters().await;
    drive
        .world
        .post(path, None, json!({"token": withdraw}))
        .await
        .expect(200);
    assert_eq!(
        drive.confirm(&confirm).await.problem(),
        "confirmation-not-valid"
    );
    drive.world.work().await;
    assert!(
        drive
            .mails_to("rosa@example.org")
            .pop()
            .unwrap()
            .contains("has been withdrawn")
    );
    let row = drive.signatures().await.pop().unwrap();
    assert_eq!((row.name_sealed, row.address_sealed), (None, None));
    drive.sign_and_confirm(employee("rosa@example.org")).await;
    assert_eq!(drive.count().await, 1);
    drive.check_counters().await;
}

#[tokio::test]
async fn a_database_that_fails_after_a_mail_has_left_does_not_send_it_again() {
    let drive = drive().await;
    let body = json!({"email": "rosa@example.org", "standing": "employee", "visibility": "recipients", "name": "Rosa Márquez"});
    drive.sign_and_confirm(body).await;
    let before = drive.mails_to("rosa@example.org").len();
    let token = drive.withdrawal_token("rosa@example.org");
    drive
        .world
        .post("/v1/signatures/withdrawals", None, json!({"token": token}))
        .await
        .expect(200);
    // Whatever would forget an address fails now.
    let (plant, lift) = if crate::kit::database::on_postgres() {
        (
            "ALTER TABLE signature ADD CONSTRAINT planted CHECK (address_sealed IS NOT NULL) NOT VALID",
            "ALTER TABLE signature DROP CONSTRAINT planted",
        )
    } else {
        (
            "CREATE TRIGGER planted BEFORE UPDATE ON signature WHEN NEW.address_sealed IS NULL \
             BEGIN SELECT RAISE(ABORT, 'planted'); END",
            "DROP TRIGGER planted",
        )
    };
    drive.execute(plant).await;
    drive.world.work().await;
    assert_eq!(drive.mails_to("rosa@example.org").len(), before + 1);
    assert_ne!(drive.signatures().await[0].address_sealed, None);
    let jobs = jobs::entity::job::for_jobs();
    let jobs = jobs.all(&drive.world.app.db.read).await.unwrap();
    assert!(jobs.iter().all(|job| job.kind != "send_withdrawn"), "done");
    drive.execute(lift).await;
    drive.world.advance(chrono::Duration::days(3));
    drive.world.work().await;
    assert_eq!(drive.mails_to("rosa@example.org").len(), before + 1);
    assert_eq!(drive.signatures().await[0].address_sealed, None);
}

#[tokio::test]
async fn somebody_who_never_signed_can_say_so() {
    let drive = drive().await;
    drive.sign_as("rosa@example.org").await;
    let token = drive.withdrawal_token("rosa@example.org");
    let gone = drive
        .world
        .post("/v1/signatures/withdrawals", None, json!({"token": token}))
        .await
        .expect(200);
    assert_eq!(gone["state"], "expired");
    assert_eq!(drive.signatures().await.pop().unwrap().address_sealed, None);
    drive.check_counters().await;
}
