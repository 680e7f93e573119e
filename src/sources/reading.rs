//! Opening data files and unpacking them on the fly.

use super::failure::Failure;
use super::format::Compression;
use super::paths::DataFile;
use std::fs::File;
use std::io::{BufReader, Read};

const BUFFER: usize = 256 * 1024;

/// The content of a file, unpacked.
pub fn open(file: &DataFile) -> Result<Box<dyn Read + Send>, Failure> {
    let raw = File::open(&file.path).map_err(|error| Failure::io(&file.path, error))?;
    let raw = BufReader::with_capacity(BUFFER, raw);
    Ok(match file.compression {
        Compression::None => Box::new(raw),
        Compression::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(raw)),
        Compression::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(raw)),
        Compression::Zstd => {
            Box::new(zstd::Decoder::with_buffer(raw).map_err(|error| Failure::io(&file.path, error))?)
        }
    })
}

/// The first bytes of a file, unpacked: as many as there are, at most `limit`.
pub fn beginning(file: &DataFile, limit: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    open(file)?.take(limit).read_to_end(&mut bytes).map_err(|error| Failure::io(&file.path, error))?;
    Ok(bytes)
}
