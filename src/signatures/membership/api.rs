//! Operations on how many signers are members of an association.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi};

use super::match_members::{list_matches, match_members};
use super::wire::{ListOrigin, MembershipMatch, MembershipMatchList};
use crate::app::App;
use crate::directory::api::Csv;
use crate::http::Problem;
use crate::identity::{Action, Caller};
use crate::petitions::PetitionId;
use crate::signatures::api::Tag;

/// Operations of membership.
#[derive(Debug)]
pub struct MembershipApi;

/// What came of a comparison.
#[derive(ApiResponse, Debug)]
pub enum Matched {
    /// Compared, now or when this same list came before.
    #[oai(status = 200)]
    Ok(Json<MembershipMatch>),
}

/// The comparisons of a petition.
#[derive(ApiResponse, Debug)]
pub enum Matches {
    /// All of them.
    #[oai(status = 200)]
    Ok(Json<MembershipMatchList>),
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::Signatures")]
impl MembershipApi {
    /// Compare signers with a list of members
    ///
    /// A CSV file in UTF-8 with the column `email`, and perhaps `status` (`member` or `former_member`). Each address is
    /// hashed with the petition's own key as it is read and compared with those of confirmed signers; neither addresses
    /// nor hashes are kept. Only totals come out, to the nearest tens, at boundaries drawn for each list and never below
    /// a threshold, so that no list can test a person. A list has 100 addresses or more (of each status); a petition is compared with
    /// three lists at most, ever; the same list again has the same answer. Packets for an association quote the latest. It
    /// takes an owner's session with a second factor, and the audit list says who did it.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `unsupported-media-type`, `body-too-large`,
    /// `import-unreadable`, `import-refused`, `invalid-parameter`, `member-list-too-short`, `member-lists-used-up`, `signers-key-gone`.
    #[oai(
        path = "/petitions/:petition_id/membership-matches",
        method = "post",
        operation_id = "match_members"
    )]
    async fn match_members(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The petition.
        petition_id: Path<PetitionId>,
        /// Who keeps the list; packets say it. `organization` when absent.
        origin: Query<Option<ListOrigin>>,
        body: Csv,
    ) -> Result<Matched, Problem> {
        caller.may(Action::MatchMembers)?;
        let origin = origin.0.unwrap_or(ListOrigin::Organization);
        let made = match_members(&app, &caller, petition_id.0, origin, &body.0).await?;
        Ok(Matched::Ok(Json(made)))
    }

    /// List comparisons with lists of members
    ///
    /// The latest first, three at most.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/petitions/:petition_id/membership-matches",
        method = "get",
        operation_id = "list_membership_matches"
    )]
    async fn list_membership_matches(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The petition.
        petition_id: Path<PetitionId>,
    ) -> Result<Matches, Problem> {
        caller.may(Action::ReadSignatures)?;
        let found = list_matches(&app, caller.organization, petition_id.0).await?;
        Ok(Matches::Ok(Json(found)))
    }
}
