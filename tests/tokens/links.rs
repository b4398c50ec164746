//! What a steward, the host and whoever takes the database see at issuing, and what they see at spending: nothing of the one is
//! in the other.

use broadside::audit::entity::audit_entry;
use broadside::testimony::entity::{testimony, testimony_wrap};
use broadside::tokens::entity::{spent_token, token_epoch, token_voucher};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use poem_openapi::types::ToJSON;
use sea_orm::{ConnectionTrait, QueryOrder, Statement};

use super::*;
use crate::privacy::written;

fn bytes(text: &str) -> Vec<u8> {
    BASE64URL_NOPAD.decode(text.as_bytes()).unwrap()
}

/// Raw, in hexadecimal and in base64, as somebody might have written it down.
fn forms(value: &[u8]) -> Vec<Vec<u8>> {
    let texts = [HEXLOWER.encode(value), BASE64URL_NOPAD.encode(value)];
    let texts = texts.into_iter().map(String::into_bytes);
    texts.chain([value.to_vec()]).collect()
}

fn holds(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

struct Seen {
    at_issuing: Vec<Vec<u8>>,
    token: Token,
}

/// One worker, and every value that anybody but their client has seen of it.
async fn watched(world: &World, call: &Call, by: &Persona, seed: u64) -> Seen {
    let code = voucher(world, call, by).await;
    let asked = pending(call, &code, seed);
    let request = asked.request().unwrap().to_json().unwrap();
    let issued = redeem(world, call, &asked).await.expect(200);
    let mut at_issuing = vec![
        code.replace('-', "").into_bytes(),
        bytes(request["blinded_element"].as_str().unwrap()),
    ];
    for field in ["evaluated_element", "proof"] {
        at_issuing.push(bytes(issued[field].as_str().unwrap()));
    }
    Seen {
        at_issuing,
        token: accept(world, call, &asked, &issued).await,
    }
}

#[tokio::test]
async fn nothing_seen_at_issuing_is_in_anything_seen_at_spending() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let by = steward(&world, &call).await;
    let mut workers = vec![];
    for seed in 0..10 {
        workers.push(watched(&world, &call, &by, seed).await);
    }
    let db = &world.app.db.read;
    let mut at_issuing: Vec<Vec<u8>> = workers
        .iter()
        .flat_map(|seen| seen.at_issuing.clone())
        .collect();
    for row in token_voucher::for_jobs().all(db).await.unwrap() {
        at_issuing.extend([row.mark, row.request.unwrap()]);
    }
    for row in audit_entry::for_jobs().all(db).await.unwrap() {
        at_issuing.push(row.id.0.as_bytes().to_vec());
    }

    world.advance(chrono::Duration::days(1));
    let body = told(Some(&workers[6].token), &receipt(1));
    world.testify_today(&call, body.clone()).await.expect(201);
    let mut at_spending = ["input", "output"]
        .map(|field| bytes(body["worker_token"][field].as_str().unwrap()))
        .to_vec();
    for row in spent_token::for_jobs().all(db).await.unwrap() {
        at_spending.push(row.mark);
    }
    for row in testimony::for_jobs().all(db).await.unwrap() {
        assert!(row.verified_worker);
        let id = row.id.0.as_bytes().to_vec();
        at_spending.extend([id, row.verifier, row.mailbox_public, row.sealed]);
    }
    for row in testimony_wrap::for_jobs().all(db).await.unwrap() {
        at_spending.push(row.wrapped);
    }
    for seen in &at_issuing {
        for window in seen.windows(6) {
            let again = at_spending.iter().find(|spent| holds(spent, window));
            assert!(again.is_none(), "{}", HEXLOWER.encode(window));
        }
    }
}

#[tokio::test]
async fn no_byte_on_disk_holds_a_code_an_element_or_a_token() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let by = steward(&world, &call).await;
    let mut workers = vec![];
    for seed in 0..10 {
        workers.push(watched(&world, &call, &by, seed).await);
    }
    world.advance(chrono::Duration::days(1));
    let body = told(Some(&workers[2].token), &receipt(1));
    world.testify_today(&call, body).await.expect(201);
    world.work().await;
    let mut secret: Vec<Vec<u8>> = vec![];
    for seen in &workers {
        secret.extend(seen.at_issuing.iter().flat_map(|value| forms(value)));
        let token = seen.token.worker_token();
        for part in [&token.input, &token.output] {
            secret.extend(forms(&bytes(part)));
        }
    }
    let key = bytes(&workers[0].token.public_key);
    let mut proves_itself = false;
    for file in written(&world) {
        // A database drops files of its own while they are listed.
        let Ok(bytes) = std::fs::read(&file) else {
            continue;
        };
        proves_itself |= holds(&bytes, &key);
        let found = secret.iter().find(|part| holds(&bytes, part));
        let found = found.map(|part| String::from_utf8_lossy(part).into_owned());
        assert_eq!(found, None, "{}", file.display());
    }
    assert!(proves_itself, "the epoch's public key is in the database");
}

/// What is in the tables of a service where the worker with this number has testified.
async fn tables(who: usize) -> (Vec<String>, Vec<Vec<u8>>) {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let tokens = open(&world, &call).await;
    let body = told(Some(&tokens[who]), &receipt(1));
    world.testify_today(&call, body).await.expect(201);
    let db = &world.app.db.read;
    let mut rows = vec![];
    let vouchers = token_voucher::for_jobs().order_by_asc(token_voucher::Column::Mark);
    for row in vouchers.all(db).await.unwrap() {
        rows.push(format!(
            "{:?} {} {:?}",
            row.campaign_id,
            row.expires_on,
            row.request.is_some()
        ));
    }
    for row in token_epoch::for_jobs().all(db).await.unwrap() {
        rows.push(format!(
            "{} {} {:?} {:?}",
            row.number, row.issued, row.opens_on, row.spent
        ));
    }
    for row in testimony::for_jobs().all(db).await.unwrap() {
        rows.push(format!(
            "{} {} {}",
            row.state, row.received_on, row.verified_worker
        ));
    }
    for row in audit_entry::for_jobs()
        .order_by_asc(audit_entry::Column::Id)
        .all(db)
        .await
        .unwrap()
    {
        rows.push(format!("{} {}", row.action, row.at));
    }
    rows.sort();
    let spent = spent_token::for_jobs().all(db).await.unwrap();
    (rows, spent.into_iter().map(|row| row.mark).collect())
}

#[tokio::test]
async fn whoever_of_the_ten_it_was_the_tables_say_the_same() {
    let (one, first) = tables(0).await;
    let (other, second) = tables(7).await;
    assert_eq!(one, other);
    assert_eq!((first.len(), second.len()), (1, 1));
    assert_ne!(first, second);
    let about_vouchers = one.iter().filter(|row| row.contains("create_voucher"));
    let about_vouchers: Vec<_> = about_vouchers.collect();
    assert_eq!(about_vouchers.len(), 10);
    // By day alone: who was checked when does not follow.
    assert!(
        about_vouchers.iter().all(|row| row.contains("00:00:00")),
        "{about_vouchers:?}"
    );
    assert!(one.iter().all(|row| !row.contains("worker_token")));
}

async fn said_of(world: &World, sql: &str) -> Vec<String> {
    let db = &world.app.db.read;
    let statement = Statement::from_string(db.get_database_backend(), sql.to_owned());
    let rows = db.query_all_raw(statement).await.unwrap();
    rows.iter()
        .map(|row| row.try_get("", "said").unwrap())
        .collect()
}

#[tokio::test]
async fn after_a_night_no_row_says_with_which_other_it_was_written() {
    let world = World::new().await;
    world.work().await;
    let call = world.testimony_call().await;
    let tokens = open(&world, &call).await;
    for (seed, token) in tokens.iter().take(3).enumerate() {
        let body = told(Some(token), &receipt(seed as u64));
        world.testify_today(&call, body).await.expect(201);
    }
    if world.app.db.is_sqlite() {
        for table in ["token_voucher", "token_epoch", "spent_token"] {
            let sql = format!(
                "SELECT sql AS said FROM sqlite_master WHERE name = '{table}' AND type = 'table'"
            );
            assert!(
                said_of(&world, &sql).await[0].contains("WITHOUT ROWID"),
                "{table}"
            );
        }
        return;
    }
    let together =
        "SELECT s.xmin::text AS said FROM spent_token s JOIN testimony t ON s.xmin = t.xmin";
    assert_eq!(
        said_of(&world, together).await.len(),
        3,
        "until the night it does"
    );
    world.advance(chrono::Duration::days(1));
    world.work().await;
    let versions = "SELECT DISTINCT said FROM (SELECT xmin::text AS said FROM spent_token UNION ALL SELECT xmin::text FROM testimony) a";
    assert_eq!(said_of(&world, versions).await.len(), 1);
}
