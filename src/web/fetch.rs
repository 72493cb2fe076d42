//! Requests. The two kinds stay apart to the last line: only [`home`] knows a token.

use std::cell::Cell;
use std::rc::Rc;

use gloo_net::http::{Method, RequestBuilder, Response};
use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestRedirect, ResponseType,
};

use super::browser::get;
use crate::address::PublicAddress;
use crate::step::{
    Answer, BODY_LIMIT, Failure, HomeRequest, OriginRequest, Outcome, RateLimit, TIME_LIMIT,
    media_type_of,
};

/// The person's whole account at home. It can be neither printed nor written.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// Takes a token over from the page; `None` if it is none that a header may hold
    /// (RFC 6750, section 2.1).
    pub fn new(token: String) -> Option<Self> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
        (!token.is_empty() && token.bytes().all(fits)).then_some(Self(token))
    }
}

/// Home, as the browser and its page describe it.
#[derive(Clone)]
pub struct Home {
    /// The host, as the browser tells it of the tab.
    pub host: String,
    /// The token, when the person is signed in.
    pub token: Option<Token>,
}

/// Asks home, with the token.
pub async fn home(home: &Home, request: &HomeRequest, abort: &AbortController) -> Outcome {
    let address = format!("https://{}{}", home.host, request.path_and_query());
    let mut builder = bare(&address).header("Accept", "application/json");
    if let Some(Token(token)) = &home.token {
        builder = builder.header("Authorization", &format!("Bearer {token}"));
    }
    let builder = builder.method(match request.method() {
        "POST" => Method::POST,
        _ => Method::GET,
    });
    answer(builder, abort, BODY_LIMIT, request.time_limit()).await
}

/// Asks an origin: one `Accept` value that needs no preflight, nothing about the person.
pub async fn origin(request: &OriginRequest, abort: &AbortController) -> Outcome {
    let builder = bare(request.address.as_str()).header("Accept", "application/activity+json");
    answer(builder, abort, BODY_LIMIT, TIME_LIMIT).await
}

/// Asks for a picture, of at most `limit` bytes.
pub async fn picture(address: &PublicAddress, limit: usize, abort: &AbortController) -> Outcome {
    let builder = bare(address.as_str()).cache(RequestCache::Default);
    answer(builder, abort, limit, TIME_LIMIT).await
}

fn bare(address: &str) -> RequestBuilder {
    RequestBuilder::new(address)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        // Browsers follow a redirect before anybody can see where it leads.
        .redirect(RequestRedirect::Manual)
        .cache(RequestCache::NoStore)
}

async fn answer(
    builder: RequestBuilder,
    abort: &AbortController,
    limit: usize,
    time_limit: u32,
) -> Outcome {
    let late = Rc::new(Cell::new(false));
    let timeout = Timeout::new(time_limit, {
        let (late, abort) = (Rc::clone(&late), abort.clone());
        move || {
            late.set(true);
            abort.abort();
        }
    });
    let outcome = match builder.abort_signal(Some(&abort.signal())).send().await {
        Ok(response) => read(&response, limit, abort).await,
        Err(_) => Err(Failure::Network),
    };
    drop(timeout);
    match outcome {
        Ok(answer) => Outcome::Answer(answer),
        Err(_) if late.get() => Outcome::Failed(Failure::TimedOut),
        Err(failure) => Outcome::Failed(failure),
    }
}

async fn read(
    response: &Response,
    limit: usize,
    abort: &AbortController,
) -> Result<Answer, Failure> {
    if response.type_() == ResponseType::Opaqueredirect {
        return Err(Failure::Redirected);
    }
    let headers = response.headers();
    let declared = headers
        .get("content-length")
        .and_then(|length| length.parse::<usize>().ok());
    if declared.is_some_and(|length| length > limit) {
        abort.abort();
        return Err(Failure::TooLarge);
    }
    let media_type = headers.get("content-type").unwrap_or_default();
    Ok(Answer {
        status: response.status(),
        media_type: media_type_of(&media_type),
        wait: (response.status() == 429)
            .then(|| pause(&headers))
            .flatten(),
        limit: rate_limit(&headers),
        ahead: moment(&headers, "date").map(|date| date - js_sys::Date::now()),
        body: body(response, limit, abort).await?,
    })
}

/// How long a server asks to wait, by its own clock where it tells it.
fn pause(headers: &gloo_net::http::Headers) -> Option<f64> {
    if let Some(seconds) = headers.get("retry-after")
        // Not as a fraction, nor as a date: nobody of this field sends those.
        && let Ok(seconds) = seconds.trim().parse::<u32>()
    {
        return Some(f64::from(seconds) * 1000.0);
    }
    until_reset(headers)
}

/// How long a server's window still lasts, in milliseconds.
fn until_reset(headers: &gloo_net::http::Headers) -> Option<f64> {
    let reset = moment(headers, "x-ratelimit-reset")?;
    Some((reset - moment(headers, "date").unwrap_or_else(js_sys::Date::now)).max(0.0))
}

/// A moment that a header names, in milliseconds since 1970.
fn moment(headers: &gloo_net::http::Headers, name: &str) -> Option<f64> {
    let moment = js_sys::Date::parse(&headers.get(name)?);
    moment.is_finite().then_some(moment)
}

/// A server's rate limit.
fn rate_limit(headers: &gloo_net::http::Headers) -> Option<RateLimit> {
    let count = |name| headers.get(name)?.trim().parse::<u32>().ok();
    Some(RateLimit {
        limit: count("x-ratelimit-limit")?,
        remaining: count("x-ratelimit-remaining")?,
        reset: js_sys::Date::now() + until_reset(headers)?,
    })
}

async fn body(
    response: &Response,
    limit: usize,
    abort: &AbortController,
) -> Result<Vec<u8>, Failure> {
    let Some(stream) = response.body() else {
        return Ok(Vec::new());
    };
    let reader = ReadableStreamDefaultReader::new(&stream).map_err(|_| Failure::Network)?;
    let mut body = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read())
            .await
            .map_err(|_| Failure::Network)?;
        if get(&chunk, "done").is_some_and(|done| done.is_truthy()) {
            return Ok(body);
        }
        let Some(bytes) =
            get(&chunk, "value").and_then(|value| value.dyn_into::<js_sys::Uint8Array>().ok())
        else {
            return Err(Failure::Network);
        };
        if body.len() + bytes.length() as usize > limit {
            abort.abort();
            return Err(Failure::TooLarge);
        }
        body.extend_from_slice(&bytes.to_vec());
    }
}
