//! Puts the operations together: routes, documentation, middleware and the conversion of failures.

mod clients;
mod even;
mod following;
mod health;
mod kinds;
mod preflight;
mod problems;
mod unchanged;
mod watched;

use std::sync::LazyLock;

use poem::endpoint::BoxEndpoint;
use poem::middleware::{AddData, CatchPanic};
use poem::{EndpointExt, IntoResponse, Response, Route, get};
use poem_openapi::OpenApiService;

use crate::accountability::commitments::api::CommitmentsApi;
use crate::accountability::deliveries::api::DeliveriesApi;
use crate::accountability::follow_up::api::FollowUpApi;
use crate::accountability::record::api::RecordApi;
use crate::accountability::responses::api::ResponsesApi;
use crate::accountability::votes::api::VotesApi;
use crate::announcements;
use crate::announcements::api::AnnouncementsApi;
use crate::app::App;
use crate::audit::api::AuditApi;
use crate::campaigns::api::CampaignsApi;
use crate::directory::api::{DIRECTORY, DirectoryApi};
use crate::events;
use crate::events::api::{AttendeesApi, EventsApi, PublicEventsApi, RsvpsApi};
use crate::evidence::api::EvidenceApi;
use crate::evidence::series::api::SeriesApi;
use crate::http::{Problem, catalogue as known};
use crate::identity::api::{IdentityApi, identity};
use crate::incidents::api::StatisticsApi;
use crate::layoffs::letter::api::LettersApi;
use crate::layoffs::notices::api::NoticesApi;
use crate::listen::{BodyLimits, RateLimited, SecurityHeaders, TimeLimit};
use crate::packets;
use crate::packets::annex::api::AnnexApi;
use crate::packets::api::PacketsApi;
use crate::packets::compilation::api::CompilationsApi;
use crate::packets::preview::api::PreviewsApi;
use crate::petitions::api::PetitionsApi;
use crate::readiness::api::ReadinessApi;
use crate::review;
use crate::review::api::{REVIEW, ReviewApi};
use crate::sheets::api::SheetsApi;
use crate::signatures::api::SignaturesApi;
use crate::signatures::membership::api::MembershipApi;
use crate::signatures::{SigningQueues, pages};
use crate::testimony::api::TestimonyApi;
use crate::testimony::proof::Proofs;
use crate::tokens::api::TokensApi;
use crate::{accountability, openapi};

/// Deliveries, answers, promises, votes, the public record.
type AccountabilityApis = (
    DeliveriesApi,
    ResponsesApi,
    CommitmentsApi,
    VotesApi,
    RecordApi,
    FollowUpApi,
);
const ACCOUNTABILITY: AccountabilityApis = (
    DeliveriesApi,
    ResponsesApi,
    CommitmentsApi,
    VotesApi,
    RecordApi,
    FollowUpApi,
);

/// Nested, since the framework's tuples end at sixteen.
pub type Apis = (
    (IdentityApi, AuditApi),
    (
        DirectoryApi,
        CampaignsApi,
        PetitionsApi,
        (SignaturesApi, MembershipApi, SheetsApi),
    ),
    (
        (TestimonyApi, TokensApi),
        ReviewApi,
        (StatisticsApi, NoticesApi, LettersApi),
        (
            EvidenceApi,
            SeriesApi,
            PacketsApi,
            PreviewsApi,
            AnnexApi,
            CompilationsApi,
        ),
        (AnnouncementsApi, ReadinessApi, AccountabilityApis),
        (EventsApi, AttendeesApi, RsvpsApi, PublicEventsApi),
    ),
);

/// All operations; building it needs no database, so that the document can be printed anywhere.
pub fn operations() -> OpenApiService<Apis, ()> {
    let apis = (
        (identity(review::reviewer_leaves), AuditApi),
        (
            DIRECTORY,
            CampaignsApi,
            PetitionsApi,
            (SignaturesApi, MembershipApi, SheetsApi),
        ),
        (
            (TestimonyApi, TokensApi),
            REVIEW,
            (StatisticsApi, NoticesApi, LettersApi),
            (
                EvidenceApi,
                SeriesApi,
                PacketsApi,
                PreviewsApi,
                AnnexApi,
                CompilationsApi,
            ),
            (AnnouncementsApi, ReadinessApi, ACCOUNTABILITY),
            (EventsApi, AttendeesApi, RsvpsApi, PublicEventsApi),
        ),
    );
    OpenApiService::new(apis, "Broadside", env!("CARGO_PKG_VERSION"))
}

/// The contract as it is committed and served.
pub fn document() -> &'static str {
    static DOCUMENT: LazyLock<String> = LazyLock::new(|| openapi::served(&operations().spec()));
    &DOCUMENT
}

/// Everything that a request goes through, from the inside out.
pub fn endpoint(app: App) -> BoxEndpoint<'static, Response> {
    let routes = openapi::page::add_to(Route::new(), document());
    let routes = events::page::add(packets::page::add(pages::add(routes)));
    let routes = announcements::page::add(routes);
    let routes = accountability::deliveries::page::add(routes)
        .at("/healthz", get(health::healthz))
        .at("/readyz", get(health::readyz))
        .nest(
            "/",
            operations()
                .with(following::Following)
                .with(unchanged::Unchanged)
                .with(preflight::Preflight),
        );
    around(app, routes)
}

/// What stands around every route.
pub fn around(app: App, routes: Route) -> BoxEndpoint<'static, Response> {
    let proxies = clients::trusted_proxies(&app.settings);
    let limits = clients::rate_limits(&app);
    let routes = routes
        .with(AddData::new(SigningQueues::start(&app)))
        .with(AddData::new(Proofs::default()))
        .with(CatchPanic::new().with_handler(|_| Problem::new(known::INTERNAL).into_response()))
        .with(TimeLimit::new(kinds::time_limit))
        .with(BodyLimits::new(kinds::body_limit))
        .with(RateLimited::new(limits, proxies.clone(), kinds::class_of))
        .with(problems::Problems::new())
        .with(SecurityHeaders::new(app.settings.is_reached_over_tls()))
        .with(even::Even);
    clients::named(routes, proxies)
        .with(watched::Watch)
        .with(AddData::new(app))
        .map_to_response()
        .boxed()
}
