//! The union's office: who runs it, their second factors, and the reviewers' keys.

use broadside::identity::{NewOwner, Role, create_owner};
use chrono::Duration;
use data_encoding::BASE32_NOPAD;
use poem::http::Method;
use serde_json::{Value, json};
use totp_rs::{Builder, Totp};

use crate::kit::{PASSWORD, Persona, Recorder, Reviewer, World};

pub const UNION: &str = "Alder County Library Workers, Local 417";
const ODALYS: &str = "odalys@local417.example";

/// Somebody with an account: signed in, with an authenticator app at hand.
#[derive(Clone)]
pub struct Colleague {
    pub email: String,
    pub who: Persona,
    phone: Totp,
}

pub struct Office {
    /// The owner.
    pub odalys: Colleague,
    /// The organizer.
    pub ramon: Colleague,
    /// The two reviewers.
    pub ana: Reviewer,
    pub ben: Reviewer,
}

impl Colleague {
    /// Signs in by password, sets up a second factor and uses it.
    pub async fn at_the_door(world: &World, email: &str) -> Self {
        let password = json!({"email": email, "password": PASSWORD});
        let session = world.post("/v1/sessions", None, password).await.expect(201);
        assert_eq!(session["second_factor"], false);
        let mut who = persona(&session);
        let setup = json!({"password": PASSWORD});
        let setup = world
            .post("/v1/me/totp", Some(&who), setup)
            .await
            .expect(201);
        let secret = BASE32_NOPAD.decode(setup["secret"].as_str().unwrap().as_bytes());
        let phone = Builder::new().with_secret(secret.unwrap()).build().unwrap();
        let code = json!({"code": shown(&phone, world)});
        world
            .post("/v1/me/totp/confirm", Some(&who), code)
            .await
            .expect(200);
        let refresh = json!({"refresh_token": session["refresh_token"]});
        let session = world
            .post("/v1/sessions/refresh", None, refresh)
            .await
            .expect(201);
        assert_eq!(session["second_factor"], true);
        who = persona(&session);
        Self {
            email: email.to_owned(),
            who,
            phone,
        }
    }

    /// Signs in again, after a break.
    pub async fn back(&mut self, world: &World) {
        let code = shown(&self.phone, world);
        let body = json!({"email": self.email, "password": PASSWORD, "totp_code": code});
        let session = world.post("/v1/sessions", None, body).await.expect(201);
        self.who = persona(&session);
    }
}

fn shown(phone: &Totp, world: &World) -> String {
    let now = world.app.clock.now().timestamp();
    phone.generate(u64::try_from(now).unwrap()).to_string()
}

fn persona(session: &Value) -> Persona {
    let text = |field: &str| session[field].as_str().unwrap();
    Persona {
        member: text("member_id").parse().unwrap(),
        organization: text("organization_id").parse().unwrap(),
        token: text("access_token").to_owned(),
    }
}

/// From `broadside admin create-owner` to two reviewers with keys.
pub async fn open(world: &World, recorder: &Recorder) -> Office {
    let owner = NewOwner {
        organization: UNION.to_owned(),
        email: ODALYS.to_owned(),
        name: "Odalys Okonkwo-Reyes".to_owned(),
        language: "en".to_owned(),
        is_demo: true,
    };
    create_owner(&world.app, &owner, PASSWORD.to_owned())
        .await
        .unwrap();
    let mut odalys = Colleague::at_the_door(world, ODALYS).await;
    let organization = ("/v1/organization", "/v1/organization");
    let contact = json!({"contact": {
        "name": "Wendeline Abara", "title": "Chief Steward",
        "telephone": "(555) 010-0147", "email": "steward@local417.example",
    }});
    world
        .change(Method::PATCH, organization, &odalys.who, contact)
        .await
        .expect(200);

    let ramon = join(world, &odalys, "Ramón Salgado", "organizer").await;
    let ana = join(world, &odalys, "Ana Ruiz Peñalosa", "reviewer").await;
    let ben = join(world, &odalys, "Ben Winterbourne", "reviewer").await;
    let members = world
        .get("/v1/members", Some(&odalys.who))
        .await
        .expect(200);
    assert_eq!(members["items"].as_array().unwrap().len(), 4);

    // Printed in two halves, for two officers, before there is anything to lose.
    let recovery = world
        .post("/v1/review/recovery-key", Some(&odalys.who), json!({}))
        .await;
    recovery.expect(201);
    let deputy = world.member(&odalys.who, &[Role::Owner]).await;
    let second = "/v1/review/recovery-key/second-half";
    let second = world.send(Method::POST, second, Some(&deputy), None).await;
    second.expect(201);
    let ana = with_key(world, ana.who).await;
    let ben = with_key(world, ben.who).await;

    world.advance(Duration::minutes(2));
    recorder.rather("create_session");
    odalys.back(world).await;
    Office {
        odalys,
        ramon,
        ana,
        ben,
    }
}

async fn join(world: &World, by: &Colleague, name: &str, role: &str) -> Colleague {
    let first = name
        .split(' ')
        .next()
        .unwrap()
        .to_lowercase()
        .replace('ó', "o");
    let email = format!("{first}@local417.example");
    let invitation = json!({"email": email, "roles": [role]});
    world
        .post("/v1/invitations", Some(&by.who), invitation)
        .await
        .expect(201);
    world.work().await;
    let code = code_for(world, &email);
    let joining = json!({"code": code, "name": name, "password": PASSWORD});
    let member = world
        .post("/v1/invitations/accept", None, joining)
        .await
        .expect(201);
    assert_eq!(member["roles"], json!([role]));
    Colleague::at_the_door(world, &email).await
}

async fn with_key(world: &World, who: Persona) -> Reviewer {
    let made = world
        .post("/v1/review/keys", Some(&who), json!({}))
        .await
        .expect(201);
    let passphrase = made["passphrase"].as_str().unwrap().to_owned();
    let unlock = world.unlock(&who, &passphrase).await;
    Reviewer {
        who,
        passphrase,
        unlock,
    }
}

/// The code in the newest mail to this address: groups of four on a line of their own.
pub fn code_for(world: &World, email: &str) -> String {
    let to = format!("To: {email}");
    let mails = world.mails();
    let mail = mails
        .iter()
        .rev()
        .find(|mail| mail.lines().any(|line| line.trim_end() == to));
    let mut lines = mail.expect("a mail").lines().map(str::trim);
    let is_code = |line: &&str| {
        let groups: Vec<&str> = line.split('-').collect();
        let is_group = |group: &&str| {
            (1..=4).contains(&group.len())
                && group
                    .chars()
                    .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        };
        groups.len() >= 3 && groups.iter().all(is_group)
    };
    lines.rfind(is_code).expect("a code in the mail").to_owned()
}
