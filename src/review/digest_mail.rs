//! What the reviewers' digest says, in English and Spanish: how many and how old, no id and no word of any testimony.

use zeroize::Zeroizing;

use crate::mail::Mail;

/// What waits for one reviewer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Without an approval yet.
    pub first: u32,
    /// Approved by somebody else.
    pub second: u32,
    /// Days since the newest and the oldest of them came.
    pub ages: Option<(i64, i64)>,
    pub not_sealed_to_you: u32,
    /// Destroyed undecided within two weeks.
    pub dies_soon: u32,
}

impl Numbers {
    pub fn waiting(&self) -> u32 {
        self.first + self.second
    }

    pub fn note_age(&mut self, days: i64) {
        let (newest, oldest) = self.ages.unwrap_or((days, days));
        self.ages = Some((newest.min(days), oldest.max(days)));
    }
}

/// To whom, and under which Message-ID.
#[derive(Clone, Copy)]
pub struct Letter<'a> {
    pub to: &'a str,
    pub message_id: &'a str,
    pub language: &'a str,
    /// The address of the service, without a slash at its end.
    pub base: &'a str,
}

/// Shown without its address.
impl std::fmt::Debug for Letter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Letter({})", self.message_id)
    }
}

pub fn digest(letter: Letter<'_>, numbers: Numbers) -> Mail {
    let primary = letter.language.split('-').next().unwrap_or_default();
    let is_spanish = primary.eq_ignore_ascii_case("es");
    let (language, subject, text) = if is_spanish {
        (
            "es",
            "Broadside: su resumen del día",
            in_spanish(letter.base, numbers),
        )
    } else {
        (
            "en",
            "Broadside: your daily digest",
            in_english(letter.base, numbers),
        )
    };
    Mail {
        to: Zeroizing::new(letter.to.to_owned()),
        subject: subject.to_owned(),
        text: Zeroizing::new(text),
        html: None,
        calendar: None,
        message_id: letter.message_id.to_owned(),
        language: language.to_owned(),
    }
}

fn in_english(base: &str, numbers: Numbers) -> String {
    let (newest, oldest) = numbers.ages.unwrap_or_default();
    let mut text = format!(
        "Hello,\n\nWaiting for a first reviewer: {}\nWaiting for a second reviewer: {}\n\
         Days since they came: {newest} to {oldest}\n",
        numbers.first, numbers.second
    );
    if numbers.not_sealed_to_you > 0 {
        let line = "Not sealed to your key yet (another reviewer calls rewrap_testimonies)";
        text += &format!("{line}: {}\n", numbers.not_sealed_to_you);
    }
    if numbers.dies_soon > 0 {
        let line = "Destroyed undecided within the next 14 days";
        text += &format!("{line}: {}\n", numbers.dies_soon);
    }
    text += &format!(
        "\nWhat came today is counted tomorrow. This mail comes once a day, and only when something waits.\n\n{base}\n"
    );
    text
}

fn in_spanish(base: &str, numbers: Numbers) -> String {
    let (newest, oldest) = numbers.ages.unwrap_or_default();
    let mut text = format!(
        "Hola:\n\nEsperan una primera revisión: {}\nEsperan una segunda revisión: {}\n\
         Días desde que llegaron: de {newest} a {oldest}\n",
        numbers.first, numbers.second
    );
    if numbers.not_sealed_to_you > 0 {
        let line = "Aún no sellados para su clave (otra persona llama a rewrap_testimonies)";
        text += &format!("{line}: {}\n", numbers.not_sealed_to_you);
    }
    if numbers.dies_soon > 0 {
        let line = "Se destruirán sin decisión en los próximos 14 días";
        text += &format!("{line}: {}\n", numbers.dies_soon);
    }
    text += &format!(
        "\nLo que llegó hoy se cuenta mañana. Este correo llega una vez al día, y solo cuando algo espera.\n\n{base}\n"
    );
    text
}
