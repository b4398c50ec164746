//! Who is calling: a signed-in member or a machine with a key. Written by hand, since the framework's
//! optional security turns an expired token into an anonymous caller.

use poem::http::header;
use poem::{Request, RequestBody};
use poem_openapi::registry::{MetaSecurityScheme, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::rules::{Action, Role, may};
use super::{ApiKeyId, MemberId, OrganizationId, SessionId, tokens};
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
    },
}

pub const SCHEME: &str = "bearer";

impl Caller {
    pub fn member(claims: tokens::Claims) -> Self {
        let who = Who::Member {
            member: claims.sub,
            session: claims.sid,
            roles: claims.roles,
            second_factor: claims.two,
        };
        Self {
            organization: claims.org,
            who,
        }
    }

    pub fn machine(
        organization: OrganizationId,
        key: ApiKeyId,
        scopes: Vec<Role>,
        made_by: MemberId,
    ) -> Self {
        Self {
            organization,
            who: Who::Machine {
                key,
                scopes,
                made_by,
            },
        }
    }

    /// The one question that every operation asks.
    pub fn may(&self, action: Action) -> Result<(), Problem> {
        let (roles, second_factor, is_machine) = match &self.who {
            Who::Member {
                roles,
                second_factor,
                ..
            } => (roles, *second_factor, false),
            Who::Machine { scopes, .. } => (scopes, true, true),
        };
        let allowed = roles.iter().any(|role| may(*role, action));
        if !allowed || (is_machine && action.needs_a_person()) {
            return Err(Problem::new(known::FORBIDDEN));
        }
        if action.needs_second_factor() && !second_factor {
            return Err(Problem::new(known::SECOND_FACTOR_REQUIRED));
        }
        Ok(())
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
        let token = header.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        let token = token.ok_or_else(unauthenticated)?;
        let claims = tokens::check(app, token.trim()).map_err(|_| unauthenticated())?;
        Ok(Self::member(claims))
    }
}
