//! `/sign`: the petition's text and the form below it.

use poem::http::{HeaderMap, StatusCode};
use poem::web::{Data, Form, Query};
use poem::{Response, handler};
use serde::Deserialize;
use serde_json::json;

use super::super::SigningQueues;
use super::super::resend::resend;
use super::super::rules::Standing;
use super::super::sign::sign;
use super::super::wire::{NewResend, NewSignature};
use super::layout::{esc, hidden, page, paragraphs, warning};
use super::sheet::{Sheet, addressees, demands, sheet};
use super::slips::code_field;
use super::words::Words;
use crate::app::App;
use crate::http::contract::parse;
use crate::http::{Problem, Violation, catalogue as known};
use crate::listen::Nearby;

/// Which petition, and in which language.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    petition: String,
    lang: String,
}

/// The form, as it comes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filled {
    petition: String,
    lang: String,
    email: String,
    standing: String,
    workplace_id: String,
    postal_code: String,
    visibility: String,
    name: String,
    comment: String,
    accept_risk: String,
    updates: String,
    again: String,
}

#[handler]
pub async fn show_sign(app: Data<&App>, asked: Query<Asked>, headers: &HeaderMap) -> Response {
    let words = Words::spoken(&asked.lang, headers);
    match sheet(&app, &asked.petition, words).await {
        Ok(sheet) => form(words, StatusCode::OK, &sheet, &Filled::default(), "", false),
        Err(problem) => failed(words, &problem),
    }
}

#[handler]
pub async fn press_sign(
    app: Data<&App>,
    queues: Data<&SigningQueues>,
    nearby: Nearby,
    filled: Form<Filled>,
) -> Response {
    let words = Words::of(&filled.lang);
    let sheet = match sheet(&app, &filled.petition, words).await {
        Ok(sheet) => sheet,
        Err(problem) => return failed(words, &problem),
    };
    if filled.again == "yes" {
        let email = filled.email.clone();
        return match resend(&app, &queues, sheet.id, &NewResend { email }).await {
            Ok(()) => check_mail(words, &filled),
            Err(error) => failed(words, &error.into()),
        };
    }
    let signed = match filled.new_signature(words) {
        Ok(new) => sign(&app, &queues, sheet.id, &new, nearby.0)
            .await
            .map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    let problem = match signed {
        Ok(()) => return check_mail(words, &filled),
        Err(problem) => problem,
    };
    let risk =
        [known::EMPLOYER_ADDRESS.slug, known::EMPLOYER_NETWORK.slug].contains(&problem.kind.slug);
    let mut told = words.problem(problem.kind.slug).to_owned();
    for violation in problem.violations() {
        told.push_str(&format!("<br>{}", esc(&about(words, &filled, violation))));
    }
    form(
        words,
        problem.status(),
        &sheet,
        &filled,
        &warning(&told),
        risk,
    )
}

impl Filled {
    fn new_signature(&self, words: &Words) -> Result<NewSignature, Problem> {
        let given = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        let mut new =
            json!({"email": self.email, "standing": self.standing, "language": words.code});
        for (name, value) in [
            ("visibility", &self.visibility),
            ("name", &self.name),
            ("workplace_id", &self.workplace_id),
            ("postal_code", &self.postal_code),
            // A browser counts a line break as one character and sends two.
            ("comment", &self.comment.replace("\r\n", "\n")),
        ] {
            if let Some(value) = given(value) {
                new[name] = json!(value);
            }
        }
        new["accept_risk"] = json!(self.accept_risk == "yes");
        new["wants_updates"] = json!(self.updates == "yes");
        parse(new.to_string().as_bytes())
    }
}

/// The field in the words of the form, and what to do about it.
fn about(words: &Words, filled: &Filled, violation: &Violation) -> String {
    let is_only_counted = matches!(filled.visibility.as_str(), "" | "counted");
    let (field, advice) = match violation.pointer.as_str() {
        "/email" => (words.email, words.email_wrong),
        "/name" if is_only_counted => (words.name, words.name_not_asked),
        "/name" => (words.name, words.name_wrong),
        "/comment" => (words.comment, words.comment_wrong),
        "/standing" => (words.standing, words.choose),
        "/workplace_id" => (words.workplace, words.choose),
        "/postal_code" => (words.postal_code, words.postal_code_wrong),
        _ => return violation.detail.clone(),
    };
    format!("{field}: {advice}")
}

fn form(
    words: &Words,
    status: StatusCode,
    sheet: &Sheet,
    filled: &Filled,
    told: &str,
    risk: bool,
) -> Response {
    let here = format!("/sign?petition={}", sheet.id);
    let mut out = format!(
        "<p>{}</p>\n{}<div class=\"sheet\">\n{}</div>\n{}",
        esc(&sheet.organization),
        addressees(words, sheet),
        paragraphs(&sheet.text),
        demands(words, sheet)
    );
    if let Some(signed) = words.signed(sheet.confirmed) {
        out.push_str(&format!("<p><strong>{signed}</strong></p>\n"));
    }
    if !sheet.is_open {
        out.push_str(&warning(words.not_open));
        return page(words, status, &sheet.title, &here, &out);
    }
    out.push_str(&format!(
        "<h2 id=\"form\">{}</h2>\n{told}<form method=\"post\" action=\"/sign#form\">\n",
        words.sign
    ));
    out.push_str(&hidden("petition", &sheet.id.to_string()));
    out.push_str(&hidden("lang", words.code));
    out.push_str(&field(
        ("email", "email", "email"),
        words.email,
        words.email_hint,
        &filled.email,
        254,
        true,
    ));
    out.push_str(&standings(words, filled));
    out.push_str(&workplaces(words, sheet, filled));
    out.push_str(&field(
        ("postal_code", "text", "postal-code"),
        words.postal_code,
        words.postal_code_hint,
        &filled.postal_code,
        12,
        false,
    ));
    out.push_str(&visibilities(words, sheet, filled));
    out.push_str(&field(
        ("name", "text", "name"),
        words.name,
        words.name_hint,
        &filled.name,
        120,
        false,
    ));
    out.push_str(&format!(
        "<div>\n<label for=\"comment\">{}</label>\n<div class=\"hint\" id=\"comment-hint\">{}</div>\n\
         <textarea id=\"comment\" name=\"comment\" maxlength=\"280\" aria-describedby=\"comment-hint\">{}</textarea>\n</div>\n",
        words.comment, words.comment_hint, esc(&filled.comment)
    ));
    out.push_str(&tick("updates", words.updates, filled.updates == "yes"));
    if risk {
        out.push_str(&tick("accept_risk", words.accept_risk, false));
    }
    out.push_str(&format!("<button>{}</button>\n</form>\n", words.sign));
    page(words, status, &sheet.title, &here, &out)
}

fn field(
    (name, kind, autocomplete): (&str, &str, &str),
    label: &str,
    hint: &str,
    value: &str,
    max: usize,
    required: bool,
) -> String {
    format!(
        "<div>\n<label for=\"{name}\">{label}</label>\n<div class=\"hint\" id=\"{name}-hint\">{hint}</div>\n\
         <input type=\"{kind}\" id=\"{name}\" name=\"{name}\" value=\"{}\" maxlength=\"{max}\" autocomplete=\"{autocomplete}\" \
         aria-describedby=\"{name}-hint\"{}>\n</div>\n",
        esc(value),
        if required { " required" } else { "" }
    )
}

fn tick(name: &str, label: &str, on: bool) -> String {
    let checked = if on { " checked" } else { "" };
    format!(
        "<div><label class=\"tick\"><input type=\"checkbox\" name=\"{name}\" value=\"yes\"{checked}> <span>{label}</span></label></div>\n"
    )
}

fn standings(words: &Words, filled: &Filled) -> String {
    let options = Standing::ALL
        .iter()
        .map(|one| option(one.as_str(), words.standing_of(*one), &filled.standing));
    let options: String = options.collect();
    // Nobody becomes an employee by haste: the first choice is none.
    let first = option("", words.choose, &filled.standing);
    format!(
        "<div>\n<label for=\"standing\">{}</label>\n<select id=\"standing\" name=\"standing\" required>\n{first}{options}</select>\n</div>\n",
        words.standing
    )
}

fn workplaces(words: &Words, sheet: &Sheet, filled: &Filled) -> String {
    let listed: String = sheet
        .workplaces
        .iter()
        .map(|row| option(&row.id.to_string(), &row.name, &filled.workplace_id))
        .collect();
    let none = option("", words.no_workplace, &filled.workplace_id);
    let other = option("not_listed", words.not_listed, &filled.workplace_id);
    format!(
        "<div>\n<label for=\"workplace_id\">{}</label>\n<select id=\"workplace_id\" name=\"workplace_id\">\n{none}{listed}{other}</select>\n</div>\n",
        words.workplace
    )
}

fn option(value: &str, text: &str, chosen: &str) -> String {
    let selected = if value == chosen { " selected" } else { "" };
    format!(
        "<option value=\"{}\"{selected}>{}</option>\n",
        esc(value),
        esc(text)
    )
}

fn visibilities(words: &Words, sheet: &Sheet, filled: &Filled) -> String {
    let chosen = if filled.visibility.is_empty() {
        "counted"
    } else {
        &filled.visibility
    };
    let recipients = if sheet.for_public_body {
        format!(
            "{} <strong>{}</strong>",
            words.recipients, words.recipients_public_body
        )
    } else {
        words.recipients.to_owned()
    };
    let choices = [
        ("counted", words.counted),
        ("recipients", recipients.as_str()),
        ("public", words.public),
    ];
    let choices: String = choices.iter().map(|(value, text)| {
        let checked = if *value == chosen { " checked" } else { "" };
        format!("<div><label><input type=\"radio\" name=\"visibility\" value=\"{value}\"{checked}> <span>{text}</span></label></div>\n")
    }).collect();
    format!(
        "<fieldset>\n<legend>{}</legend>\n{choices}</fieldset>\n",
        words.visibility
    )
}

/// The code, and below it another mail for whoever waits in vain. The answer to that is the same for every address.
fn check_mail(words: &Words, filled: &Filled) -> Response {
    let confirm = format!(
        "<p>{}</p>\n<form method=\"post\" action=\"/confirm\">\n{}{}<button>{}</button>\n</form>\n",
        words.check_mail_text,
        code_field(words),
        hidden("lang", words.code),
        words.confirm_button
    );
    let known = [
        ("petition", filled.petition.as_str()),
        ("lang", words.code),
        ("email", &filled.email),
        ("again", "yes"),
    ];
    let known: String = known.map(|(name, value)| hidden(name, value)).concat();
    let again = format!(
        "<h2>{}</h2>\n<p>{}</p>\n<form method=\"post\" action=\"/sign\">\n{known}<button>{}</button>\n</form>\n",
        words.no_mail, words.no_mail_text, words.send_again
    );
    page(
        words,
        StatusCode::ACCEPTED,
        words.check_mail,
        "/confirm",
        &(confirm + &again),
    )
}

fn failed(words: &Words, problem: &Problem) -> Response {
    let text = warning(words.problem(problem.kind.slug));
    page(words, problem.status(), words.sign, "/sign", &text)
}
