//! Three plain pages without scripts, so that a worker can act on what a mail says: GET shows, POST acts.

mod layout;
mod sign;
mod slips;
mod words;

use poem::http::header;
use poem::{IntoResponse, Response, Route, get, handler};

/// Adds the pages to the routes of the server.
pub fn add(routes: Route) -> Route {
    routes
        .at("/sign", get(sign::show_sign).post(sign::press_sign))
        .at(
            "/confirm",
            get(slips::show_confirm).post(slips::press_confirm),
        )
        .at(
            "/withdraw",
            get(slips::show_withdraw).post(slips::press_withdraw),
        )
        .at("/pages.css", get(stylesheet))
}

#[handler]
fn stylesheet() -> Response {
    include_str!("pages.css")
        .with_header(header::CONTENT_TYPE, "text/css; charset=utf-8")
        .with_header(header::CACHE_CONTROL, "public, max-age=3600")
        .into_response()
}
