//! What a listed thing has to tell about itself.

use serde::Serialize;

use super::{Cell, View};

/// The names of a struct's fields, as they are serialised. Made by [`crate::record!`].
pub trait Fields: Serialize {
    /// The names as the compiler knows them (with `r#` before a keyword); use [`fields_of`].
    const FIELDS: &'static [&'static str];
}

/// The names of a thing's fields, in order.
pub fn fields_of<T: Fields>() -> impl Iterator<Item = &'static str> {
    T::FIELDS.iter().map(|name| name.strip_prefix("r#").unwrap_or(name))
}

/// A thing that can stand in a table.
pub trait Row: Fields {
    /// The columns that people see, most telling first. A column's field may
    /// also be asked for with `--fields`.
    fn columns() -> Vec<Column<Self>>;
}

/// One column of a table.
#[derive(Debug)]
pub struct Column<T: ?Sized> {
    /// The field it shows.
    pub field: &'static str,
    /// What stands above it.
    pub head: &'static str,
    /// Whether it holds numbers, to be aligned on the right.
    pub right: bool,
    /// How a thing's cell is made.
    pub show: fn(&T, &View) -> Cell,
}

impl<T: ?Sized> Column<T> {
    /// A column that shows a field under its own name.
    pub const fn new(field: &'static str, show: fn(&T, &View) -> Cell) -> Self {
        Self { field, head: field, right: false, show }
    }

    /// Puts another word above it.
    #[must_use]
    pub const fn head(mut self, head: &'static str) -> Self {
        self.head = head;
        self
    }

    /// Aligns it on the right.
    #[must_use]
    pub const fn right(mut self) -> Self {
        self.right = true;
        self
    }
}

/// Declares a struct that can be listed: serialisable, with the names of its
/// fields in [`Fields::FIELDS`], so that `--fields` and the header of an empty
/// CSV can't drift from what JSON prints. Fields may not be skipped or renamed
/// by serde (write `r#for` for a keyword).
///
/// ```
/// use copydesk::render::{Column, Row, fields_of};
///
/// copydesk::record! {
///     /// A person of the desk.
///     pub struct PersonRow {
///         /// The handle.
///         pub name: String,
///         /// What they may do.
///         pub role: String,
///     }
/// }
///
/// impl Row for PersonRow {
///     fn columns() -> Vec<Column<Self>> {
///         vec![
///             Column::new("name", |p, _| (&p.name).into()),
///             Column::new("role", |p, _| (&p.role).into()),
///         ]
///     }
/// }
///
/// assert_eq!(fields_of::<PersonRow>().collect::<Vec<_>>(), ["name", "role"]);
/// ```
#[macro_export]
macro_rules! record {
    ($(#[$meta:meta])* $vis:vis struct $name:ident {
        $( $(#[$fmeta:meta])* $fvis:vis $field:ident : $type:ty ),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, serde::Serialize)]
        #[allow(clippy::struct_field_names, clippy::struct_excessive_bools)] // the names are those of the JSON
        $vis struct $name {
            $( $(#[$fmeta])* $fvis $field : $type ),*
        }

        impl $crate::render::Fields for $name {
            const FIELDS: &'static [&'static str] = &[ $( stringify!($field) ),* ];
        }
    };
}
