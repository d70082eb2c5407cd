//! The shapes of JSON that copydesk's own format is made of: objects read field
//! by field, so that unknown ones can be named, and values that forgive a number
//! where a text belongs.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use crate::import::draft::DraftTag;

/// An object whose fields are read one by one into `T`.
pub(super) trait Record: Default {
    /// Reads the value of a field; `false` when there is no such field.
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error>;

    /// Notes a field that doesn't exist.
    fn unknown(&mut self, name: &str);
}

/// Reads a text into its place. The same field twice is a contradiction.
pub(super) fn set<'de, A: MapAccess<'de>>(
    place: &mut Option<String>,
    name: &'static str,
    map: &mut A,
) -> Result<(), A::Error> {
    if place.is_some() {
        return Err(A::Error::duplicate_field(name));
    }
    *place = map.next_value::<Text>()?.0;
    Ok(())
}

/// A [`Record`] as serde reads it.
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Record> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<T>(PhantomData<T>);
        impl<'de, T: Record> Visitor<'de> for Fields<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
                let mut record = T::default();
                while let Some(Name(name)) = map.next_key()? {
                    if !record.field(&name, &mut map)? {
                        map.next_value::<IgnoredAny>()?;
                        record.unknown(&name);
                    }
                }
                Ok(record)
            }
        }
        deserializer.deserialize_map(Fields(PhantomData)).map(Self)
    }
}

/// A field's name, borrowed where it can be.
struct Name<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrowing;
        impl<'de> Visitor<'de> for Borrowing {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a field's name")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E>(self, name: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }
        deserializer.deserialize_str(Borrowing)
    }
}

/// A text; a number or truth value counts as its spelling, null as nothing.
pub(super) struct Text(pub(super) Option<String>);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Spelling;
        impl Visitor<'_> for Spelling {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_str<E>(self, text: &str) -> Result<Text, E> {
                Ok(Text(Some(text.to_owned())))
            }

            fn visit_string<E>(self, text: String) -> Result<Text, E> {
                Ok(Text(Some(text)))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Text, E> {
                Ok(Text(Some(number.to_string())))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Text, E> {
                Ok(Text(Some(number.to_string())))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Text, E> {
                Ok(Text(Some(number.to_string())))
            }

            fn visit_bool<E>(self, truth: bool) -> Result<Text, E> {
                Ok(Text(Some(truth.to_string())))
            }

            fn visit_unit<E>(self) -> Result<Text, E> {
                Ok(Text(None))
            }
        }
        deserializer.deserialize_any(Spelling)
    }
}

/// A list; one value counts as a list of it, null as an empty one.
pub(super) struct OneOrMany<T>(pub(super) Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Items<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Items<T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(items)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Vec<T>, E> {
                T::deserialize(serde::de::value::StrDeserializer::new(text)).map(|item| vec![item])
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<T>, A::Error> {
                T::deserialize(serde::de::value::MapAccessDeserializer::new(map)).map(|item| vec![item])
            }

            fn visit_unit<E>(self) -> Result<Vec<T>, E> {
                Ok(Vec::new())
            }
        }
        deserializer.deserialize_any(Items(PhantomData)).map(Self)
    }
}

#[derive(Default)]
struct Tag {
    scheme: Option<String>,
    name: Option<String>,
    code: Option<String>,
}

impl Record for Tag {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error> {
        match name {
            "scheme" => set(&mut self.scheme, "scheme", map)?,
            "name" => set(&mut self.name, "name", map)?,
            "code" => set(&mut self.code, "code", map)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn unknown(&mut self, _: &str) {}
}

/// `"place:Syria"` or `{"scheme":"place","name":"Syria"}`.
pub(super) struct TagOrText(pub(super) DraftTag);

impl<'de> Deserialize<'de> for TagOrText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = TagOrText;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a tag")
            }

            fn visit_str<E>(self, text: &str) -> Result<TagOrText, E> {
                Ok(TagOrText(DraftTag::Text(text.to_owned())))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<TagOrText, A::Error> {
                let Object(Tag { scheme, name, code }) =
                    Object::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                Ok(TagOrText(DraftTag::Parts { scheme, name, code }))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// Named parts, in the order in which they stand.
#[derive(Default)]
pub(super) struct Parts(pub(super) Vec<(String, String)>);

impl<'de> Deserialize<'de> for Parts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Parts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of texts by part")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parts, A::Error> {
                let mut parts = Vec::new();
                while let Some((name, Text(text))) = map.next_entry::<String, Text>()? {
                    parts.push((name, text.unwrap_or_default()));
                }
                Ok(Parts(parts))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}
