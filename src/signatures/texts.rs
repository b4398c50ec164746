//! The words of the mails to signers, in English and Spanish.

use super::rules::State;

/// Spanish for `es` and its regions, English otherwise.
pub fn is_spanish(language: &str) -> bool {
    language.eq_ignore_ascii_case("es")
        || language
            .get(..3)
            .is_some_and(|start| start.eq_ignore_ascii_case("es-"))
}

/// Names no petition: a subject is read over shoulders and by the machines of employers.
pub fn confirmation_subject(language: &str) -> &'static str {
    if is_spanish(language) {
        "Confirme su dirección de correo"
    } else {
        "Please confirm your e-mail address"
    }
}

pub fn withdrawn_subject(language: &str) -> &'static str {
    if is_spanish(language) {
        "Su solicitud se ha cumplido"
    } else {
        "Your request has been carried out"
    }
}

/// What a confirmation mail says.
#[derive(Debug)]
pub struct Confirmation<'a> {
    pub organization: &'a str,
    pub title: &'a str,
    pub state: State,
    /// Whom to ask where it does not count.
    pub contact: &'a str,
    /// What the signature says: standing, name, what others see.
    pub said: &'a [String],
    pub link: &'a str,
    pub code: &'a str,
    pub confirm_page: &'a str,
    pub withdraw_link: &'a str,
    pub days: i64,
}

impl Confirmation<'_> {
    pub fn text(&self, language: &str) -> String {
        let spanish = is_spanish(language);
        if self.state == State::Invalidated {
            return self.struck_out(spanish);
        }
        let Self {
            organization,
            title,
            link,
            code,
            confirm_page,
            withdraw_link,
            days,
            ..
        } = self;
        let first = self.first(spanish);
        let said: String = self.said.iter().map(|line| format!("\n  {line}")).collect();
        if spanish {
            return format!(
                "{first}\n\n  {title}\n  {organization}\n\nLa firma dice:{said}\n\nPara confirmar o ver su firma, abra este enlace y pulse el botón:\n{link}\n\n\
                 O escriba este código en {confirm_page}\n\n  {code}\n\n\
                 El enlace y el código sirven {days} días. Si no fue usted, o si la firma dice otra cosa, no tiene que hacer nada; quien abre este mensaje no firma nada.\n\n\
                 Si cambia de opinión, puede retirar la firma en cualquier momento; guarde este mensaje para ello:\n{withdraw_link}\n"
            );
        }
        format!(
            "{first}\n\n  {title}\n  {organization}\n\nThe signature says:{said}\n\nTo confirm or look at your signature, open this link and press the button:\n{link}\n\n\
             Or type this code at {confirm_page}\n\n  {code}\n\n\
             Link and code work for {days} days. If it was not you, or the signature says something else, there is nothing to do; opening this mail signs nothing.\n\n\
             Should you change your mind, you can withdraw the signature at any time; keep this mail for it:\n{withdraw_link}\n"
        )
    }

    /// What became of the signature so far.
    fn first(&self, spanish: bool) -> String {
        let opening = opening(spanish);
        let contact = self.contact;
        match (self.state, spanish) {
            (State::Pending, true) => {
                format!("{opening} La firma cuenta solo después de que usted la confirme.")
            }
            (State::Pending, false) => {
                format!("{opening} The signature counts only after you have confirmed it.")
            }
            (State::Quarantined, true) => format!(
                "{opening} Esta dirección ya la ha firmado, y la firma ya consta. De momento no cuenta: la organización la ha apartado para mirarla con más cuidado, y contará en cuanto levante esa medida, si usted la ha confirmado. Puede preguntar a {contact}."
            ),
            (State::Quarantined, false) => format!(
                "{opening} This address has signed it before, and that is on record. For now it does not count: the organization has set it aside for a closer look, and it will count once that is lifted, if you have confirmed it. You can ask {contact}."
            ),
            (_, true) => {
                format!("{opening} Esta dirección ya la ha firmado, y la firma ya consta.")
            }
            (_, false) => {
                format!("{opening} This address has signed it before, and that is on record.")
            }
        }
    }

    /// Neither link nor code: they would be refused.
    fn struck_out(&self, spanish: bool) -> String {
        let Self {
            organization,
            title,
            contact,
            ..
        } = self;
        let opening = opening(spanish);
        if spanish {
            return format!(
                "{opening} Esta dirección ya la había firmado, pero esa firma no cuenta, y firmar de nuevo no lo cambia.\n\n  {title}\n  {organization}\n\n\
                 La organización la anuló junto con otras que no le parecieron de personas que firmaran por sí mismas: por ejemplo, porque llegaron muchas a la vez, porque el nombre no era el de una persona o porque el correo fue devuelto. El motivo consta junto a la firma, y puede haber un error.\n\n\
                 Si la firma es suya y quiere que cuente, o quiere que se borre lo que se guarda de ella, escriba a {contact}.\n\n\
                 Si no fue usted, no tiene que hacer nada; quien abre este mensaje no firma nada.\n"
            );
        }
        format!(
            "{opening} This address has signed it before, but that signature does not count, and signing again does not change that.\n\n  {title}\n  {organization}\n\n\
             The organization struck it out together with others that did not seem to come from people who signed for themselves: because many came at once, say, because the name was not a person's, or because mail to it came back. The reason is on record with the signature, and it may be a mistake.\n\n\
             If the signature is yours and you want it to count, or want what is kept of it erased, ask {contact}.\n\n\
             If it was not you, there is nothing to do; opening this mail signs nothing.\n"
        )
    }
}

fn opening(spanish: bool) -> &'static str {
    if spanish {
        "Alguien, esperamos que usted, usó esta dirección para firmar una petición."
    } else {
        "Somebody, we hope you, used this address to sign a petition."
    }
}

/// Whom to ask: the contact officer with ways to reach them, or the organization itself.
pub fn contact(
    language: &str,
    organization: &str,
    name: Option<&str>,
    ways: [Option<&str>; 2],
) -> String {
    let Some(name) = name else {
        return organization.to_owned();
    };
    let ways: Vec<&str> = ways.into_iter().flatten().collect();
    let of = if is_spanish(language) { "de" } else { "of" };
    let officer = format!("{name} {of} {organization}");
    if ways.is_empty() {
        officer
    } else {
        format!("{officer} ({})", ways.join(", "))
    }
}

pub fn withdrawn(language: &str, organization: &str, title: &str) -> String {
    if is_spanish(language) {
        return format!(
            "La firma de esta dirección se ha retirado, y con este mensaje se borran el nombre y la dirección.\n\n  {title}\n  {organization}\n\n\
             Si no fue usted quien la retiró, puede firmar de nuevo.\n"
        );
    }
    format!(
        "The signature of this address has been withdrawn; name and address are erased with this mail.\n\n  {title}\n  {organization}\n\n\
         If it was not you who withdrew it, you can sign again.\n"
    )
}
