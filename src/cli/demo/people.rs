//! The signers of the demo, made up from lists of names of many languages, the same in every run.

/// How somebody signs.
pub struct Signer {
    pub name: String,
    pub email: String,
    pub visibility: &'static str,
    pub standing: &'static str,
    pub language: &'static str,
    pub comment: Option<&'static str>,
}

const GIVEN: &[&str] = &[
    "Amara",
    "Beatriz",
    "Callum",
    "Deniz",
    "Esperanza",
    "Farouk",
    "Ginevra",
    "Hollis",
    "Ingrid",
    "Joaquín",
    "Keiko",
    "Lucía",
    "Mireille",
    "Nkechi",
    "Óscar",
    "Priya",
    "Quentin",
    "Rosa María",
    "Soledad",
    "Tamsin",
    "Ulrich",
    "Verónica",
    "Wilhelmina",
    "Xiomara",
    "Yusuf",
    "Zuleika",
];

const FAMILY: &[&str] = &[
    "Abernathy-Cole",
    "Baptiste",
    "Cárdenas",
    "Dunleavy",
    "Etxeberria",
    "Fairweather",
    "Gutiérrez",
    "Hawthorne",
    "Ibáñez",
    "Jankowska",
    "Kaplanoğlu",
    "Lindqvist",
    "Muñoz",
    "Nakagawa",
    "Ojukwu",
    "Peñalosa",
    "Quintero",
    "Rasmussen",
    "Solórzano",
    "Thistlewood",
    "Urrutia",
    "Vandermeer",
    "Whitcombe",
    "Ximénez",
    "Yarborough",
    "Zielińska",
    "Ashgrove",
    "Brightwater",
    "Calloway",
];

/// Names whose scripts a careless document gets wrong.
const WHOLE: &[&str] = &[
    "Nguyễn Thị Phương Thảo",
    "Trần Đức Hoàng",
    "Lê Quỳnh Như",
    "王小明",
    "陳怡君",
    "欧阳静怡",
    "فاطمة الزهراء المنصوري",
    "عبد الرحمن الشريف",
    "ליאת בן־עמי",
    "Θεοδώρα Παπαγεωργίου",
    "Олена Ковальчук",
    "김서연",
    "สมหญิง ใจดี",
];

const COMMENTS: &[&str] = &[
    "I have closed the children's room early three times this year because nobody could stay with me.",
    "My daughter learned to read here. I want the people who taught her to be safe.",
    "Bilingual crisis workers, please. A uniform makes half of our patrons leave.",
    "Guardias capacitados, no solo cámaras. Las cámaras llegan después.",
    "We report and report. Nobody tells us what came of it.",
];

/// The signer of this number; `standing` follows from where they stand in the story.
pub fn signer(number: usize, standing: &'static str) -> Signer {
    let whole = number
        .is_multiple_of(9)
        .then(|| WHOLE.get(number / 9))
        .flatten();
    let name = match whole {
        Some(name) => (*name).to_owned(),
        None => {
            let family = FAMILY[(number * 7 + number / FAMILY.len()) % FAMILY.len()];
            format!(
                "{} {family}",
                GIVEN[(number * 5 + number / GIVEN.len()) % GIVEN.len()]
            )
        }
    };
    let public = whole.is_some() || number % 10 < 3;
    let visibility = match number % 10 {
        _ if public => "public",
        3 | 4 => "recipients",
        _ => "counted",
    };
    Signer {
        name,
        email: format!("signer{number}@mail{}.example", number % 5),
        visibility,
        standing,
        language: if number.is_multiple_of(6) { "es" } else { "en" },
        comment: match number {
            // Words that somebody passed around.
            _ if number % 50 == 12 => Some("Safe branches now!"),
            _ if number % 23 == 1 => COMMENTS.get(number / 23).copied(),
            _ => None,
        },
    }
}
