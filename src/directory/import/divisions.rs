//! Divisions: Open Civic Data ids and their names, as opencivicdata/ocd-division-ids publishes them.

use super::{Cells, Column, Reason, Row};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    pub ocd_id: String,
    pub name: String,
}

impl Row for Division {
    const COLUMNS: &'static [Column] = &[
        Column::required(
            "id",
            &["ocd_id", "division", "division_id", "ocd_division_id"],
        ),
        Column::required("name", &[]),
    ];

    fn read(cells: &mut Cells<'_>) -> Self {
        let ocd_id = cells.division("id");
        if ocd_id.is_none() && cells.raw("id").is_none() {
            cells.refuse("id", Reason::Missing);
        }
        Self {
            ocd_id: ocd_id.unwrap_or_default(),
            name: cells.line("name", 200),
        }
    }

    fn key(&self) -> String {
        self.ocd_id.clone()
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
    fn the_supervisor_districts_of_california_import() {
        let sheet = read::<Division>(include_bytes!(
            "../../../tests/data/ocd_ca_county_supervisor_districts.csv"
        ))
        .unwrap();
        assert_eq!(
            (sheet.rows.len(), sheet.refused.len(), sheet.repeated.len()),
            (296, 0, 0)
        );
        assert_eq!(
            sheet.rows[0].row.ocd_id,
            "ocd-division/country:us/state:ca/county:alameda/council_district:1"
        );
    }

    #[test]
    fn every_fault_of_a_line_is_named() {
        let sheet = read::<Division>(b"id,name\nocd-division/country:US,\n,Somewhere\n").unwrap();
        let faults: Vec<_> = sheet
            .refused
            .iter()
            .map(|r| (r.line, r.field.as_deref(), r.reason))
            .collect();
        assert_eq!(
            faults,
            [
                (2, Some("id"), Reason::NotADivision),
                (2, Some("name"), Reason::Missing),
                (3, Some("id"), Reason::Missing)
            ]
        );
    }
}
