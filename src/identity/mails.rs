//! What the mails to members say, in English and Spanish.

use zeroize::Zeroizing;

use crate::mail::Mail;

/// The languages that these mails are written in.
fn is_spanish(language: &str) -> bool {
    language
        .split('-')
        .next()
        .is_some_and(|primary| primary.eq_ignore_ascii_case("es"))
}

/// What both mails are told.
#[derive(Clone, Copy)]
pub struct Letter<'a> {
    pub to: &'a str,
    pub message_id: &'a str,
    pub language: &'a str,
    /// The address of the service, without a slash at its end.
    pub base: &'a str,
    pub code: &'a str,
}

/// Shown without its address and its code.
impl std::fmt::Debug for Letter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Letter({})", self.message_id)
    }
}

pub fn invitation(letter: Letter<'_>, organization: &str, days: i64) -> Mail {
    let Letter { base, code, .. } = letter;
    let address = format!("{base}/v1/invitations/accept");
    let (subject, text) = if is_spanish(letter.language) {
        (
            "Una invitación a Broadside",
            format!(
                "Hola:\n\n{organization} le invita a trabajar en Broadside, donde reúne firmas y testimonios.\n\n\
                 Su código:\n\n    {code}\n\n\
                 Vale {days} días y una sola vez. Con él elige su nombre y su contraseña:\n\n    POST {address}\n    \
                 {{\"code\": \"{code}\", \"name\": \"…\", \"password\": \"…\"}}\n\n\
                 La contraseña tiene al menos 12 caracteres. La documentación está en {base}/docs\n\n\
                 Si no esperaba esta invitación, no haga nada: sin el código no ocurre nada.\n"
            ),
        )
    } else {
        (
            "An invitation to Broadside",
            format!(
                "Hello,\n\n{organization} invites you to work with it on Broadside, where it collects signatures \
                 and testimony.\n\n\
                 Your code:\n\n    {code}\n\n\
                 It works for {days} days, and once. With it you choose your name and your password:\n\n    \
                 POST {address}\n    {{\"code\": \"{code}\", \"name\": \"…\", \"password\": \"…\"}}\n\n\
                 The password has at least 12 characters. The documentation is at {base}/docs\n\n\
                 If you did not expect this, do nothing: without the code nothing happens.\n"
            ),
        )
    };
    mail(letter, subject, text)
}

pub fn password_reset(letter: Letter<'_>, hours: i64) -> Mail {
    let Letter { base, code, .. } = letter;
    let address = format!("{base}/v1/password-resets/use");
    let (subject, text) = if is_spanish(letter.language) {
        (
            "Una contraseña nueva para Broadside",
            format!(
                "Hola:\n\nAlguien, seguramente usted, pidió una contraseña nueva para su cuenta de Broadside.\n\n\
                 Su código:\n\n    {code}\n\n\
                 Vale {hours} horas y una sola vez:\n\n    POST {address}\n    \
                 {{\"code\": \"{code}\", \"password\": \"…\"}}\n\n\
                 La contraseña tiene al menos 12 caracteres. Se cerrarán todas sus sesiones; su segundo factor \
                 queda como está.\n\n\
                 Si no fue usted, no haga nada: su contraseña sigue igual.\n"
            ),
        )
    } else {
        (
            "A new password for Broadside",
            format!(
                "Hello,\n\nSomebody, probably you, asked for a new password for your Broadside account.\n\n\
                 Your code:\n\n    {code}\n\n\
                 It works for {hours} hours, and once:\n\n    POST {address}\n    \
                 {{\"code\": \"{code}\", \"password\": \"…\"}}\n\n\
                 The password has at least 12 characters. All your sessions will end; your second factor stays as \
                 it is.\n\n\
                 If it was not you, do nothing: your password stays the same.\n"
            ),
        )
    };
    mail(letter, subject, text)
}

fn mail(letter: Letter<'_>, subject: &str, text: String) -> Mail {
    let language = if is_spanish(letter.language) {
        "es"
    } else {
        "en"
    };
    Mail {
        to: Zeroizing::new(letter.to.to_owned()),
        subject: subject.to_owned(),
        text: Zeroizing::new(text),
        html: None,
        message_id: letter.message_id.to_owned(),
        language: language.to_owned(),
    }
}
