//! What an item can be recognised by: ids, addresses, slugs.

use sha2::{Digest, Sha256};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::domain::article::valid_slug;

/// The longest slug that is derived, in characters. (One that is given may be longer.)
pub const MAX_DERIVED_SLUG: usize = 60;

/// The longest slug, in characters.
pub const MAX_GIVEN_SLUG: usize = 120;

/// What an item says about which article it is, strongest first. The store
/// tries them in order; the first that is there and known decides.
///
/// An article that has a provider's id is never the article of an item with
/// another id of the same provider, whatever else they share.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    /// Who delivered it.
    pub provider: Option<String>,
    /// The provider's id for it; an identity only together with the provider.
    pub external_id: Option<String>,
    /// Its address, cleaned of what changes between links to the same page.
    pub canonical_url: Option<String>,
    /// The slug that it was given.
    pub slug: Option<String>,
    /// The file's name without its ending, as a slug, where the file is the article.
    pub stem: Option<String>,
}

impl Identity {
    /// Whether nothing of all this was given. Then a derived slug is no
    /// identity either (two stories may be headed "Weather"): such an item is
    /// known only by having the same text as a revision that is already there.
    pub const fn is_empty(&self) -> bool {
        !(self.provider.is_some() && self.external_id.is_some())
            && self.canonical_url.is_none()
            && self.slug.is_none()
            && self.stem.is_none()
    }
}

/// A slug for a file's name or a headline: accents fall off, what is neither
/// letter nor digit becomes a hyphen, at most [`MAX_DERIVED_SLUG`] characters,
/// cut between words. Text in another script gives `article-` and eight hex
/// digits of its SHA-256. The result is always a valid slug.
///
/// ```
/// use copydesk::import::identity::slugify;
/// assert_eq!(slugify("Żółw’s café – 50 % off"), "zolws-cafe-50-off");
/// ```
pub fn slugify(text: &str) -> String {
    slug_of(text, MAX_DERIVED_SLUG)
}

/// As [`slugify`], with another length at most.
pub fn slug_of(text: &str, longest: usize) -> String {
    let mut slug = String::new();
    let (mut kept, mut lost) = (0_usize, 0_usize);
    for c in text.nfd().flat_map(char::to_lowercase) {
        let latin = match c {
            'a'..='z' | '0'..='9' => {
                slug.push(c);
                kept += 1;
                continue;
            }
            'ß' => "ss",
            'æ' => "ae",
            'œ' => "oe",
            'ø' => "o",
            'đ' | 'ð' => "d",
            'ł' => "l",
            'þ' => "th",
            'ħ' => "h",
            'ı' => "i",
            'ŋ' => "ng",
            'ŧ' => "t",
            // An apostrophe inside a word is no border: "Syria's" is one word.
            '\'' | '’' | '‘' | 'ʼ' => continue,
            _ if is_combining_mark(c) => continue,
            _ => {
                lost += usize::from(c.is_alphanumeric());
                if !slug.is_empty() && !slug.ends_with('-') {
                    slug.push('-');
                }
                continue;
            }
        };
        slug.push_str(latin);
        kept += 1;
    }
    if slug.len() > longest {
        // Only ASCII is in it. A word that fits exactly stays whole.
        let cut = match slug.as_bytes().get(longest) {
            Some(b'-') => longest,
            _ => slug.get(..longest).and_then(|s| s.rfind('-')).unwrap_or(longest),
        };
        slug.truncate(cut);
    }
    slug.truncate(slug.trim_end_matches('-').len());
    if kept <= lost || !valid_slug(&slug) {
        let hash: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        return hash.iter().take(4).fold("article-".to_owned(), |slug, byte| format!("{slug}{byte:02x}"));
    }
    slug
}

/// An address without what changes between links to the same page: the
/// fragment, campaign and click parameters, the default port, capitals in
/// scheme and host. The path and all other parameters stay as they are.
///
/// `None` when it is no `http` or `https` address with a host.
pub fn clean_url(url: &str) -> Option<String> {
    let url = url.trim();
    if url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return None;
    }
    let (scheme, rest) = url.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let default_port = match scheme.as_str() {
        "http" => ":80",
        "https" => ":443",
        _ => return None,
    };
    let rest = rest.split('#').next().unwrap_or(rest);
    let (before_query, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    let (host, path) = before_query.find('/').map_or((before_query, ""), |at| before_query.split_at(at));
    let host = host.to_lowercase();
    let host = host.strip_suffix(default_port).unwrap_or(&host);
    if host.is_empty() {
        return None;
    }
    let kept: Vec<&str> =
        query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty() && !is_tracking(pair)).collect();
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    let path = if path.is_empty() { "/" } else { path };
    Some(format!("{scheme}://{host}{path}{query}"))
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or(pair).to_ascii_lowercase();
    name.starts_with("utm_")
        || matches!(
            name.as_str(),
            "fbclid"
                | "gclid"
                | "dclid"
                | "gbraid"
                | "wbraid"
                | "msclkid"
                | "yclid"
                | "twclid"
                | "igshid"
                | "mc_cid"
                | "mc_eid"
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn slugs() {
        for (given, want) in [
            ("Russia ready to work with anti-IS coalition", "russia-ready-to-work-with-anti-is-coalition"),
            ("Syria’s sovereignty", "syrias-sovereignty"),
            ("Çağdaş Straße in Łódź, Ærø", "cagdas-strasse-in-lodz-aero"),
            ("000_8a8b9fc9", "000-8a8b9fc9"),
            ("  --  A  --  ", "a"),
            (
                "One two three four five six seven eight nine ten eleven twelve thirteen",
                "one-two-three-four-five-six-seven-eight-nine-ten-eleven",
            ),
        ] {
            assert_eq!(slugify(given), want);
        }
        assert_eq!(slugify(&"a".repeat(200)).len(), MAX_DERIVED_SLUG);
        for other in ["Россия готова", "俄罗斯", "ИГ IS", "", "!!!", "🏴"] {
            let slug = slugify(other);
            assert!(slug.starts_with("article-") && slug.len() == 16 && valid_slug(&slug), "{other} {slug}");
        }
        assert_ne!(slugify("Россия"), slugify("Сирия"));
    }

    #[test]
    fn addresses() {
        for (given, want) in [
            ("HTTPS://Example.ORG:443/News?utm_source=x&v=2&fbclid=1#top", Some("https://example.org/News?v=2")),
            ("http://example.org", Some("http://example.org/")),
            ("https://example.org/?q=a&UTM_medium=b", Some("https://example.org/?q=a")),
            ("https://example.org/a?", Some("https://example.org/a")),
            ("/news/a", None),
            ("ftp://example.org/a", None),
            ("https://", None),
            ("https://exa mple.org", None),
        ] {
            assert_eq!(clean_url(given).as_deref(), want, "{given}");
        }
    }

    proptest! {
        #[test]
        fn a_slug_is_always_valid(text in any::<String>()) {
            prop_assert!(valid_slug(&slugify(&text)));
        }

        #[test]
        fn cleaning_twice_is_once(text in "https?://[a-zA-Z.:0-9]{0,12}[/?#&=a-z_]{0,30}") {
            if let Some(once) = clean_url(&text) {
                prop_assert_eq!(clean_url(&once), Some(once));
            }
        }
    }
}
