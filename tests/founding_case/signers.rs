//! Workers and patrons sign, confirm by mail, and some think better of it.

use serde_json::{Value, json};

use super::alder_county::EMPLOYER_DOMAIN;
use super::campaign::Case;
use super::office::{Office, code_for};
use crate::kit::World;

/// How many people of each branch sign, in the order of `BRANCHES`.
const OF_BRANCHES: [usize; 6] = [8, 2, 7, 6, 5, 5];

pub const PATRONS: [(&str, usize); 2] = [("99501", 4), ("99502", 3)];

pub async fn sign(world: &World, office: &Office, case: &Case) {
    rosa_signs_with_her_name(world, office, case).await;
    lupe_signs_from_the_employers_mail(world, case).await;
    for (branch, signers) in case.branches.iter().zip(OF_BRANCHES) {
        let is_first = *branch == case.branches[0];
        // Rosa and Lupe are two of the eight of Alder Street.
        for number in if is_first { 2 } else { 0 }..signers {
            let email = format!("worker{number}.{}@mail.example", &branch[32..]);
            let worker = json!({"email": email, "standing": "employee", "workplace_id": branch});
            sign_and_confirm(world, case, worker).await;
        }
    }
    for (code, patrons) in PATRONS {
        for number in 0..patrons {
            let email = format!("patron{number}.{code}@mail.example");
            let mut patron = json!({"email": email, "standing": "patron", "postal_code": code});
            // One lets her own Supervisor know her name, and nobody else.
            if email.starts_with("patron0.99501") {
                patron["visibility"] = json!("recipients");
                patron["name"] = json!("Wilhelmina Brightwater");
            }
            sign_and_confirm(world, case, patron).await;
        }
    }
    nadia_never_opens_her_mail(world, case).await;
    tomas_takes_his_name_back(world, case).await;
}

async fn ask(world: &World, case: &Case, body: Value) -> crate::kit::Answer {
    world
        .post(
            &format!("/v1/petitions/{}/signatures", case.petition),
            None,
            body,
        )
        .await
}

async fn sign_and_confirm(world: &World, case: &Case, body: Value) {
    let email = body["email"].as_str().unwrap().to_owned();
    ask(world, case, body).await.expect(202);
    world.work().await;
    let code = json!({"code": code_for(world, &email)});
    let confirmed = world.post("/v1/signatures/confirmations", None, code).await;
    assert_eq!(confirmed.expect(200)["state"], "confirmed");
}

/// Her comment is read by somebody before it is printed anywhere.
async fn rosa_signs_with_her_name(world: &World, office: &Office, case: &Case) {
    let rosa = json!({
        "email": "rosa@mail.example", "name": "Rosa María Cárdenas", "visibility": "public",
        "standing": "employee", "workplace_id": case.branches[0], "language": "es",
        "comment": "We are alone at the desk after six.",
    });
    sign_and_confirm(world, case, rosa.clone()).await;
    // The same mailbox by another name: answered alike, and counted once.
    let mut again = rosa;
    again["email"] = json!("Rosa+petition@mail.example");
    ask(world, case, again).await.expect(202);
    assert_eq!(confirmed(world, case).await, 1);

    let ramon = Some(&office.ramon.who);
    let comments = format!("/v1/petitions/{}/comments", case.petition);
    let waiting = world.get(&comments, ramon).await.expect(200);
    let signature = waiting["items"][0]["signature_id"].as_str().unwrap();
    let path = format!("/v1/signatures/{signature}/comment-review");
    let approve = Some(json!({"decision": "approve"}));
    world
        .send(poem::http::Method::PUT, &path, ramon, approve)
        .await
        .expect(200);
    let signatures = format!("/v1/petitions/{}/signatures", case.petition);
    let listed = world.get(&signatures, ramon).await.expect(200);
    assert_eq!(listed["items"][0]["name"], "Rosa María Cárdenas");
}

async fn lupe_signs_from_the_employers_mail(world: &World, case: &Case) {
    let mut lupe = json!({
        "email": format!("lupe@{EMPLOYER_DOMAIN}"), "standing": "employee", "workplace_id": case.branches[0],
    });
    let warned = ask(world, case, lupe.clone()).await;
    assert_eq!(warned.problem(), "employer-address");
    lupe["email"] = json!("lupe@mail.example");
    sign_and_confirm(world, case, lupe).await;
}

async fn nadia_never_opens_her_mail(world: &World, case: &Case) {
    let nadia = json!({"email": "nadia@mail.example", "standing": "ally"});
    ask(world, case, nadia).await.expect(202);
    let path = format!("/v1/petitions/{}/confirmations/resend", case.petition);
    world
        .post(&path, None, json!({"email": "nadia@mail.example"}))
        .await
        .expect(202);
    world.work().await;
}

async fn tomas_takes_his_name_back(world: &World, case: &Case) {
    let tomas = json!({
        "email": "tomas@mail.example", "name": "Tomás Etxeberria", "visibility": "recipients",
        "standing": "employee", "workplace_id": case.branches[0],
    });
    let before = confirmed(world, case).await;
    sign_and_confirm(world, case, tomas).await;
    assert_eq!(confirmed(world, case).await, before + 1);
    let mails = world.mails();
    let mail = mails
        .iter()
        .rfind(|mail| mail.contains("tomas@mail.example"))
        .unwrap();
    let (_, rest) = mail.split_once("/withdraw?token=").unwrap();
    let token = rest.split_whitespace().next().unwrap();
    let withdrawn = world
        .post("/v1/signatures/withdrawals", None, json!({"token": token}))
        .await;
    assert_eq!(withdrawn.expect(200)["state"], "withdrawn");
    assert_eq!(confirmed(world, case).await, before);
}

pub async fn confirmed(world: &World, case: &Case) -> i64 {
    let count = world
        .get(&format!("/v1/petitions/{}/count", case.petition), None)
        .await;
    count.expect(200)["confirmed"].as_i64().unwrap()
}
