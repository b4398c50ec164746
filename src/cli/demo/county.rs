//! Alder County, which does not exist: its districts, branches and officials. Everybody in it is made up.

/// A district, who speaks for it, and the language to write to them in.
pub struct District {
    pub number: u8,
    pub official: &'static str,
    pub language: &'static str,
    pub branches: &'static [Branch],
}

/// A branch of the county library.
pub struct Branch {
    pub name: &'static str,
    pub risk: &'static str,
    /// Librarians, library assistants, pages.
    pub staff: [u32; 3],
}

pub const UNION: &str = "Alder County Library Workers, Local 417 (fictional)";
pub const BOARD: &str = "Alder County Board of Supervisors (fictional)";
pub const EMPLOYER: &str = "Alder County Library (fictional)";
pub const ASSOCIATION: &str = "Western Library Association (fictional)";
pub const PRESIDENT: &str = "Corazon Bellweather";
pub const JOB_GROUPS: [&str; 3] = ["librarians", "library assistants", "pages"];

const fn branch(name: &'static str, risk: &'static str, staff: [u32; 3]) -> Branch {
    Branch { name, risk, staff }
}

pub const DISTRICTS: &[District] = &[
    District {
        number: 1,
        official: "Rosalind Achterberg",
        language: "en",
        branches: &[
            branch("Alder Street Branch", "high", [14, 16, 8]),
            branch("Mill Pond Branch", "low", [6, 8, 4]),
            branch("Harborview Branch", "high", [11, 13, 6]),
        ],
    },
    District {
        number: 2,
        official: "Teodoro Quiñones Vale",
        language: "es",
        branches: &[
            branch("Eastmont Branch", "high", [12, 14, 7]),
            branch("Calle Robles Branch", "high", [10, 12, 5]),
            branch("Juniper Reading Room", "low", [3, 4, 2]),
        ],
    },
    District {
        number: 3,
        official: "Phạm Thị Hương Lan",
        language: "en",
        branches: &[
            branch("Central Library", "high", [24, 28, 12]),
            branch("Orchard Park Branch", "medium", [8, 10, 5]),
            branch("Ferry Landing Branch", "high", [9, 11, 5]),
        ],
    },
    District {
        number: 4,
        official: "Marguerite Osei Tutu-Hale",
        language: "en",
        branches: &[
            branch("North Fork Branch", "low", [5, 6, 3]),
            branch("Quarry Hill Branch", "high", [11, 13, 6]),
            branch("Sycamore Branch", "medium", [8, 9, 4]),
        ],
    },
    District {
        number: 5,
        official: "Desmond Hallowell",
        language: "en",
        branches: &[
            branch("Lakeside Branch", "medium", [7, 9, 4]),
            branch("Pinnacle Road Branch", "low", [4, 5, 3]),
            branch("Dunmore Branch", "high", [11, 12, 6]),
        ],
    },
];

impl Branch {
    pub fn headcount(&self) -> u32 {
        self.staff.iter().sum()
    }
}

pub fn ocd_id(district: u8) -> String {
    format!("ocd-division/country:us/state:ca/county:alder/council_district:{district}")
}

/// The county library's workplaces as an organizer would have them in a spreadsheet.
pub fn workplaces_csv() -> String {
    let mut csv = String::from("external_key,name,division,risk,");
    csv.push_str(
        &JOB_GROUPS
            .map(|group| format!("headcount:{group}"))
            .join(","),
    );
    csv.push('\n');
    for district in DISTRICTS {
        for (index, branch) in district.branches.iter().enumerate() {
            let staff = branch.staff.map(|count| count.to_string()).join(",");
            let (number, ocd) = (district.number, ocd_id(district.number));
            let Branch { name, risk, .. } = branch;
            csv.push_str(&format!(
                "alder-{number}-{index},{name},{ocd},{risk},{staff}\n"
            ));
        }
    }
    csv
}

/// Where patrons and allies live: one postal code a district.
pub fn postal_code(district: u8) -> String {
    format!("9000{district}")
}

pub fn postal_codes_csv() -> String {
    let rows = DISTRICTS
        .iter()
        .map(|d| format!("{},{}\n", postal_code(d.number), ocd_id(d.number)));
    format!("postal_code,division\n{}", rows.collect::<String>())
}

pub fn divisions_csv() -> String {
    let rows = DISTRICTS
        .iter()
        .map(|d| format!("{},District {}\n", ocd_id(d.number), d.number));
    format!("id,name\n{}", rows.collect::<String>())
}
