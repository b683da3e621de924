//! What a reader's browser finds in the built book: `tests/browser/run.mjs` over two sites.
//!
//! The *fixture* is a small book in the shapes that the generator emits, with two machines, every verdict and hostile
//! text, built with the book's own theme; the *book* is the site itself. Both need Chromium, Node and `npm ci` in
//! `tests/browser`. Where one is missing the tests say so and pass, unless `CI` or `ROOMMATES_REQUIRE_BROWSER` is set.

use std::{
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
};

use mdbook_driver::{MDBook, config::Config};

/// One browser at a time: two would only wait for each other, and for longer than a page is given.
static BROWSER: Mutex<()> = Mutex::new(());

#[test]
fn the_fixture_works_in_a_browser() {
    let site = root().join("target/browser/fixture");
    build_fixture(&site);
    run(&site, "target/screenshots/fixture");
}

#[test]
fn the_book_works_in_a_browser() {
    let built =
        Command::new(env!("CARGO_BIN_EXE_xtask")).arg("book").current_dir(root()).output().expect("xtask starts");
    assert!(built.status.success(), "`cargo xtask book` failed:\n{}", String::from_utf8_lossy(&built.stderr));
    run(&root().join("target/site"), "target/screenshots/book");
}

/// The checkout.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the checkout").to_owned()
}

/// Builds `tests/browser/fixture` with the theme and the settings of the book, but without its preprocessor.
fn build_fixture(site: &Path) {
    let stage = tempfile::tempdir().expect("a temporary folder");
    copy(&root().join("tests/browser/fixture"), &stage.path().join("book"));
    copy(&root().join("theme"), &stage.path().join("theme"));
    let mut config = Config::from_disk(root().join("book.toml")).expect("book.toml can be read");
    config.set("preprocessor", toml::Table::new()).expect("the preprocessor can be left out");
    config.build.build_dir = site.to_owned();
    let book = MDBook::load_with_config(stage.path(), config).expect("the fixture is a book");
    book.build().expect("the fixture builds");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("the folder is there") {
        let entry = entry.expect("an entry can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}

/// Runs the browser tests over a built site; a missing tool skips them, loudly, where that is allowed.
fn run(site: &Path, screenshots: &str) {
    if let Some(missing) = missing() {
        assert!(!required(), "the browser tests are required here, but {missing}");
        return skip(&missing);
    }
    let _one = BROWSER.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let status = Command::new("node")
        .arg(root().join("tests/browser/run.mjs"))
        .arg(site)
        .arg("--screenshots")
        .arg(root().join(screenshots))
        .status()
        .expect("node starts");
    assert!(status.success(), "the browser tests of {} failed: see their lines above", site.display());
}

/// Says that nothing was tested, past the capture of the test harness, so that a plain `cargo test` shows it.
fn skip(reason: &str) {
    writeln!(std::io::stderr(), "SKIPPED: browser tests: {reason}").expect("stderr is open");
}

/// Whether a skip is a failure here.
fn required() -> bool {
    let set = |name| env::var(name).is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"));
    set("CI") || set("ROOMMATES_REQUIRE_BROWSER")
}

/// What the browser tests lack on this machine, and how to get it.
fn missing() -> Option<String> {
    let answers = |program: &str| Command::new(program).arg("--version").output().is_ok_and(|out| out.status.success());
    if !answers("node") {
        return Some("Node is not installed (`apt-get install nodejs npm`)".into());
    }
    if !root().join("tests/browser/node_modules/playwright-core").is_dir() {
        return Some("their packages are not installed (`npm ci` in tests/browser)".into());
    }
    let chromium = env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".into());
    (!answers(&chromium)).then(|| format!("`{chromium}` does not start (`apt-get install chromium`, or set CHROMIUM)"))
}
