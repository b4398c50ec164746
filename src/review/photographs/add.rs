//! Takes a photograph of a witness: looked at, encoded anew for the reviewers' eyes, and sealed with its original.

use poem::Body;
use poem::error::ReadBodyError;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use super::trouble::PhotographError;
use crate::app::App;
use crate::db::Tx;
use crate::listen::Nearby;
use crate::review::said::{Said, say};
use crate::testimony::PhotographId;
use crate::testimony::entity::testimony_photograph::{
    ActiveModel, Column, Entity, Model, for_jobs,
};
use crate::testimony::mailbox::{MailboxError, Opened, unlock, unlock_to_change, warned};
use crate::testimony::photograph::kept::{Sheet, State, id_of, seal_bytes, seal_sheet};
use crate::testimony::photograph::{Fault, Format, MOST, MOST_BYTES, develop, looked_at, print};
use crate::testimony::seal::{ContentKey, Purpose};
use crate::testimony::told::Told;
use crate::testimony::wire::State as TestimonyState;

/// As many files in memory at once, each 10 MiB and its sealed form.
static ROOM: Semaphore = Semaphore::const_new(8);

pub async fn add_photograph(
    app: &App,
    receipt: &Told,
    (said, body): (Format, Body),
    (nearby, accept_risk): (Nearby, Option<bool>),
) -> Result<PhotographId, PhotographError> {
    // Nobody without a testimony makes us read a file.
    let opened = unlock(app, &app.db.read, receipt).await?;
    takes_more(&app.db.read, &opened, None).await?;
    warned(&app.db.read, &opened.testimony, nearby, accept_risk).await?;
    let _room = ROOM.try_acquire().map_err(|_| PhotographError::Busy)?;
    let file = read(body).await?;
    let new = developed(app, opened, said, file).await?;
    let (id, new) = (new.id, &new);
    app.db
        .write_intake(|tx| async move {
            let tx = &*tx;
            let opened = unlock_to_change(app, tx, receipt).await?;
            if takes_more(tx, &opened, Some(id)).await? {
                keep(tx, new.clone()).await?;
                say(app, tx, &opened.testimony, Said::Added).await?;
            }
            Ok::<_, PhotographError>(())
        })
        .await?;
    Ok(id)
}

/// Whether it has to be stored; false for one that is there already.
async fn takes_more(
    db: &impl sea_orm::ConnectionTrait,
    opened: &Opened,
    new: Option<PhotographId>,
) -> Result<bool, PhotographError> {
    if opened.testimony.state != TestimonyState::Received.as_str() {
        return Err(MailboxError::Decided.into());
    }
    let own = for_jobs().filter(Column::TestimonyId.eq(opened.testimony.id));
    if let Some(id) = new
        && own.clone().filter(Column::Id.eq(id)).count(db).await? > 0
    {
        return Ok(false);
    }
    // A repeated fifth one shows only once it was read.
    let most = MOST as u64 + u64::from(new.is_none());
    match own.count(db).await? < most {
        true => Ok(true),
        false => Err(PhotographError::TooMany),
    }
}

async fn read(body: Body) -> Result<Zeroizing<Vec<u8>>, PhotographError> {
    match body.into_bytes_limit(MOST_BYTES).await {
        Ok(bytes) => Ok(Zeroizing::new(Vec::from(bytes))),
        Err(ReadBodyError::PayloadTooLarge) => Err(Fault::TooLarge.into()),
        Err(error) => Err(PhotographError::Body(error.into())),
    }
}

async fn developed(
    app: &App,
    opened: Opened,
    said: Format,
    mut file: Zeroizing<Vec<u8>>,
) -> Result<Model, PhotographError> {
    let app = app.clone();
    let made = develop(move || {
        let end = looked_at(&file, said)?;
        file.truncate(end);
        let print = print(&file, &[])?;
        Ok(sealed(&app, &opened, &file, &print))
    });
    made.await?
}

fn sealed(
    app: &App,
    opened: &Opened,
    file: &[u8],
    print: &crate::testimony::photograph::Print,
) -> Result<Model, PhotographError> {
    let (key, row): (&ContentKey, _) = (&opened.key, &opened.testimony);
    let id = id_of(key, file);
    let sheet = Sheet {
        id,
        state: State::Undecided,
        width: print.width,
        height: print.height,
        black_out: Vec::new(),
    };
    Ok(Model {
        id,
        testimony_id: row.id,
        sealed: seal_bytes(app, key, row, (Purpose::Attachment, id), file)?,
        sealed_sheet: seal_sheet(app, key, row, &sheet)?,
        sealed_print: Some(seal_bytes(
            app,
            key,
            row,
            (Purpose::Print, id),
            &print.jpeg,
        )?),
        added_on: app.clock.today(),
        settled: false,
    })
}

async fn keep(tx: &Tx, new: Model) -> Result<(), PhotographError> {
    let row = ActiveModel::from(new).reset_all();
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}
