//! Recording and slides of a training: sealed like the details for joining, and shown to those who registered.

use poem_openapi::Object;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::EventId;
use super::entity::event;
use super::find::locked;
use super::hidden::{Hidden, joined, link, parted};
use crate::app::App;
use crate::audit;
use crate::http::{Fields, SaveError};
use crate::identity::Caller;
use crate::secrets::field::{open_field, seal_field};

const PURPOSE: &str = "events.materials";

/// Links for those who registered.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Materials {
    pub recording: Option<Hidden>,
    pub slides: Option<Hidden>,
}

/// Links for those who registered; what is left out is taken away. They are never shown to members again.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewMaterials {
    /// Begins with `https://`.
    #[oai(validator(max_length = 500))]
    pub recording: Option<Hidden>,
    /// Begins with `https://`.
    #[oai(validator(max_length = 500))]
    pub slides: Option<Hidden>,
}

pub async fn put_materials(
    app: &App,
    caller: &Caller,
    id: EventId,
    new: &NewMaterials,
) -> Result<(), SaveError> {
    let mut fields = Fields::default();
    let links = [
        link(&mut fields, "/recording", new.recording.as_ref()),
        link(&mut fields, "/slides", new.slides.as_ref()),
    ];
    fields.done()?;
    let plain = joined(&links.each_ref());
    let sealed = links.iter().any(Option::is_some).then(|| {
        let row = id.0.as_bytes();
        let key = &app.keys.fields;
        app.entropy
            .with(|rng| seal_field(rng, key, PURPOSE, row, &plain))
    });
    let sealed = &sealed;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = locked(tx, caller.organization, id).await?;
            let found = found.ok_or(SaveError::Unknown)?;
            let revision = found.revision + 1;
            let mut row = found.into_active_model();
            row.materials_sealed = Set(sealed.clone());
            row.revision = Set(revision);
            row.update(tx).await?;
            let entry = audit::Action::new(caller.actor(), "put_event_materials", id);
            Ok(audit::record(app, tx, caller.organization, entry).await?)
        })
        .await
}

pub(super) fn opened(app: &App, event: &event::Model) -> Option<Materials> {
    let sealed = event.materials_sealed.as_deref()?;
    let row = event.id.0.as_bytes();
    let plain = open_field(&app.keys.fields, PURPOSE, row, sealed).ok()?;
    let [recording, slides] = parted(&plain);
    Some(Materials { recording, slides })
}
