//! Decides findings and adds the reviewer's own marks. Whatever was approved before has to be approved again.

use super::desk::{Desk, end_approval, save, take};
use super::finder::{Decision, Finding, MARKED};
use super::open::shown;
use super::trouble::ReviewError;
use super::unlock::Unlocked;
use super::wire::{Decisions, FindingDecision, Mark, OpenedTestimony};
use crate::app::App;
use crate::audit::{self, Action};
use crate::http::IfMatch;
use crate::testimony::TestimonyId;

pub async fn decide_findings(
    app: &App,
    by: &Unlocked,
    id: TestimonyId,
    new: &Decisions,
    if_match: &IfMatch,
) -> Result<OpenedTestimony, ReviewError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let mut desk = take(app, tx, by, id).await?;
            desk.check(if_match)?;
            desk.check_claim(by.member)?;
            for (index, decision) in new.decisions.iter().flatten().enumerate() {
                decide(&mut desk, index, *decision)?;
            }
            for (index, mark) in new.marks.iter().flatten().enumerate() {
                add(&mut desk, index, *mark)?;
            }
            if let Some(left_out) = &new.leave_out {
                desk.draft.left_out.clone_from(left_out);
            }
            desk.review.claimed_by = Some(by.member);
            desk.review.claimed_on = Some(app.clock.today());
            end_approval(tx, &mut desk).await?;
            save(
                app,
                tx,
                &desk.key,
                &desk.testimony,
                &mut desk.review,
                &desk.draft,
            )
            .await?;
            let entry = Action::new(&by.actor, "decide_findings", id).by_day();
            audit::record(app, tx, by.organization, entry).await?;
            shown(tx, desk).await
        })
        .await
}

fn decide(desk: &mut Desk, index: usize, new: FindingDecision) -> Result<(), ReviewError> {
    let mut findings = desk.draft.findings.iter_mut();
    let finding = findings.find(|finding| finding.number == new.finding);
    let unknown = || {
        let pointer = format!("/decisions/{index}/finding");
        ReviewError::invalid(pointer, "must be the number of a finding")
    };
    let finding = finding.ok_or_else(unknown)?;
    finding.decision = new.decision;
    if let Some(replacement) = new.replacement {
        finding.replacement = replacement;
    }
    Ok(())
}

fn add(desk: &mut Desk, index: usize, mark: Mark) -> Result<(), ReviewError> {
    let letters: Vec<char> = desk.draft.text.expose().chars().collect();
    let length = u32::try_from(letters.len()).unwrap_or(u32::MAX);
    if mark.start >= mark.end || mark.end > length {
        let pointer = format!("/marks/{index}");
        return Err(ReviewError::invalid(pointer, "must be a span of the text"));
    }
    let findings = &mut desk.draft.findings;
    let (mut start, mut end) = (mark.start, mark.end);
    for finding in findings
        .iter()
        .filter(|f| f.start < mark.end && mark.start < f.end)
    {
        (start, end) = (start.min(finding.start), end.max(finding.end));
    }
    findings.retain(|finding| finding.end <= start || finding.start >= end);
    let highest = findings.iter().map(|finding| finding.number).max();
    findings.push(Finding {
        number: highest.map_or(0, |number| number + 1),
        start,
        end,
        label: mark.label,
        why: MARKED.to_owned(),
        decision: mark.decision.unwrap_or(Decision::Mask),
        replacement: mark.replacement.unwrap_or(mark.label.replacement()),
    });
    findings.sort_by_key(|finding| finding.start);
    Ok(())
}
