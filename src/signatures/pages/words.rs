//! The words of the pages, in English and Spanish.

use poem::http::HeaderMap;
use poem::http::header::ACCEPT_LANGUAGE;

use super::super::rules::Standing;
use super::super::texts::is_spanish;

/// Everything that the pages say.
#[derive(Debug)]
pub struct Words {
    pub code: &'static str,
    pub other: (&'static str, &'static str),
    pub sign: &'static str,
    pub addressed_to: &'static str,
    pub demands: &'static str,
    pub in_place_of: &'static str,
    pub email: &'static str,
    pub email_hint: &'static str,
    pub standing: &'static str,
    pub choose: &'static str,
    /// One person, and more: "{n} people".
    pub signed_by: [&'static str; 2],
    pub standings: [&'static str; 6],
    pub workplace: &'static str,
    pub not_listed: &'static str,
    pub no_workplace: &'static str,
    pub postal_code: &'static str,
    pub postal_code_hint: &'static str,
    pub visibility: &'static str,
    pub counted: &'static str,
    pub recipients: &'static str,
    pub recipients_public_body: &'static str,
    pub public: &'static str,
    pub name: &'static str,
    pub name_hint: &'static str,
    pub comment: &'static str,
    pub comment_hint: &'static str,
    pub updates: &'static str,
    pub email_wrong: &'static str,
    pub name_wrong: &'static str,
    pub name_not_asked: &'static str,
    pub comment_wrong: &'static str,
    pub postal_code_wrong: &'static str,
    pub no_mail: &'static str,
    pub no_mail_text: &'static str,
    pub send_again: &'static str,
    pub check_mail: &'static str,
    pub check_mail_text: &'static str,
    pub employer_address: &'static str,
    pub employer_network: &'static str,
    pub accept_risk: &'static str,
    pub wrong: &'static str,
    pub not_open: &'static str,
    pub not_found: &'static str,
    pub removed: &'static str,
    pub busy: &'static str,
    pub confirm: &'static str,
    pub confirm_text: &'static str,
    pub confirm_button: &'static str,
    pub confirmed: &'static str,
    pub confirmed_text: &'static str,
    pub set_aside: &'static str,
    pub set_aside_text: &'static str,
    pub expired: &'static str,
    pub not_valid: &'static str,
    pub code_label: &'static str,
    pub code_hint: &'static str,
    pub withdraw: &'static str,
    pub withdraw_text: &'static str,
    pub withdraw_button: &'static str,
    pub withdrawn: &'static str,
    pub withdrawn_text: &'static str,
    pub copies_button: &'static str,
    pub footer: &'static str,
}

impl Words {
    pub fn of(language: &str) -> &'static Self {
        if is_spanish(language) { &ES } else { &EN }
    }

    /// The language that was asked for, or the one that the browser names first.
    pub fn spoken(asked: &str, headers: &HeaderMap) -> &'static Self {
        if !asked.is_empty() {
            return Self::of(asked);
        }
        let first = headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|all| all.to_str().ok());
        Self::of(first.unwrap_or_default().trim())
    }

    /// How many have signed, in words; nothing while nobody has.
    pub fn signed(&self, confirmed: i64) -> Option<String> {
        let [one, more] = self.signed_by;
        match confirmed {
            ..=0 => None,
            1 => Some(one.to_owned()),
            many => Some(more.replace("{n}", &many.to_string())),
        }
    }

    pub fn standing_of(&self, standing: Standing) -> &'static str {
        let at = Standing::ALL.iter().position(|one| *one == standing);
        at.and_then(|at| self.standings.get(at))
            .copied()
            .unwrap_or_default()
    }

    /// What to do about a problem.
    pub fn problem(&self, slug: &str) -> &'static str {
        match slug {
            "petition-not-open" => self.not_open,
            "petition-removed" => self.removed,
            "not-found" => self.not_found,
            "confirmation-expired" => self.expired,
            "confirmation-not-valid" => self.not_valid,
            "employer-address" => self.employer_address,
            "employer-network" => self.employer_network,
            "busy" | "database-unavailable" | "rate-limited" => self.busy,
            _ => self.wrong,
        }
    }
}

static EN: Words = Words {
    code: "en",
    other: ("es", "Español"),
    sign: "Sign this petition",
    addressed_to: "Addressed to",
    demands: "What it asks for",
    in_place_of: "Some ask for this in place of number",
    email: "Your e-mail address",
    email_hint: "Use a private address, not one of your employer. You get a mail to confirm; only then does your signature count.",
    standing: "You are",
    choose: "Choose one",
    signed_by: ["One person has signed.", "{n} people have signed."],
    standings: [
        "an employee",
        "laid off",
        "a patron",
        "an ally",
        "a member of the association",
        "a former member of the association",
    ],
    workplace: "Where you work or worked",
    not_listed: "Not listed",
    no_workplace: "I do not work there, or would rather not say",
    postal_code: "Postal code, if you are a patron",
    postal_code_hint: "Only to find your district; it is not kept.",
    visibility: "What may others see?",
    counted: "Only the number. No name; your address is erased once you have confirmed.",
    recipients: "My name is printed for those whom the petition addresses.",
    recipients_public_body: "They are a public body: your employer and anyone who requests records may read it.",
    public: "My name may be read by everybody.",
    name: "Your name, if it is to be printed",
    name_hint: "Leave it empty if you are only counted.",
    comment: "A comment, if you like",
    comment_hint: "280 characters at most. A member reads it before it is printed. Do not name anybody.",
    updates: "Send me news of this campaign. The address for it is kept apart from your signature; every mail of that kind has a link that ends it.",
    email_wrong: "this is no address that we can send a mail to",
    name_wrong: "type the name that is to be printed, without signs that cannot be printed, 120 characters at most",
    name_not_asked: "you chose to be only counted. Leave the name empty, or choose above who may read it",
    comment_wrong: "280 characters at most, without signs that cannot be printed",
    postal_code_wrong: "this is no postal code",
    no_mail: "No mail after a few minutes?",
    no_mail_text: "Look among the unwanted mails too. If there is none, we can send it again: five mails a day at most go to one address.",
    send_again: "Send the mail again",
    check_mail: "Check your mail",
    check_mail_text: "A mail is on its way to you. Your signature counts once you open its link and press the button, or type its code here.",
    employer_address: "This address belongs to the employer, who may read its mail. Nothing was stored. Use a private address if you can.",
    employer_network: "You are using the employer's network, which may record that you were here. Nothing was stored. Sign from another network if you can.",
    accept_risk: "I know the risk and want to sign all the same",
    wrong: "Something in the form is not right yet:",
    not_open: "This petition takes no signatures now.",
    not_found: "There is no such petition here.",
    removed: "This petition was taken down.",
    busy: "Too much is waiting right now, and nothing was stored. Please try again in a moment.",
    confirm: "Confirm your signature",
    confirm_text: "Your signature counts once you press the button.",
    confirm_button: "Confirm my signature",
    confirmed: "Thank you: your signature counts",
    confirmed_text: "You can withdraw it at any time with the link in the mail; keep the mail for that.",
    set_aside: "Received",
    set_aside_text: "Thank you. A member of the organization looks at this signature before it counts.",
    expired: "The seven days for confirming have passed. Please sign again.",
    not_valid: "This link or code is not valid, or its signature was taken back.",
    code_label: "The code in your mail",
    code_hint: "Sixteen characters, with or without hyphens.",
    withdraw: "Withdraw your signature",
    withdraw_text: "It will no longer count, and your name and address are erased.",
    withdraw_button: "Withdraw my signature",
    withdrawn: "Your signature is withdrawn",
    withdrawn_text: "It does not count, and what told who you are is erased. You can sign again if you change your mind.",
    copies_button: "See which copies cannot be called back",
    footer: "This page has no scripts, sets no cookies and writes down no network address.",
};

static ES: Words = Words {
    code: "es",
    other: ("en", "English"),
    sign: "Firmar esta petición",
    addressed_to: "Dirigida a",
    demands: "Lo que pide",
    in_place_of: "Algunas personas piden esto en lugar del número",
    email: "Su dirección de correo electrónico",
    email_hint: "Use una dirección privada, no una de su empleador. Recibirá un mensaje para confirmar; solo entonces cuenta su firma.",
    standing: "Usted es",
    choose: "Elija una opción",
    signed_by: ["Una persona ha firmado.", "{n} personas han firmado."],
    standings: [
        "persona empleada",
        "persona despedida",
        "persona usuaria",
        "persona aliada",
        "miembro de la asociación",
        "antiguo miembro de la asociación",
    ],
    workplace: "Dónde trabaja o trabajaba",
    not_listed: "No está en la lista",
    no_workplace: "No trabajo allí o prefiero no decirlo",
    postal_code: "Código postal, si es persona usuaria",
    postal_code_hint: "Solo para hallar su distrito; no se guarda.",
    visibility: "¿Qué pueden ver los demás?",
    counted: "Solo el número. Sin nombre; su dirección se borra en cuanto confirme.",
    recipients: "Mi nombre se imprime para quienes reciben la petición.",
    recipients_public_body: "Es un organismo público: su empleador y cualquiera que solicite los registros puede leerlo.",
    public: "Mi nombre puede leerlo todo el mundo.",
    name: "Su nombre, si ha de imprimirse",
    name_hint: "Déjelo en blanco si solo se le cuenta.",
    comment: "Un comentario, si lo desea",
    comment_hint: "280 caracteres como máximo. Un miembro lo lee antes de que se imprima. No nombre a nadie.",
    updates: "Envíenme noticias de esta campaña. La dirección para ello se guarda aparte de su firma; cada mensaje de ese tipo trae un enlace para darse de baja.",
    email_wrong: "no es una dirección a la que podamos escribir",
    name_wrong: "escriba el nombre que ha de imprimirse, sin signos que no se puedan imprimir, 120 caracteres como máximo",
    name_not_asked: "eligió que solo se le cuente. Deje el nombre en blanco o elija arriba quién puede leerlo",
    comment_wrong: "280 caracteres como máximo, sin signos que no se puedan imprimir",
    postal_code_wrong: "no es un código postal",
    no_mail: "¿No llega el mensaje después de unos minutos?",
    no_mail_text: "Mire también entre los mensajes no deseados. Si no está, podemos enviarlo otra vez: a una dirección van como máximo cinco mensajes al día.",
    send_again: "Enviar el mensaje otra vez",
    check_mail: "Revise su correo",
    check_mail_text: "Le llegará un mensaje. Su firma cuenta en cuanto abra el enlace y pulse el botón, o escriba aquí el código.",
    employer_address: "Esta dirección es del empleador, que puede leer su correo. No se guardó nada. Use una dirección privada si puede.",
    employer_network: "Está usando la red del empleador, que puede registrar que estuvo aquí. No se guardó nada. Firme desde otra red si puede.",
    accept_risk: "Conozco el riesgo y quiero firmar de todos modos",
    wrong: "Algo en el formulario aún no está bien:",
    not_open: "Esta petición no recibe firmas ahora.",
    not_found: "No hay tal petición aquí.",
    removed: "Esta petición fue retirada.",
    busy: "Hay demasiado en espera ahora, y no se guardó nada. Inténtelo de nuevo en un momento.",
    confirm: "Confirme su firma",
    confirm_text: "Su firma cuenta en cuanto pulse el botón.",
    confirm_button: "Confirmar mi firma",
    confirmed: "Gracias: su firma cuenta",
    confirmed_text: "Puede retirarla en cualquier momento con el enlace del mensaje; guárdelo para ello.",
    set_aside: "Recibida",
    set_aside_text: "Gracias. Un miembro de la organización mira esta firma antes de que cuente.",
    expired: "Han pasado los siete días para confirmar. Firme de nuevo, por favor.",
    not_valid: "Este enlace o código no es válido, o su firma fue retirada.",
    code_label: "El código de su mensaje",
    code_hint: "Dieciséis caracteres, con o sin guiones.",
    withdraw: "Retire su firma",
    withdraw_text: "Dejará de contar, y su nombre y su dirección se borran.",
    withdraw_button: "Retirar mi firma",
    withdrawn: "Su firma ha sido retirada",
    withdrawn_text: "Ya no cuenta, y se ha borrado lo que decía quién es usted. Puede firmar de nuevo si cambia de opinión.",
    copies_button: "Ver qué copias ya no se pueden recuperar",
    footer: "Esta página no tiene scripts, no pone cookies y no anota ninguna dirección de red.",
};
