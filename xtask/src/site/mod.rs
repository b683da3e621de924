//! The built site: [`book`] builds it, [`serve`] shows it while it is written, [`links`] checks it, [`schema`] describes
//! the files in it, [`growth`] measures how long all that takes.

mod book;
pub mod growth;
pub mod links;
mod schema;
pub mod serve;

pub use book::{Built, Options, build, faults_of_summary};
pub use schema::{schemas, stale_schemas, write_schemas};
pub use serve::serve;

#[cfg(test)]
mod tests;
