//! People sign, confirm by the code in their mail, and some think better of it.

use serde_json::{Value, json};

use super::campaign::Campaign;
use super::office::Office;
use super::{done, step};
use crate::cli::Failure;
use crate::cli::demo::client::{Client, text};
use crate::cli::demo::county::{self, DISTRICTS};
use crate::cli::demo::mailbox::MailFolder;
use crate::cli::demo::people::{Signer, signer};

const LAYOFF_SIGNERS: usize = 90;

pub async fn sign_county(
    anybody: &Client,
    mails: &MailFolder,
    campaign: &Campaign,
    signers: usize,
) -> Result<(), Failure> {
    step("Workers and patrons sign and confirm by mail");
    let places = anybody
        .get(&format!("/v1/petitions/{}/workplaces", campaign.petition))
        .await?;
    let mut confirmed = 0;
    let seats = seats(&places)?;
    for number in 0..signers {
        let standing = ["employee", "employee", "employee", "patron", "ally"][number % 5];
        let mut signer = signer(number, standing);
        let workplace = match standing {
            "employee" => seats.get(number * 3 % seats.len()).cloned(),
            _ => None,
        };
        // Whoever works elsewhere says where they live; one in ten does not.
        let home = (workplace.is_none() && number % 10 != 9)
            .then(|| county::postal_code(DISTRICTS[number / 5 % DISTRICTS.len()].number));
        let place = Place { workplace, home };
        sign(anybody, campaign, &signer, &place).await?;
        // One in thirty never opens the mail: not counted.
        if number % 30 != 29 {
            let code = mails.code_for(&signer.email).await?;
            anybody
                .post("/v1/signatures/confirmations", json!({"code": code}))
                .await?;
            confirmed += 1;
        }
        // The same person again, with a tag on the address: answered alike, counted once.
        if number % 40 == 7 {
            signer.email = signer.email.replace('@', "+again@");
            sign(anybody, campaign, &signer, &place).await?;
        }
    }
    done(format!("{confirmed} of {signers} confirmed"));
    Ok(())
}

pub async fn sign_layoffs(
    anybody: &Client,
    mails: &MailFolder,
    campaign: &Campaign,
) -> Result<(), Failure> {
    step("Members and former members sign to their association");
    let signers = LAYOFF_SIGNERS;
    for number in 0..signers {
        let standing = ["association_member", "laid_off", "former_member"][number % 3];
        let mut signer = signer(number + 400, standing);
        signer.email = format!("member{number}@mail.example");
        // What the county's signers wrote is about their branches.
        signer.comment = (number % 50 == 12).then_some("Count us. Then answer us.");
        sign(anybody, campaign, &signer, &Place::default()).await?;
        let code = mails.code_for(&signer.email).await?;
        anybody
            .post("/v1/signatures/confirmations", json!({"code": code}))
            .await?;
    }
    done(format!("{signers} confirmed"));
    Ok(())
}

/// The association lends its list; the owner has the signers compared with it, and nothing of it is kept.
pub async fn compare_with_members(office: &Office, campaign: &Campaign) -> Result<(), Failure> {
    step("The signers are compared with the association's list");
    let mut csv = "email,status\n".to_owned();
    for number in 0..LAYOFF_SIGNERS {
        // Not everybody signs with the address that the association has, and some who were laid off are members still.
        let status = match number % 3 {
            0 if number % 12 != 0 => "member",
            1 if number % 4 == 1 => "member",
            2 => "former_member",
            _ => continue,
        };
        csv.push_str(&format!("member{number}@mail.example,{status}\n"));
    }
    for number in 0..400 {
        let status = if number % 4 == 0 {
            "former_member"
        } else {
            "member"
        };
        csv.push_str(&format!("elsewhere{number}@mail.example,{status}\n"));
    }
    let path = format!(
        "/v1/petitions/{}/membership-matches?origin=association",
        campaign.petition
    );
    let compared = office.owner.post_csv(&path, csv).await?;
    let number = &compared["members"]["number"];
    done(match compared["members"]["told_as"].as_str() {
        Some("about") => format!("about {number} are members"),
        _ => format!("fewer than {number} are members"),
    });
    Ok(())
}

/// Where somebody works or lives, as far as they say it.
#[derive(Default)]
struct Place {
    workplace: Option<String>,
    home: Option<String>,
}

async fn sign(
    anybody: &Client,
    campaign: &Campaign,
    signer: &Signer,
    place: &Place,
) -> Result<(), Failure> {
    let mut body = json!({
        "email": signer.email, "visibility": signer.visibility, "standing": signer.standing,
        "language": signer.language,
    });
    if signer.visibility != "counted" {
        body["name"] = json!(signer.name);
    }
    if let Some(comment) = signer.comment {
        body["comment"] = json!(comment);
    }
    if let Some(workplace) = &place.workplace {
        body["workplace_id"] = json!(workplace);
    }
    if let Some(home) = &place.home {
        body["postal_code"] = json!(home);
    }
    anybody
        .post(
            &format!("/v1/petitions/{}/signatures", campaign.petition),
            body,
        )
        .await?;
    Ok(())
}

/// Each workplace as often as a good half of its staff, so that no branch has more signers than people.
fn seats(places: &Value) -> Result<Vec<String>, Failure> {
    let mut seats = Vec::new();
    for district in DISTRICTS {
        for branch in district.branches {
            let items = places["items"].as_array().into_iter().flatten();
            let place = items.clone().find(|place| place["name"] == branch.name);
            let id = text(place.ok_or("a branch is not in the public list")?, "id")?;
            let share = if branch.risk == "high" { 3 } else { 5 };
            seats.extend(std::iter::repeat_n(
                id,
                (branch.headcount() * 2 / share) as usize,
            ));
        }
    }
    Ok(seats)
}
