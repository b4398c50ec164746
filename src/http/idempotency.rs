//! `Idempotency-Key`: a repeated POST gets the first reply and does nothing twice.

use chrono::{DateTime, Days, NaiveTime, Utc};
use poem::{FromRequest, Request, RequestBody};
use poem_openapi::types::{ParseFromJSON, ToJSON};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::catalogue as known;
use super::entity::idempotency_key::{ActiveModel, Column, Entity, for_jobs};
use super::problem::Problem;
use crate::app::App;
use crate::db::Tx;
use crate::secrets::{Key32, aead_open, aead_seal, hkdf32, hmac_sha256};

/// The header as it came; most clients send none.
#[derive(Debug)]
pub struct Idempotency(Option<String>);

impl<'a> FromRequest<'a> for Idempotency {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        let Some(value) = request.headers().get("idempotency-key") else {
            return Ok(Self(None));
        };
        let text = value
            .to_str()
            .ok()
            .filter(|text| (16..=128).contains(&text.len()))
            .filter(|text| text.bytes().all(|byte| byte.is_ascii_graphic()));
        match text {
            Some(text) => Ok(Self(Some(text.to_owned()))),
            None => Err(Problem::new(known::IDEMPOTENCY_KEY_INVALID).into()),
        }
    }
}

impl Idempotency {
    /// Binds the key to who asks for what, before the verb takes the body apart.
    pub fn bind(self, app: &App, who: &str, operation: &str, body: &impl ToJSON) -> Once {
        let Some(key) = self.0 else { return Once(None) };
        let text = body.to_json_string();
        let parts: [&[u8]; 3] = [who.as_bytes(), operation.as_bytes(), key.as_bytes()];
        let server = &app.keys.requests;
        Once(Some(Bound {
            key_hash: hmac_sha256(server, "idempotency", &parts),
            fingerprint: hmac_sha256(server, "idempotency-body", &[text.as_bytes()]),
            seal: hkdf32(key.as_bytes(), b"broadside/idempotency-reply"),
            by_day: false,
        }))
    }
}

/// A claim that the verb makes and keeps inside its own transaction.
#[derive(Debug)]
pub struct Once(Option<Bound>);

#[derive(Debug)]
struct Bound {
    key_hash: [u8; 32],
    fingerprint: [u8; 32],
    seal: Key32,
    by_day: bool,
}

/// Why a claim was refused.
#[derive(Debug, thiserror::Error)]
pub enum NotOnce {
    #[error("the idempotency key came with another request before")]
    Reused,
    #[error("the request was done before, and its first reply cannot be given again")]
    ReplyLost,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

impl From<NotOnce> for Problem {
    fn from(error: NotOnce) -> Self {
        match error {
            NotOnce::Reused | NotOnce::ReplyLost => Self::new(known::IDEMPOTENCY_KEY_REUSED),
            NotOnce::Db(error) => error.into(),
        }
    }
}

impl Once {
    /// For callers that repeat nothing, such as the command line.
    pub fn never() -> Self {
        Self(None)
    }

    /// For what nobody may date more exactly: the row says the end of its day.
    pub fn by_day(mut self) -> Self {
        if let Some(bound) = &mut self.0 {
            bound.by_day = true;
        }
        self
    }

    /// Gives the reply of the first time, or nothing when this is the first time.
    pub async fn claim<T: ParseFromJSON>(&self, app: &App, tx: &Tx) -> Result<Option<T>, NotOnce> {
        let Some(bound) = &self.0 else {
            return Ok(None);
        };
        let row = ActiveModel {
            key_hash: Set(bound.key_hash.to_vec()),
            fingerprint: Set(bound.fingerprint.to_vec()),
            reply: Set(None),
            created_at: Set(match bound.by_day {
                true => end_of_day(app.clock.now()),
                false => app.clock.now(),
            }),
        };
        let mut ours = OnConflict::column(Column::KeyHash);
        let made = Entity::insert(row).on_conflict(ours.do_nothing().to_owned());
        if made
            .exec_without_returning(tx)
            .await
            .is_ok_and(|made| made == 1)
        {
            return Ok(None);
        }
        self.first(tx).await
    }

    /// The reply of the first time, without a claim: for verbs that do something before their transaction.
    pub async fn first<T: ParseFromJSON>(
        &self,
        db: &impl ConnectionTrait,
    ) -> Result<Option<T>, NotOnce> {
        let Some(bound) = &self.0 else {
            return Ok(None);
        };
        let found = for_jobs()
            .filter(Column::KeyHash.eq(bound.key_hash.to_vec()))
            .one(db)
            .await?;
        let Some(found) = found else { return Ok(None) };
        if found.fingerprint != bound.fingerprint {
            return Err(NotOnce::Reused);
        }
        let opened = found
            .reply
            .and_then(|reply| aead_open(&bound.seal, b"", &reply).ok());
        let value = opened.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        // Done it was, whatever became of the reply: to go on would be to do it twice.
        let value = value.ok_or(NotOnce::ReplyLost)?;
        match T::parse_from_json(Some(value)) {
            Ok(first) => Ok(Some(first)),
            Err(_) => Err(NotOnce::ReplyLost),
        }
    }

    /// Keeps the reply for the next time, sealed under the client's own key.
    pub async fn keep(&self, app: &App, tx: &Tx, reply: &impl ToJSON) -> Result<(), DbErr> {
        let Some(bound) = &self.0 else { return Ok(()) };
        let text = reply.to_json_string();
        let sealed = app
            .entropy
            .with(|rng| aead_seal(rng, &bound.seal, b"", text.as_bytes()));
        Entity::update_many()
            .col_expr(Column::Reply, sealed.into())
            .filter(Column::KeyHash.eq(bound.key_hash.to_vec()))
            .exec(tx)
            .await?;
        Ok(())
    }
}

/// Not its beginning: the row lives a day from then on, and would die before a repeat comes.
fn end_of_day(now: DateTime<Utc>) -> DateTime<Utc> {
    let tomorrow = now.date_naive() + Days::new(1);
    tomorrow.and_time(NaiveTime::MIN).and_utc()
}
