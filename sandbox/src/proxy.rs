//! The `CONNECT` proxy: tunnels to the hosts of the sandbox, and to nothing else.
//!
//! Every tunnel asked for is logged, the refused ones with 403.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use crate::log::LoggedRequest;
use crate::state::State;

/// Longest request head that is read, in bytes.
const LONGEST_HEAD: usize = 16_384;

/// Serves until the task is ended.
pub async fn serve(listener: TcpListener, inside: SocketAddr, state: Arc<State>) {
    loop {
        // A failed accept concerns one connection only.
        if let Ok((client, _)) = listener.accept().await {
            let state = Arc::clone(&state);
            tokio::spawn(async move {
                // An error here is a client that went away.
                let _ = tunnel(client, inside, &state).await;
            });
        }
    }
}

async fn tunnel(mut client: TcpStream, inside: SocketAddr, state: &State) -> std::io::Result<()> {
    let Some(head) = head_of(&mut client).await? else {
        return Ok(());
    };
    let request = parsed(&head);
    let verdict = judged(&request, state);
    let number = state.log.arrived(request);
    state.log.answered(number, verdict.status());
    if let Verdict::Open { closing } = verdict {
        client
            .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
            .await?;
        if closing {
            return client.shutdown().await;
        }
        let mut server = TcpStream::connect(inside).await?;
        copy_bidirectional(&mut client, &mut server).await?;
        return Ok(());
    }
    let status = match verdict.status() {
        502 => "502 Bad Gateway",
        _ => "403 Forbidden",
    };
    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    client.write_all(answer.as_bytes()).await?;
    client.shutdown().await
}

enum Verdict {
    Open { closing: bool },
    Dead,
    Foreign,
}

impl Verdict {
    fn status(&self) -> u16 {
        match self {
            Self::Open { .. } => 200,
            Self::Dead => 502,
            Self::Foreign => 403,
        }
    }
}

fn judged(request: &LoggedRequest, state: &State) -> Verdict {
    let is_reachable = state.reachable(&request.host);
    let world = state.world();
    let origin = world.origin(&request.host);
    let ours = request.host.ends_with(".test") || origin.is_some();
    if request.method != "CONNECT" || !ours || !request.path.ends_with(":443") {
        return Verdict::Foreign;
    }
    match origin {
        Some(origin) if origin.refused => Verdict::Dead,
        Some(origin) => Verdict::Open {
            closing: origin.closes,
        },
        None if is_reachable => Verdict::Open { closing: false },
        // No name server knows it.
        None => Verdict::Dead,
    }
}

/// The request head up to its empty line; nothing when the client left or sent too much.
async fn head_of(client: &mut TcpStream) -> std::io::Result<Option<String>> {
    let mut head = Vec::new();
    // Byte by byte: what follows the head belongs to the tunnel.
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if head.len() == LONGEST_HEAD || client.read(&mut byte).await? == 0 {
            return Ok(None);
        }
        head.extend_from_slice(&byte);
    }
    Ok(Some(String::from_utf8_lossy(&head).into_owned()))
}

fn parsed(head: &str) -> LoggedRequest {
    let mut lines = head.lines();
    let mut first = lines.next().unwrap_or_default().split(' ');
    let method = first.next().unwrap_or_default().to_owned();
    let path = first.next().unwrap_or_default().to_owned();
    let authority = path.split("://").last().unwrap_or_default();
    let authority = authority.split('/').next().unwrap_or_default();
    let host = authority
        .rsplit_once(':')
        .map_or(authority, |(host, _)| host);
    LoggedRequest {
        number: 0,
        host: host.to_ascii_lowercase(),
        path,
        method,
        headers: lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect(),
        status: 0,
        asked_by: None,
    }
}
