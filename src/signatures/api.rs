//! Operations of signatures.

use poem::web::Data;
use poem::{FromRequest, Request, RequestBody};
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi, Tags};

use super::SigningQueues;
use super::confirm::confirm;
use super::count::count;
use super::sign::sign;
use super::wire::{
    ConfirmedSignature, NewConfirmation, NewSignature, SignatureCount, SignatureTaken,
};
use crate::app::App;
use crate::http::{Accepted, Checked, IfNoneMatch, Problem};
use crate::listen::ClientAddress;
use crate::petitions::PetitionId;

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Signing, confirming, withdrawing, and counting.
    Signatures,
}

/// Where the request comes from, where that is known; compared with the employer's networks and never kept.
#[derive(Clone, Copy, Debug)]
pub struct Nearby(pub Option<ClientAddress>);

impl<'a> FromRequest<'a> for Nearby {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        Ok(Self(request.data::<ClientAddress>().copied()))
    }
}

/// 200, or 304 for a reader who has the same number already.
#[derive(ApiResponse, Debug)]
pub enum Counted {
    /// The count of this moment.
    #[oai(status = 200)]
    Ok(
        Json<SignatureCount>,
        /// Changes with the count, for `If-None-Match`.
        #[oai(header = "ETag")]
        String,
    ),
    /// The count has not changed.
    #[oai(status = 304)]
    Same(
        /// The same as that of the reader.
        #[oai(header = "ETag")]
        String,
    ),
}

/// Operations of signatures.
#[derive(Debug)]
pub struct SignaturesApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Signatures")]
impl SignaturesApi {
    /// Sign a petition
    ///
    /// Takes a signature and mails a link and a code that confirm it within seven days; until then it does not count.
    /// The answer is the same whether or not the address has signed before, and a repeat does no harm.
    /// An address or network of the employer is refused once, storing nothing, until it comes with `accept_risk`.
    ///
    /// Problems: `employer-address`, `employer-network`, `petition-not-open`, `petition-removed`, `not-found`, `invalid-body`, `malformed-json`, `busy`, `rate-limited`.
    #[oai(
        path = "/petitions/:petition_id/signatures",
        method = "post",
        operation_id = "create_signature"
    )]
    async fn create_signature(
        &self,
        app: Data<&App>,
        queues: Data<&SigningQueues>,
        nearby: Nearby,
        /// The petition to sign.
        petition_id: Path<PetitionId>,
        body: Checked<NewSignature>,
    ) -> Result<Accepted<SignatureTaken>, Problem> {
        sign(&app, &queues, petition_id.0, &body.0, nearby.0).await?;
        Ok(Accepted::Ok(Json(SignatureTaken::check_your_mail())))
    }

    /// Confirm a signature
    ///
    /// With the token or the code of the mail. From here on the signature counts; the address of a signer who is only
    /// counted is erased. Confirming again changes nothing and is answered the same.
    ///
    /// Problems: `confirmation-expired`, `confirmation-not-valid`, `petition-not-open`, `invalid-body`, `malformed-json`, `busy`, `rate-limited`.
    #[oai(
        path = "/signatures/confirmations",
        method = "post",
        operation_id = "confirm_signature"
    )]
    async fn confirm_signature(
        &self,
        app: Data<&App>,
        queues: Data<&SigningQueues>,
        body: Checked<NewConfirmation>,
    ) -> Result<Json<ConfirmedSignature>, Problem> {
        Ok(Json(confirm(&app, &queues, &body.0).await?))
    }

    /// Count the signatures
    ///
    /// The exact number of confirmed signatures. Public; costs the same for ten signatures as for a million.
    ///
    /// Problems: `not-found`, `petition-removed`.
    #[oai(
        path = "/petitions/:petition_id/count",
        method = "get",
        operation_id = "get_signature_count"
    )]
    async fn get_signature_count(
        &self,
        app: Data<&App>,
        known: IfNoneMatch,
        /// The petition.
        petition_id: Path<PetitionId>,
    ) -> Result<Counted, Problem> {
        let count = count(&app, petition_id.0).await?;
        let etag = format!("\"{}-{}\"", count.confirmed, count.goal.unwrap_or_default());
        if known.holds(&etag) {
            return Ok(Counted::Same(etag));
        }
        Ok(Counted::Ok(Json(count), etag))
    }
}
