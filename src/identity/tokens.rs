//! Access tokens: JWT (HS256) for 15 minutes, signed by the newest key, checked by any that is known.

use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
};
use serde::{Deserialize, Serialize};

use super::{MemberId, OrganizationId, SessionId};
use crate::app::App;
use crate::secrets::keyring::NamedKey;

pub const ACCESS_MINUTES: i64 = 15;

/// What an access token says: whose session it is. What the session may do stands in the database.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    pub iss: String,
    pub sub: MemberId,
    pub org: OrganizationId,
    pub sid: SessionId,
    pub iat: i64,
    pub exp: i64,
}

const ISSUER: &str = "broadside";

#[derive(Debug, thiserror::Error)]
#[error("the access token is not valid")]
pub struct BadToken;

impl Claims {
    pub fn new(
        member: MemberId,
        organization: OrganizationId,
        session: SessionId,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            iss: ISSUER.to_owned(),
            sub: member,
            org: organization,
            sid: session,
            iat: now.timestamp(),
            exp: (now + Duration::minutes(ACCESS_MINUTES)).timestamp(),
        }
    }
}

pub fn issue(app: &App, claims: &Claims) -> Result<String, BadToken> {
    let key = app.keys.sessions.first().ok_or(BadToken)?;
    let header = Header {
        kid: Some(key.kid.clone()),
        ..Header::new(Algorithm::HS256)
    };
    let secret = EncodingKey::from_secret(key.key.expose());
    encode(&header, claims, &secret).map_err(|_| BadToken)
}

pub fn check(app: &App, token: &str) -> Result<Claims, BadToken> {
    check_with(&app.keys.sessions, token, app.clock.now())
}

/// Any key that is known will do, so that rotating them signs nobody out.
pub fn check_with(keys: &[NamedKey], token: &str, now: DateTime<Utc>) -> Result<Claims, BadToken> {
    let kid = decode_header(token)
        .map_err(|_| BadToken)?
        .kid
        .ok_or(BadToken)?;
    let key = keys.iter().find(|key| key.kid == kid).ok_or(BadToken)?;
    let mut rules = Validation::new(Algorithm::HS256);
    rules.set_issuer(&[ISSUER]);
    // Our own clock judges the expiry, so that tests can move it.
    rules.validate_exp = false;
    let secret = DecodingKey::from_secret(key.key.expose());
    let claims = decode::<Claims>(token, &secret, &rules)
        .map_err(|_| BadToken)?
        .claims;
    (claims.exp > now.timestamp())
        .then_some(claims)
        .ok_or(BadToken)
}
