//! Every kind of problem there is. A feature's own kinds stand here too, so that slugs stay unique.

use super::problem::Kind;

macro_rules! catalogue {
    ($($(#[doc = $doc:literal])+ $name:ident = $status:literal $slug:literal $title:literal;)*) => {
        $($(#[doc = $doc])+ pub const $name: Kind = Kind { slug: $slug, status: $status, title: $title, about: concat!($($doc),+) };)*

        /// All kinds, for the documentation.
        pub const ALL: &[Kind] = &[$($name),*];
    };
}

catalogue! {
    /// The body is not JSON (RFC 8259) in UTF-8. Send JSON.
    MALFORMED_JSON = 400 "malformed-json" "The body is not JSON";
    /// The request is not HTTP/1.1 (RFC 9112), or a header in it has the wrong form.
    MALFORMED_REQUEST = 400 "malformed-request" "The request cannot be read";
    /// Send an address of fewer bytes; long texts belong into bodies.
    URI_TOO_LONG = 414 "uri-too-long" "The address is too long";
    /// The headers are larger than 32 KiB or there are too many.
    HEAD_TOO_LARGE = 431 "head-too-large" "The headers are too large";
    /// A parameter of the query, or a header, is not of the documented form.
    INVALID_PARAMETER = 400 "invalid-parameter" "A parameter has the wrong form";
    /// The body is JSON but not of the documented shape; `violations` lists every place.
    INVALID_BODY = 422 "invalid-body" "The body does not have the documented shape";
    /// The body has another media type than the documented one.
    UNSUPPORTED_MEDIA_TYPE = 415 "unsupported-media-type" "The media type is not supported";
    /// This operation takes fewer bytes than that.
    BODY_TOO_LARGE = 413 "body-too-large" "The body is too large";
    /// There is no such resource, or it is not yours to see.
    NOT_FOUND = 404 "not-found" "There is nothing here for you";
    /// This path has no such method; `Allow` lists those it has.
    METHOD_NOT_ALLOWED = 405 "method-not-allowed" "This method is not allowed here";
    /// Sign in, and send the access token as `Authorization: Bearer …`.
    UNAUTHENTICATED = 401 "unauthenticated" "Sign in first";
    /// None of your roles may do this, or this API key has not been given the right: `get_me` lists what you have.
    FORBIDDEN = 403 "forbidden" "Your role does not allow this";
    /// This needs a session that was opened with a second factor.
    SECOND_FACTOR_REQUIRED = 403 "second-factor-required" "A second factor is required";
    /// Something of the same name or key is there already: look for it in the list, and change that.
    ALREADY_EXISTS = 409 "already-exists" "This exists already";
    /// Too many requests; wait as `Retry-After` says.
    RATE_LIMITED = 429 "rate-limited" "Too many requests";
    /// The service is stopping, full or waiting for its database; come back as `Retry-After` says.
    DATABASE_UNAVAILABLE = 503 "database-unavailable" "The database cannot be reached or written now";
    /// Too much is waiting; come back as `Retry-After` says. Nothing was stored.
    BUSY = 503 "busy" "Too much is waiting right now";
    /// The request took too long. Whether it took effect is unknown; repeat it with the same `Idempotency-Key`.
    TIMED_OUT = 503 "timed-out" "The request took too long";
    /// The client took too long to send the request.
    REQUEST_TIMEOUT = 408 "request-timeout" "The request came too slowly";
    /// A mistake of ours. Nothing about it is told here; operators find it in the log.
    INTERNAL = 500 "internal" "Something went wrong on our side";
    /// Send `If-Match` with the `ETag` that you read.
    PRECONDITION_REQUIRED = 428 "precondition-required" "Say which version you are editing";
    /// Somebody changed it since you read it. Read it again.
    PRECONDITION_FAILED = 412 "precondition-failed" "It has changed since you read it";
    /// `Idempotency-Key` must be 16 to 128 printable ASCII characters; a UUID will do.
    IDEMPOTENCY_KEY_INVALID = 400 "idempotency-key-invalid" "The idempotency key has the wrong form";
    /// The same `Idempotency-Key` came with another request; or with this one, before an upgrade, and the reply of then
    /// cannot be given any more. Nothing was done now: look whether the first request did it, or send a fresh key.
    IDEMPOTENCY_KEY_REUSED = 422 "idempotency-key-reused" "The idempotency key was used before";
    /// The cursor is not one of ours, or belongs to another list.
    INVALID_CURSOR = 400 "invalid-cursor" "The cursor is not valid";

    // -- identity
    /// The address or the password is wrong, or the account is disabled.
    SIGN_IN_REFUSED = 401 "sign-in-refused" "Signing in was refused";
    /// The password is right, and this account has a second factor: repeat the request with `totp_code` or `recovery_code`.
    SECOND_FACTOR_NEEDED = 401 "second-factor-needed" "A code of the second factor is needed";
    /// The code is wrong, too old, or was used before. Wait for the next one; each counts once.
    SECOND_FACTOR_WRONG = 403 "second-factor-wrong" "The code of the second factor is not right";
    /// No second factor is set up, or none is being set up: begin with `start_totp`.
    SECOND_FACTOR_NOT_STARTED = 409 "second-factor-not-started" "No second factor is being set up";
    /// The refresh token is unknown or too old, or its session has ended. Sign in again.
    REFRESH_TOKEN_REFUSED = 401 "refresh-token-refused" "The refresh token is not valid";
    /// The refresh token was used before, so somebody else may hold it: the whole session has been ended. Sign in again.
    REFRESH_TOKEN_REUSED = 401 "refresh-token-reused" "The refresh token was used twice";
    /// The present password is not the one that was sent.
    PASSWORD_WRONG = 403 "password-wrong" "The password is not right";
    /// Nobody else could manage the organization. Make somebody else an owner first.
    LAST_OWNER = 409 "last-owner" "This is the last owner";
    /// Some testimony is sealed to this key and to no other that is in use. Have it sealed to others first, with
    /// `rewrap_testimonies`. Where taking a role is urgent, `disable_member` locks the reviewer out and destroys nothing;
    /// where a key is to be replaced and nobody can use the old one any more, `abandon` gives up what only it opened.
    LAST_READER = 409 "last-reader" "Some testimony could be opened by nobody any more";
    /// This address belongs to a member already.
    ALREADY_A_MEMBER = 409 "already-a-member" "There is a member with this address";
    /// The code is unknown or mistyped, or the invitation was used, revoked or is older than seven days. Ask for another.
    INVITATION_OVER = 410 "invitation-over" "This invitation cannot be used";
    /// The code is unknown or mistyped, was used, or is older than two hours. Ask for another mail.
    PASSWORD_RESET_OVER = 410 "password-reset-over" "This code cannot be used";

    // -- directory
    /// Something else still refers to this; remove or change that first.
    STILL_IN_USE = 409 "still-in-use" "Something still refers to this";
    /// Lines of the file were refused, and nothing was kept; `violations` lists each as `/lines/{line}/{field}`.
    IMPORT_REFUSED = 422 "import-refused" "Some lines were refused and nothing was imported";
    /// The file as a whole is not CSV in UTF-8 with the documented columns.
    IMPORT_UNREADABLE = 422 "import-unreadable" "The file cannot be read";

    // -- campaigns
    /// The campaign cannot be set so; `detail` says which rule stands against it.
    CAMPAIGN_RULE = 409 "campaign-rule" "A rule for campaigns stands against this";

    // -- petitions
    /// The petition's state does not allow this transition; read it again.
    PETITION_TRANSITION_REFUSED = 409 "petition-transition-refused" "This cannot happen to the petition now";
    /// The text was signed or approved; make a new version with a correction note instead.
    PETITION_TEXT_FROZEN = 409 "petition-text-frozen" "The text cannot be changed in place";
    /// Nobody could confirm a signature, since no mail has left this service. Set up SMTP, then `send_test_mail`.
    MAIL_NOT_DELIVERED = 409 "mail-not-delivered" "Mail does not leave this service yet";
    /// A petition that nobody is asked to answer has no addressee, and no packet. Name one with `add_target`.
    NO_TARGET = 409 "no-target" "The campaign addresses nobody yet";
    /// The text has no such language, or it is the original that cannot be removed.
    NO_SUCH_TRANSLATION = 404 "no-such-translation" "There is no such translation";

    // -- signatures
    /// The petition takes no signatures now: it is paused, closed or not open yet.
    PETITION_NOT_OPEN = 409 "petition-not-open" "The petition is not open for signing";
    /// Its organization has taken the petition down; nobody can sign or read it any more.
    PETITION_REMOVED = 410 "petition-removed" "The petition was taken down";
    /// The address belongs to the employer, who may read its mail. Use a private one, or repeat with `accept_risk`. Nothing was stored.
    EMPLOYER_ADDRESS = 409 "employer-address" "This address belongs to the employer";
    /// The request comes from the employer's network. Use another one, or repeat with `accept_risk`. Nothing was stored.
    EMPLOYER_NETWORK = 409 "employer-network" "This network belongs to the employer";
    /// The seven days for confirming have passed. Sign again.
    CONFIRMATION_EXPIRED = 410 "confirmation-expired" "The confirmation has expired";
    /// The token or code is not one of ours, or its signature was taken back.
    CONFIRMATION_NOT_VALID = 404 "confirmation-not-valid" "The confirmation is not valid";
    /// A signature in this state cannot do that; `detail` says which state.
    SIGNATURE_STATE = 409 "signature-state" "The state of the signature does not allow this";

    // -- sheets
    /// What came back on paper is taken from the opening of a petition until 7 days after it closed: on that day dies the key
    /// by which signers are known again. Nothing was stored.
    PAPER_NOT_TAKEN = 409 "paper-not-taken" "The petition takes no paper now";
    /// A petition has 9,999 sheets at most.
    TOO_MANY_SHEETS = 409 "too-many-sheets" "The petition has as many sheets as it may have";
    /// You typed this sheet first. It counts once another person has typed it too, without looking at what you wrote.
    SECOND_PERSON_NEEDED = 409 "second-person-needed" "Another person has to type this sheet";
    /// Two people have typed this sheet; a copy of the same sheet is the same sheet. Nothing was stored. Until it is counted,
    /// `discard_sheet_entries` lets it be typed anew; afterwards `move_sheet_line` puts a line right.
    SHEET_ENTERED = 409 "sheet-entered" "This sheet was typed in before";
    /// The sheet was not typed twice yet, or both people typed the same, and it is counted.
    NOTHING_DIFFERS = 409 "nothing-differs" "Nothing has to be resolved on this sheet";
    /// The document could not be set; the log says why. Try it again, with fewer sheets.
    PRINT_FAILED = 500 "print-failed" "The document could not be printed";

    // -- testimony
    /// Its organizers have not opened this campaign's call for testimony, or have closed it. Nothing was stored.
    TESTIMONY_NOT_OPEN = 409 "testimony-not-open" "The campaign takes no testimony now";
    /// No reviewer of the organization has a key yet, so that nobody could ever open it. Nothing was stored.
    NO_REVIEWER_KEY = 409 "no-reviewer-key" "Nobody could open this testimony yet";
    /// The text contains the receipt that opens its mailbox. Take it out, or make another receipt.
    RECEIPT_IN_TEXT = 422 "receipt-in-text" "The text contains its own receipt";
    /// Many testify at this moment: fetch a challenge (`get_testimony_challenge`), solve it, and send the same again with
    /// `proof`. A proof that is spent, too old or of another service counts for nothing. Nothing was stored.
    PROOF_OF_WORK_NEEDED = 403 "proof-of-work-needed" "A proof of work is needed";
    /// The voucher is mistyped, unknown, too old, of another campaign, or was redeemed with another request. Ask the steward for
    /// another one.
    VOUCHER_NOT_VALID = 404 "voucher-not-valid" "This voucher cannot be redeemed";
    /// The worker token is none of this campaign and epoch, or its epoch is over. Nothing was stored: send the testimony without
    /// it, or ask the steward for another voucher.
    TOKEN_NOT_VALID = 422 "token-not-valid" "This worker token is not valid here";
    /// The epoch of this token is not open yet: it opens the day after ten tokens were issued, so that nobody can tell by the
    /// time whose one it is (`list_token_epochs`). Nothing was stored.
    TOKEN_NOT_OPEN = 409 "token-not-open" "This worker token cannot be spent yet";
    /// A testimony was given with this worker token before. Nothing was stored now. If it was yours, its receipt opens it.
    TOKEN_SPENT = 409 "token-spent" "This worker token was spent before";
    /// Text and facts together do not fit into 64 KiB.
    TESTIMONY_TOO_LONG = 413 "testimony-too-long" "This is too long to be sealed";
    /// The testimony is not sealed to exactly those who read today: a reader has no wrap, or a wrap is for somebody who
    /// reads no more. Call `get_testimony_keys` again and seal anew, with the same receipt. Nothing was stored.
    READERS_CHANGED = 409 "readers-changed" "The testimony is not sealed to today's readers";
    /// Something else was sent before with this `testimony_id` or from this receipt. Nothing was stored: make a new receipt
    /// and a new id.
    TESTIMONY_CONFLICT = 409 "testimony-conflict" "This id or receipt belongs to another testimony";
    /// No testimony has this receipt: it is mistyped, unknown, or the testimony was withdrawn. The answer is always the same.
    RECEIPT_UNKNOWN = 404 "receipt-unknown" "No testimony has this receipt";
    /// The last day for withdrawing has passed; the mailbox says which it was.
    WITHDRAWAL_CLOSED = 409 "withdrawal-closed" "It is too late to withdraw";
    /// No wording waits for an answer of the witness.
    NOTHING_TO_ANSWER = 409 "nothing-to-answer" "Nothing waits for an answer";
    /// The file is broken, cut short, a moving picture, or no JPEG, PNG or WebP. Nothing was stored. A screenshot of the
    /// picture can be read in any case.
    PHOTOGRAPH_UNREADABLE = 422 "photograph-unreadable" "The photograph cannot be read";
    /// The file is a picture of another format than `Content-Type` says. Nothing was stored.
    PHOTOGRAPH_MISLABELLED = 422 "photograph-mislabelled" "The photograph is another format than it is said to be";
    /// Something that is no picture follows the picture in the same file. Nothing was stored; send a screenshot of it.
    PHOTOGRAPH_WITH_MORE = 422 "photograph-with-more" "The file is more than a photograph";
    /// More than 51 million pixels, more than 256 MiB of them, or more than 64 scans. Nothing was stored; make it smaller.
    PHOTOGRAPH_TOO_MANY_PIXELS = 422 "photograph-too-many-pixels" "The photograph has too many pixels";
    /// A testimony has five photographs at most; take one back with `remove_photograph`.
    TOO_MANY_PHOTOGRAPHS = 409 "too-many-photographs" "The testimony has five photographs already";

    // -- review
    /// Review needs an opened key: call `unlock_review` and send its token as `X-Unlock-Token`. A token ends after 15 minutes without use.
    REVIEW_LOCKED = 403 "review-locked" "Unlock your reviewer key first";
    /// The passphrase does not open the reviewer key.
    UNLOCK_REFUSED = 403 "unlock-refused" "The passphrase is wrong";
    /// The member has no reviewer key: call `create_reviewer_key`.
    NO_KEY_OF_YOUR_OWN = 409 "no-key-of-your-own" "You have no reviewer key";
    /// The halves are both the same one, or one belongs to another recovery key than the organization's present one;
    /// `detail` says which. The label on the paper names the key.
    RECOVERY_HALVES_WRONG = 409 "recovery-halves-wrong" "These halves do not make the recovery key";
    /// The organization has made no recovery key: call `create_recovery_key`.
    NO_RECOVERY_KEY = 409 "no-recovery-key" "There is no recovery key";
    /// Another owner was shown the second half, and it is kept no longer. If it was not printed, make a new key with
    /// `create_recovery_key` and `replace`.
    RECOVERY_HALF_SHOWN = 410 "recovery-half-shown" "The second half was shown before";
    /// This testimony was not sealed to your key. Ask another reviewer to call `rewrap_testimonies`.
    NOT_SEALED_TO_YOU = 409 "not-sealed-to-you" "This testimony is not sealed to your key";
    /// A client sealed it, and what is in it opens for nobody or is no testimony. `reject_testimony` ends it; no wording and
    /// no message can be sealed to its witness.
    DOES_NOT_OPEN = 409 "does-not-open" "What the client sealed does not open";
    /// Only who has claimed a testimony can work on it; wait until they release it.
    CLAIMED_BY_ANOTHER = 409 "claimed-by-another" "Another reviewer is working on it";
    /// A finding is undecided; decide every one first.
    FINDING_UNDECIDED = 409 "finding-undecided" "A finding is undecided";
    /// A photograph is undecided; decide about every one with `decide_photograph` first.
    PHOTOGRAPH_UNDECIDED = 409 "photograph-undecided" "A photograph is undecided";
    /// Publishing takes a second reviewer, who has not approved it.
    SECOND_REVIEWER_NEEDED = 409 "second-reviewer-needed" "A second reviewer has to publish it";
    /// It has not been approved, or was changed since.
    NOT_APPROVED = 409 "not-approved" "It is not approved";
    /// The witness asked to approve the wording and has not answered yet. Silence never publishes.
    WITNESS_NOT_ANSWERED = 409 "witness-not-answered" "The witness has not approved the wording";
    /// The testimony has been published or rejected, or its original is destroyed.
    ALREADY_DECIDED = 409 "already-decided" "It has been decided already";

    // -- legal holds
    /// It takes two owners: whoever proposed a hold cannot confirm it, a proposal lapses when its owner is none any more,
    /// and whoever was shown the first half of a recovery key is not shown the second.
    SECOND_OWNER_NEEDED = 409 "second-owner-needed" "Another owner has to confirm this";
    /// The hold does not stand where this could happen to it; read it again.
    HOLD_STATE = 409 "hold-state" "This cannot happen to the legal hold now";

    // -- incidents

    // -- membership
    /// A list of members names 100 addresses or more, and so does its part of former members: a number about fewer would be about people.
    MEMBER_LIST_TOO_SHORT = 422 "member-list-too-short" "The list is too short to be compared";
    /// A petition is compared with three lists of members, ever: each answer tells a little about those on them.
    MEMBER_LISTS_USED_UP = 409 "member-lists-used-up" "This petition was compared with as many lists as one may be";
    /// The key by which signers are known again dies 7 days after a petition closed; nothing can be compared with it any more.
    SIGNERS_KEY_GONE = 409 "signers-key-gone" "The petition's signers cannot be compared any more";

    // -- evidence
    /// Packets print 30 statistics and four records by workplace of a campaign at most: remove one first.
    EVIDENCE_FULL = 409 "evidence-full" "The campaign has as much evidence as a packet prints";

    // -- layoffs
    /// The two are one notice already, or the notice has no other filing that could be parted from it.
    NOTICE_ALREADY_SO = 409 "notice-already-so" "The notice is so already";

    // -- packets
    /// The campaign has no petition that was opened, or nobody has signed or testified yet.
    PACKET_EMPTY = 409 "packet-empty" "There is nothing to put into a packet";
    /// A packet prints where it can be checked, and nobody but this machine reaches the address that this service has now.
    /// Set `public_url`; or rehearse with an organization that `create-owner --rehearsal` made.
    NO_PUBLIC_ADDRESS = 409 "no-public-address" "The service has no public address to print";
    /// `one_page` prints no names, so that there are none to attach as `signatures.csv`. Leave it out, or choose another kind.
    KIND_WITHOUT_NAMES = 409 "kind-without-names" "A packet of this kind has no names to attach";
    /// `follow_up` cites a packet that was delivered: call `create_follow_up_packet` with that one.
    FOLLOW_UP_NEEDS_FIRST = 409 "follow-up-needs-first" "A follow-up packet is made of a packet that was delivered";
    /// The official does not hold the post today, or the body has nobody in office. Bring the directory up to date.
    OFFICIAL_NOT_IN_OFFICE = 409 "official-not-in-office" "The official is not in office";
    /// One request makes packets for 100 officials of a body at most. Nothing was made; make them one by one, for each target.
    TOO_MANY_OFFICIALS = 409 "too-many-officials" "The body has too many officials in office";
    /// An annex belongs to a packet of the kind `public_record_safe`, and has the names of those who agreed to be named to the recipient
    /// alone, past the threshold of their workplace. This packet prints such names itself, or there are none.
    ANNEX_NOT_NEEDED = 409 "annex-not-needed" "There are no names to inspect beside this packet";
    /// Nobody inspects more than 2,000 names at a desk.
    ANNEX_TOO_LONG = 409 "annex-too-long" "There are more names than an annex holds";
    /// The document is still being set; ask again as `Retry-After` says.
    PACKET_NOT_READY = 409 "packet-not-ready" "The packet is not ready yet";
    /// The document could not be set; `failure` of `get_packet` says why.
    PACKET_FAILED = 409 "packet-failed" "The packet could not be set";
    /// It held a name whose bearer asked for erasure, or a testimony that was withdrawn. Compile a new one.
    PACKET_DESTROYED = 410 "packet-destroyed" "The packet was destroyed";
    /// The compilation that it belonged to was cancelled before this packet was set.
    PACKET_CANCELLED = 410 "packet-cancelled" "The packet was cancelled";
    /// All packets of this compilation were cancelled or destroyed, or could not be set; `get_compilation` says which.
    COMPILATION_EMPTY = 409 "compilation-empty" "The compilation has no packet to download";
    /// The organization's key could not be opened when the packet was set. Its digests can still be checked; compile a new one to have it signed.
    PACKET_NOT_SIGNED = 409 "packet-not-signed" "The packet has no signed manifest";
    /// The document ends before this page; the detail says with which.
    PAGE_NOT_THERE = 404 "page-not-there" "The document has no such page";
    /// The stored document is missing or was changed, and is not handed out. Compile a new one.
    PACKET_DAMAGED = 500 "packet-damaged" "The stored packet fails its check";
    /// Nothing of the document lies in the range that was asked for; `Content-Range` says how long it is.
    RANGE_NOT_SATISFIABLE = 416 "range-not-satisfiable" "There is nothing in that range";
    /// Documents cannot be read or written now; come back as `Retry-After` says.
    STORE_UNAVAILABLE = 503 "store-unavailable" "The object store does not answer";

    // -- accountability
    /// A newer packet for the same target, petition, kind and language has taken its place; deliver that one.
    PACKET_SUPERSEDED = 409 "packet-superseded" "A newer packet has taken its place";
    /// Nothing of this packet has reached its addressee: record the delivery first, or wait until its mail has left.
    PACKET_NOT_DELIVERED = 409 "packet-not-delivered" "The packet was not delivered";
    /// The packet prints names that were given for its recipient, or has them attached as a table. Mail a `public_record_safe` one, hand it
    /// over on paper, or say `accept_names`.
    NAMES_NOT_ACCEPTED = 409 "names-not-accepted" "The packet prints names that would leave by mail";
    /// More than 10 MB of documents; mail a link.
    TOO_LARGE_FOR_MAIL = 409 "too-large-for-mail" "The documents are too large for a mail";
    /// It was recorded in error, or has an outcome already.
    ENTRY_SETTLED = 409 "entry-settled" "This entry is settled";
    /// The link is not one of ours, was ended, or its time is over. Ask the sender for a new one.
    DELIVERY_LINK_NOT_VALID = 410 "delivery-link-not-valid" "This link opens nothing any more";
    /// The first bytes of the file say something else than its `Content-Type`.
    FILE_MISLABELLED = 422 "file-mislabelled" "The file is not what it is said to be";
    /// The file is broken, cut short, has too many pixels, or something follows it.
    FILE_UNREADABLE = 422 "file-unreadable" "The file cannot be read";
    /// The stored file is missing or was changed, and is not handed out.
    FILE_DAMAGED = 500 "file-damaged" "The stored file fails its check";
    // -- events
    /// The event is a draft, was called off or is over, or its provider takes the registrations.
    EVENT_NOT_OPEN = 409 "event-not-open" "The event takes no answers";
    /// What has begun cannot be published any more, and what is over or was called off not be changed.
    EVENT_OVER = 409 "event-over" "The event is over";
    /// A draft can be published and a published event called off; nothing else.
    EVENT_TRANSITION_REFUSED = 409 "event-transition-refused" "This cannot happen to the event now";
    /// The token is mistyped, was never ours, belongs to an answer that was taken back or struck out, or was replaced by a newer mail.
    RSVP_NOT_VALID = 403 "rsvp-not-valid" "This token opens nothing";
    /// The two days for confirming have passed. Answer again.
    RSVP_EXPIRED = 410 "rsvp-expired" "The time for confirming has passed";
    /// Attendance is noted from an hour before the start on, of those who have a place.
    NOT_ATTENDING = 409 "not-attending" "This person has no place, or it is too early";
    // -- announcements
    /// Look at what would leave first, with `preview_announcement`; every change asks for it anew.
    ANNOUNCEMENT_NOT_PREVIEWED = 409 "announcement-not-previewed" "Nobody has looked at what would leave";
    /// It is sent, or on its way, or over: read it again to see what can still happen to it.
    ANNOUNCEMENT_STATE = 409 "announcement-state" "This cannot happen to the announcement now";
    /// The token is cut off, mistyped or not one of ours. Open the link again from the mail.
    UNSUBSCRIPTION_NOT_VALID = 404 "unsubscription-not-valid" "The link to unsubscribe is not valid";

    // -- jobs

    // -- audit
}
