//! Log lines on standard error: text for a terminal, JSON for whoever collects them.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Only our own lines follow the level: what libraries say below a warning may carry values.
pub fn start(level: &str) {
    let filter = EnvFilter::new(format!("warn,broadside={level},broadside_press={level}"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // Refused when somebody has started it already: that one stays.
    let _ = if std::io::stderr().is_terminal() {
        lines.try_init()
    } else {
        lines
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .try_init()
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
