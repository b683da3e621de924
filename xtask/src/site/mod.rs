//! The built site: [`book`] builds it, [`serve`] shows it while it is written, [`links`] checks it, [`schema`] describes
//! the files in it, [`growth`] measures how long all that takes.

mod book;
mod schema;

pub use book::{Built, Options, build, faults_of_summary};
pub use schema::{schemas, stale_schemas, write_schemas};

#[cfg(test)]
mod tests;
