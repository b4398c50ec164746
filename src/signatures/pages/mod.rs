//! Three plain pages without scripts, so that a worker can act on what a mail says: GET shows, POST acts.

pub mod layout;
mod sheet;
mod sign;
mod slips;
mod words;

pub use sheet::{addressed, is_for_public_body};
pub use words::Words;

use poem::http::header;
use poem::{Response, Route, get, handler};

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
    Response::builder()
        .content_type("text/css; charset=utf-8")
        .header(header::CACHE_CONTROL, "public, max-age=3600")
        .body(include_str!("pages.css"))
}
