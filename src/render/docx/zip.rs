//! A ZIP archive: as much of one as an office document needs.
//!
//! Every entry is deflated (APPNOTE 6.3.10, method 8) and carries the first
//! time that the format knows, 1 January 1980: the same document gives the same
//! bytes on any day and machine.

use std::io::{self, Write};

use flate2::{Compression, Crc, write::DeflateEncoder};

/// 1 January 1980, as MS-DOS writes dates.
const DATE: u16 = (1 << 5) | 1;
/// The version that can read it: 2.0, for deflate.
const VERSION: u16 = 20;
const DEFLATED: u16 = 8;

/// An archive that is being put together.
#[derive(Debug, Default)]
pub(super) struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    entries: u16,
}

impl Zip {
    /// Adds a file under a name of ASCII letters and slashes.
    ///
    /// # Errors
    ///
    /// Where it, or the archive with it, is larger than the format can say (4 GiB).
    pub(super) fn add(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        let offset = size(self.bytes.len())?;
        let mut crc = Crc::new();
        crc.update(content);
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::default());
        deflate.write_all(content)?;
        let packed = deflate.finish()?;

        // What the entry and the directory say alike: from the version to the length of the extra field.
        let mut header = Vec::with_capacity(26 + name.len());
        for field in [VERSION, 0, DEFLATED, 0, DATE] {
            header.extend(field.to_le_bytes());
        }
        for field in [crc.sum(), size(packed.len())?, size(content.len())?] {
            header.extend(field.to_le_bytes());
        }
        header.extend(u16::try_from(name.len()).map_err(|_| too_large())?.to_le_bytes());
        header.extend([0; 2]);

        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&header);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(&packed);
        size(self.bytes.len())?;

        self.directory.extend(b"PK\x01\x02");
        self.directory.extend(VERSION.to_le_bytes());
        self.directory.extend(&header);
        // Comment, disk, attributes.
        self.directory.extend([0; 10]);
        self.directory.extend(offset.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.entries = self.entries.checked_add(1).ok_or_else(too_large)?;
        Ok(())
    }

    /// The archive's bytes.
    pub(super) fn finish(mut self) -> io::Result<Vec<u8>> {
        let (start, length) = (size(self.bytes.len())?, size(self.directory.len())?);
        self.bytes.append(&mut self.directory);
        self.bytes.extend(b"PK\x05\x06");
        self.bytes.extend([0; 4]);
        self.bytes.extend(self.entries.to_le_bytes());
        self.bytes.extend(self.entries.to_le_bytes());
        self.bytes.extend(length.to_le_bytes());
        self.bytes.extend(start.to_le_bytes());
        self.bytes.extend([0; 2]);
        Ok(self.bytes)
    }
}

fn size(bytes: usize) -> io::Result<u32> {
    u32::try_from(bytes).map_err(|_| too_large())
}

fn too_large() -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, "a ZIP archive can't be larger than 4 GiB")
}
