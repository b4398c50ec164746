//! What the freeze itself says, in the packet's language: labels, sources and displays of protected numbers.

use chrono::{Datelike, NaiveDate};

use crate::packets::rules::Language;
use crate::signatures::counts::Shown;

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
pub(super) const MESES: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

impl Language {
    pub(super) fn say(self, english: impl Into<String>, spanish: impl Into<String>) -> String {
        match self {
            Self::En => english.into(),
            Self::Es => spanish.into(),
        }
    }

    pub(super) fn day(self, day: NaiveDate) -> String {
        let month = day.month0() as usize;
        let (number, year) = (day.day(), day.year());
        self.say(
            format!("{} {number}, {year}", MONTHS[month]),
            format!("{number} de {} de {year}", MESES[month]),
        )
    }

    /// What somebody wrote as a date: `2026-07-14` as people write it, everything else as it is.
    pub(super) fn dated(self, raw: &str) -> String {
        match raw.parse::<NaiveDate>() {
            Ok(day) if raw.len() == 10 => self.day(day),
            _ => raw.to_owned(),
        }
    }

    /// 1,204 in English, 1204 and 12 040 in Spanish (RAE: a thin space, from five digits on).
    pub(super) fn number(self, n: u64) -> String {
        let digits = n.to_string();
        let (mark, from) = match self {
            Self::En => (',', 4),
            Self::Es => ('\u{a0}', 5),
        };
        if digits.len() < from {
            return digits;
        }
        let mut grouped = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push(mark);
            }
            grouped.push(digit);
        }
        grouped
    }

    pub(super) fn fewer_than(self, n: u64) -> String {
        self.say(format!("fewer than {n}"), format!("menos de {n}"))
    }

    pub(super) fn about(self, n: u64) -> String {
        let n = self.number(n);
        self.say(format!("about {n}"), format!("alrededor de {n}"))
    }

    pub(super) fn at_least(self, n: u64) -> String {
        let n = self.number(n);
        self.say(format!("at least {n}"), format!("al menos {n}"))
    }

    pub(super) fn not_shown(self) -> String {
        self.say("not shown", "no se muestra")
    }

    pub(super) fn shown(self, shown: Shown) -> String {
        match shown {
            Shown::Exact(n) => self.number(n.into()),
            Shown::FewerThan(n) => self.fewer_than(n.into()),
            Shown::NearlyAll => self.say("nearly all", "casi todos"),
            Shown::Hidden => self.not_shown(),
        }
    }

    pub(super) fn risk(self, risk: &str) -> Option<String> {
        match risk {
            "high" => Some(self.say("high", "alto")),
            "medium" => Some(self.say("medium", "medio")),
            "low" => Some(self.say("low", "bajo")),
            _ => None,
        }
    }

    pub(super) fn standing(self, standing: &str) -> String {
        match standing {
            "employee" => self.say("Employees", "Empleados"),
            "laid_off" => self.say("Laid off", "Despedidos"),
            "patron" => self.say("Patrons", "Usuarios"),
            "ally" => self.say("Allies", "Aliados"),
            "association_member" => {
                self.say("Members of the association", "Miembros de la asociación")
            }
            "former_member" => self.say(
                "Former members of the association",
                "Antiguos miembros de la asociación",
            ),
            _ => self.others(),
        }
    }

    pub(super) fn one_standing(self, standing: &str) -> Option<String> {
        Some(match standing {
            "employee" => self.say("Employee", "Empleado o empleada"),
            "laid_off" => self.say("Laid-off worker", "Trabajador o trabajadora en despido"),
            "patron" => self.say("Patron", "Usuario o usuaria"),
            "ally" => self.say("Ally", "Aliado o aliada"),
            "association_member" => self.say("Association member", "Miembro de la asociación"),
            "former_member" => self.say(
                "Former association member",
                "Antiguo miembro de la asociación",
            ),
            _ => return None,
        })
    }

    pub(super) fn all_districts(self) -> String {
        self.say("All districts", "Todos los distritos")
    }

    pub(super) fn no_source(self) -> String {
        self.say("Source not given", "Fuente no indicada")
    }

    pub(super) fn others(self) -> String {
        self.say("Others", "Otros")
    }

    /// A division by its name; "District 2" is nobody's own name and is called as the language does.
    pub(super) fn place(self, division: &str) -> String {
        let number = division.strip_prefix("District ");
        match number.filter(|number| number.bytes().all(|byte| byte.is_ascii_digit())) {
            Some(number) => self.say(division, format!("Distrito {number}")),
            None => division.to_owned(),
        }
    }

    /// The same inside a sentence: "el Distrito 2".
    fn the_place(self, division: &str) -> String {
        let place = self.place(division);
        if self == Self::Es && place.starts_with("Distrito ") {
            format!("el {place}")
        } else {
            place
        }
    }

    pub(super) fn signed_in(self, division: &str) -> String {
        let place = self.the_place(division);
        self.say(
            format!("people who work or live in {place} and signed"),
            format!("personas que trabajan o viven en {place} y firmaron"),
        )
    }

    pub(super) fn signed_in_the_campaign(self) -> String {
        self.say(
            "people who signed and confirmed, whole campaign",
            "personas que firmaron y confirmaron, toda la campaña",
        )
    }

    pub(super) fn were_members(self) -> String {
        self.say(
            "signers who say that they are former members of the association",
            "firmantes que dicen haber sido miembros de la asociación",
        )
    }

    pub(super) fn members_among(self, all: &str, members: &str, former: Option<&str>) -> String {
        let (english, spanish) = match former {
            Some(former) => (
                format!(", and {former} that they are former members"),
                format!(" y {former} haberlo sido"),
            ),
            None => (String::new(), String::new()),
        };
        self.say(
            format!("Of the {all} signers, {members} stated that they are members of the association{english}."),
            format!("De las {all} personas firmantes, {members} declararon ser miembros de la asociación{spanish}."),
        )
    }

    /// Whose voice a quotation is: groups are named in the plural.
    pub(super) fn in_group(self, group: &str) -> String {
        self.say(
            format!("Job group: {group}"),
            format!("Grupo profesional: {group}"),
        )
    }

    pub(super) fn testimonies_that_tell(self, about: &str, kind: &str) -> String {
        let about = about.to_lowercase();
        self.say(
            format!("testimonies on “{about}”: {kind}"),
            format!("testimonios sobre «{about}»: {kind}"),
        )
    }

    pub(super) fn only_together(self) -> String {
        self.say(
            "“–”: most of this district’s own numbers would be too small to print here; the whole campaign’s stand beside them.",
            "«–»: la mayoría de los números de este distrito serían demasiado pequeños para imprimirse aquí; al lado están los de toda la campaña.",
        )
    }

    pub(super) fn signed_altogether(self) -> String {
        self.say(
            "people who signed, all districts together",
            "personas que firmaron, todos los distritos juntos",
        )
    }

    pub(super) fn are_members(self) -> String {
        self.say(
            "signers who say that they are members of the association",
            "firmantes que dicen ser miembros de la asociación",
        )
    }

    pub(super) fn signed(self) -> String {
        self.say(
            "people who signed and confirmed",
            "personas que firmaron y confirmaron",
        )
    }

    pub(super) fn counted_on(self, day: NaiveDate) -> String {
        let day = self.day(day);
        self.say(
            format!("Confirmed signatures, {day}"),
            format!("Firmas confirmadas, {day}"),
        )
    }

    pub(super) fn of_the_staff_of(self, workplace: &str) -> String {
        self.say(
            format!("of the staff of {workplace} signed"),
            format!("del personal de {workplace} firmó"),
        )
    }

    pub(super) fn headcount(self, signed: u32, staff: u32, on: Option<NaiveDate>) -> String {
        let on = on.map(|day| self.day(day));
        let (english, spanish) = match on {
            Some(day) => (
                format!(", headcount of {day}"),
                format!(", plantilla del {day}"),
            ),
            None => (String::new(), String::new()),
        };
        self.say(
            format!("{signed} of {staff} staff{english}"),
            format!("{signed} de {staff} empleados{spanish}"),
        )
    }

    pub(super) fn past_threshold(self, shown: usize, all: usize) -> String {
        self.say(format!("{shown} of {all}"), format!("{shown} de {all}"))
    }

    pub(super) fn have_signers(self, threshold: u32) -> String {
        self.say(
            format!("workplaces of this district have {threshold} signers or more"),
            format!("centros de trabajo de este distrito tienen {threshold} firmantes o más"),
        )
    }

    pub(super) fn testimonies(self) -> String {
        self.say(
            "published testimonies, whole campaign",
            "testimonios publicados, toda la campaña",
        )
    }

    pub(super) fn testimonies_from(self, division: &str) -> String {
        let place = self.the_place(division);
        let of = format!("de {place}").replace("de el ", "del ");
        self.say(
            format!("published testimonies from {place}"),
            format!("testimonios publicados {of}"),
        )
    }

    /// The row of a table of districts for those whom no other row counts.
    pub(super) fn elsewhere(self, some_are_hidden: bool) -> String {
        if some_are_hidden {
            self.say("Not known, or not shown", "Desconocido, o no mostrado")
        } else {
            self.say("District not known", "Distrito desconocido")
        }
    }

    pub(super) fn release(self, number: u32, on: NaiveDate) -> String {
        let day = self.day(on);
        self.say(
            format!("Statistics release {number}, {day}"),
            format!("Publicación estadística {number}, {day}"),
        )
    }

    pub(super) fn rolled_up(self, places: usize, threshold: u32) -> String {
        self.say(
            format!(
                "{places} further workplaces are not listed one by one: fewer than {threshold} people have signed there, or the number would reveal another small one."
            ),
            format!(
                "Otros {places} centros de trabajo no se enumeran: en cada uno han firmado menos de {threshold} personas, o su número revelaría otro pequeño."
            ),
        )
    }

    pub(super) fn audit_entry(self, sequence: i64) -> String {
        self.say(
            format!("The organization keeps a log of what its members do here, in which nothing can be changed unnoticed. When this packet was completed, its last entry was number {sequence}."),
            format!("La organización lleva un registro de lo que aquí hacen sus miembros, en el que nada puede cambiarse sin que se note. Al cerrarse este expediente, su última entrada era la número {sequence}."),
        )
    }

    /// Nothing where all periods stand together.
    pub(super) fn period(self, period: &str) -> Option<String> {
        match period {
            "all periods" => None,
            "day not told" => Some(self.say(period, "sin fecha")),
            period => Some(self.quarter(period)),
        }
    }

    pub(super) fn quarter(self, quarter: &str) -> String {
        match quarter.split_once("-Q") {
            Some((year, number)) => self.say(
                format!("{year}, quarter {number}"),
                format!("{year}, trimestre {number}"),
            ),
            None => quarter.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_the_language_does() {
        let both = |n| (Language::En.number(n), Language::Es.number(n));
        assert_eq!(both(999), ("999".into(), "999".into()));
        assert_eq!(both(1204), ("1,204".into(), "1204".into()));
        assert_eq!(
            both(1_234_567),
            ("1,234,567".into(), "1\u{a0}234\u{a0}567".into())
        );
    }
}
