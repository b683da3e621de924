//! `dict_keys`, `dict_values`, `dict_items`

use super::{Build, Kind, Payload, TableView, Value};

/// A view of a dict: it shows what the dict holds at the moment.
pub struct DictView<B: Build> {
    /// The dict.
    pub dict: Value<B>,
    /// What it shows.
    pub what: TableView,
}

impl<B: Build> Payload<B> for DictView<B> {
    const KIND: Kind = Kind::DictView;
    const CONTAINER: bool = true;
    fn traverse(&self, visit: &mut dyn FnMut(&Value<B>)) {
        visit(&self.dict);
    }
}
