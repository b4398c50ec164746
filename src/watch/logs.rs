//! Log lines on standard error: text for a terminal, JSON for whoever collects them.

use std::io::IsTerminal;

use tracing::Subscriber;
use tracing_subscriber::filter::{FilterExt, dynamic_filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Filter, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt, registry};

use super::quiet::is_quiet;

/// Only our own lines follow the level: what libraries say below a warning may carry values. Of a witness's request
/// nobody says anything.
fn said<S: Subscriber + for<'a> LookupSpan<'a>>(level: &str) -> impl Filter<S> + use<S> {
    let levels = EnvFilter::new(format!("warn,broadside={level},broadside_press={level}"));
    levels.and(dynamic_filter_fn(|_, _| !is_quiet()))
}

/// Lines as JSON.
pub fn lines<W>(level: &str, to: W) -> impl Subscriber + Send + Sync + use<W>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = fmt::layer()
        .json()
        .flatten_event(true)
        .with_span_list(false)
        .with_writer(to);
    registry().with(lines.with_filter(said::<Registry>(level)))
}

pub fn start(level: &str) {
    // Refused when somebody has started it already: that one stays.
    let _ = if std::io::stderr().is_terminal() {
        let lines = fmt::layer().with_writer(std::io::stderr);
        let lines = lines.with_filter(said::<Registry>(level));
        registry().with(lines).try_init()
    } else {
        lines(level, std::io::stderr).try_init()
    };
    std::panic::set_hook(Box::new(|panic| {
        // The message can carry a value; the place tells enough.
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        tracing::error!(place, "panicked");
    }));
}
