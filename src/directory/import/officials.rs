//! Officials in the Popolo sense: a person holds a post in a body for a division, with dates.

use chrono::NaiveDate;

use crate::mail::address::Address;

use super::{Cells, Column, Reason, Row};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Official {
    pub name: String,
    /// The label of the post, such as "Supervisor, District 4".
    pub post: String,
    pub body: String,
    /// Associations have none.
    pub division: Option<String>,
    pub start_on: Option<NaiveDate>,
    pub end_on: Option<NaiveDate>,
    pub email: Option<Address>,
    pub telephone: Option<String>,
    pub party: Option<String>,
    /// The language to write to them in.
    pub language: Option<String>,
}

impl Row for Official {
    const COLUMNS: &'static [Column] = &[
        Column::required("name", &["person", "official"]),
        Column::required("post", &["label", "role", "title", "post_label"]),
        Column::required("body", &["organization", "organisation"]),
        Column::optional(
            "division",
            &["division_id", "ocd_id", "ocd_division_id", "area_id"],
        ),
        Column::optional("start_date", &["start_on", "start"]),
        Column::optional("end_date", &["end_on", "end"]),
        Column::optional("email", &["e_mail", "mail"]),
        Column::optional("phone", &["telephone", "voice"]),
        Column::optional("party", &[]),
        Column::optional("language", &["lang"]),
    ];

    fn read(cells: &mut Cells<'_>) -> Self {
        let official = Self {
            name: cells.name("name", 120),
            post: cells.line("post", 120),
            body: cells.name("body", 200),
            division: cells.division("division"),
            start_on: cells.day("start_date"),
            end_on: cells.day("end_date"),
            email: cells.address("email"),
            telephone: cells.telephone("phone"),
            party: cells.optional_line("party", 80),
            language: cells.language("language"),
        };
        if official
            .start_on
            .zip(official.end_on)
            .is_some_and(|(start, end)| end < start)
        {
            cells.refuse("end_date", Reason::EndsBeforeItStarts);
        }
        official
    }

    fn key(&self) -> String {
        let start = self.start_on.map(|day| day.to_string()).unwrap_or_default();
        let division = self.division.as_deref().unwrap_or_default();
        [&self.name, &self.post, &self.body, division, &start]
            .join("\n")
            .to_lowercase()
    }

    fn absorb(&mut self, other: Self) -> bool {
        *self == other
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    #[test]
    fn an_official_with_dates_and_contact_is_read() {
        let text = "name,post,body,division,start_date,end_date,email,phone,party,language\nRenata Okafor,\"Supervisor, District 4\",Board of Supervisors,ocd-division/country:us/state:ca/county:marisol/council_district:4,2024-12-02,,District4@marisol.example,(555) 010-0044 x2,,es-US\n";
        let official = read::<Official>(text.as_bytes()).unwrap().rows[0]
            .row
            .clone();
        assert_eq!(
            (official.name.as_str(), official.start_on, official.end_on),
            ("Renata Okafor", NaiveDate::from_ymd_opt(2024, 12, 2), None)
        );
        assert_eq!(
            official.email.unwrap().expose(),
            "District4@marisol.example"
        );
        assert_eq!(
            (official.party, official.language.as_deref()),
            (None, Some("es-US"))
        );
    }

    #[test]
    fn the_same_person_in_another_term_is_another_row() {
        let text = "name,post,body,start_date,end_date\nA B,Chair,Council,2020-01-01,2021-12-31\nA B,Chair,Council,2024-01-01,\n";
        assert_eq!(read::<Official>(text.as_bytes()).unwrap().rows.len(), 2);
    }

    #[test]
    fn each_fault_of_an_official_is_named() {
        let text = "name,post,body,division,start_date,end_date,email,phone,language\n\
            123,,Council,somewhere,12/02/2024,2024-02-30,a@b,call me,klingon\nA,Chair,Council,,2024-02-01,2024-01-01,,,\nA\u{202E}B,Chair,Council,,,,,,\n";
        let sheet = read::<Official>(text.as_bytes()).unwrap();
        let faults: Vec<_> = sheet
            .refused
            .iter()
            .map(|r| (r.line, r.field.as_deref().unwrap()))
            .collect();
        assert_eq!(
            faults,
            [
                (2, "name"),
                (2, "post"),
                (2, "division"),
                (2, "start_date"),
                (2, "end_date"),
                (2, "email"),
                (2, "phone"),
                (2, "language"),
                (3, "end_date"),
                (4, "name")
            ]
        );
    }
}
