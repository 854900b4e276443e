//! A throw-away certificate authority and the certificates that transport causes need.

use std::io;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

/// Names for which the lab's good certificates are made.
pub const NAMES: [&str; 4] = ["localhost", "mcp.test", "page.test", "127.0.0.1"];

/// A certificate authority that exists only as long as the process.
pub struct Ca {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
    der: CertificateDer<'static>,
}

/// A server certificate with its key.
#[derive(Debug)]
pub struct Leaf {
    pub certificate_pem: String,
    pub key_pem: String,
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

/// When a certificate is valid.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Validity {
    Now,
    Expired,
}

/// Makes a fresh certificate authority.
pub fn ca() -> io::Result<Ca> {
    let mut params = params(&[], Validity::Now)?;
    params
        .distinguished_name
        .push(DnType::CommonName, "Fault lab throw-away authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let certificate = params.self_signed(&key).map_err(io::Error::other)?;
    Ok(Ca {
        pem: certificate.pem(),
        der: certificate.der().clone(),
        issuer: Issuer::new(params, key),
    })
}

impl Ca {
    /// The authority's certificate, for a browser's or a client's list of trusted ones.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// A server certificate for `names`, signed by this authority.
    pub fn leaf(&self, names: &[&str], validity: Validity) -> io::Result<Leaf> {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let params = server_params(names, validity)?;
        let certificate = params
            .signed_by(&key, &self.issuer)
            .map_err(io::Error::other)?;
        Ok(Leaf::new(&certificate, &key))
    }

    /// Demands a certificate of the client, signed by this authority.
    pub fn demanding_config(&self, leaf: &Leaf) -> io::Result<Arc<ServerConfig>> {
        let mut roots = RootCertStore::empty();
        roots.add(self.der.clone()).map_err(io::Error::other)?;
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider())
            .build()
            .map_err(io::Error::other)?;
        let builder = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?;
        let config = builder
            .with_client_cert_verifier(verifier)
            .with_single_cert(leaf.chain.clone(), leaf.key.clone_key())
            .map_err(io::Error::other)?;
        Ok(Arc::new(config))
    }
}

/// A certificate that nobody but its own server vouches for.
pub fn self_signed(names: &[&str]) -> io::Result<Leaf> {
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let certificate = server_params(names, Validity::Now)?
        .self_signed(&key)
        .map_err(io::Error::other)?;
    Ok(Leaf::new(&certificate, &key))
}

impl Leaf {
    fn new(certificate: &rcgen::Certificate, key: &KeyPair) -> Leaf {
        Leaf {
            certificate_pem: certificate.pem(),
            key_pem: key.serialize_pem(),
            chain: vec![certificate.der().clone()],
            key: PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        }
    }

    /// An ordinary TLS server with this certificate.
    pub fn config(&self) -> io::Result<Arc<ServerConfig>> {
        let builder = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?;
        let config = builder
            .with_no_client_auth()
            .with_single_cert(self.chain.clone(), self.key.clone_key())
            .map_err(io::Error::other)?;
        Ok(Arc::new(config))
    }
}

fn server_params(names: &[&str], validity: Validity) -> io::Result<CertificateParams> {
    let mut params = params(names, validity)?;
    if let Some(name) = names.first() {
        params.distinguished_name.push(DnType::CommonName, *name);
    }
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(params)
}

fn params(names: &[&str], validity: Validity) -> io::Result<CertificateParams> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.not_before = date_time_ymd(2024, 1, 1);
    params.not_after = match validity {
        Validity::Now => date_time_ymd(2044, 1, 1),
        Validity::Expired => date_time_ymd(2025, 1, 1),
    };
    Ok(params)
}

/// Named outright, because another crate in the same build may bring a second provider.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}
