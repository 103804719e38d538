//! Certificates made for a case, and a client that trusts them.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Version};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::harness::Answer;

/// A self-signed certificate for this machine, and its key, as files.
pub struct Pair {
    pub certificate: PathBuf,
    pub key: PathBuf,
    pub der: CertificateDer<'static>,
}

impl Pair {
    /// Writes `certificate.pem` and `key.pem` into the folder, over those that are there.
    pub fn write(folder: &Path) -> Pair {
        Pair::write_with(folder, |_| ())
    }

    pub fn write_with(folder: &Path, change: impl FnOnce(&mut CertificateParams)) -> Pair {
        let mut wanted = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        change(&mut wanted);
        let key = KeyPair::generate().unwrap();
        let made = wanted.self_signed(&key).unwrap();
        let pair = Pair {
            certificate: folder.join("certificate.pem"),
            key: folder.join("key.pem"),
            der: made.der().to_vec().into(),
        };
        std::fs::write(&pair.certificate, made.pem()).unwrap();
        std::fs::write(&pair.key, key.serialize_pem()).unwrap();
        pair
    }

    /// The flags of the command line that name it.
    pub fn arguments(&self) -> [String; 4] {
        let path = |path: &Path| path.display().to_string();
        ["--tls-certificate".into(), path(&self.certificate), "--tls-key".into(), path(&self.key)]
    }

    /// The same for a server in this process.
    pub fn flags(&self) -> Vec<(&'static str, String)> {
        let path = |path: &Path| path.display().to_string();
        vec![("tls-certificate", path(&self.certificate)), ("tls-key", path(&self.key))]
    }

    /// A handshake in which this certificate is the only one that is trusted, and these protocols are
    /// offered.
    pub async fn handshake(
        &self,
        address: SocketAddr,
        protocols: &[&str],
    ) -> std::io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(self.der.clone()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let mut config = versions.unwrap().with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
        let name = ServerName::try_from("localhost").unwrap();
        let tcp = TcpStream::connect(address).await?;
        TlsConnector::from(Arc::new(config)).connect(name, tcp).await
    }

    /// Sends a request in the version that the handshake agrees on; the answer, and that version.
    pub async fn send(
        &self,
        address: SocketAddr,
        protocols: &[&str],
        request: Request<Full<Bytes>>,
    ) -> (Answer, Version) {
        let stream = self.handshake(address, protocols).await.expect("the certificate is trusted");
        let agreed = stream.get_ref().1.alpn_protocol().map(<[u8]>::to_vec);
        let response = if agreed.as_deref() == Some(b"h2") {
            let made = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await;
            let (mut sender, connection) = made.unwrap();
            tokio::spawn(connection);
            sender.send_request(request).await.unwrap()
        } else {
            let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
            tokio::spawn(connection);
            sender.send_request(request).await.unwrap()
        };
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("the answer arrives whole").to_bytes();
        (Answer { status: parts.status.as_u16(), headers: parts.headers, body }, parts.version)
    }
}

/// A request without a body. HTTP/1.1 takes its path, HTTP/2 all of it.
pub fn get(address: SocketAddr, target: &str) -> Request<Full<Bytes>> {
    let host = format!("localhost:{}", address.port());
    Request::get(format!("https://{host}{target}")).header("host", host).body(Full::default()).unwrap()
}
