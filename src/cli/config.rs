//! The config file: a desk and a name for whoever doesn't give them.
//!
//! `copydesk/config.toml` in the system's folder for configuration, with the
//! keys `db` and `user`. It is read only where neither flag nor environment
//! says what is needed.

use std::{fs, io, path::PathBuf};

use etcetera::BaseStrategy;
use serde::Deserialize;

use super::error::{Error, Result};

/// What the config file says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The desk.
    pub db: Option<PathBuf>,
    /// The name to act under.
    pub user: Option<String>,
}

impl Config {
    /// Where the file is, whether it exists or not; `None` where there is no home.
    pub fn path() -> Option<PathBuf> {
        etcetera::choose_base_strategy().ok().map(|dirs| dirs.config_dir().join("copydesk").join("config.toml"))
    }

    /// Reads the file; where there is none, nothing is said.
    pub fn load() -> Result<Self> {
        let Some(path) = Self::path() else { return Ok(Self::default()) };
        match fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text).map_err(|why| {
                Error::usage(format!("{} can't be read: {why}", path.display()))
                    .hint("its keys are db and user, each a text in quotation marks")
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(Error::failed(format!("{} can't be read: {error}", path.display()))),
        }
    }

    fn parse(text: &str) -> std::result::Result<Self, String> {
        toml::from_str(text).map_err(|error| error.message().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_keys_and_no_others() {
        let config = Config::parse("db = \"/srv/desk.db\"\nuser = \"dana\"\n").unwrap();
        assert_eq!((config.db.unwrap(), config.user.unwrap()), (PathBuf::from("/srv/desk.db"), "dana".to_owned()));
        assert_eq!(Config::parse(""), Ok(Config::default()));
        assert!(Config::parse("databse = \"x\"").is_err());
    }
}
