//! The words of the mail that brings a packet, of the page behind its link, and of what cannot be called back; in English and Spanish.

use chrono::NaiveDate;

/// Spanish for `es` and its regions, English otherwise.
pub fn is_spanish(language: &str) -> bool {
    let primary = language.split('-').next().unwrap_or_default();
    primary.eq_ignore_ascii_case("es")
}

pub fn subject(language: &str, organization: &str) -> String {
    match is_spanish(language) {
        true => format!("Petición de {organization}"),
        false => format!("A petition from {organization}"),
    }
}

/// What the mail to an official says.
#[derive(Debug)]
pub struct Letter<'a> {
    pub addressee: &'a str,
    pub organization: &'a str,
    pub officer: Option<&'a str>,
    pub ways: [Option<&'a str>; 2],
    /// Where there is nothing attached: the link, and until when it is good.
    pub link: Option<(String, NaiveDate)>,
    /// Where anybody can check the packet.
    pub check: &'a str,
    pub answer_by: Option<NaiveDate>,
}

impl Letter<'_> {
    pub fn text(&self, language: &str) -> String {
        let spanish = is_spanish(language);
        let paragraphs = [
            self.greeting(spanish),
            self.what(spanish),
            self.answer(spanish),
            self.checked(spanish),
            self.signed(),
        ];
        let mut text = paragraphs.join("\n\n");
        text.push('\n');
        text
    }

    fn greeting(&self, spanish: bool) -> String {
        match spanish {
            true => format!("A la atención de {}:", self.addressee),
            false => format!("Dear {}:", self.addressee),
        }
    }

    fn what(&self, spanish: bool) -> String {
        let organization = self.organization;
        match (&self.link, spanish) {
            (None, false) => format!(
                "On behalf of {organization}, we send you the attached petition and the evidence behind it."
            ),
            (None, true) => format!(
                "En nombre de {organization}, le enviamos la petición adjunta y las pruebas que la sustentan."
            ),
            (Some((link, until)), false) => format!(
                "On behalf of {organization}, we send you a petition and the evidence behind it. You can open it here until {until} (UTC), without an account:\n\n{link}"
            ),
            (Some((link, until)), true) => format!(
                "En nombre de {organization}, le enviamos una petición y las pruebas que la sustentan. Puede abrirla aquí hasta el {until} (UTC), sin cuenta:\n\n{link}"
            ),
        }
    }

    fn answer(&self, spanish: bool) -> String {
        match (self.answer_by, spanish) {
            (Some(day), false) => format!("Please answer in writing by {day}. We keep a public record of whom we asked, when, and what the answer was."),
            (Some(day), true) => format!("Le rogamos que responda por escrito a más tardar el {day}. Llevamos un registro público de a quién preguntamos, cuándo y qué respondió."),
            (None, false) => "Please answer in writing. We keep a public record of whom we asked, when, and what the answer was.".to_owned(),
            (None, true) => "Le rogamos que responda por escrito. Llevamos un registro público de a quién preguntamos, cuándo y qué respondió.".to_owned(),
        }
    }

    fn checked(&self, spanish: bool) -> String {
        let check = self.check;
        match spanish {
            true => format!("Aquí se comprueba que el documento es auténtico:\n{check}"),
            false => format!("Here you can check that the document is genuine:\n{check}"),
        }
    }

    fn signed(&self) -> String {
        let ways: Vec<&str> = self.ways.into_iter().flatten().collect();
        let mut lines: Vec<String> = self.officer.map(str::to_owned).into_iter().collect();
        lines.push(self.organization.to_owned());
        if !ways.is_empty() {
            lines.push(ways.join(" · "));
        }
        lines.join("\n")
    }
}

/// The page behind a link.
#[derive(Debug)]
pub struct PageWords {
    pub title: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub until: &'static str,
    pub lead: &'static str,
    pub report: &'static str,
    pub volume: &'static str,
    pub over: &'static str,
    pub check: &'static str,
    pub copies: &'static str,
    pub copies_none: &'static str,
    pub copies_text: &'static str,
}

impl PageWords {
    pub fn of(language: &str) -> &'static Self {
        if is_spanish(language) { &ES } else { &EN }
    }
}

static EN: PageWords = PageWords {
    title: "A petition for you",
    from: "From",
    to: "For",
    until: "This link opens it until",
    lead: "Press a button to open a document. Opening it is noted with its day, as the proof that it reached you; your network address is not.",
    report: "Open the report (PDF)",
    volume: "Open volume",
    over: "This link opens nothing any more: its time is over, it was ended, or part of it was lost. Ask the sender for a new one.",
    check: "Check that it is genuine",
    copies: "Copies that cannot be called back",
    copies_none: "No copy with your name or your words has been delivered.",
    copies_text: "Your name or your words stand in these copies, which were delivered before. We cannot call them back. Whoever checks one learns that it is not to be passed on.",
};

static ES: PageWords = PageWords {
    title: "Una petición para usted",
    from: "De",
    to: "Para",
    until: "Este enlace la abre hasta el",
    lead: "Pulse un botón para abrir un documento. Se anota el día en que se abre, como prueba de que le llegó; su dirección de red, no.",
    report: "Abrir el informe (PDF)",
    volume: "Abrir el volumen",
    over: "Este enlace ya no abre nada: venció, se anuló o está incompleto. Pida uno nuevo a quien se lo envió.",
    check: "Comprobar que es auténtico",
    copies: "Copias que ya no se pueden recuperar",
    copies_none: "No se ha entregado ninguna copia con su nombre o sus palabras.",
    copies_text: "Su nombre o sus palabras figuran en estas copias, que ya se entregaron. No podemos recuperarlas. Quien compruebe una sabrá que no debe difundirse.",
};

/// What the mail about a withdrawal adds. Nothing where nothing is out.
pub fn copies(language: &str, copies: &[(String, NaiveDate)]) -> String {
    if copies.is_empty() {
        return String::new();
    }
    let words = PageWords::of(language);
    let lines: String = copies
        .iter()
        .map(|(who, day)| format!("\n  {who} ({day})"))
        .collect();
    format!("\n{}\n{lines}\n", words.copies_text)
}
