//! Requests of which no log line may stand anywhere: each line has a time.

tokio::task_local! {
    static QUIET: ();
}

/// Does the work; whatever would be logged on the way, by us or by a library, is not.
pub async fn quietly<F: Future>(work: F) -> F::Output {
    QUIET.scope((), work).await
}

pub fn is_quiet() -> bool {
    QUIET.try_with(|()| ()).is_ok()
}

/// The same for work that goes to another thread, where the request is not known.
pub fn as_quiet_as_here<T>(work: impl FnOnce() -> T) -> impl FnOnce() -> T {
    let quiet = is_quiet();
    move || match quiet {
        true => QUIET.sync_scope((), work),
        false => work(),
    }
}
