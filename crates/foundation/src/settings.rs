//! Settings from a file and the environment, with errors in one sentence.

use std::path::Path;

use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file named does not exist.
    #[error("the settings file `{0}` does not exist")]
    NoFile(String),
    /// A value has the wrong form.
    #[error("the setting `{name}` cannot be used: {reason}")]
    Bad {
        /// The setting's name as in the environment.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// Reads settings: `defaults`, then `file`, then variables that start with `prefix`.
///
/// `aliases` are variables without the prefix, such as `DATABASE_URL`, each with its setting.
pub fn load<T: Serialize + DeserializeOwned>(
    defaults: &T,
    file: Option<&Path>,
    prefix: &str,
    aliases: &[(&'static str, &'static str)],
) -> Result<T, SettingsError> {
    let mut figment = Figment::from(Serialized::defaults(defaults));
    if let Some(file) = file {
        if !file.is_file() {
            return Err(SettingsError::NoFile(file.display().to_string()));
        }
        figment = figment.merge(Toml::file(file));
    }
    for (variable, setting) in aliases {
        let setting = *setting;
        figment = figment.merge(Env::raw().only(&[variable]).map(move |_| setting.into()));
    }
    figment
        .merge(Env::prefixed(prefix))
        .extract()
        .map_err(|error| one_sentence(&error, prefix))
}

fn one_sentence(error: &figment::Error, prefix: &str) -> SettingsError {
    let path = error.path.join("_").to_uppercase();
    SettingsError::Bad {
        name: format!("{prefix}{path}"),
        reason: error.kind.to_string(),
    }
}
