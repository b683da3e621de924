//! The leash: whoever starts a process keeps the write end of its standard input open, and the process ends when
//! that closes. It closes when the starter ends, however it ends, so a kill leaves no orphan.

use std::{env, io::Read as _, thread};

/// Environment variable by which a starter says that standard input is a leash.
const LEASH: &str = "ROOMMATES_LEASH";
/// Exit status of a process whose starter went away, as a shell would report a hang-up.
const STARTER_GONE: i32 = 129;

/// Ends this process when its standard input closes, if its starter asked for that.
pub fn leash_if_asked() {
    if env::var_os(LEASH).is_some() {
        leash_to_stdin();
    }
}

/// Ends this process when its standard input closes.
pub fn leash_to_stdin() {
    let wait = || {
        let mut byte = [0];
        // Data on a leash means nothing; its end, or an error, means that the starter is gone.
        while matches!(std::io::stdin().read(&mut byte), Ok(1)) {}
        std::process::exit(STARTER_GONE);
    };
    // Without a thread there is no leash: the process is then only as orderly as its starter.
    let _ = thread::Builder::new().name("leash".into()).stack_size(64 << 10).spawn(wait);
}
