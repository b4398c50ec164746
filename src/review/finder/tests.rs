//! What is found in texts, and that no text harms the finder.

mod any_text;
mod encyclopedia;

use super::*;

fn directory() -> Directory {
    Directory {
        people: vec!["Marisol Quintanilla".to_owned(), "Ed Bo".to_owned()],
        workplaces: vec![
            "Alder Street Branch".to_owned(),
            "Eastmont Branch".to_owned(),
        ],
        organizations: vec!["Alder County Library Workers".to_owned()],
    }
}

fn found(text: &str) -> Vec<(Label, String)> {
    let letters: Vec<char> = text.chars().collect();
    let words = |finding: Finding| {
        let (start, end) = (finding.start as usize, finding.end as usize);
        (finding.label, letters[start..end].iter().collect())
    };
    find(text, &directory()).into_iter().map(words).collect()
}

#[track_caller]
fn finds(text: &str, label: Label, words: &str) {
    let all = found(text);
    let right = |(l, w): &(Label, String)| *l == label && w.contains(words);
    assert!(all.iter().any(right), "{all:?}");
}

#[track_caller]
fn finds_nothing(text: &str) {
    assert_eq!(found(text), []);
}

#[test]
fn an_address_of_mail_is_found_written_plainly_and_in_disguise() {
    finds(
        "write to mai.tran@alder.example now",
        Label::Email,
        "mai.tran@alder.example",
    );
    finds(
        "mai dot tran at alder dot org",
        Label::Email,
        "mai dot tran at alder dot org",
    );
    finds(
        "mai [at] alder [dot] org, please",
        Label::Email,
        "mai [at] alder [dot] org",
    );
    finds("it is mai(at)alder.org", Label::Email, "mai(at)alder.org");
    finds("mai at gmail is mine", Label::Email, "mai at gmail");
    finds(
        "mai_tran @ alder . org",
        Label::Email,
        "mai_tran @ alder . org",
    );
    finds(
        "escríbeme a mai arroba alder punto org",
        Label::Email,
        "mai arroba alder punto org",
    );
}

#[test]
fn telephones_are_found_in_many_forms() {
    for number in [
        "(555) 010-4477",
        "555.010.4477",
        "555 010 4477",
        "5550104477",
        "010-4477",
        "+1 555-010-4477",
        "1-555-012-0045 x203",
        "+44 20 7946 0958",
        "+52 1 55 0100 4477",
        "(55) 0100-4477",
        "555–010–4477",
        "five five five oh one zero four four seven seven",
        "555 010 four four seven seven",
    ] {
        finds(&format!("call {number} after six"), Label::Phone, number);
    }
}

#[test]
fn numbers_that_name_somebody_are_found() {
    finds("ssn 078-05-1120 was read out", Label::Id, "078-05-1120");
    finds("incident report #2231-B says", Label::Id, "2231-B");
    finds("his plate 7ABC123 was", Label::Id, "7ABC123");
    finds("badge number 4471", Label::Id, "4471");
    finds("her extension is 203", Label::Id, "203");
    finds("case HR-2024-0183 is open", Label::Id, "HR-2024-0183");
    finds(
        "card 4111 1111 1111 1111 was",
        Label::Id,
        "4111 1111 1111 1111",
    );
    finds(
        "iban GB29 NWBK 6016 1331 9268 19 is",
        Label::Id,
        "GB29 NWBK 6016 1331 9268 19",
    );
    finds("from 192.168.10.44 at night", Label::Id, "192.168.10.44");
    finds("zip 92101-1234", Label::Id, "92101-1234");
}

#[test]
fn addresses_links_and_handles_are_found() {
    finds(
        "lives at 1420 Old Mill Rd. now",
        Label::Address,
        "1420 Old Mill Rd",
    );
    finds(
        "at 12 Juniper Street, Apt 4, Alderton, CA 92101 since",
        Label::Address,
        "12 Juniper Street, Apt 4",
    );
    finds("vive en la calle Luna 45 con", Label::Address, "45");
    finds("mail it to P.O. Box 101 please", Label::Address, "Box 101");
    finds(
        "see https://example.org/a?b=c.",
        Label::Url,
        "https://example.org/a?b=c",
    );
    finds(
        "it is on alderwatch.org today",
        Label::Url,
        "alderwatch.org",
    );
    finds("posted by @mai_tran", Label::Handle, "@mai_tran");
    finds(
        "my instagram is night.owl_22 by the way",
        Label::Handle,
        "night.owl_22",
    );
}

#[test]
fn days_and_times_are_found() {
    finds("on March 3rd, 2026 it", Label::Date, "March 3rd, 2026");
    finds("el 3 de marzo de 2026", Label::Date, "3 de marzo de 2026");
    finds("on 2026-03-03", Label::Date, "2026-03-03");
    finds("on 3/14 at", Label::Date, "3/14");
    finds("it was last Tuesday", Label::Date, "last Tuesday");
    finds("el miércoles pasado nos", Label::Date, "miércoles");
    finds("that was three weeks ago", Label::Date, "three weeks ago");
    finds("on the 2nd, and again", Label::Date, "the 2nd");
    finds("until last spring", Label::Date, "last spring");
    finds("at 5:40 pm", Label::Time, "5:40 pm");
    finds("about 6pm", Label::Time, "6pm");
    finds("it was half past nine", Label::Time, "half past nine");
    finds("a las 7 de la noche", Label::Time, "las 7 de la noche");
    finds("on the closing shift", Label::Time, "closing shift");
}

#[test]
fn ages_time_served_and_single_posts_are_found() {
    finds("a 16-year-old was there", Label::Age, "16-year-old");
    finds("there is a page who is 17.", Label::Age, "17");
    finds("all of us over fifty, gone", Label::Age, "fifty");
    finds("I worked there for 22 years", Label::Tenure, "22 years");
    finds("Fourteen years. And then", Label::Tenure, "Fourteen years");
    finds(
        "I am the only night custodian here",
        Label::Role,
        "night custodian",
    );
    finds("and our branch manager knew", Label::Role, "branch manager");
}

#[test]
fn occasions_of_several_words_hours_and_exact_numbers_are_found() {
    finds("on Mother's Day a man", Label::Date, "Mother's Day");
    finds(
        "alone on new year's eve when",
        Label::Date,
        "new year's eve",
    );
    finds("hired in '09 and kept", Label::Date, "'09");
    finds("It was in Q3.", Label::Date, "Q3");
    finds("we close at 8 and leave", Label::Time, "8");
    finds("he comes at 10ish and leaves at 7p", Label::Time, "7p");
    finds(
        "alone with him for twenty-five minutes",
        Label::Other,
        "twenty-five",
    );
    finds(
        "after 31 years, 2 months and 11 days",
        Label::Tenure,
        "11 days",
    );
    finds("here for 20+ years.", Label::Tenure, "20+ years");
    finds("As a thirty-year employee I", Label::Tenure, "thirty-year");
    finds("call 555-GUARDS1 now", Label::Phone, "555-GUARDS1");
    finds("it is marek AT proton DOT me", Label::Email, "DOT me");
    finds("w y n n e @ mail . example", Label::Email, "w y n n e");
    finds(
        "I am the only Hmong speaker here.",
        Label::Role,
        "Hmong speaker",
    );
    finds(
        "The head of circulation knew.",
        Label::Role,
        "head of circulation",
    );
}

#[test]
fn a_name_is_found_where_it_looks_like_another_word() {
    finds("The custodian, Mr. Long, found her.", Label::Person, "Long");
    finds("Will left in May.", Label::Person, "Will");
    finds("Chance from security came.", Label::Person, "Chance");
    finds("my coworker hope was crying", Label::Person, "hope");
    finds("J.T. from the county wiped it.", Label::Person, "J.T.");
    finds(
        "it was at the glen park branch",
        Label::Branch,
        "glen park branch",
    );
    finds("La supervisora Graciela se fue.", Label::Person, "Graciela");
    finds_nothing("La biblioteca cierra tarde y nadie nos ayuda.");
    finds_nothing("Cerraron las puertas. Trabajamos con miedo en los baños.");
    finds_nothing("Will you read this? Will security come? We may march.");
}

#[test]
fn ordinary_words_stay() {
    finds_nothing("Grace under pressure is what they praise us for.");
    finds_nothing("We may march in the fall. Will you? The doors do not lock from inside.");
    finds_nothing("I told the Board that the union wants guards. We have two exits.");
    finds_nothing("Nadie nos ayuda cuando hay violencia en la biblioteca.");
}

#[test]
fn names_are_found_in_every_style() {
    finds(
        "Then Denise Okafor came in.",
        Label::Person,
        "Denise Okafor",
    );
    finds(
        "i told mr hollis that it is broken",
        Label::Person,
        "mr hollis",
    );
    finds("ask deshawn about it", Label::Person, "deshawn");
    finds(
        "THE MAN HIT MRS PATTERSON WITH A CART",
        Label::Person,
        "PATTERSON",
    );
    finds(
        "La compañera Lupita Cárdenas lo vio.",
        Label::Person,
        "Lupita Cárdenas",
    );
    finds("It was P. Vang again.", Label::Person, "P. Vang");
    finds(
        "Fatima Al-Sayed keeps the log.",
        Label::Person,
        "Fatima Al-Sayed",
    );
    finds(
        "They met Carmen D'Angelo there.",
        Label::Person,
        "Carmen D'Angelo",
    );
    finds(
        "There was Siobhán Ní Dhomhnaill too.",
        Label::Person,
        "Siobhán Ní Dhomhnaill",
    );
    finds("Hollis retaliated.", Label::Person, "Hollis");
    finds(
        "We were at the Linden branch then.",
        Label::Branch,
        "the Linden branch",
    );
}

#[test]
fn the_names_of_the_directory_are_found_in_any_case() {
    finds("then marisol came", Label::Person, "marisol");
    finds("QUINTANILLA said", Label::Person, "QUINTANILLA");
    finds("at the alder street branch", Label::Branch, "alder street");
    finds("at Eastmont we", Label::Branch, "Eastmont");
    finds(
        "the alder county library workers know",
        Label::Organization,
        "alder county library workers",
    );
}

#[test]
fn a_name_found_once_is_followed_through_the_whole_text() {
    let all = found("I asked Mr. Halloran. Later halloran left, and Halloran's desk was empty.");
    let names = all.iter().filter(|(label, _)| *label == Label::Person);
    assert_eq!(names.count(), 3, "{all:?}");
}

#[test]
fn findings_count_code_points() {
    let text = "Ünïcödé 😀 mai@alder.example 😀 @mai";
    finds(text, Label::Email, "mai@alder.example");
    finds(text, Label::Handle, "@mai");
}

#[test]
fn one_word_of_sixty_thousand_letters_is_read_to_its_end() {
    finds_nothing(&"a".repeat(60_000));
    let _ = find(&"1 ".repeat(30_000), &directory());
    let _ = find(&"a@a.".repeat(16_000), &directory());
}

#[test]
fn ten_thousand_findings_are_told_apart() {
    let text = "x@y.com, ".repeat(10_000);
    assert_eq!(find(&text, &directory()).len(), 10_000);
}

#[test]
fn ordinary_words_are_names_where_they_do_what_somebody_does() {
    finds(
        "Gentle fought at the bridge and lost an arm.",
        Label::Person,
        "Gentle",
    );
    finds(
        "Hardy, Green, Black and Sharp were elected.",
        Label::Other,
        "Hardy",
    );
    finds(
        "Hardy, Green, Black and Sharp were elected.",
        Label::Person,
        "Black",
    );
    finds(
        "The estate of Anselm von und zu der Lauenau.",
        Label::Other,
        "von und zu der",
    );
    finds(
        "They met at salt creek after work.",
        Label::Branch,
        "salt creek",
    );
    finds_nothing("Water leaked through the roof. Guards laughed. We met at the river bend.");
}

#[test]
fn ordinary_spanish_stays() {
    finds_nothing("Quitaron las mesas, pintaron las paredes y cerraron el sótano.");
    finds_nothing("SUFRIMOS AMENAZAS Y NADIE RESPONDE");
    finds_nothing("vendieron el edificio y trasladaron los archivos");
    finds_nothing("Salgo tarde y espero el camión a solas.");
}
