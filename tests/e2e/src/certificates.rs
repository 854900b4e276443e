//! A throw-away certificate authority for the page under TLS, and browsers that trust it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
};
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::failure::{Failure, Result, ensure};
use crate::tiny_http::{Handler, converse_on};

/// An authority that lives as long as the run.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    pub fn new() -> Result<Self> {
        let mut parameters = CertificateParams::new(Vec::new())?;
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        parameters
            .distinguished_name
            .push(DnType::CommonName, "Faultfinder end-to-end tests");
        let issuer = CertifiedIssuer::self_signed(parameters, KeyPair::generate()?)?;
        let pem = issuer.pem();
        Ok(Self { issuer, pem })
    }

    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// What a TLS server of this name needs.
    pub fn server_config(&self, name: &str) -> Result<ServerConfig> {
        let key = KeyPair::generate()?;
        let parameters = CertificateParams::new(vec![name.to_owned()])?;
        let certificate = parameters.signed_by(&key, &self.issuer)?;
        let private = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], private)?;
        Ok(config)
    }
}

/// Serves under TLS on a free local port.
pub async fn serve_tls(config: ServerConfig, handler: Arc<dyn Handler>) -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let local = listener.local_addr()?;
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, handler) = (acceptor.clone(), Arc::clone(&handler));
            tokio::spawn(async move {
                // A browser that dislikes the certificate leaves here; that is its business.
                if let Ok(mut stream) = acceptor.accept(stream).await {
                    converse_on(&mut stream, handler).await;
                }
            });
        }
    });
    Ok(local)
}

/// Makes a Chromium whose home this is trust these authorities, through an NSS database.
pub async fn trust(home: &Path, authorities: &[String]) -> Result<()> {
    if authorities.is_empty() {
        return Ok(());
    }
    let database = home.join(".pki/nssdb");
    std::fs::create_dir_all(&database)?;
    let database = format!("sql:{}", database.display());
    certutil(&["-N", "-d", &database, "--empty-password"]).await?;
    for (number, pem) in authorities.iter().enumerate() {
        let file = home.join(format!("authority-{number}.pem"));
        std::fs::write(&file, pem)?;
        let (name, file) = (format!("throw-away {number}"), file.display().to_string());
        certutil(&["-A", "-d", &database, "-t", "C,,", "-n", &name, "-i", &file]).await?;
    }
    Ok(())
}

async fn certutil(arguments: &[&str]) -> Result<()> {
    let output = Command::new("certutil").args(arguments).output().await;
    let output = output.map_err(|e| {
        Failure(format!(
            "cannot start certutil (Debian: apt-get install libnss3-tools): {e}"
        ))
    })?;
    ensure(output.status.success(), || {
        format!(
            "certutil {}: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr).trim()
        )
    })
}
