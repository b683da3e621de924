use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    sync::mpsc::{Receiver, channel},
    time::Instant,
};

use super::*;
use crate::site::tests::checkout;

/// A served checkout and what it reports.
struct Served {
    _folder: tempfile::TempDir,
    tree: Tree,
    server: Server,
    reports: Receiver<String>,
}

fn served(pages: &[(&str, &str)]) -> Served {
    let (folder, tree) = checkout(pages);
    let (sender, reports) = channel();
    let report = move |line: &str| sender.send(line.to_owned()).unwrap_or_default();
    let server = Server::start(tree.clone(), 0, report).expect("a server");
    Served { _folder: folder, tree, server, reports }
}

impl Served {
    /// Status line, headers and body of the answer to a raw request.
    fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.server.address()).expect("the server listens");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        self.raw(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
    }

    /// The first answer for `path` that holds `text`, and how long that took.
    fn until(&self, path: &str, text: &str) -> (String, Duration) {
        let start = Instant::now();
        loop {
            let page = self.get(path);
            if page.contains(text) {
                return (page, start.elapsed());
            }
            assert!(start.elapsed() < Duration::from_secs(10), "{path} never held {text}:\n{page}");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn an_edited_page_is_visible_at_once_and_a_broken_one_keeps_the_last_good_site() {
    let served = served(&[]);
    assert!(served.get("/two_clocks.html").contains("rn-depends"));

    fs::write(served.tree.page("introduction"), "# Introduction\n\nNew words.\n").unwrap();
    let (_, took) = served.until("/introduction.html", "New words.");
    assert!(took < Duration::from_secs(2), "an edit took {took:?}");
    eprintln!("an edit was visible after {took:?}");

    fs::write(served.tree.page("introduction"), "# Introduction\n\n{{#value <script> x\n").unwrap();
    let (page, _) = served.until("/introduction.html", "book/introduction.md:3: `{{#value` is not closed");
    assert!(page.contains("New words.") && page.starts_with("HTTP/1.1 200"), "the last good page stays:\n{page}");
    assert!(served.reports.try_iter().any(|line| line.contains("book/introduction.md:3:")), "the terminal says it too");

    fs::write(served.tree.page("introduction"), "# Introduction\n\nMended.\n").unwrap();
    let (page, _) = served.until("/introduction.html", "Mended.");
    assert!(page.contains("\"fault\":null"), "the first page that is mended says so:\n{page}");
}

#[test]
fn a_book_that_cannot_be_built_is_served_once_it_can() {
    let served = served(&[("introduction.md", "{{#nonsense}}\n")]);
    let page = served.get("/");
    assert!(page.starts_with("HTTP/1.1 503") && page.contains("book/introduction.md:1: "), "{page}");
    fs::write(served.tree.page("introduction"), "# Fine\n").unwrap();
    served.until("/", "<h1 id=\"fine\">");
}

#[test]
fn an_open_page_hears_of_a_new_build() {
    let served = served(&[]);
    let page = served.get("/");
    let version = page.split("\"version\":").nth(1).and_then(|rest| rest.split([',', '}']).next()).expect("a version");
    fs::write(served.tree.root().join("examples/two_clocks.py"), "# ANCHOR: work\nother()\n# ANCHOR_END: work\n")
        .unwrap();
    let news = served.get(&format!("/-/news/{version}"));
    assert!(news.contains("\"fault\":null") && !news.contains(&format!("\"version\":{version},")), "{news}");
    assert!(served.get("/two_clocks.html").contains("other()"));
}

#[test]
fn files_have_their_types_and_nothing_outside_the_site_is_served() {
    let served = served(&[]);
    fs::write(served.tree.root().join("target/secret.txt"), "secret").unwrap();
    for (path, status, holds) in [
        ("/", "200", "Content-Type: text/html; charset=utf-8"),
        ("/results/careful-2-cores/two_clocks.json", "200", "Content-Type: application/json"),
        ("/two_clocks.html?x=1", "200", "rn-verdict"),
        ("/nowhere.html", "404", "Document not found"),
        ("/../secret.txt", "404", ""),
        ("/%2e%2e/secret.txt", "404", ""),
        ("/..%2fsecret.txt", "404", ""),
        ("/%00", "404", ""),
        ("/%ff", "404", ""),
    ] {
        let answer = served.get(path);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")) && answer.contains(holds), "{path}: {answer}");
        assert!(!answer.contains("secret"), "{path}: {answer}");
    }
    assert!(
        served
            .raw("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            .starts_with("HTTP/1.1 405")
    );
    assert!(served.raw("GET / HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 403"));
    assert!(served.server.address().ip().is_loopback());
}

#[test]
fn the_built_site_holds_no_trace_of_serving() {
    let served = served(&[]);
    assert!(served.get("/").contains("/-/news/"));
    assert!(!fs::read_to_string(served.tree.site().join("index.html")).unwrap().contains("/-/news/"));
}

#[test]
fn a_taken_port_is_named() {
    let first = served(&[]);
    let Err(error) = Server::start(first.tree.clone(), first.server.address().port(), |_| {}) else {
        panic!("two servers on one port")
    };
    assert!(error.to_string().contains("choose another with `--port`"), "{error}");
}
