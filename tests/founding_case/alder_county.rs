//! Alder County as the organizer has it in spreadsheets. It does not exist, nor does anybody in it.

pub const BOARD: &str = "Alder County Board of Supervisors";
pub const EMPLOYER_DOMAIN: &str = "library.alder.example";

/// Branch, district, risk, and how many librarians and aides work there.
pub const BRANCHES: [(&str, usize, &str, u32, u32); 6] = [
    ("Alder Street Branch", 1, "high", 14, 16),
    ("Mill Pond Branch", 1, "low", 6, 8),
    ("Eastmont Branch", 2, "high", 12, 14),
    ("Harbor Branch", 3, "high", 11, 13),
    ("Quarry Hill Branch", 4, "high", 9, 11),
    ("Palms Branch", 5, "medium", 7, 9),
];

pub const SUPERVISORS: [&str; 5] = [
    "Rosalind Achterberg",
    "Teodoro Quiñones Vale",
    "Phạm Thị Hương Lan",
    "Marguerite Osei Tutu-Hale",
    "Desmond Hallowell",
];

fn ocd_id(district: usize) -> String {
    format!("ocd-division/country:us/state:ca/county:alder/council_district:{district}")
}

pub fn divisions() -> String {
    let rows = (1..=5).map(|number| format!("{},District {number}\n", ocd_id(number)));
    format!("id,name\n{}", rows.collect::<String>())
}

pub fn workplaces() -> String {
    let rows = BRANCHES.iter().enumerate();
    let rows = rows.map(|(at, (name, district, risk, librarians, aides))| {
        let ocd = ocd_id(*district);
        format!("alder-{at},{name},{ocd},{risk},{librarians},{aides}\n")
    });
    let header = "key,name,division,risk,headcount:librarians,headcount:aides\n";
    format!("{header}{}", rows.collect::<String>())
}

pub fn officials() -> String {
    let rows = SUPERVISORS.iter().enumerate().map(|(at, name)| {
        let (number, ocd) = (at + 1, ocd_id(at + 1));
        format!("{name},\"Supervisor, District {number}\",{BOARD},{ocd},2025-01-06,2029-01-01\n")
    });
    let header = "name,post,body,division,start_date,end_date\n";
    format!("{header}{}", rows.collect::<String>())
}

/// Two districts are enough for the patrons of this story.
pub fn postal_codes() -> String {
    format!(
        "postal_code,division\n99501,{}\n99502,{}\n",
        ocd_id(1),
        ocd_id(2)
    )
}
