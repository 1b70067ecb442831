//! The data folder: the database file, and the keys that live outside the database.
//!
//! Whoever can read a key can open every door, so the folder is for its owner only (0700), and so
//! is each key (0600), from the moment it exists.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use wellmet_attendance::NodeId;
use wellmet_foundation::{Ground, Rng};

const NODE: &str = "node.id";

/// The folder of `WELLMET_DATA`.
#[derive(Debug, Clone)]
pub struct DataFolder(PathBuf);

/// The folder, or something in it, cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataFolderError {
    /// The operating system refused.
    #[error("`{path}` cannot be used: {cause}")]
    Io {
        /// The file or folder.
        path: String,
        /// What the operating system said.
        cause: io::Error,
    },
    /// A key was changed by hand, or is not a key.
    #[error("`{0}` does not hold a key; put the right one back, or move it away for a new one")]
    NotAKey(String),
    /// The node's name was changed by hand.
    #[error("`{0}` does not hold a node's id; move it away for a new one")]
    NotANode(String),
}

impl DataFolder {
    /// Opens the folder, and makes it where it is missing.
    pub fn open(path: &Path) -> Result<Self, DataFolderError> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
        made.map_err(|cause| failed(path, cause))?;
        Ok(Self(path.to_owned()))
    }

    /// The path of the file `name` in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The path of the file `name` in it, made readable by its owner only where it is missing.
    /// SQLite gives the files beside its database the same mode.
    pub fn private_file(&self, name: &str) -> Result<PathBuf, DataFolderError> {
        let path = self.file(name);
        let opened = OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&path);
        opened.map_err(|cause| failed(&path, cause))?;
        Ok(path)
    }

    /// The 32 bytes in the file `name`, drawn where it is missing.
    pub fn key(&self, name: &str, rng: &Rng) -> Result<[u8; 32], DataFolderError> {
        let text = self.secret(name, || HEXLOWER.encode(&rng.bytes::<32>()))?;
        let bytes = HEXLOWER.decode(text.trim().as_bytes()).ok();
        bytes
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| DataFolderError::NotAKey(self.file(name).display().to_string()))
    }

    /// Which node this house is: the same at each start, so that it closes at once what its
    /// earlier life left open.
    pub fn node(&self, ground: &Ground) -> Result<NodeId, DataFolderError> {
        let text = self.secret(NODE, || ground.id::<NodeId>().to_string())?;
        let path = || self.file(NODE).display().to_string();
        text.trim()
            .parse()
            .map_err(|_| DataFolderError::NotANode(path()))
    }

    /// The text in the file `name`, made where it is missing.
    pub fn secret(
        &self,
        name: &str,
        make: impl FnOnce() -> String,
    ) -> Result<String, DataFolderError> {
        let path = self.file(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let text = make();
                self.write_private(name, &text)?;
                Ok(text)
            }
            Err(cause) => Err(failed(&path, cause)),
        }
    }

    /// Puts `text` into the file `name`, whole or not at all, readable by its owner only.
    pub fn write_private(&self, name: &str, text: &str) -> Result<(), DataFolderError> {
        let (path, draft) = (self.file(name), self.file(&format!("{name}.new")));
        let written = write_new(&draft, text).and_then(|()| fs::rename(&draft, &path));
        written.map_err(|cause| failed(&path, cause))
    }
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn failed(path: &Path, cause: io::Error) -> DataFolderError {
    let path = path.display().to_string();
    DataFolderError::Io { path, cause }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn the_folder_and_its_files_are_their_owners_only() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("wellmet-data");
        let folder = DataFolder::open(&path).unwrap();
        folder.key("some.key", &Rng::seeded(1)).unwrap();
        folder.private_file("some.db").unwrap();
        assert_eq!(mode(&path), 0o700);
        for name in ["some.key", "some.db"] {
            assert_eq!(mode(&folder.file(name)), 0o600, "{name}");
        }
    }

    #[test]
    fn a_broken_key_is_named_and_not_replaced() {
        let parent = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(parent.path()).unwrap();
        fs::write(folder.file("some.key"), "oops").unwrap();
        let error = folder.key("some.key", &Rng::seeded(1)).unwrap_err();
        assert!(error.to_string().contains("some.key"), "{error}");
        assert_eq!(fs::read_to_string(folder.file("some.key")).unwrap(), "oops");
    }
}
