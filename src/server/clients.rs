//! Who asks, as far as limits and an employer's network go: the address travels with the request and is written nowhere.

use std::sync::{Arc, Weak};
use std::time::Duration;

use poem::{Endpoint, EndpointExt, Request};

use crate::app::App;
use crate::config::Settings;
use crate::listen::{Allowance, ProxyHeader, Quotas, RateLimits, TrustedProxies};

pub fn trusted_proxies(settings: &Settings) -> Arc<TrustedProxies> {
    let header = match settings.proxy_header.as_str() {
        "forwarded" => ProxyHeader::Forwarded,
        _ => ProxyHeader::XForwardedFor,
    };
    Arc::new(TrustedProxies::new(
        settings.trusted_proxies.clone(),
        header,
    ))
}

/// Puts the client's address where the employer's networks can be compared with it.
pub fn named<E: Endpoint + 'static>(
    inner: E,
    proxies: Arc<TrustedProxies>,
) -> impl Endpoint<Output = E::Output> {
    inner.before(move |mut request: Request| {
        let proxies = Arc::clone(&proxies);
        async move {
            if request.remote_addr().as_socket_addr().is_some() {
                let client = proxies.client_of(&request);
                request.set_data(client);
            }
            Ok(request)
        }
    })
}

/// The counters of this node. They start afresh every day, under a key that nobody keeps.
pub fn rate_limits(app: &App) -> Arc<RateLimits> {
    let limits = Arc::new(RateLimits::new(quotas(&app.settings), app.entropy.bytes()));
    tokio::spawn(forget_daily(app.clone(), Arc::downgrade(&limits)));
    limits
}

fn quotas(settings: &Settings) -> Quotas {
    let limits = &settings.limits;
    let (minute, quarter) = (Duration::from_secs(60), Duration::from_secs(15 * 60));
    Quotas {
        general: Allowance::new(limits.general_a_minute, minute),
        sign: Allowance::new(limits.sign_a_quarter_hour, quarter),
        sign_in: Allowance::new(limits.sign_in_a_quarter_hour, quarter),
    }
}

async fn forget_daily(app: App, limits: Weak<RateLimits>) {
    let mut today = app.clock.today();
    loop {
        tokio::time::sleep(Duration::from_secs(60)).await;
        let Some(limits) = limits.upgrade() else {
            return;
        };
        if app.clock.today() != today {
            today = app.clock.today();
            limits.forget_the_day(app.entropy.bytes());
        }
    }
}
