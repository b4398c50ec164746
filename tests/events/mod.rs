//! Events: called for, answered by mail, joined by whoever was let in, and nobody else.

mod answers;
mod calendars;
mod drafts;
mod joining;
mod reminders;
mod topics;
mod updates;

use chrono::Duration;
use poem::http::Method;
use serde_json::{Value, json};

use crate::kit::{Answer, Persona, World};

/// A strategy session by video call, today at six, while it is half past nine.
pub fn session() -> Value {
    json!({
        "kind": "strategy_session", "language": "en",
        "title": "Strategy session: guards at high-risk branches",
        "description": "We go through the case, district by district.",
        "texts": [{
            "language": "es", "title": "Sesión de estrategia",
            "description": "Repasamos el caso, distrito por distrito.",
        }],
        "zone": "America/Los_Angeles", "starts": "2026-10-05T18:00", "ends": "2026-10-05T19:30",
        "by_video_call": true, "spoken_languages": ["en", "es"],
    })
}

/// An event and those who call for it.
pub struct Meeting {
    pub world: World,
    pub owner: Persona,
    pub id: String,
}

impl Meeting {
    pub async fn published() -> Self {
        Self::of(session()).await
    }

    pub async fn of(new: Value) -> Self {
        Self::in_world(World::new().await, new).await
    }

    pub async fn in_world(world: World, new: Value) -> Self {
        let owner = world.organization("Alder County Library Workers").await;
        let made = world
            .post("/v1/events", Some(&owner), new)
            .await
            .expect(201);
        let id = made["id"].as_str().unwrap().to_owned();
        let meeting = Self { world, owner, id };
        meeting.turn("published").await.expect(200);
        meeting
    }

    pub fn path(&self) -> String {
        format!("/v1/events/{}", self.id)
    }

    pub async fn turn(&self, to: &str) -> Answer {
        let path = format!("{}/transitions", self.path());
        self.world
            .post(&path, Some(&self.owner), json!({"to": to}))
            .await
    }

    pub async fn change(&self, new: Value) -> Answer {
        let path = self.path();
        self.world
            .change(Method::PUT, (&path, &path), &self.owner, new)
            .await
    }

    pub async fn put(&self, part: &str, body: Value) -> Answer {
        let path = format!("{}/{part}", self.path());
        self.world
            .send(Method::PUT, &path, Some(&self.owner), Some(body))
            .await
    }

    /// How to join, shown from this many hours before the start.
    pub async fn seal(&self, passcode: &str, shown_from: &str) {
        let body = json!({
            "shown_from": shown_from, "link": "https://meet.example/j/8115550123",
            "meeting_id": "811 555 0123", "passcode": passcode, "dial_in": "+1 555 0100, 811 555 0123#",
        });
        self.put("join-details", body).await.expect(204);
    }

    pub async fn answer(&self, body: Value) -> Answer {
        let path = format!("{}/rsvps", self.path());
        self.world.post(&path, None, body).await
    }

    pub async fn confirm(&self, token: &str) -> Answer {
        let body = json!({"token": token});
        self.world.post("/v1/rsvps/confirmations", None, body).await
    }

    pub async fn open(&self, token: &str) -> Answer {
        self.world
            .post("/v1/rsvps/open", None, json!({"token": token}))
            .await
    }

    /// The page, as a browser that sends its form gets it.
    pub async fn press(&self, form: &str) -> String {
        let request = self.world.request(Method::POST, "/rsvp");
        let request = request.content_type("application/x-www-form-urlencoded");
        let answer = Answer::read(request.body(form.to_owned()).send().await).await;
        String::from_utf8_lossy(&answer.bytes).into_owned()
    }

    pub async fn take_back(&self, token: &str) -> Answer {
        let body = json!({"token": token});
        self.world.post("/v1/rsvps/withdrawals", None, body).await
    }

    /// Answers, confirms by mail, and has a token of one's own.
    pub async fn comes(&self, email: &str) -> String {
        self.answer(json!({"email": email})).await.expect(202);
        self.world.work().await;
        let confirmed = self.confirm(&self.token(email)).await.expect(200);
        self.world.work().await;
        confirmed["token"].as_str().unwrap().to_owned()
    }

    /// The mails to one mailbox, oldest first.
    pub fn mails(&self, email: &str) -> Vec<String> {
        let to = format!("To: {email}");
        let mut mails = self.world.mails();
        mails.retain(|mail| mail.contains(&to));
        mails
    }

    /// The token of the last mail that has one.
    #[track_caller]
    pub fn token(&self, email: &str) -> String {
        let mails = self.mails(email);
        let last = mails.iter().rfind(|mail| mail.contains("/rsvp?token="));
        let (_, rest) = last
            .expect("a mail with a token")
            .split_once("/rsvp?token=")
            .unwrap();
        let is_token = |c: &char| c.is_ascii_alphanumeric() || "-_".contains(*c);
        rest.chars().take_while(is_token).collect()
    }

    pub async fn numbers(&self) -> (u64, u64, u64) {
        let event = self
            .world
            .get(&self.path(), Some(&self.owner))
            .await
            .expect(200);
        let number = |name: &str| event["numbers"][name].as_u64().unwrap();
        (number("coming"), number("waiting"), number("attended"))
    }

    pub async fn rsvps(&self) -> Vec<Value> {
        let path = format!("{}/rsvps", self.path());
        let list = self.world.get(&path, Some(&self.owner)).await.expect(200);
        list["items"].as_array().unwrap().clone()
    }

    pub async fn pass(&self, by: Duration) {
        self.world.advance(by);
        self.world.work().await;
    }
}
