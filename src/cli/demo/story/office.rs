//! The union's office: its owner, organizer and two reviewers, their second factors and keys, and the directory.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::{done, step};
use crate::cli::Failure;
use crate::cli::demo::client::{Client, text};
use crate::cli::demo::mailbox::MailFolder;
use crate::cli::demo::{OWNER, PASSWORD, county};
use crate::clock::Clock;

/// Everybody with an account, signed in, and the ids that the rest of the story needs.
pub struct Office {
    pub owner: Client,
    pub organizer: Client,
    pub reviewers: [Client; 2],
    pub sign_ins: Vec<(&'static str, String, String)>,
    pub board: String,
    pub employer: String,
    pub president: String,
    pub clock: Clock,
}

impl Office {
    pub fn in_days(&self, days: u64) -> NaiveDate {
        self.clock.today() + Days::new(days)
    }

    /// Whoever was away for weeks has to sign in again, with a code of today.
    pub async fn back(&mut self, anybody: &Client) -> Result<(), Failure> {
        for (role, email, secret) in &self.sign_ins {
            let code = code(secret, &self.clock)?;
            let body = json!({"email": email, "password": PASSWORD, "totp_code": code});
            let session = anybody.post("/v1/sessions", body).await?;
            let client = anybody.signed_in(&text(&session, "access_token")?);
            match *role {
                "owner" => self.owner = client,
                _ => self.organizer = client,
            }
        }
        Ok(())
    }
}

pub async fn open(anybody: &Client, mails: &MailFolder, clock: &Clock) -> Result<Office, Failure> {
    step("The owner signs in and sets up a second factor");
    let (owner, secret) = sign_in(anybody, OWNER, clock).await?;
    let contact = json!({"contact": {
        "name": "Wendeline Abara", "title": "Chief Steward",
        "titles": [{"language": "es", "title": "Delegada principal"}],
        "telephone": "(555) 014-0147", "email": "steward@union.example"
    }});
    let organization = ("/v1/organization", "/v1/organization");
    owner
        .change(reqwest::Method::PATCH, organization, contact)
        .await?;
    done("done");
    let mut sign_ins = vec![("owner", OWNER.to_owned(), secret)];
    step("Another owner, an organizer and two reviewers join");
    let mut people = Vec::new();
    for (role, name, email) in [
        ("owner", "Wendeline Abara", "second.owner@union.example"),
        ("organizer", "Iker Salgado-Mbeki", "organizer@union.example"),
        ("reviewer", "Rosamund Vale", "first.reviewer@union.example"),
        (
            "reviewer",
            "Tadeo Winterbourne",
            "second.reviewer@union.example",
        ),
    ] {
        invite(anybody, &owner, mails, (role, name, email)).await?;
        let (client, secret) = sign_in(anybody, email, clock).await?;
        if role == "organizer" {
            sign_ins.push(("organizer", email.to_owned(), secret));
        }
        people.push(client);
    }
    done("done");
    let [deputy, organizer, first, second] =
        <[Client; 4]>::try_from(people).map_err(|_| "four people were invited")?;
    let reviewers = keys([owner.clone(), deputy], [first, second]).await?;
    let ids = directory(&organizer, clock).await?;
    let [board, employer, president] = ids;
    Ok(Office {
        owner,
        organizer,
        reviewers,
        sign_ins,
        board,
        employer,
        president,
        clock: clock.clone(),
    })
}

async fn sign_in(
    anybody: &Client,
    email: &str,
    clock: &Clock,
) -> Result<(Client, String), Failure> {
    let body = json!({"email": email, "password": PASSWORD});
    let session = anybody.post("/v1/sessions", body).await?;
    let client = anybody.signed_in(&text(&session, "access_token")?);
    let setup = client
        .post("/v1/me/totp", json!({"password": PASSWORD}))
        .await?;
    let secret = text(&setup, "secret")?;
    client
        .post(
            "/v1/me/totp/confirm",
            json!({"code": code(&secret, clock)?}),
        )
        .await?;
    let refresh = json!({"refresh_token": text(&session, "refresh_token")?});
    let session = anybody.post("/v1/sessions/refresh", refresh).await?;
    Ok((anybody.signed_in(&text(&session, "access_token")?), secret))
}

/// What an authenticator app would show now.
fn code(secret: &str, clock: &Clock) -> Result<String, Failure> {
    let secret = data_encoding::BASE32_NOPAD.decode(secret.as_bytes())?;
    let now = u64::try_from(clock.now().timestamp())?;
    Ok(totp_rs::Builder::new()
        .with_secret(secret)
        .build()
        .map_err(|_| "the secret is too short")?
        .generate(now)
        .to_string())
}

/// How long the codes that were used last still are the present ones.
pub fn until_the_next_code(clock: &Clock) -> Result<std::time::Duration, Failure> {
    let now = u64::try_from(clock.now().timestamp())?;
    Ok(std::time::Duration::from_secs(30 - now % 30))
}

async fn invite(
    anybody: &Client,
    owner: &Client,
    mails: &MailFolder,
    (role, name, email): (&str, &str, &str),
) -> Result<(), Failure> {
    owner
        .post("/v1/invitations", json!({"email": email, "roles": [role]}))
        .await?;
    let code = mails.code_for(email).await?;
    let accepted = json!({"code": code, "name": name, "password": PASSWORD});
    anybody.post("/v1/invitations/accept", accepted).await?;
    Ok(())
}

/// Each reviewer gets a key and opens it; each owner prints one half of the recovery key.
async fn keys(
    [owner, deputy]: [Client; 2],
    reviewers: [Client; 2],
) -> Result<[Client; 2], Failure> {
    step("Reviewers get keys; two owners print the recovery key");
    owner.post("/v1/review/recovery-key", json!({})).await?;
    let second_half = "/v1/review/recovery-key/second-half";
    deputy.post(second_half, json!({})).await?;
    let mut unlocked = Vec::new();
    for reviewer in reviewers {
        let key = reviewer.post("/v1/review/keys", json!({})).await?;
        let passphrase = json!({"passphrase": text(&key, "passphrase")?});
        let unlock = reviewer.post("/v1/review/unlock", passphrase).await?;
        unlocked.push(reviewer.unlocked(&text(&unlock, "unlock_token")?));
    }
    done("done");
    Ok(<[Client; 2]>::try_from(unlocked).map_err(|_| "two reviewers were given")?)
}

async fn directory(organizer: &Client, clock: &Clock) -> Result<[String; 3], Failure> {
    step("Districts and branches are imported from spreadsheets");
    organizer
        .post_csv("/v1/imports/divisions", county::divisions_csv())
        .await?;
    let report = organizer
        .post_csv("/v1/imports/workplaces", county::workplaces_csv())
        .await?;
    organizer
        .post_csv("/v1/imports/postal_codes", county::postal_codes_csv())
        .await?;
    done(format!("{} branches", report["imported"]));
    step("Board, Supervisors and association are written down");
    let board = body(organizer, json!({"name": county::BOARD, "kind": "board"})).await?;
    let employer = body(
        organizer,
        json!({"name": county::EMPLOYER, "kind": "employer"}),
    )
    .await?;
    let association = body(
        organizer,
        json!({"name": county::ASSOCIATION, "kind": "association"}),
    )
    .await?;
    organizer
        .post(
            "/v1/employer-domains",
            json!({"domain": "library.alder.example"}),
        )
        .await?;
    let divisions = organizer.get("/v1/divisions").await?;
    for district in county::DISTRICTS {
        let division = find(&divisions, "ocd_id", &county::ocd_id(district.number))?;
        let official = json!({
            "name": district.official, "body_id": board, "division_id": division,
            "post": format!("Supervisor, District {}", district.number),
            "start_on": "2023-01-02", "language": district.language,
        });
        organizer.post("/v1/officials", official).await?;
    }
    let president = json!({
        "name": county::PRESIDENT, "body_id": association, "post": "President",
        "start_on": clock.today() - Days::new(100),
    });
    let president = text(&organizer.post("/v1/officials", president).await?, "id")?;
    done("done");
    Ok([board, employer, president])
}

async fn body(organizer: &Client, new: Value) -> Result<String, Failure> {
    text(&organizer.post("/v1/bodies", new).await?, "id")
}

/// The id of the item in a list whose field has this value.
pub fn find(list: &Value, field: &str, value: &str) -> Result<String, Failure> {
    let items = list["items"].as_array().ok_or("an answer is no list")?;
    let item = items.iter().find(|item| item[field] == value);
    text(
        item.ok_or_else(|| format!("nothing in the list has {field} {value}"))?,
        "id",
    )
}
