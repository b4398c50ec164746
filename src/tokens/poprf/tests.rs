//! The numbers of the RFC, and what must not pass for one.

use data_encoding::HEXLOWER;
use uuid::Uuid;

use super::*;
use crate::secrets::testing::Counted;

fn purpose(epoch: u32) -> Purpose {
    Purpose {
        organization: OrganizationId(Uuid::from_bytes([1; 16])),
        campaign: CampaignId(Uuid::from_bytes([2; 16])),
        epoch,
    }
}

fn master() -> Key32 {
    Key32::from_bytes(&[3; 32])
}

fn key(epoch: u32) -> EpochKey {
    EpochKey::derive(&master(), &purpose(epoch)).unwrap()
}

fn hex<const N: usize>(text: &str) -> [u8; N] {
    let bytes = HEXLOWER.decode(text.as_bytes()).unwrap();
    bytes.try_into().unwrap()
}

/// RFC 9497, A.1.3.1 and A.1.3.2: the crate that we use is the one that is published, in the mode that we use.
#[test]
fn tokens_are_those_of_the_rfc() {
    let server = PoprfServer::<Ristretto255>::new_from_seed(&[0xa3; 32], b"test key").unwrap();
    let public = "c647bef38497bc6ec077c22af65b696efa43bff3b4a1975a3e8e0a1c5a79d631";
    let known: [u8; 32] = Ristretto255::serialize_elem(server.get_public_key()).into();
    assert_eq!(known, hex(public));
    let blind = "64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706";
    let blinded = "c8713aa89241d6989ac142f22dba30596db635c772cbf25021fdd8f3d461f715";
    let evaluated = "1a4b860d808ff19624731e67b5eff20ceb2df3c3c03b906f5693e2078450d874";
    let proof = "41ad1a291aa02c80b0915fbfbb0c0afa15a57e2970067a602ddb9e8fd6b7100de32e1ecff943a36f0b10e3dae6bd266cdeb8adf825d86ef27dbc6c0e30c52206";
    let output = "ca688351e88afb1d841fde4401c79efebb2eb75e7998fa9737bd5a82a152406d38bd29f680504e54fd4587eddcf2f37a2617ac2fbd2993f7bdf45442ace7d221";
    let client: [u8; 64] = hex(&format!("{blind}{blinded}"));
    let client = PoprfClient::<Ristretto255>::deserialize(&client).unwrap();
    let done = client
        .finalize(
            &[0],
            &EvaluationElement::deserialize(&hex::<32>(evaluated)).unwrap(),
            &Proof::deserialize(&hex::<64>(proof)).unwrap(),
            server.get_public_key(),
            Some(b"test info"),
        )
        .unwrap();
    assert_eq!(bytes::<64>(&done).unwrap(), hex(output));
    let again = server.evaluate(&[0], Some(b"test info")).unwrap();
    assert_eq!(bytes::<64>(&again).unwrap(), hex(output));
}

fn token(key: &EpochKey, epoch: u32) -> (Blinding, [u8; OUTPUT]) {
    let mut rng = Counted::default();
    let blinding = Blinding::new(&mut rng).unwrap();
    let evaluated = key
        .evaluate(&mut rng, &blinding.blinded().unwrap())
        .unwrap();
    let output = blinding.finish(&key.public(), &purpose(epoch), &evaluated);
    let output = *output.unwrap();
    (blinding, output)
}

#[test]
fn a_token_is_known_by_its_own_epoch_alone() {
    let first = key(1);
    let (blinding, output) = token(&first, 1);
    assert!(first.is_ours(blinding.input(), &output));
    assert!(!key(2).is_ours(blinding.input(), &output));
    let elsewhere = Purpose {
        campaign: CampaignId(Uuid::from_bytes([9; 16])),
        ..purpose(1)
    };
    let elsewhere = EpochKey::derive(&master(), &elsewhere).unwrap();
    assert!(!elsewhere.is_ours(blinding.input(), &output));
    let mut changed = output;
    changed[63] ^= 1;
    assert!(!first.is_ours(blinding.input(), &changed));
}

/// A service that takes another key for one worker would know their token again.
#[test]
fn a_key_of_ones_own_or_another_purpose_does_not_pass_the_proof() {
    let (shown, other) = (key(1), key(2));
    let mut rng = Counted::default();
    let blinding = Blinding::new(&mut rng).unwrap();
    let blinded = blinding.blinded().unwrap();
    let evaluated = other.evaluate(&mut rng, &blinded).unwrap();
    let finish = |evaluated: &Evaluated, epoch| {
        let done = blinding.finish(&shown.public(), &purpose(epoch), evaluated);
        done.map(|_| ())
    };
    assert_eq!(finish(&evaluated, 1), Err(PoprfError::NotProven));
    assert_eq!(finish(&evaluated, 2), Err(PoprfError::NotProven));
    let right = shown.evaluate(&mut rng, &blinded).unwrap();
    assert_eq!(finish(&right, 1), Ok(()));
    assert_eq!(finish(&right, 2), Err(PoprfError::NotProven));
    for at in [0, 33, 63] {
        let mut wrong = right;
        wrong.proof[at] ^= 1;
        assert!(finish(&wrong, 1).is_err(), "{at}");
    }
}

#[test]
fn what_is_no_element_is_refused() {
    assert!(is_element(&key(1).public()));
    // The identity; a field element that is not canonical; a negative one; one that is on no curve.
    let p = "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
    let negative = "0100000000000000000000000000000000000000000000000000000000000000";
    let off = "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371";
    let mut high = key(1).public();
    high[31] |= 0x80;
    for wrong in [[0; 32], [0xff; 32], hex(p), hex(negative), hex(off), high] {
        assert!(!is_element(&wrong), "{}", HEXLOWER.encode(&wrong));
        let refused = key(1).evaluate(&mut Counted::default(), &wrong);
        assert_eq!(refused, Err(PoprfError::Malformed));
    }
}

/// That the element fits every token is the RFC's proof (7.1): the group has prime order, so for each input there is exactly one
/// blind that makes it. What a mistake of ours could do is to show a part of the token beside it.
#[test]
fn nothing_that_the_service_saw_is_a_part_of_the_token() {
    let key = key(1);
    let mut rng = Counted::default();
    let seen = Blinding::new(&mut rng).unwrap();
    let blinded = seen.blinded().unwrap();
    let evaluated = key.evaluate(&mut rng, &blinded).unwrap();
    let output = seen.finish(&key.public(), &purpose(1), &evaluated).unwrap();
    let bytes = seen.to_bytes();
    let hidden = [&bytes[..64], &output[..]].concat();
    let shown = [&blinded[..], &evaluated.element[..], &evaluated.proof[..]].concat();
    for window in shown.windows(6) {
        assert!(!hidden.windows(6).any(|part| part == window));
    }
    // The same input under another blind is another element, and the same token.
    let state = PoprfClient::<Ristretto255>::blind(seen.input(), &mut Old(&mut rng)).unwrap();
    let again = Blinding {
        input: Zeroizing::new(*seen.input()),
        client: state.state,
    };
    let other = again.blinded().unwrap();
    assert_ne!(blinded, other);
    let evaluated = key.evaluate(&mut rng, &other).unwrap();
    let same = again
        .finish(&key.public(), &purpose(1), &evaluated)
        .unwrap();
    assert_eq!(*same, *output);
}

#[test]
fn a_request_is_kept_and_found_again() {
    let made = Blinding::new(&mut Counted::default()).unwrap();
    let again = Blinding::from_bytes(&made.to_bytes()).unwrap();
    assert_eq!(made.blinded().unwrap(), again.blinded().unwrap());
    assert_eq!(made.input(), again.input());
    let bytes = made.to_bytes();
    assert!(Blinding::from_bytes(&bytes[1..]).is_err());
    assert!(Blinding::from_bytes(&[&bytes[..], &[0]].concat()).is_err());
}

#[test]
fn nothing_of_it_is_shown() {
    let made = Blinding::new(&mut Counted::default()).unwrap();
    let shown = format!("{made:?} {:?}", key(1));
    assert_eq!(shown, "Blinding(hidden) EpochKey(hidden)");
}
