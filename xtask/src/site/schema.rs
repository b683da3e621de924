//! JSON Schema of the files that the site offers, for those who read them with other tools.

use std::fs;

use anyhow::Context;
use roommates::results::{Declaration, Machine, Record, to_text};
use schemars::{JsonSchema, schema_for};

use crate::chapters::Tree;

/// File names and texts of all schemas, as committed in `book/schema/`, from where mdBook copies them into the site.
#[must_use]
pub fn schemas() -> Vec<(String, String)> {
    vec![schema::<Record>("record"), schema::<Machine>("machine"), schema::<Declaration>("declaration")]
}

fn schema<T: JsonSchema>(name: &str) -> (String, String) {
    // A schema is JSON, so it has a text.
    (format!("{name}.schema.json"), to_text(&schema_for!(T)).unwrap_or_default())
}

/// Writes the schemas that are not current; returns their names.
///
/// # Errors
/// If one cannot be written.
pub fn write_schemas(tree: &Tree) -> anyhow::Result<Vec<String>> {
    let stale = stale_schemas(tree);
    let folder = tree.book().join("schema");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for (name, text) in schemas().into_iter().filter(|(name, _)| stale.contains(name)) {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(stale)
}

/// Names of the committed schemas that are absent or differ from the types.
#[must_use]
pub fn stale_schemas(tree: &Tree) -> Vec<String> {
    let folder = tree.book().join("schema");
    let differs = |(name, text): &(String, String)| fs::read_to_string(folder.join(name)).ok().as_ref() != Some(text);
    schemas().into_iter().filter(differs).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use roommates::results::to_text;
    use serde_json::Value;

    use super::*;
    use crate::preprocess::fixture::{careful, declaration, hostile, record};

    fn validator(name: &str) -> jsonschema::Validator {
        let (_, text) = schemas().into_iter().find(|(file, _)| file == name).expect("a schema of that name");
        let schema: Value = serde_json::from_str(&text).unwrap();
        jsonschema::validator_for(&schema).expect("the schema itself is valid")
    }

    fn value<T: serde::Serialize>(of: &T) -> Value {
        serde_json::from_str(&to_text(of).unwrap()).unwrap()
    }

    #[test]
    fn the_committed_schemas_are_current() {
        let tree = Tree::at(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
        if std::env::var_os("WRITE_SCHEMAS").is_some() {
            write_schemas(&tree).expect("book/schema/ can be written");
        }
        let stale = stale_schemas(&tree);
        let mend = "run `WRITE_SCHEMAS=1 cargo test -p xtask schemas` and commit the difference";
        assert!(stale.is_empty(), "book/schema/ differs from the types: {stale:?}; {mend}");
    }

    #[test]
    fn files_that_the_code_writes_are_valid() {
        for machine in [careful(), hostile()] {
            assert!(validator("machine.schema.json").is_valid(&value(&machine.machine)));
            for record in machine.records.values() {
                assert!(validator("record.schema.json").is_valid(&value(record)));
            }
        }
        assert!(validator("declaration.schema.json").is_valid(&value(&declaration())));
    }

    #[test]
    fn files_of_another_shape_are_not_valid() {
        let mut bad = value(&record("careful-2-cores", str::to_owned));
        bad["measurement"]["series"][0]["samples"] = serde_json::json!(["fast"]);
        assert!(!validator("record.schema.json").is_valid(&bad));
        let mut bad = value(&careful().machine);
        bad.as_object_mut().unwrap().remove("cpu");
        assert!(!validator("machine.schema.json").is_valid(&bad));
    }
}
