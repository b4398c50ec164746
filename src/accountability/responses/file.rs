//! The letter itself, as a scan or a photograph.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::find::{locked, row, shown};
use super::wire::Response;
use crate::accountability::ResponseId;
use crate::accountability::files;
use crate::accountability::trouble::Trouble;
use crate::accountability::upload::{Media, Upload};
use crate::app::App;
use crate::audit;
use crate::http::{IfMatch, SaveError};
use crate::identity::Caller;

/// The bytes go first; what is refused afterwards, and what it replaces, goes again.
pub async fn put_response_file(
    app: &App,
    caller: &Caller,
    id: ResponseId,
    upload: Upload,
    if_match: &IfMatch,
) -> Result<Response, Trouble> {
    let before = row(&app.db.read, caller.organization, id).await?;
    if_match
        .check(before.revision)
        .map_err(|_| SaveError::Changed)?;
    let kept = &files::keep(app, upload).await?;
    let done = app.db.write(|tx| async move {
        let tx = &*tx;
        let found = locked(tx, caller.organization, id).await?;
        if_match
            .check(found.revision)
            .map_err(|_| SaveError::Changed)?;
        let (old, revision) = (found.file_object, found.revision + 1);
        let mut active = found.into_active_model();
        active.file_object = Set(Some(kept.object));
        active.file_size = Set(Some(kept.size));
        active.file_media = Set(Some(kept.media.media_type().to_owned()));
        active.file_digest = Set(Some(kept.digest.clone()));
        active.revision = Set(revision);
        let saved = active.update(tx).await?;
        let entry = audit::Action::new(caller.actor(), "put_response_file", id);
        audit::record(app, tx, caller.organization, entry).await?;
        Ok::<_, Trouble>((old, shown(tx, saved).await?))
    });
    files::settled(app, kept, done.await).await
}

/// With its media type.
pub async fn download_response_file(
    app: &App,
    caller: &Caller,
    id: ResponseId,
) -> Result<(Media, Vec<u8>), Trouble> {
    let row = row(&app.db.read, caller.organization, id).await?;
    files::opened(app, row.file_object, row.file_media.as_deref()).await
}
