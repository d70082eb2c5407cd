//! People as they are listed.

use crate::{
    domain::person::Role,
    render::{Column, Row},
    store::person::Person,
};

crate::record! {
    /// A person of the desk.
    pub struct PersonView {
        /// The unique handle.
        pub name: String,
        /// The name in full.
        pub display: String,
        /// What they may do.
        pub role: Role,
        /// Whether they still work here.
        pub active: bool,
    }
}

impl From<Person> for PersonView {
    fn from(p: Person) -> Self {
        Self { name: p.name, display: p.display, role: p.role, active: p.active }
    }
}

impl Row for PersonView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("name", |p: &Self, _| (&p.name).into()),
            Column::new("role", |p, _| p.role.as_str().into()),
            Column::new("display", |p, _| (&p.display).into()),
            Column::new("active", |p, _| if p.active { "yes" } else { "no" }.into()),
        ]
    }
}
