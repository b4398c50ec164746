//! The same house behind TLS.

use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs, pki_types::ServerName};
use tokio_rustls::TlsConnector;

use super::*;
use crate::listen::{Tls, TlsError};

fn certificate(folder: &std::path::Path) -> (Tls, TlsConnector) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["here.example".to_owned()]).unwrap();
    std::fs::write(folder.join("cert.pem"), cert.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), signing_key.serialize_pem()).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(cert.der().clone()).unwrap();
    let client = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let tls = Tls::from_pem_files(&folder.join("cert.pem"), &folder.join("key.pem")).unwrap();
    (tls, TlsConnector::from(Arc::new(client)))
}

#[tokio::test]
async fn a_request_over_tls_is_answered_and_knows_its_scheme() {
    let folder = tempfile::tempdir().unwrap();
    let (tls, connector) = certificate(folder.path());
    let listener = Listener::bind(([127, 0, 0, 1], 0).into())
        .await
        .unwrap()
        .with_tls(tls);
    let app = make(|request: Request| async move { format!("over {}", request.scheme()) });
    let house = House::with(listener, Limits::default(), app);
    let name = ServerName::try_from("here.example").unwrap();
    let mut stream = connector
        .connect(name, house.visit().await.0)
        .await
        .unwrap();
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut answer = String::new();
    timeout(PATIENCE, stream.read_to_string(&mut answer))
        .await
        .unwrap()
        .unwrap();
    assert!(answer.ends_with("over https"), "{answer}");
}

#[tokio::test]
async fn who_does_not_shake_hands_is_sent_away() {
    let folder = tempfile::tempdir().unwrap();
    let (tls, _) = certificate(folder.path());
    let listener = Listener::bind(([127, 0, 0, 1], 0).into())
        .await
        .unwrap()
        .with_tls(tls);
    let house = House::with(
        listener,
        Limits {
            handshake: SOON,
            ..Limits::default()
        },
        measure(),
    );
    assert_eq!(house.visit().await.hears_all().await, "");
}

#[test]
fn a_missing_or_mismatched_certificate_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (cert, key) = (
        folder.path().join("cert.pem"),
        folder.path().join("key.pem"),
    );
    assert!(matches!(
        Tls::from_pem_files(&cert, &key),
        Err(TlsError::Certificate(_))
    ));
    certificate(folder.path());
    assert!(matches!(
        Tls::from_pem_files(&key, &key),
        Err(TlsError::NoCertificate)
    ));
    assert!(matches!(
        Tls::from_pem_files(&cert, &cert),
        Err(TlsError::Key(_))
    ));
    let other = tempfile::tempdir().unwrap();
    certificate(other.path());
    assert!(matches!(
        Tls::from_pem_files(&cert, &other.path().join("key.pem")),
        Err(TlsError::Unusable(_))
    ));
}
