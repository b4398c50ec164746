//! Fixed phrases that tell an hour, a day, an age or a number of years: "closing time", "my birthday", "half my life".

use std::sync::LazyLock;

use super::facts::SINCE;
use super::rules::{Rule, apply, rule};
use super::{Label, Span};

const LONG: &str = "how long somebody has been there";

/// A rule, and words of which one stands in every text where it could find something.
type Signed = (&'static [&'static str], Rule);

static TOLD: LazyLock<Vec<Signed>> = LazyLock::new(|| {
    let hour = r"(?:1[0-2]|[1-9])(?:[:.][0-5]\d)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve";
    let tens = "twenty|thirty|forty|fifty|sixty|seventy|eighty";
    let units = "one|two|three|four|five|six|seven|eight|nine";
    let mut rules: Vec<Signed> = Vec::new();
    let mut add = |signs: &'static [&'static str], regex: &str, label, why| {
        rules.extend(rule(regex, label, why).map(|rule| (signs, rule)));
    };
    add(
        &[" at night", " in the "],
        &format!(
            r"(?i)(?:^|[ (])((?:half past|quarter (?:to|past|after)) (?:{hour}) (?:at night|in the (?:morning|afternoon|evening))|(?:{hour}) at night)(?-u:\b)"
        ),
        Label::Time,
        "a time of day",
    );
    add(
        &[" time"],
        r"(?i)(?-u:\b)(?:closing|opening|quitting|lunch) time(?-u:\b)",
        Label::Time,
        "a time of day",
    );
    add(
        &["birthday", "bday", "anniversar", "wedding", "due date"],
        r"(?i)(?-u:\b)(?:my|her|his|our|their) (?:[\p{L}\p{N}]+(?:st|nd|rd|th) )?(?:birthday|anniversary|wedding day|due date|bday)(?-u:\b)",
        Label::Date,
        "a day that only some know",
    );
    add(
        &["opening day", "payday", "first day", "last day"],
        r"(?i)(?-u:\b)(?:on |my )(opening day|payday|(?:first|last) day (?:of school|on the job|at work))(?-u:\b)",
        Label::Date,
        "a day that only some know",
    );
    add(
        &["school", "college", "army", "navy", "academy"],
        r"(?i)(?-u:\b)(?:straight|right|fresh|just) (?:out of|from) (?:college|high school|library school|school|the (?:army|navy|academy))(?-u:\b)",
        Label::Tenure,
        SINCE,
    );
    add(
        &["decade", "century", "generation", " life", "career"],
        r"(?i)(?-u:\b)(?:for|after|over|nearly|almost|of) ((?:half )?a (?:decade|quarter(?:[- ]of a)?[- ]century|generation|lifetime)|half my life|(?:most of )?my whole (?:life|career))(?-u:\b)",
        Label::Tenure,
        LONG,
    );
    add(
        &["odd year"],
        r"(?i)(?-u:\b)(?:[a-z]+|\d+)[- ]odd years?(?-u:\b)",
        Label::Tenure,
        LONG,
    );
    add(
        &["siglo", "vida", "década"],
        r"(?i)(?-u:\b)(?:un cuarto de siglo|media vida|toda (?:la|mi) vida|(?:una|dos|tres) décadas?)(?-u:\b)",
        Label::Tenure,
        LONG,
    );
    add(
        &["esde "],
        r"(?i)(?-u:\b)desde (?:el (?:año )?|(?:principios|fines|finales|mediados) de )?(?:19|20)\d\d(?-u:\b)|(?-u:\b)desde que (?:abrió|abrieron|abrio|nací|naci|empecé|empece|salí|sali|llegué|llegue|entré|entre)(?: \p{L}+){0,4}",
        Label::Tenure,
        SINCE,
    );
    add(
        &["ty-", "ty "],
        &format!(
            r"(?i)(?-u:\b)(?:am|i['’]?m|is|was|he['’]s|she['’]s|turned|who['’]s) ((?:{tens})[- ](?:{units}))(?-u:\b)"
        ),
        Label::Age,
        "an age",
    );
    add(
        &["her of ", "parent of ", "dad of ", "mom of ", "dre de "],
        r"(?i)(?-u:\b)(?:mother|father|mom|dad|parent|madre|padre) (?:of|de) (two|three|four|five|six|seven|eight|dos|tres|cuatro|cinco|seis)(?-u:\b)",
        Label::Other,
        "how many children somebody has",
    );
    add(
        &["adge "],
        r"(?i)(?-u:\b)badge (?:no\.? |number |#)?\d{2,}[\p{N}-]*",
        Label::Id,
        "the number of a badge",
    );
    rules
});

pub(super) fn find(text: &str, spans: &mut Vec<Span>) {
    for (signs, rule) in TOLD.iter() {
        if signs.iter().any(|sign| text.contains(sign)) {
            apply(std::slice::from_ref(rule), text, spans);
        }
    }
}
