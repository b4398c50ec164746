//! Who is calling: a signed-in member or a machine with a key. Written by hand, since the framework's
//! optional security turns an expired token into an anonymous caller.

use poem::http::header;
use poem::{Request, RequestBody};
use poem_openapi::registry::{MetaSecurityScheme, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::authenticate::authenticate;
use super::rules::{self, Action, Answer, Role};
use super::{ApiKeyId, MemberId, OrganizationId, SessionId};
use crate::app::App;
use crate::http::refusal::unauthenticated;
use crate::http::{Problem, catalogue as known};

/// An authenticated caller and what they may do.
#[derive(Clone, Debug)]
pub struct Caller {
    pub organization: OrganizationId,
    who: Who,
}

#[derive(Clone, Debug)]
enum Who {
    Member {
        member: MemberId,
        session: SessionId,
        roles: Vec<Role>,
        second_factor: bool,
    },
    Machine {
        key: ApiKeyId,
        scopes: Vec<Role>,
        made_by: MemberId,
        makers_roles: Vec<Role>,
    },
}

pub const SCHEME: &str = "bearer";

impl Caller {
    pub fn member(
        organization: OrganizationId,
        member: MemberId,
        session: SessionId,
        roles: Vec<Role>,
        second_factor: bool,
    ) -> Self {
        let who = Who::Member {
            member,
            session,
            roles,
            second_factor,
        };
        Self { organization, who }
    }

    /// A key can do what its scopes say, for as long as whoever made it may do the same.
    pub fn machine(
        organization: OrganizationId,
        key: ApiKeyId,
        scopes: Vec<Role>,
        made_by: MemberId,
        makers_roles: Vec<Role>,
    ) -> Self {
        let who = Who::Machine {
            key,
            scopes,
            made_by,
            makers_roles,
        };
        Self { organization, who }
    }

    /// The one question that every operation asks.
    pub fn may(&self, action: Action) -> Result<(), Problem> {
        let answer = match &self.who {
            Who::Member {
                roles,
                second_factor,
                ..
            } => rules::answer(roles, action, *second_factor),
            Who::Machine {
                scopes,
                makers_roles,
                ..
            } => rules::answer_machine(scopes, makers_roles, action),
        };
        match answer {
            Answer::Yes => Ok(()),
            Answer::WithSecondFactor => Err(Problem::new(known::SECOND_FACTOR_REQUIRED)),
            Answer::No => Err(Problem::new(known::FORBIDDEN)),
        }
    }

    /// Whether a person calls, in a session opened with a second factor.
    pub fn has_second_factor(&self) -> bool {
        matches!(
            &self.who,
            Who::Member {
                second_factor: true,
                ..
            }
        )
    }

    /// The member behind the call; for a machine, the one who made its key.
    pub fn member_id(&self) -> MemberId {
        match &self.who {
            Who::Member { member, .. } => *member,
            Who::Machine { made_by, .. } => *made_by,
        }
    }

    /// The session of a person; machines have none.
    pub fn session(&self) -> Result<SessionId, Problem> {
        match &self.who {
            Who::Member { session, .. } => Ok(*session),
            Who::Machine { .. } => Err(Problem::new(known::FORBIDDEN)),
        }
    }

    /// How the audit names the caller: a member's id or a key's id.
    pub fn actor(&self) -> String {
        match &self.who {
            Who::Member { member, .. } => member.to_string(),
            Who::Machine { key, .. } => key.to_string(),
        }
    }
}

impl<'a> ApiExtractor<'a> for Caller {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        registry.create_security_scheme(
            SCHEME,
            MetaSecurityScheme {
                ty: "http",
                description: Some(
                    "An access token from `create_session` (15 minutes), or an API key from `create_api_key`.",
                ),
                name: None,
                key_in: None,
                scheme: Some("bearer"),
                bearer_format: None,
                flows: None,
                openid_connect_url: None,
            },
        );
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![SCHEME]
    }

    async fn from_request(
        request: &'a Request,
        _: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let app: &App = request
            .data::<App>()
            .ok_or_else(|| Problem::new(known::INTERNAL))?;
        let header = request.headers().get(header::AUTHORIZATION);
        let token = header.and_then(|value| token_of(value.to_str().ok()?));
        Ok(authenticate(app, token.ok_or_else(unauthenticated)?)
            .await
            .map_err(Problem::from)?)
    }
}

/// The name of a scheme is written in any case (RFC 9110, section 11.1).
fn token_of(credentials: &str) -> Option<&str> {
    let (scheme, token) = credentials.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case(SCHEME).then(|| token.trim())
}
