//! Operations on petitions: for members, and what everybody may read.

use poem::http::header;
use poem::web::Data;
use poem::{FromRequest, Request, RequestBody};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi, Tags};

use super::PetitionId;
use super::change_petition::change_petition;
use super::create_petition::create_petition;
use super::create_version::create_petition_version;
use super::find::{get_petition, list_petitions};
use super::public::{Wish, find_public_petition, list_petition_workplaces};
use super::texts::{put_petition_text, remove_petition_text};
use super::transition::transition_petition;
use super::wire::{
    ChangePetition, NewPetition, NewPetitionText, NewPetitionTransition, NewPetitionVersion,
    Petition, PetitionList, PublicPetition,
};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::directory::wire::PetitionWorkplaceList;
use crate::http::{
    Checked, Created, Idempotency, IfMatch, IfNoneMatch, Listed, Problem, Shown,
    catalogue as known, conditional,
};
use crate::identity::{Action, Caller};
use crate::page::{self, Page};

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Petitions, their versions, translations and states.
    Petitions,
}

/// Operations of petitions.
#[derive(Debug)]
pub struct PetitionsApi;

/// The petition as everybody may read it.
#[derive(ApiResponse, Debug)]
#[expect(clippy::large_enum_variant, reason = "one a request, and moved once")]
pub enum PetitionShown {
    /// In the language that fits best.
    #[oai(status = 200)]
    Ok(
        Json<PublicPetition>,
        /// Of everything that is shown.
        #[oai(header = "ETag")]
        String,
        /// The language of title and body.
        #[oai(header = "Content-Language")]
        String,
        /// `Accept-Language`: it chose the language.
        #[oai(header = "Vary")]
        String,
    ),
    /// You hold this already.
    #[oai(status = 304)]
    Held(
        /// Of everything that is shown.
        #[oai(header = "ETag")]
        String,
        /// `Accept-Language`: it chose the language.
        #[oai(header = "Vary")]
        String,
    ),
}

/// `Accept-Language`, as it came.
#[derive(Debug)]
pub struct AcceptLanguage(Option<String>);

impl<'a> FromRequest<'a> for AcceptLanguage {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        let header = request.headers().get(header::ACCEPT_LANGUAGE);
        let text = header.and_then(|value| value.to_str().ok());
        Ok(Self(text.map(str::to_owned)))
    }
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::Petitions")]
impl PetitionsApi {
    /// List petitions
    ///
    /// In the order in which they were made.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `invalid-parameter`, `invalid-cursor`.
    #[oai(path = "/petitions", method = "get", operation_id = "list_petitions")]
    async fn list_petitions(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Only those of this campaign.
        campaign_id: Query<Option<CampaignId>>,
        /// Where the page begins: `next` of the page before.
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when absent.
        limit: Query<Option<u64>>,
    ) -> Result<Listed<PetitionList>, Problem> {
        caller.may(Action::ReadCampaigns)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_petitions(&app, caller.organization, campaign_id.0, page).await?;
        let link = page::link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Create a petition
    ///
    /// A draft with its original text. Translations are added with `put_petition_text`; `transition_petition` opens it.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `malformed-json`, `invalid-body`, `idempotency-key-reused`.
    #[oai(path = "/petitions", method = "post", operation_id = "create_petition")]
    async fn create_petition(
        &self,
        app: Data<&App>,
        caller: Caller,
        idempotency: Idempotency,
        body: Checked<NewPetition>,
    ) -> Result<Created<Petition>, Problem> {
        caller.may(Action::EditCampaigns)?;
        let once = idempotency.bind(&app, &caller.actor(), "create_petition", &body.0);
        let made = create_petition(&app, &caller, &body.0, &once).await?;
        let place = format!("/v1/petitions/{}", made.id);
        Ok(Created::Ok(Json(made), place))
    }

    /// Get a petition
    ///
    /// With its versions, the texts of the present one, and its own version as `ETag`.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/petitions/:petition_id",
        method = "get",
        operation_id = "get_petition"
    )]
    async fn get_petition(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the petition.
        petition_id: Path<PetitionId>,
    ) -> Result<Shown<Petition>, Problem> {
        caller.may(Action::ReadCampaigns)?;
        let found = get_petition(&app, caller.organization, petition_id.0).await?;
        let found = found.ok_or_else(|| Problem::new(known::NOT_FOUND))?;
        let etag = conditional::etag(found.revision);
        Ok(Shown::Ok(Json(found), etag))
    }

    /// Change a petition
    ///
    /// Its dates, goal and threshold: what is left out is emptied, but the threshold stays. The text has operations
    /// of its own. Send `If-Match` with the `ETag` that you read.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`,
    /// `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/petitions/:petition_id",
        method = "put",
        operation_id = "change_petition"
    )]
    async fn change_petition(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the petition.
        petition_id: Path<PetitionId>,
        if_match: IfMatch,
        body: Checked<ChangePetition>,
    ) -> Result<Shown<Petition>, Problem> {
        caller.may(Action::EditCampaigns)?;
        let changed = change_petition(&app, &caller, petition_id.0, &body.0, &if_match).await?;
        let etag = conditional::etag(changed.revision);
        Ok(Shown::Ok(Json(changed), etag))
    }

    /// Write a petition's text in one language
    ///
    /// Replaces a wording, or adds a translation. Once somebody has signed (or moderation has approved) only
    /// languages that are missing can be added; corrections are made with `create_petition_version`.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `petition-text-frozen`,
    /// `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/petitions/:petition_id/texts/:language",
        method = "put",
        operation_id = "put_petition_text"
    )]
    async fn put_petition_text(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the petition.
        petition_id: Path<PetitionId>,
        /// The language of the wording (BCP 47), such as `es`.
        #[oai(validator(max_length = 35))]
        language: Path<String>,
        if_match: IfMatch,
        body: Checked<NewPetitionText>,
    ) -> Result<Shown<Petition>, Problem> {
        caller.may(Action::EditCampaigns)?;
        let id = petition_id.0;
        let changed = put_petition_text(&app, &caller, id, &language.0, &body.0, &if_match).await?;
        let etag = conditional::etag(changed.revision);
        Ok(Shown::Ok(Json(changed), etag))
    }

    /// Remove a translation
    ///
    /// While the text can still be changed in place; the original stays.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `no-such-translation`, `petition-text-frozen`,
    /// `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/petitions/:petition_id/texts/:language",
        method = "delete",
        operation_id = "remove_petition_text"
    )]
    async fn remove_petition_text(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the petition.
        petition_id: Path<PetitionId>,
        /// The language of the translation (BCP 47).
        #[oai(validator(max_length = 35))]
        language: Path<String>,
        if_match: IfMatch,
    ) -> Result<Shown<Petition>, Problem> {
        caller.may(Action::EditCampaigns)?;
        let id = petition_id.0;
        let changed = remove_petition_text(&app, &caller, id, &language.0, &if_match).await?;
        let etag = conditional::etag(changed.revision);
        Ok(Shown::Ok(Json(changed), etag))
    }

    /// Correct a petition's text
    ///
    /// Makes a new version beside the one that was signed, and shows what was corrected. Where the organization
    /// moderates, this is for those who do.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `petition-text-frozen`,
    /// `idempotency-key-reused`, `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/petitions/:petition_id/versions",
        method = "post",
        operation_id = "create_petition_version"
    )]
    async fn create_petition_version(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the petition.
        petition_id: Path<PetitionId>,
        idempotency: Idempotency,
        if_match: IfMatch,
        body: Checked<NewPetitionVersion>,
    ) -> Result<Created<Petition>, Problem> {
        caller.may(Action::EditCampaigns)?;
        let id = petition_id.0;
        let operation = format!("create_petition_version {id}");
        let once = idempotency.bind(&app, &caller.actor(), &operation, &body.0);
        let made = create_petition_version(&app, &caller, id, &body.0, &once, &if_match).await?;
        Ok(Created::Ok(Json(made), format!("/v1/petitions/{id}")))
    }

    /// Take a petition to another state
    ///
    /// By the name of the transition: `submit`, `open`, `reject`, `pause`, `resume`, `close`, `deliver`, `answer`,
    /// `fall_overdue`, `resolve`, `withdraw`, `remove`. `transitions` of the petition lists those that are possible
    /// now. Opening one whose opening date lies ahead lets it wait for that date. Opening needs mail that leaves.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`,
    /// `petition-transition-refused`, `mail-not-delivered`, `no-target`.
    #[oai(
        path = "/petitions/:petition_id/transitions",
        method = "post",
        operation_id = "transition_petition"
    )]
    async fn transition_petition(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the petition.
        petition_id: Path<PetitionId>,
        body: Checked<NewPetitionTransition>,
    ) -> Result<Shown<Petition>, Problem> {
        caller.may(Action::EditCampaigns)?;
        let changed = transition_petition(&app, &caller, petition_id.0, &body.0).await?;
        let etag = conditional::etag(changed.revision);
        Ok(Shown::Ok(Json(changed), etag))
    }

    /// Read a petition
    ///
    /// For everybody, without signing in: the text in the language that fits best, who asks whom for what, and
    /// until when. Drafts and petitions in review are not found; one that was taken down is gone (410).
    ///
    /// Problems: `not-found`, `petition-removed`, `invalid-parameter`.
    #[oai(
        path = "/public/petitions/:petition_id",
        method = "get",
        operation_id = "get_public_petition"
    )]
    async fn get_public_petition(
        &self,
        app: Data<&App>,
        /// The id of the petition.
        petition_id: Path<PetitionId>,
        /// The language to read it in (BCP 47); `Accept-Language` decides when absent.
        #[oai(validator(max_length = 35))]
        language: Query<Option<String>>,
        /// An older version; the present one when absent.
        version: Query<Option<i32>>,
        accept_language: AcceptLanguage,
        held: IfNoneMatch,
    ) -> Result<PetitionShown, Problem> {
        let wish = Wish {
            language: language.0.as_deref(),
            accept_language: accept_language.0.as_deref(),
            version: version.0,
        };
        let (shown, etag) = find_public_petition(&app, petition_id.0, wish).await?;
        let vary = "Accept-Language".to_owned();
        if held.holds(&etag) {
            return Ok(PetitionShown::Held(etag, vary));
        }
        let language = shown.language.clone();
        Ok(PetitionShown::Ok(Json(shown), etag, language, vary))
    }

    /// List the workplaces that a signer may name
    ///
    /// For everybody, without signing in. A signer who finds theirs not listed names none.
    ///
    /// Problems: `not-found`, `petition-removed`, `invalid-parameter`, `invalid-cursor`.
    #[oai(
        path = "/petitions/:petition_id/workplaces",
        method = "get",
        operation_id = "list_petition_workplaces"
    )]
    async fn list_petition_workplaces(
        &self,
        app: Data<&App>,
        /// The id of the petition.
        petition_id: Path<PetitionId>,
        /// Where the page begins: `next` of the page before.
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when absent.
        limit: Query<Option<u64>>,
    ) -> Result<Listed<PetitionWorkplaceList>, Problem> {
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_petition_workplaces(&app, petition_id.0, page).await?;
        let link = page::link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }
}
