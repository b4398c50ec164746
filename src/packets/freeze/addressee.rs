//! Whom a packet is for: an official in office, or a body as a whole.

use chrono::NaiveDate;
use sea_orm::DbErr;

use crate::app::App;
use crate::campaigns::entity::target;
use crate::db::Tx;
use crate::directory::entity::body;
use crate::directory::wire::Official;
use crate::directory::{self, DivisionId};
use crate::identity::OrganizationId;

/// An addressee with everything that the first page says of them.
#[derive(Clone, Debug)]
pub struct Addressee {
    pub body: body::Model,
    pub official: Option<Official>,
    /// Everybody in office in that body, to name beside each division.
    pub colleagues: Vec<Official>,
}

/// Why nobody can be addressed.
#[derive(Debug, thiserror::Error)]
pub enum NoAddressee {
    #[error("there is no such official or body")]
    Missing,
    #[error("the official does not hold the post today")]
    NotInOffice,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn load(
    app: &App,
    tx: &Tx,
    owner: OrganizationId,
    target: &target::Model,
    today: NaiveDate,
) -> Result<Addressee, NoAddressee> {
    let to = load_whoever(app, tx, owner, target, today).await?;
    to.in_office().then_some(to).ok_or(NoAddressee::NotInOffice)
}

/// The same, whether or not the official is still in office.
pub async fn load_whoever(
    app: &App,
    tx: &Tx,
    owner: OrganizationId,
    target: &target::Model,
    today: NaiveDate,
) -> Result<Addressee, NoAddressee> {
    let official = match target.official_id {
        None => None,
        Some(id) => {
            let found = directory::find_officials(app, tx, owner, &[id]).await?;
            Some(found.into_iter().next().ok_or(NoAddressee::Missing)?)
        }
    };
    let body = official
        .as_ref()
        .map(|official| official.body_id)
        .or(target.body_id);
    let body = body.ok_or(NoAddressee::Missing)?;
    let body = directory::find_body(tx, owner, body)
        .await?
        .ok_or(NoAddressee::Missing)?;
    let in_office = directory::officials_in_office(app, tx, owner, Some(body.id), today);
    let colleagues = in_office.await?;
    Ok(Addressee {
        body,
        official,
        colleagues,
    })
}

impl Addressee {
    /// A body always is.
    pub fn in_office(&self) -> bool {
        self.official
            .as_ref()
            .is_none_or(|official| official.in_office)
    }

    pub fn division(&self) -> Option<DivisionId> {
        self.official
            .as_ref()
            .and_then(|official| official.division_id)
    }

    pub fn language(&self) -> &str {
        self.official
            .as_ref()
            .map_or(&self.body.language, |official| &official.language)
    }
}

/// "Supervisor" of "Supervisor, District 4": the letter names the division by itself.
pub fn title(post: &str, division: Option<&str>) -> String {
    let Some(division) = division.filter(|division| !division.is_empty()) else {
        return post.to_owned();
    };
    let Some((before, after)) = post.split_once(division) else {
        return post.to_owned();
    };
    let is_joint =
        |c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '-' | '–' | '—' | ':' | ';');
    let before = before.trim_end_matches(is_joint);
    let joined = [" for", " of", " from", " por el", " del", " de"]
        .iter()
        .find_map(|word| before.strip_suffix(word));
    let before = joined.unwrap_or(before).trim_end_matches(is_joint);
    let after = after.trim_matches(is_joint);
    match (before, after) {
        ("", "") => post.to_owned(),
        ("", only) | (only, "") => only.to_owned(),
        (before, after) => format!("{before}, {after}"),
    }
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn a_post_is_called_without_the_division_that_stands_beside_it() {
        for post in [
            "Supervisor, District 4",
            "Supervisor for District 4",
            "District 4 Supervisor",
            "Supervisor (District 4)",
            "Supervisor",
        ] {
            assert_eq!(title(post, Some("District 4")), "Supervisor", "{post}");
        }
        assert_eq!(title("District 4", Some("District 4")), "District 4");
        assert_eq!(title("President", None), "President");
    }
}
