//! Workplaces: branches and sites with division, position, risk and headcounts; takes the federal outlets file as it is.

use super::cells::without_entities;
use super::{Cells, Column, Reason, Row};

/// More people than work at any one site.
const HEADCOUNT_MAX: u32 = 100_000;

crate::words! {
    /// How dangerous the employer or the union holds a workplace to be.
    Risk {
        High = "high",
        Medium = "medium",
        Low = "low",
        NotRated = "not_rated",
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Workplace {
    /// The key of another system. A library system's key alone (`fscskey`) names many outlets: the name is added to it.
    pub external_key: Option<String>,
    pub name: String,
    pub division: Option<String>,
    pub county: Option<String>,
    pub address: Option<PostalAddress>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub risk: Risk,
    /// By job group.
    pub headcounts: Vec<(String, u32)>,
}

/// An address as written, and a rough split of it: where commas are missing the city stays in the street.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostalAddress {
    pub whole: String,
    pub street: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub postal_code: Option<String>,
}

impl Row for Workplace {
    const COLUMNS: &'static [Column] = &[
        Column::optional("key", &["external_key", "workplace_key", "workplace_id"]),
        Column::optional("fscskey", &["system_key"]),
        Column::optional("fscs_seq", &["fscsseq"]),
        Column::required("name", &["workplace", "branch", "libname", "outlet"]),
        Column::optional("division", &["division_id", "ocd_id", "ocd_division_id"]),
        Column::optional("county", &["cnty"]),
        Column::optional("address", &["street_address"]),
        Column::optional("lat", &["latitude"]),
        Column::optional("lon", &["lng", "longitude", "long"]),
        Column::optional("risk", &["risk_designation"]),
    ];
    const PREFIX: Option<&'static str> = Some("headcount:");

    fn read(cells: &mut Cells<'_>) -> Self {
        let name = cells.name("name", 200);
        let name = without_entities(&name, 200).unwrap_or(name);
        let (latitude, longitude) = position(cells);
        Self {
            external_key: external_key(cells, &name),
            name,
            division: cells.division("division"),
            county: cells.optional_line("county", 100),
            address: address(cells),
            latitude,
            longitude,
            risk: risk(cells),
            headcounts: cells.counts("headcount:", HEADCOUNT_MAX),
        }
    }

    fn key(&self) -> String {
        let whole = self.address.as_ref().map_or("", |address| &address.whole);
        self.external_key
            .clone()
            .unwrap_or_else(|| format!("{}\n{}", self.name.to_lowercase(), whole.to_lowercase()))
    }

    /// The outlets file lists some outlets twice, once without a position.
    fn absorb(&mut self, other: Self) -> bool {
        let without_position = |workplace: &Self| Self {
            latitude: None,
            longitude: None,
            ..workplace.clone()
        };
        let same_position = self.latitude == other.latitude && self.longitude == other.longitude;
        if without_position(self) != without_position(&other)
            || !(same_position || self.latitude.is_none() || other.latitude.is_none())
        {
            return false;
        }
        self.latitude = self.latitude.or(other.latitude);
        self.longitude = self.longitude.or(other.longitude);
        true
    }
}

fn external_key(cells: &mut Cells<'_>, name: &str) -> Option<String> {
    if let Some(key) = cells.optional_line("key", 100) {
        return Some(key);
    }
    let system = cells.optional_line("fscskey", 40)?;
    match cells.optional_line("fscs_seq", 20) {
        Some(number) => Some(format!("{system}-{number}")),
        None => Some(format!(
            "{system}/{}",
            name.to_lowercase()
                .split(|c: char| !c.is_alphanumeric())
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join("-")
        )),
    }
}

/// Zero and zero is what geocoders write for "not found".
fn position(cells: &mut Cells<'_>) -> (Option<f64>, Option<f64>) {
    let given = |cells: &mut Cells<'_>, field| cells.raw(field).is_some();
    match (given(cells, "lat"), given(cells, "lon")) {
        (true, false) => cells.refuse("lat", Reason::HalfAPosition),
        (false, true) => cells.refuse("lon", Reason::HalfAPosition),
        _ => {}
    }
    match (cells.degrees("lat", 90), cells.degrees("lon", 180)) {
        (Some(latitude), Some(longitude)) if latitude != 0.0 || longitude != 0.0 => {
            (Some(latitude), Some(longitude))
        }
        _ => (None, None),
    }
}

fn risk(cells: &mut Cells<'_>) -> Risk {
    let Some(raw) = cells.raw("risk") else {
        return Risk::NotRated;
    };
    let risk = match raw.trim().to_lowercase().as_str() {
        "high" | "high risk" | "high-risk" | "high_risk" => Ok(Risk::High),
        "medium" | "elevated" | "moderate" => Ok(Risk::Medium),
        "low" | "ordinary" => Ok(Risk::Low),
        "not_rated" | "not rated" | "none" | "n/a" => Ok(Risk::NotRated),
        _ => Err(Reason::UnknownWord {
            known: "high, medium, low, not_rated",
        }),
    };
    cells.checked("risk", risk).unwrap_or(Risk::NotRated)
}

fn address(cells: &mut Cells<'_>) -> Option<PostalAddress> {
    let raw = cells.raw("address")?;
    let whole = cells.checked("address", without_entities(&raw, 300).map_err(Reason::Text))?;
    Some(split(whole))
}

/// "725 PEKIN STREET, LINCOLN, IL 62656": the last part is region and code when it looks like them, the one before is the city.
fn split(whole: String) -> PostalAddress {
    let parts: Vec<&str> = whole
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let last = parts
        .last()
        .and_then(|last| last.split_once(' '))
        .filter(|(region, code)| is_region(region) && is_code(code));
    let Some((region, code)) = last else {
        return PostalAddress {
            street: None,
            city: None,
            region: None,
            postal_code: None,
            whole,
        };
    };
    let (region, postal_code) = (Some(region.to_owned()), Some(code.to_owned()));
    let before = &parts[..parts.len() - 1];
    let (street, city) = match before {
        [] => (None, None),
        [street] => (Some((*street).to_owned()), None),
        [street @ .., city] => (Some(street.join(", ")), Some((*city).to_owned())),
    };
    PostalAddress {
        street,
        city,
        region,
        postal_code,
        whole,
    }
}

fn is_region(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())
}

fn is_code(text: &str) -> bool {
    let is_digits = |part: &str, n| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    is_digits(text, 5)
        || text
            .split_once('-')
            .is_some_and(|(zip, four)| is_digits(zip, 5) && is_digits(four, 4))
}

#[cfg(test)]
mod tests {
    use super::super::{Refused, Sheet, read};
    use super::*;

    fn sheet(text: &str) -> Sheet<Workplace> {
        read(text.as_bytes()).unwrap()
    }

    fn only(text: &str) -> Workplace {
        let sheet = sheet(text);
        assert_eq!((sheet.refused.len(), sheet.rows.len()), (0, 1));
        sheet.rows[0].row.clone()
    }

    #[test]
    fn the_outlets_of_california_import() {
        let sheet = read::<Workplace>(include_bytes!(
            "../../../tests/data/imls_pls_outlets_california.csv"
        ))
        .unwrap();
        assert_eq!((sheet.rows.len(), sheet.refused.len()), (121, 0));
        let whole = sheet
            .rows
            .iter()
            .filter(|line| {
                line.row
                    .address
                    .as_ref()
                    .is_some_and(|a| a.region.as_deref() == Some("CA"))
            })
            .count();
        assert_eq!(whole, 121);
    }

    #[test]
    fn a_full_row_is_read() {
        let row = only(
            "key,name,division,address,lat,lon,risk,headcount:Librarians,headcount:pages\nHB,Harbor Branch,ocd-division/country:us,\"1 Pier, Harbor, CA 90001\",33.7,-118.2,High,7,\n",
        );
        assert_eq!(
            (row.external_key.as_deref(), row.risk),
            (Some("HB"), Risk::High)
        );
        assert_eq!(row.headcounts, [("librarians".to_owned(), 7)]);
        let address = row.address.unwrap();
        assert_eq!(
            (
                address.street.as_deref(),
                address.city.as_deref(),
                address.postal_code.as_deref()
            ),
            (Some("1 Pier"), Some("Harbor"), Some("90001"))
        );
    }

    #[test]
    fn a_city_without_its_comma_stays_in_the_street() {
        let address = split("W156N8436 PILGRIM RD. MENOMONEE FALLS, WI 53051".into());
        assert_eq!(
            (address.city, address.region.as_deref()),
            (None, Some("WI"))
        );
        assert_eq!(split("somewhere else".into()).region, None);
    }

    #[test]
    fn a_system_key_alone_is_completed_by_the_name() {
        assert_eq!(
            only("fscskey,name\nCA0063,VAN NUYS BRANCH\n")
                .external_key
                .as_deref(),
            Some("CA0063/van-nuys-branch")
        );
        assert_eq!(
            only("fscskey,fscs_seq,name\nCA0063,12,VAN NUYS BRANCH\n")
                .external_key
                .as_deref(),
            Some("CA0063-12")
        );
    }

    #[test]
    fn entities_of_web_pages_are_read_as_letters() {
        assert_eq!(
            only("name,address\nA,MU&Ntilde;OZ AVE &amp; 1ST\n")
                .address
                .unwrap()
                .whole,
            "MUÑOZ AVE & 1ST"
        );
    }

    #[test]
    fn an_outlet_listed_again_without_position_is_the_same_outlet() {
        let sheet = sheet(
            "fscskey,name,lat,lon\nMO1,Park Hills,0,0\nMO1,Park Hills,37.85,-90.52\nMO1,Park Hills,38,-90.52\n",
        );
        assert_eq!(
            (sheet.rows[0].row.latitude, sheet.repeated),
            (Some(37.85), vec![3])
        );
        assert_eq!(
            sheet.refused,
            [Refused {
                line: 4,
                field: None,
                reason: Reason::Duplicate { line: 2 }
            }]
        );
    }

    #[test]
    fn bad_positions_risks_and_headcounts_are_refused() {
        let sheet = sheet(
            "name,lat,lon,risk,headcount:pages\nA,91,0,,\nB,1,,,\nC,,,scary,\nD,,,,-3\nE,NaN,1,,\n",
        );
        let faults: Vec<_> = sheet
            .refused
            .iter()
            .map(|r| (r.line, r.field.as_deref().unwrap(), r.reason))
            .collect();
        assert_eq!(
            faults,
            [
                (
                    2,
                    "lat",
                    Reason::NotBetween {
                        least: -90,
                        most: 90
                    }
                ),
                (3, "lat", Reason::HalfAPosition),
                (
                    4,
                    "risk",
                    Reason::UnknownWord {
                        known: "high, medium, low, not_rated"
                    }
                ),
                (
                    5,
                    "headcount:pages",
                    Reason::NotACount {
                        most: HEADCOUNT_MAX
                    }
                ),
                (
                    6,
                    "lat",
                    Reason::NotBetween {
                        least: -90,
                        most: 90
                    }
                ),
            ]
        );
    }
}
