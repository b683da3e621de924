//! Answers requests for the files of the site, and tells open pages when to reload.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use percent_encoding::percent_decode_str;
use serde_json::json;
use tiny_http::{Header, Method, Request, Response, Server};

use super::state::{Last, State};

/// Where pages ask whether there is a newer build; no file of a site has such a name.
const NEWS: &str = "/-/news/";
/// How long a page waits for news before it asks again.
const PATIENCE: Duration = Duration::from_secs(20);
/// What a served page gets; a built page never has it.
const SCRIPT: &str = include_str!("reload.js");

/// Answers until the server is unblocked.
pub(super) fn answer(server: &Server, state: &Arc<State>) {
    while let Ok(request) = server.recv() {
        let state = Arc::clone(state);
        // A page that waits for news holds its thread.
        thread::spawn(move || respond(request, &state));
    }
}

/// What goes back.
struct Answer {
    status: u16,
    kind: &'static str,
    body: Vec<u8>,
}

fn respond(request: Request, state: &State) {
    let answer = answer_to(&request, state);
    let mut response = Response::from_data(answer.body).with_status_code(answer.status);
    for (name, value) in
        [("Content-Type", answer.kind), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
    {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    // The browser may have left.
    let _ = request.respond(response);
}

fn answer_to(request: &Request, state: &State) -> Answer {
    let url = request.url();
    if !matches!(request.method(), Method::Get | Method::Head) {
        return plain(405, "Only GET and HEAD are answered here.");
    }
    if !from_this_machine(request) {
        return plain(403, "This server answers only requests for localhost.");
    }
    let path = url.split(['?', '#']).next().unwrap_or_default();
    if let Some(seen) = path.strip_prefix(NEWS) {
        let last = state.after(seen.parse().unwrap_or(0), PATIENCE);
        let body = json!({ "version": last.version, "fault": last.fault }).to_string();
        return Answer { status: 200, kind: "application/json", body: body.into_bytes() };
    }
    state.read(|site, last| site.map_or_else(|| page(503, NO_SITE, last), |site| from_site(site, path, last)))
}

/// A page of another site could reach this server under a name of its own; the browser then says so.
fn from_this_machine(request: &Request) -> bool {
    let host = request.headers().iter().find(|h| h.field.equiv("Host")).map(|h| h.value.as_str());
    host.is_none_or(|host| {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        ["127.0.0.1", "localhost"].contains(&name)
    })
}

const NO_SITE: &str = "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>The book has a fault</title></head>\
                       <body><p>The book has not been built yet.</p></body></html>";

fn plain(status: u16, text: &str) -> Answer {
    Answer { status, kind: "text/plain; charset=utf-8", body: text.into() }
}

fn from_site(site: &Path, path: &str, last: &Last) -> Answer {
    let file = file_for(path)
        .map(|inner| site.join(inner))
        .map(|file| if file.is_dir() { file.join("index.html") } else { file });
    match file.as_deref().map(|file| (file, fs::read(file))) {
        Some((file, Ok(body))) => match kind_of(file) {
            "text/html; charset=utf-8" => page(200, &String::from_utf8_lossy(&body), last),
            kind => Answer { status: 200, kind, body },
        },
        _ => match fs::read_to_string(site.join("404.html")) {
            Ok(text) => page(404, &text, last),
            Err(_) => plain(404, "There is no such page."),
        },
    }
}

/// The file below the site that a path names; `None` if it points elsewhere.
fn file_for(path: &str) -> Option<PathBuf> {
    let mut file = PathBuf::new();
    for name in path.split('/') {
        let name = percent_decode_str(name).decode_utf8().ok()?;
        match name.as_ref() {
            "" | "." => {}
            ".." => return None,
            name if name.contains(['/', '\\', ':', '\0']) => return None,
            name => file.push(name),
        }
    }
    Some(file)
}

/// A page with the script that keeps it current.
fn page(status: u16, html: &str, last: &Last) -> Answer {
    // `<` would let a fault that quotes a page end the script.
    let state =
        json!({ "version": last.version, "fault": last.fault, "news": NEWS }).to_string().replace('<', "\\u003c");
    let script = format!("<script>({SCRIPT})({state})</script>");
    let end = html.rfind("</body>").unwrap_or(html.len());
    let body = format!("{}{script}{}", &html[..end], &html[end..]);
    Answer { status, kind: "text/html; charset=utf-8", body: body.into_bytes() }
}

fn kind_of(file: &Path) -> &'static str {
    match file.extension().and_then(|e| e.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "csv" => "text/csv; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
