//! Puts together what a sheet or a poster says, and has it set as PDF.

use broadside_press::document::{Day, Language as Tongue, Paper as Size};
use broadside_press::printed::{PrintedDemand, PrintedPetition, SheetReference, What};
use broadside_press::{PressError, Print};
use chrono::{Datelike, NaiveDate};
use sea_orm::{ColumnTrait, DbErr, QueryFilter};

use super::SheetPrintId;
use super::entity::sheet;
use super::find::{FindError, get_print, own_petition};
use super::print_sheets::{PrintSheetsError, must_have_address};
use super::rules::{Language, Paper, returns_until};
use crate::app::App;
use crate::campaigns::wire::Demand;
use crate::http::{Problem, catalogue as known};
use crate::identity::Caller;
use crate::identity::entity::organization;
use crate::petitions::entity::{petition, petition_text, petition_version};
use crate::petitions::{PetitionId, choose_language, demands_in};
use crate::press;
use crate::signatures::contact;
use crate::signatures::pages::{addressed, is_for_public_body};

/// So much of the text has room on a sheet beside its lines; longer ones have a page of their own.
const ROOM: usize = 620;

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    #[error(transparent)]
    Find(#[from] FindError),
    #[error(transparent)]
    Print(#[from] PrintSheetsError),
    #[error("the press gave up")]
    Press(#[from] PressError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// All sheets of one print, with the text that was frozen when they were registered.
pub async fn sheets_document(
    app: &App,
    caller: &Caller,
    id: SheetPrintId,
) -> Result<Vec<u8>, DocumentError> {
    let (print, sheets) = get_print(app, caller.organization, id).await?;
    let petition = own_petition(app, caller.organization, print.petition_id).await?;
    let wish = Wish {
        language: print.language.parse().unwrap_or(Language::En),
        paper: print.paper.parse().unwrap_or(Paper::Letter),
        version: print.version_number,
        day: print.created_at.date_naive(),
    };
    let mut document = compose(app, &petition, wish).await?;
    document.lines = count(print.lines);
    document.kept_at = print.kept_at;
    document.destroyed_after_days = count(print.destroyed_after_days);
    document.sheets = sheets.iter().map(reference).collect();
    Ok(press::print(app, &document).await?)
}

/// One page to hang on a wall.
pub async fn poster_document(
    app: &App,
    caller: &Caller,
    id: PetitionId,
    (language, paper): (Language, Paper),
) -> Result<Vec<u8>, DocumentError> {
    let petition = own_petition(app, caller.organization, id).await?;
    must_have_address(app, &app.db.read, &petition).await?;
    let wish = Wish {
        language,
        paper,
        version: petition.current_version,
        day: app.clock.today(),
    };
    let mut document = compose(app, &petition, wish).await?;
    document.print = What::Poster;
    Ok(press::print(app, &document).await?)
}

#[derive(Clone, Copy)]
struct Wish {
    language: Language,
    paper: Paper,
    version: i32,
    day: NaiveDate,
}

async fn compose(
    app: &App,
    petition: &petition::Model,
    wish: Wish,
) -> Result<Print, DocumentError> {
    let db = &app.db.read;
    let owner = organization::for_jobs()
        .filter(organization::Column::Id.eq(petition.organization_id))
        .one(db)
        .await?;
    let owner = owner.ok_or(FindError::NotFound)?;
    let text = text(app, petition, wish).await?;
    let demands = demands_in(db, petition, wish.version).await?.into_iter();
    let demands: Vec<_> = demands
        .map(|demand| printed(demand.said_in(&text.language)))
        .collect();
    let paragraphs: Vec<String> = lines(&text.body);
    let (beginning, has_text_page) = beginning(&paragraphs, &demands);
    let tongue = wish.language.as_str();
    let ways = [&owner.contact_email, &owner.contact_telephone].map(Option::as_deref);
    let until = returns_until(petition.closes_at, petition.closed_at);
    Ok(Print {
        print: What::Sheets,
        language: match wish.language {
            Language::En => Tongue::En,
            Language::Es => Tongue::Es,
        },
        paper: match wish.paper {
            Paper::Letter => Size::Letter,
            Paper::A4 => Size::A4,
        },
        fictional: owner.is_demo,
        dated_on: day(wish.day),
        contact: contact(tongue, &owner.name, owner.contact_name.as_deref(), ways),
        organization: owner.name,
        sign_url: format!(
            "{}/sign?petition={}&lang={tongue}",
            app.settings.public_base(),
            petition.id
        ),
        for_public_body: is_for_public_body(app, petition).await?,
        petition: PrintedPetition {
            title: text.title,
            version: count(wish.version),
            language: text.language,
            paragraphs,
            demands,
            addressees: addressed(app, petition).await?,
        },
        beginning,
        has_text_page,
        lines: 1,
        return_by_on: until.map(|until| day(until.date_naive())),
        kept_at: String::new(),
        destroyed_after_days: 0,
        sheets: Vec::new(),
    })
}

async fn text(
    app: &App,
    petition: &petition::Model,
    wish: Wish,
) -> Result<petition_text::Model, DocumentError> {
    let version = petition_version::of(petition.organization_id)
        .filter(petition_version::Column::PetitionId.eq(petition.id))
        .filter(petition_version::Column::Number.eq(wish.version));
    let version = version.one(&app.db.read).await?;
    let version = version.ok_or(FindError::NotFound)?;
    let mut texts = petition_text::for_jobs()
        .filter(petition_text::Column::VersionId.eq(version.id))
        .all(&app.db.read)
        .await?;
    texts.sort_by_key(|text| !text.is_original);
    let languages: Vec<String> = texts.iter().map(|text| text.language.clone()).collect();
    let chosen = choose_language(&languages, Some(wish.language.as_str()), None);
    let at = languages.iter().position(|one| Some(one) == chosen);
    let found = at.and_then(|at| texts.into_iter().nth(at));
    Ok(found.ok_or(FindError::NotFound)?)
}

fn lines(body: &str) -> Vec<String> {
    let lines = body.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

/// What stands on the sheet itself, and whether that is not all.
fn beginning(paragraphs: &[String], demands: &[PrintedDemand]) -> (Vec<String>, bool) {
    let long = |text: &String| text.chars().count() + 90;
    let asked: usize = demands.iter().map(|demand| long(&demand.text)).sum();
    if paragraphs.iter().map(long).sum::<usize>() + asked <= ROOM {
        return (paragraphs.to_vec(), false);
    }
    let most = ROOM - 90;
    let mut words = String::new();
    for word in paragraphs.iter().flat_map(|text| text.split_whitespace()) {
        if words.chars().count() + word.chars().count() >= most {
            break;
        }
        words.push_str(word);
        words.push(' ');
    }
    if words.is_empty() {
        // Some languages put no spaces between words.
        words = paragraphs
            .iter()
            .flat_map(|text| text.chars())
            .take(most)
            .collect();
    }
    words.push('…');
    (vec![words], true)
}

fn printed(demand: Demand) -> PrintedDemand {
    PrintedDemand {
        number: count(demand.position),
        text: demand.text,
        alternative_to: demand.alternative_to.map(count),
    }
}

fn reference(row: &sheet::Model) -> SheetReference {
    SheetReference {
        number: count(row.number),
        code: row.code.clone(),
    }
}

fn count(number: i32) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

fn day(day: NaiveDate) -> Day {
    Day {
        year: u16::try_from(day.year()).unwrap_or_default(),
        month: u8::try_from(day.month()).unwrap_or(1),
        day: u8::try_from(day.day()).unwrap_or(1),
    }
}

impl From<DocumentError> for Problem {
    fn from(error: DocumentError) -> Self {
        match error {
            DocumentError::Find(error) => error.into(),
            DocumentError::Print(error) => error.into(),
            DocumentError::Press(error) => {
                tracing::warn!(part = "press", %error, "sheets could not be set");
                Self::new(known::PRINT_FAILED)
            }
            DocumentError::Db(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(characters: usize) -> String {
        let words = "guards "
            .repeat(characters)
            .chars()
            .take(characters - 1)
            .collect::<String>();
        words + "!"
    }

    #[test]
    fn a_text_that_has_room_stands_on_the_sheet_whole() {
        for characters in [301, 371, ROOM - 90] {
            let paragraphs = [paragraph(characters)];
            assert_eq!(beginning(&paragraphs, &[]), (paragraphs.to_vec(), false));
        }
    }

    #[test]
    fn a_text_that_has_no_room_is_cut_at_a_word_and_said_to_be_cut() {
        for characters in [ROOM - 89, 5_000] {
            let (begins, has_text_page) = beginning(&[paragraph(characters)], &[]);
            assert!(has_text_page && begins[0].chars().count() > 500);
            assert!(begins[0].ends_with("guards …"), "{begins:?}");
        }
        let (begins, has_text_page) = beginning(&["警".repeat(2_000)], &[]);
        assert!(has_text_page && begins[0].chars().count() == ROOM - 90 + 1);
    }
}
