//! TLS connections and the way of a request: log, fault, site, CORS, log.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use futures_util::FutureExt;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;

use crate::asked::Asked;
use crate::clock::Moment;
use crate::log::LoggedRequest;
use crate::reply::{self, Reply};
use crate::site;
use crate::state::State;

/// Longest body that is read, in bytes.
const LONGEST_BODY: usize = 1 << 20;

/// Serves until the task is ended.
pub async fn serve(listener: TcpListener, acceptor: TlsAcceptor, state: Arc<State>) {
    loop {
        // A failed accept concerns one connection only.
        if let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(connection(stream, acceptor.clone(), Arc::clone(&state)));
        }
    }
}

async fn connection(stream: TcpStream, acceptor: TlsAcceptor, state: Arc<State>) {
    let Ok(stream) = acceptor.accept(stream).await else {
        return; // The client did not want the certificate, or left.
    };
    let drop_it = Arc::new(Notify::new());
    let ordered = Arc::clone(&drop_it);
    let router = Router::new().fallback(move |request: Request| {
        let (state, ordered) = (Arc::clone(&state), Arc::clone(&ordered));
        async move { Ok::<_, Infallible>(answer(&state, &ordered, request).await) }
    });
    let builder = Builder::new(TokioExecutor::new()).http1_only();
    let serving = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    tokio::select! {
        _ = serving => {}
        () = drop_it.notified() => {}
    }
}

async fn answer(state: &State, drop_it: &Notify, request: Request<Body>) -> Reply {
    let Some(asked) = read(request).await else {
        return reply::with_type(StatusCode::PAYLOAD_TOO_LARGE, "text/plain", "");
    };
    match exchange(state, &asked).await {
        Some(reply) => reply,
        None => {
            drop_it.notify_one();
            std::future::pending().await
        }
    }
}

/// One logged exchange of a client; nothing means that the connection is dropped.
pub async fn exchange(state: &State, asked: &Asked) -> Option<Reply> {
    state.settle();
    let number = state.log.arrived(entry(asked, None));
    let fault = state.fault_for(&asked.host, &asked.path_and_query(), false);
    if let Some(fault) = &fault {
        if let Some(late) = fault.late_effect_ms.filter(|_| asked.method != "OPTIONS") {
            // What a request leads to is decided before its answer waits: one look is enough.
            let late = Moment::from(u32::try_from(late).unwrap_or(u32::MAX));
            Box::pin(site::answer(state, asked, late)).now_or_never();
        }
        fault.wait().await;
        if fault.drop {
            return None;
        }
        state.settle();
    }
    let replaced = fault
        .as_ref()
        .is_some_and(crate::fault::Fault::replaces_all);
    let ordinary = if replaced && asked.method != "OPTIONS" {
        None
    } else {
        Some(Box::pin(site::answer(state, asked, 0)).await)
    };
    let mut reply = match (fault, ordinary) {
        (Some(fault), ordinary) if asked.method != "OPTIONS" => {
            fault.applied_to(ordinary, state.clock.now()).await
        }
        (_, Some(ordinary)) => ordinary,
        (_, None) => reply::error(StatusCode::INTERNAL_SERVER_ERROR, "no answer"),
    };
    site::decorate(state, asked, &mut reply);
    state.log.answered(number, reply.status().as_u16());
    Some(reply)
}

async fn read(request: Request<Body>) -> Option<Asked> {
    let (parts, body) = request.into_parts();
    let named = parts
        .headers
        .get("host")
        .and_then(|host| host.to_str().ok());
    let host = named.or(parts.uri.host()).unwrap_or_default();
    let host = host
        .strip_suffix(":443")
        .unwrap_or(host)
        .to_ascii_lowercase();
    Some(Asked {
        host,
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body: axum::body::to_bytes(body, LONGEST_BODY).await.ok()?,
    })
}

/// A request as the log writes it.
pub fn entry(asked: &Asked, asked_by: Option<&str>) -> LoggedRequest {
    LoggedRequest {
        number: 0,
        host: asked.host.clone(),
        path: asked.path_and_query(),
        method: asked.method.to_string(),
        headers: asked
            .headers
            .iter()
            .map(|(name, value)| {
                (
                    name.to_string(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect(),
        status: 0,
        asked_by: asked_by.map(str::to_owned),
    }
}
