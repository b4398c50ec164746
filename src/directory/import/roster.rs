//! The names of those who work for the employer, for the finder alone; other columns of a staff list are not kept.

use super::{Cells, Column, Row};

#[derive(Clone, PartialEq, Eq)]
pub struct RosterName {
    pub name: String,
}

/// A coworker's name is nothing for a log.
impl std::fmt::Debug for RosterName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RosterName(…)")
    }
}

impl Row for RosterName {
    const COLUMNS: &'static [Column] = &[Column::required(
        "name",
        &[
            "full_name",
            "employee",
            "employee_name",
            "staff",
            "staff_name",
        ],
    )];

    fn read(cells: &mut Cells<'_>) -> Self {
        Self {
            name: cells.name("name", 200),
        }
    }

    fn key(&self) -> String {
        self.name.to_lowercase()
    }

    fn absorb(&mut self, other: Self) -> bool {
        self.key() == other.key()
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    #[test]
    fn a_staff_list_is_names_and_nothing_else() {
        let text =
            "Employee Name,Salary\nTeodora Vance,51000\n\nImani Okoro,48000\nteodora vance,51000\n";
        let sheet = read::<RosterName>(text.as_bytes()).unwrap();
        let names: Vec<&str> = sheet
            .rows
            .iter()
            .map(|line| line.row.name.as_str())
            .collect();
        assert_eq!(names, ["Teodora Vance", "Imani Okoro"]);
        assert_eq!((sheet.repeated, sheet.refused), (vec![5], vec![]));
        assert_eq!(sheet.ignored_columns, ["Salary"]);
        assert_eq!(format!("{:?}", sheet.rows[0].row), "RosterName(…)");
    }
}
