//! People.

use super::Error;
use super::desk::{Read, Tx};
use crate::domain::ids::PersonId;
use crate::domain::person::Role;
use crate::row;

row! {
    /// A person of the desk.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Person {
        /// The id.
        pub id: PersonId,
        /// The unique handle.
        pub name: String,
        /// The name in full.
        pub display: String,
        /// What the person may do.
        pub role: Role,
        /// Whether the person still works here.
        pub active: bool,
    }
}

crate::statements! {
    BY_ID = "SELECT id, name, display, role, active FROM person WHERE id = $1";
    BY_NAME = "SELECT id, name, display, role, active FROM person WHERE name = $1";
    EVERY = "SELECT id, name, display, role, active FROM person ORDER BY name", scan: "a desk has few people";
    INSERT = "INSERT INTO person (id, name, display, role, active, made, event) VALUES ($1, $2, $3, $4, 1, $5, $5)";
    UPDATE = "UPDATE person SET display = $1, role = $2, active = $3, event = $4 WHERE id = $5";
}

/// The person with this id.
pub fn by_id(r: &Read<'_>, id: PersonId) -> Result<Option<Person>, Error> {
    Ok(r.opt(&BY_ID, &[&id])?)
}

/// The person with this handle.
pub fn by_name(r: &Read<'_>, name: &str) -> Result<Option<Person>, Error> {
    Ok(r.opt(&BY_NAME, &[&name])?)
}

/// Everybody, by handle.
pub fn all(r: &Read<'_>) -> Result<Vec<Person>, Error> {
    Ok(r.all(&EVERY, &[])?)
}

/// Adds somebody.
pub fn insert(tx: &Tx<'_>, name: &str, display: &str, role: Role) -> Result<PersonId, Error> {
    let id = tx.next_person();
    tx.exec(&INSERT, &[&id, &name, &display, &role, &tx.seq()])?;
    Ok(id)
}

/// Changes what is known of somebody. The handle stays.
pub fn update(tx: &Tx<'_>, person: &Person) -> Result<(), Error> {
    tx.exec(&UPDATE, &[&person.display, &person.role, &person.active, &tx.seq(), &person.id])?;
    Ok(())
}
