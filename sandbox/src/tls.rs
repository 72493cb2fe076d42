//! The certificate of the day: self-signed, for every host that is served.

use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::state::State;

/// An acceptor with a fresh certificate, and that certificate as DER.
///
/// Browsers have to accept an unknown issuer; other clients can trust the certificate itself.
///
/// # Errors
/// When a host's name cannot stand in a certificate.
pub fn acceptor(state: &State) -> anyhow::Result<(TlsAcceptor, Vec<u8>)> {
    let mut names = state.hosts();
    names.push("*.test".to_owned());
    let made = rcgen::generate_simple_self_signed(names)?;
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok((
        TlsAcceptor::from(Arc::new(config)),
        made.cert.der().to_vec(),
    ))
}
