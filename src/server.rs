//! Puts the operations together: routes, documentation, middleware and the conversion of failures.

use std::sync::LazyLock;

use poem::endpoint::BoxEndpoint;
use poem::middleware::{AddData, CatchPanic};
use poem::{EndpointExt, IntoResponse, Response, Route, get, handler};
use poem_openapi::OpenApiService;

use crate::app::App;
use crate::audit::api::AuditApi;
use crate::campaigns::api::CampaignsApi;
use crate::directory::api::{DIRECTORY, DirectoryApi};
use crate::http::{Problem, catalogue as known, refusal};
use crate::identity::api::{IDENTITY, IdentityApi};
use crate::incidents::api::StatisticsApi;
use crate::openapi;
use crate::packets::api::PacketsApi;
use crate::petitions::api::PetitionsApi;
use crate::review::api::ReviewApi;
use crate::signatures::SigningQueues;
use crate::signatures::api::SignaturesApi;
use crate::testimony::api::TestimonyApi;

/// Nested, since the framework's tuples end at sixteen.
pub type Apis = (
    (IdentityApi, AuditApi),
    (DirectoryApi, CampaignsApi, PetitionsApi, SignaturesApi),
    (TestimonyApi, ReviewApi, StatisticsApi, PacketsApi),
);

/// All operations; building it needs no database, so that the document can be printed anywhere.
pub fn operations() -> OpenApiService<Apis, ()> {
    let apis = (
        (IDENTITY, AuditApi),
        (DIRECTORY, CampaignsApi, PetitionsApi, SignaturesApi),
        (TestimonyApi, ReviewApi, StatisticsApi, PacketsApi),
    );
    OpenApiService::new(apis, "Broadside", env!("CARGO_PKG_VERSION"))
}

/// The contract as it is committed and served.
pub fn document() -> &'static str {
    static DOCUMENT: LazyLock<String> = LazyLock::new(|| openapi::served(&operations().spec()));
    &DOCUMENT
}

pub fn endpoint(app: App) -> BoxEndpoint<'static, Response> {
    openapi::page::add_to(Route::new(), document())
        .at("/healthz", get(healthz))
        .nest("/", operations())
        .with(AddData::new(SigningQueues::start(&app)))
        .with(AddData::new(app))
        .with(CatchPanic::new().with_handler(|_| Problem::new(known::INTERNAL).into_response()))
        .catch_all_error(async |error: poem::Error| answer(error))
        .map_to_response()
        .boxed()
}

fn answer(error: poem::Error) -> Response {
    if error.is_from_response() {
        return error.into_response();
    }
    refusal::refuse(&error).into_response()
}

/// Says that the process lives; it asks nothing else.
#[handler]
fn healthz() -> &'static str {
    "ok\n"
}
