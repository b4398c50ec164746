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
