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
        let waits = self.state == State::Pending;
        let said: String = self.said.iter().map(|line| format!("\n  {line}")).collect();
        if is_spanish(language) {
            let first = if waits {
                "Alguien, esperamos que usted, usó esta dirección para firmar una petición. La firma cuenta solo después de que usted la confirme."
            } else {
                "Alguien, esperamos que usted, usó esta dirección para firmar una petición. Esta dirección ya la ha firmado, y la firma ya consta."
            };
            return format!(
                "{first}\n\n  {title}\n  {organization}\n\nLa firma dice:{said}\n\nPara confirmar o ver su firma, abra este enlace y pulse el botón:\n{link}\n\n\
                 O escriba este código en {confirm_page}\n\n  {code}\n\n\
                 El enlace y el código sirven {days} días. Si no fue usted, o si la firma dice otra cosa, no tiene que hacer nada; quien abre este mensaje no firma nada.\n\n\
                 Si cambia de opinión, puede retirar la firma en cualquier momento; guarde este mensaje para ello:\n{withdraw_link}\n"
            );
        }
        let first = if waits {
            "Somebody, we hope you, used this address to sign a petition. The signature counts only after you have confirmed it."
        } else {
            "Somebody, we hope you, used this address to sign a petition. This address has signed it before, and that is on record."
        };
        format!(
            "{first}\n\n  {title}\n  {organization}\n\nThe signature says:{said}\n\nTo confirm or look at your signature, open this link and press the button:\n{link}\n\n\
             Or type this code at {confirm_page}\n\n  {code}\n\n\
             Link and code work for {days} days. If it was not you, or the signature says something else, there is nothing to do; opening this mail signs nothing.\n\n\
             Should you change your mind, you can withdraw the signature at any time; keep this mail for it:\n{withdraw_link}\n"
        )
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
