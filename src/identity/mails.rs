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
    /// Its name.
    pub organization: &'a str,
}

/// Shown without its address and its code.
impl std::fmt::Debug for Letter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Letter({})", self.message_id)
    }
}

pub fn invitation(letter: Letter<'_>, days: i64) -> Mail {
    let Letter {
        base,
        code,
        organization,
        ..
    } = letter;
    let hint = hint(
        letter,
        "/v1/invitations/accept",
        "\"name\": \"…\", \"password\": \"…\"",
    );
    let (subject, text) = if is_spanish(letter.language) {
        (
            "Una invitación a Broadside",
            format!(
                "Hola:\n\n{organization} le invita a trabajar en Broadside, donde reúne firmas y testimonios.\n\n\
                 Su código, que vale {days} días y una sola vez:\n\n    {code}\n\n\
                 Qué hacer: abra el programa con el que {organization} trabaja en Broadside; quien le invitó sabe cuál \
                 es. Le preguntará por la dirección del servicio, {base}, por este código, por su nombre y por una \
                 contraseña nueva de al menos 12 caracteres. Escriba la contraseña usted mismo y no se la diga a nadie.\n\n\
                 Si no esperaba esta invitación, no haga nada: sin el código no ocurre nada.\n\n{hint}"
            ),
        )
    } else {
        (
            "An invitation to Broadside",
            format!(
                "Hello,\n\n{organization} invites you to work with it on Broadside, where it collects signatures \
                 and testimony.\n\n\
                 Your code, which works for {days} days, and once:\n\n    {code}\n\n\
                 What to do: open the program in which {organization} works with Broadside; whoever invited you knows \
                 which one that is. It will ask for the address of the service, {base}, for this code, for your name, \
                 and for a new password of at least 12 characters. Type the password yourself, and tell it to nobody.\n\n\
                 If you did not expect this, do nothing: without the code nothing happens.\n\n{hint}"
            ),
        )
    };
    mail(letter, subject, text)
}

pub fn password_reset(letter: Letter<'_>, hours: i64) -> Mail {
    let Letter {
        base,
        code,
        organization,
        ..
    } = letter;
    let hint = hint(letter, "/v1/password-resets/use", "\"password\": \"…\"");
    let (subject, text) = if is_spanish(letter.language) {
        (
            "Una contraseña nueva para Broadside",
            format!(
                "Hola:\n\nAlguien, seguramente usted, pidió una contraseña nueva para su cuenta de Broadside en \
                 {organization}.\n\n\
                 Su código, que vale {hours} horas y una sola vez:\n\n    {code}\n\n\
                 Qué hacer: vuelva al programa en el que la pidió. Le preguntará por este código y por una contraseña \
                 nueva de al menos 12 caracteres; si pregunta por la dirección del servicio, es {base}. Se cerrarán todas \
                 sus sesiones; su segundo factor queda como está.\n\n\
                 Si no fue usted, no haga nada: su contraseña sigue igual.\n\n{hint}"
            ),
        )
    } else {
        (
            "A new password for Broadside",
            format!(
                "Hello,\n\nSomebody, probably you, asked for a new password for your Broadside account with \
                 {organization}.\n\n\
                 Your code, which works for {hours} hours, and once:\n\n    {code}\n\n\
                 What to do: go back to the program in which you asked. It will ask for this code, and for a new password \
                 of at least 12 characters; should it ask for the address of the service, that is {base}. All your \
                 sessions will end; your second factor stays as it is.\n\n\
                 If it was not you, do nothing: your password stays the same.\n\n{hint}"
            ),
        )
    };
    mail(letter, subject, text)
}

/// For whoever has no program but a command line.
fn hint(letter: Letter<'_>, path: &str, fields: &str) -> String {
    let Letter { base, code, .. } = letter;
    let body = format!("{{\"code\": \"{code}\", {fields}}}");
    if is_spanish(letter.language) {
        format!(
            "Sin programa: POST {base}{path} con {body}; la documentación está en {base}/docs\n"
        )
    } else {
        format!(
            "Without a program: POST {base}{path} with {body}; the documentation is at {base}/docs\n"
        )
    }
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
        calendar: None,
        message_id: letter.message_id.to_owned(),
        language: language.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_says_in_words_what_to_do_and_only_its_last_line_is_for_machines() {
        for language in ["en", "es-US"] {
            let letter = Letter {
                to: "rosa@members.example",
                message_id: "<job@example.org>",
                language,
                base: "https://petitions.example.org",
                code: "MADE-UPC0-DE00",
                organization: "Alder County Library Workers",
            };
            for mail in [invitation(letter, 7), password_reset(letter, 2)] {
                let (words, last) = mail.text.trim_end().rsplit_once('\n').unwrap();
                for said in [letter.base, letter.code, letter.organization] {
                    assert!(words.contains(said), "{words}");
                }
                assert!(words.contains("What to do:") || words.contains("Qué hacer:"));
                assert!(!words.contains("POST") && last.contains("POST https://petitions"));
            }
        }
    }
}
