//! Clients whose id is the address of a document about them.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::scene::{APPS, CHALLENGE, SETTINGS, Scene, Tokens, VERIFIER};
use crate::harness::{Engine, Options};
use crate::listener::wire::Pair;

/// Somebody else's web server, which answers every request with the same text.
struct Site {
    address: SocketAddr,
    answer: Arc<Mutex<String>>,
    asked: Arc<AtomicUsize>,
    pair: Pair,
    _folder: tempfile::TempDir,
}

impl Site {
    async fn start() -> Site {
        let folder = tempfile::tempdir().unwrap();
        let pair = Pair::write(folder.path());
        let chain = vec![CertificateDer::from_pem_file(&pair.certificate).unwrap()];
        let key = PrivateKeyDer::from_pem_file(&pair.key).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let versions =
            rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = versions.unwrap().with_no_client_auth().with_single_cert(chain, key).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (answer, asked) = (Arc::new(Mutex::new(String::new())), Arc::new(AtomicUsize::new(0)));
        let (said, count) = (answer.clone(), asked.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, said, count) = (acceptor.clone(), said.clone(), count.clone());
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else { return };
                    let mut request = [0; 4096];
                    let _ = stream.read(&mut request).await;
                    count.fetch_add(1, SeqCst);
                    let text = said.lock().unwrap().clone();
                    let _ = stream.write_all(text.as_bytes()).await;
                    let _ = stream.shutdown().await;
                });
            }
        });
        Site { address, answer, asked, pair, _folder: folder }
    }

    fn client_id(&self) -> String {
        format!("https://localhost:{}/client.json", self.address.port())
    }

    fn document(&self) -> Value {
        json!({
            "client_id": self.client_id(), "client_name": "Traveller",
            "redirect_uris": ["http://127.0.0.1/callback"],
            "scope": "user:read openid", "token_endpoint_auth_method": "none",
        })
    }

    fn say(&self, document: &Value) {
        let body = document.to_string();
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}", body.len());
        self.say_plainly(&format!("{head}\r\nconnection: close\r\n\r\n{body}"));
    }

    fn say_plainly(&self, text: &str) {
        text.clone_into(&mut self.answer.lock().unwrap());
    }

    fn asked(&self) -> usize {
        self.asked.load(SeqCst)
    }
}

async fn scene(engine: Engine, site: &Site, networks: &str) -> Scene {
    let certificates = site.pair.certificate.display().to_string();
    let flags =
        vec![("outgoing-certificates", certificates), ("outgoing-private-networks", networks.to_owned())];
    let scene = Scene::with(engine, Options { flags, ..Options::default() }).await;
    let on = json!({"client_id_metadata_document_enabled": true});
    scene.owner().await.put(SETTINGS, &on).await.expect(200);
    scene
}

#[apply(case)]
async fn a_client_that_describes_itself_is_let_in_and_works(engine: Engine) {
    let site = Site::start().await;
    site.say(&site.document());
    let scene = scene(engine, &site, "127.0.0.0/8,::1/128").await;
    let found = scene.server.get("/.well-known/oauth-authorization-server").send().await.json_of(200);
    assert_eq!(found["client_id_metadata_document_supported"], true);
    let id = site.client_id();
    let uri = "http://127.0.0.1:5000/callback";
    let pairs = [
        ("client_id", id.as_str()),
        ("code_challenge", CHALLENGE),
        ("redirect_uri", uri),
        ("scope", "user:read"),
    ];
    scene.server.get(&scene.authorization(&pairs)).send().await.expect(302);
    assert_eq!(site.asked(), 0, "nobody is logged in: nobody is asked");
    let page = scene.amira.get(&scene.authorization(&pairs)).await.expect(200).text();
    assert!(
        page.contains("<em>Traveller</em>") && page.contains("describes itself at https://localhost"),
        "{page}"
    );
    assert_eq!(scene.owner().await.get(APPS).await.json_of(200).as_array().unwrap().len(), 1, "not kept yet");
    let code = scene.code(&scene.amira, &pairs).await;
    assert_eq!(site.asked(), 1, "what was read is remembered");
    let redeem = [
        ("client_id", id.as_str()),
        ("client_secret", "-"),
        ("code_verifier", VERIFIER),
        ("redirect_uri", uri),
    ];
    let tokens = Tokens::of(&scene.exchange(&code, &redeem).await);
    let tokens =
        Tokens::of(&scene.refresh(&tokens.refresh, &[("client_id", &id), ("client_secret", "-")]).await);
    scene.me(&tokens.access).await.expect(200);
    let apps = scene.owner().await.get(&format!("{APPS}?user_id={}", scene.amira.id)).await.json_of(200);
    assert_eq!((&apps[0]["document_url"], &apps[0]["name"]), (&json!(id), &json!("Traveller")));
    let path = format!("{APPS}/{}", apps[0]["id"].as_str().unwrap());
    scene.owner().await.put(&path, &json!({"name": "mine"})).await.expect(400);
    // Its UUID is no client id.
    let by_uuid = [("client_id", apps[0]["id"].as_str().unwrap())];
    scene.amira.get(&scene.authorization(&by_uuid)).await.expect(401);
}

#[apply(case)]
async fn a_client_that_asks_for_less_has_less(engine: Engine) {
    let site = Site::start().await;
    site.say(&site.document());
    let scene = scene(engine, &site, "127.0.0.0/8,::1/128").await;
    let id = site.client_id();
    let pairs = [("client_id", id.as_str()), ("code_challenge", CHALLENGE), ("scope", "user:read")];
    let code = scene.code(&scene.amira, &pairs).await;
    let redeem = [("client_id", id.as_str()), ("client_secret", "-"), ("code_verifier", VERIFIER)];
    let tokens = Tokens::of(&scene.exchange(&code, &redeem).await);
    scene.me(&tokens.access).await.expect(200);
    let mut document = site.document();
    document["scope"] = json!("openid");
    site.say(&document);
    scene.server.clock.advance(TimeDelta::minutes(6));
    let jonas = scene.server.member("jonas").await;
    scene.code(&jonas, &[("client_id", id.as_str()), ("code_challenge", CHALLENGE)]).await;
    scene.me(&tokens.access).await.expect(401);
}

#[apply(case)]
async fn an_invalid_client_document_is_refused_and_not_fetched_again_at_once(engine: Engine) {
    let site = Site::start().await;
    let scene = scene(engine, &site, "127.0.0.0/8,::1/128").await;
    let id = site.client_id();
    let target = scene.authorization(&[("client_id", &id), ("code_challenge", CHALLENGE)]);
    let mut other = site.document();
    other["client_id"] = json!("https://localhost/other.json");
    let large = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{}", "x".repeat(64 * 1024));
    let moved = "HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n";
    for (number, (text, why)) in [
        (moved.to_owned(), "status 302"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>".to_owned(), "no JSON"),
        (large, "longer than 16384 bytes"),
        (String::new(), "no answer"),
    ]
    .into_iter()
    .enumerate()
    {
        site.say_plainly(&text);
        for _ in 0..2 {
            let page = scene.amira.get(&target).await.expect(400).text();
            assert!(page.contains(why), "{why}: {page}");
        }
        assert_eq!(site.asked(), number + 1);
        scene.server.clock.advance(TimeDelta::minutes(2));
    }
    site.say(&other);
    assert!(scene.amira.get(&target).await.expect(400).text().contains("client_id must be the address"));
    let off = json!({"client_id_metadata_document_enabled": false});
    scene.owner().await.put(SETTINGS, &off).await.expect(200);
    scene.amira.get(&target).await.expect(401);
}

#[apply(case)]
async fn private_addresses_are_not_asked(engine: Engine) {
    let site = Site::start().await;
    site.say(&site.document());
    let scene = scene(engine, &site, "169.254.0.0/16").await;
    let port = site.address.port();
    for host in ["localhost", "127.0.0.1", "[::1]", "169.254.169.254", "10.0.0.1"] {
        let id = format!("https://{host}:{port}/client.json");
        let target = scene.authorization(&[("client_id", &id), ("code_challenge", CHALLENGE)]);
        let page = scene.amira.get(&target).await.expect(400).text();
        assert!(page.contains("not a public one"), "{host}: {page}");
    }
    assert_eq!(site.asked(), 0);
}
