//! A plain HTTP client that goes through the sandbox's proxy and hides nothing.

use std::sync::Arc;

use freshet_sandbox::Sandbox;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Whether the body ended as HTTP says it must.
    pub complete: bool,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

pub const ACTIVITY: (&str, &str) = ("accept", "application/activity+json");
pub const FOREIGN: (&str, &str) = ("origin", "https://reader.example");

/// GET of an `https://` address; `None` when there is no answer at all.
pub async fn get(sandbox: &Sandbox, address: &str, headers: &[(&str, &str)]) -> Option<Answer> {
    send(sandbox, "GET", address, headers, "").await
}

/// Any request, the body with its length; reads until the server closes.
pub async fn send(
    sandbox: &Sandbox,
    method: &str,
    address: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Option<Answer> {
    let rest = address.strip_prefix("https://").unwrap();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut stream = tunnel(sandbox, host).await.ok()?;
    let mut request = format!(
        "{method} /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    request += "\r\n";
    request += body;
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut raw = Vec::new();
    // A connection that is cut is an error here; what came before it counts.
    let _ = stream.read_to_end(&mut raw).await;
    parsed(&raw)
}

/// The status with which the proxy answers `CONNECT` for this authority.
pub async fn connect_status(sandbox: &Sandbox, authority: &str) -> u16 {
    let mut stream = TcpStream::connect(sandbox.proxy_address()).await.unwrap();
    connect(&mut stream, authority).await
}

/// An open TLS stream to a host, through the proxy.
pub async fn tunnel(
    sandbox: &Sandbox,
    host: &str,
) -> std::io::Result<tokio_rustls::client::TlsStream<TcpStream>> {
    let mut stream = TcpStream::connect(sandbox.proxy_address()).await?;
    if connect(&mut stream, &format!("{host}:443")).await != 200 {
        return Err(std::io::Error::other("refused"));
    }
    let mut roots = RootCertStore::empty();
    let certificate = CertificateDer::from(sandbox.certificate().to_vec());
    roots.add(certificate).unwrap();
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}

async fn connect(stream: &mut TcpStream, authority: &str) -> u16 {
    let request = format!("CONNECT {authority} HTTP/1.1\r\nhost: {authority}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    let head = String::from_utf8(head).unwrap();
    head.split(' ').nth(1).unwrap().parse().unwrap()
}

fn parsed(raw: &[u8]) -> Option<Answer> {
    let end = raw.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&raw[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let sent = &raw[end + 4..];
    let value = |name: &str| {
        headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, v)| v.clone())
    };
    let (body, complete) = if value("transfer-encoding").is_some() {
        unchunked(sent)
    } else {
        let length = value("content-length").and_then(|length| length.parse().ok());
        (sent.to_vec(), length == Some(sent.len()))
    };
    Some(Answer {
        status,
        headers,
        body,
        complete,
    })
}

fn unchunked(mut sent: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    while let Some(end) = sent.windows(2).position(|two| two == b"\r\n") {
        let size = String::from_utf8_lossy(&sent[..end]).into_owned();
        let size = usize::from_str_radix(&size, 16).unwrap();
        sent = &sent[end + 2..];
        if size == 0 {
            return (body, true);
        }
        body.extend_from_slice(&sent[..size.min(sent.len())]);
        if sent.len() < size + 2 {
            break;
        }
        sent = &sent[size + 2..];
    }
    (body, false)
}
