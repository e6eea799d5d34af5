//! The web server of `labc watch`: this machine only, reading only. Start at [`LocalServer::listen`].
//!
//! Pages are served as they are built, with one script more. A page asks `/.labc/live` what is new and gets an answer
//! as soon as there is something.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::Serialize;
use tokio::sync::watch;

use super::shown::{PageSet, ServedFile, ShownFaults};
use crate::error::CommandError;

/// The first port that is tried: one address for each course makes a browser remember its work.
const FIRST: u16 = 7400;
/// How many ports are tried before the system chooses.
const TRIED: u16 = 20;
/// How long a question about news stays open.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a browser may take to say what it wants.
const HEAD: Duration = Duration::from_secs(10);

const SCRIPT: &str = include_str!("live.js");
const STYLE: &str = include_str!("live.css");

/// A port that nobody else has.
pub(crate) struct LocalServer {
    listener: TcpListener,
    port: u16,
}

/// Where new pages go.
pub(crate) struct Live {
    send: watch::Sender<Arc<PageSet>>,
}

impl Live {
    /// Shows pages from now on; says how many files are others than before.
    pub(crate) fn show(&self, pages: PageSet) -> usize {
        let before = Arc::clone(&self.send.borrow());
        let is_same = |(path, file): (&String, &ServedFile)| {
            before.files.get(path).is_some_and(|known| known.version == file.version)
        };
        let kept = pages.files.iter().filter(|file| is_same(*file)).count();
        let changed = pages.files.len() - kept;
        let gone = before.files.keys().filter(|path| !pages.files.contains_key(*path)).count();
        self.send.send_replace(Arc::new(pages));
        // A file under a name of its content comes as another goes.
        changed.max(gone)
    }
}

impl LocalServer {
    /// Takes a port of the loopback interface: this one, or a free one.
    ///
    /// # Errors
    /// The port is taken.
    pub(crate) fn listen(port: Option<u16>) -> Result<Self, CommandError> {
        let bind = |port| TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
        let listener = match port {
            Some(port) => bind(port),
            None => {
                (FIRST..FIRST + TRIED).chain([0]).map(bind).find(Result::is_ok).unwrap_or_else(|| bind(0))
            }
        };
        let failed = |error: io::Error| match port {
            Some(port) => CommandError::new(format!(
                "cannot listen on port {port}: {error}; without --port a free one is taken"
            )),
            None => CommandError::new(format!("cannot listen on this machine: {error}")),
        };
        let listener = listener.map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        Ok(Self { listener, port })
    }

    /// Where the pages are.
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Serves on a thread of its own until the process ends.
    ///
    /// # Errors
    /// The thread cannot be started.
    pub(crate) fn serve(self, first: PageSet) -> Result<Live, CommandError> {
        let (send, receive) = watch::channel(Arc::new(first));
        let failed =
            |error: io::Error| CommandError::new(format!("the web server cannot be started: {error}"));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let Self { listener, port } = self;
        let serve = move || runtime.block_on(accept(listener, port, receive));
        std::thread::Builder::new().name("server".to_owned()).spawn(serve).map_err(failed)?;
        Ok(Live { send })
    }
}

async fn accept(listener: TcpListener, port: u16, pages: watch::Receiver<Arc<PageSet>>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Too many open files: some will be closed.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        drop(stream.set_nodelay(true));
        let pages = pages.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let pages = pages.clone();
                async move { Ok::<_, Infallible>(answer(&request, port, pages).await) }
            });
            let mut connection = hyper::server::conn::http1::Builder::new();
            connection.timer(TokioTimer::new()).header_read_timeout(HEAD);
            // A browser that goes away is not a fault.
            drop(connection.serve_connection(TokioIo::new(stream), service).await);
        });
    }
}

async fn answer(
    request: &Request<Incoming>,
    port: u16,
    mut pages: watch::Receiver<Arc<PageSet>>,
) -> Response<Full<Bytes>> {
    // Any site can have a name of its own point at this machine: its pages would be of the same origin as ours.
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("");
    let ours = ["127.0.0.1", "localhost"].map(|name| format!("{name}:{port}"));
    if !ours.iter().any(|our| our.eq_ignore_ascii_case(host)) {
        return plain(
            StatusCode::FORBIDDEN,
            "This address is not served: use the one that labc watch prints.\n",
        );
    }
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        let mut refused =
            plain(StatusCode::METHOD_NOT_ALLOWED, "Pages can be read here, and nothing else.\n");
        refused.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return refused;
    }
    match request.uri().path() {
        "/.labc/live" => news(request.uri().query().unwrap_or(""), &mut pages).await,
        "/.labc/live.js" => file("live.js", Bytes::from_static(SCRIPT.as_bytes())),
        "/.labc/live.css" => file("live.css", Bytes::from_static(STYLE.as_bytes())),
        path => {
            let pages = Arc::clone(&pages.borrow());
            page(path, request.headers().get(header::IF_NONE_MATCH), &pages)
        }
    }
}

/// What a page is told.
#[derive(Serialize)]
struct News<'n> {
    /// Of the page, nothing where it is not there (any more).
    version: Option<&'n str>,
    findings: &'n ShownFaults,
    /// Of the findings.
    said: String,
}

/// Answers as soon as the page or the findings are others than the page has.
async fn news(query: &str, pages: &mut watch::Receiver<Arc<PageSet>>) -> Response<Full<Bytes>> {
    let value = |name: &str| {
        let pair = query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name);
        pair.map(|(_, value)| decoded(&value.replace('+', " "))).unwrap_or_default()
    };
    let (path, version, said) = (value("page"), value("version"), value("said"));
    let wait = pages.wait_for(|pages| {
        let now = find(&path, pages).map_or("", |(_, file)| &*file.version);
        now != version || hash(&pages.findings) != said
    });
    drop(tokio::time::timeout(PATIENCE, wait).await);
    let pages = Arc::clone(&pages.borrow());
    let found = find(&path, &pages);
    let version = found.map(|(_, file)| &*file.version);
    let news = News { version, findings: &pages.findings, said: hash(&pages.findings) };
    file("news.json", serde_json::to_vec(&news).unwrap_or_default().into())
}

fn hash(findings: &ShownFaults) -> String {
    blake3::hash(format!("{findings:?}").as_bytes()).to_hex()[..16].to_owned()
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The file that a path leads to, with its own path.
fn find<'p>(path: &str, pages: &'p PageSet) -> Option<(&'p str, &'p ServedFile)> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let index = format!("{path}index.html");
    let path = if path.is_empty() || path.ends_with('/') { &index } else { path };
    pages.files.get_key_value(path).map(|(path, file)| (path.as_str(), file))
}

fn page(path: &str, known: Option<&HeaderValue>, pages: &PageSet) -> Response<Full<Bytes>> {
    let path = decoded(path);
    if let Some((name, found)) = find(&path, pages) {
        let version = format!("\"{}\"", &found.version[..16]);
        if known.is_some_and(|known| known.as_bytes() == version.as_bytes()) && !is_page(name) {
            let mut same = file(name, Bytes::new());
            *same.status_mut() = StatusCode::NOT_MODIFIED;
            return same;
        }
        let mut answer = file(name, watched(name, found));
        let headers = answer.headers_mut();
        if let Ok(version) = HeaderValue::from_str(&version) {
            headers.insert(header::ETAG, version);
        }
        if name.starts_with("assets/") {
            let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
            headers.insert(header::CACHE_CONTROL, forever);
        }
        return answer;
    }
    // `/lab` is the page of `/lab/`.
    if let Some((name, _)) = find(&format!("{path}/"), pages)
        && let Ok(place) = HeaderValue::from_str(&encoded(name.strip_suffix("index.html").unwrap_or(name)))
    {
        let mut moved = plain(StatusCode::FOUND, "");
        moved.headers_mut().insert(header::LOCATION, place);
        return moved;
    }
    let bytes = match pages.files.get("404.html") {
        Some(missing) => Arc::clone(&missing.bytes),
        None => NOTHING.as_bytes().into(),
    };
    // A page that comes later is another one.
    let missing = ServedFile { version: "".into(), bytes };
    let mut answer = file("404.html", watched("404.html", &missing));
    *answer.status_mut() = StatusCode::NOT_FOUND;
    answer
}

/// What there is while nothing could be built.
const NOTHING: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n\
    <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'\">\n\
    <meta charset=\"utf-8\">\n<title>labc watch</title>\n</head>\n<body>\n<h1>No page here yet</h1>\n</body>\n</html>\n";

fn encoded(path: &str) -> String {
    const KEPT: percent_encoding::AsciiSet =
        percent_encoding::NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.');
    format!("/{}", percent_encoding::utf8_percent_encode(path, &KEPT))
}

fn is_page(name: &str) -> bool {
    name.ends_with(".html")
}

/// A page with the script that shows changes, which its policy lets in.
fn watched(name: &str, file: &ServedFile) -> Bytes {
    let bytes = || Bytes::copy_from_slice(&file.bytes);
    if !is_page(name) {
        return bytes();
    }
    let Ok(text) = std::str::from_utf8(&file.bytes) else { return bytes() };
    const POLICY: &str = "content=\"default-src 'none'; ";
    let (Some(policy), Some(head)) = (text.find(POLICY), text.find("</head>")) else { return bytes() };
    let (until, rest) = text[..head].split_at(policy + POLICY.len());
    let said = rest.split('"').next().unwrap_or_default();
    let lets_in = |directive: &str| said.split(';').any(|part| part.trim_start().starts_with(directive));
    let missing = ["script-src", "connect-src"].into_iter().filter(|directive| !lets_in(directive));
    let own: String = missing.map(|directive| format!("{directive} 'self'; ")).collect();
    let version = &file.version;
    let script = format!("<script defer src=\"/.labc/live.js\" data-version=\"{version}\"></script>\n");
    format!("{until}{own}{rest}{script}{}", &text[head..]).into()
}

fn plain(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut answer = file("text.txt", Bytes::from_static(text.as_bytes()));
    *answer.status_mut() = status;
    answer
}

/// What a host of the site is asked to send, see `hosting.txt`; pages are asked for anew each time.
fn file(name: &str, bytes: Bytes) -> Response<Full<Bytes>> {
    let kind = match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "gif" => "image/gif",
        "csv" => "text/csv; charset=utf-8",
        "xml" => "application/xml",
        "woff2" => "font/woff2",
        _ => "text/plain; charset=utf-8",
    };
    let mut answer = Response::new(Full::new(bytes));
    for (name, value) in [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // The preview of VS Code is a frame in two others; where VS Code itself is a page, it is one of this machine.
        (
            header::CONTENT_SECURITY_POLICY,
            "frame-ancestors 'self' vscode-webview: vscode-file: http://127.0.0.1:* http://localhost:*",
        ),
    ] {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
}
