//! Opening Parquet, JSON and Arrow files.

use super::describe::describe;
use super::look::{Told, look};
use super::merge::merge;
use super::provider::{FilesTable, Part, folder_value};
use crate::sources::OpenSettings;
use crate::sources::csv::Guess;
use crate::sources::failure::Failure;
use crate::sources::format::{self, Compression};
use crate::sources::json;
use crate::sources::paths::DataFile;
use crate::sources::table::Table;
use crate::sources::text::NumberStyle;
use crate::sources::value::Kind;
use crate::spec::{Format, Source};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::catalog::Session;
use datafusion::datasource::file_format::FileFormat;
use datafusion::datasource::file_format::arrow::ArrowFormat;
use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use datafusion::datasource::file_format::json::JsonFormat;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::execution::object_store::ObjectStoreUrl;
use object_store::path::Path as StorePath;
use object_store::{ObjectMeta, ObjectStore};
use std::sync::Arc;

/// How a file is unpacked and laid out: files that agree share a reader.
type Layout = (Compression, bool);

/// Opens files of one format.
pub async fn open(
    files: Vec<DataFile>,
    source: &Source,
    settings: &OpenSettings,
    session: &dyn Session,
) -> Result<Table, Failure> {
    let mut read: Vec<(DataFile, SchemaRef)> = Vec::new();
    let mut layouts: Vec<(Layout, ObjectMeta)> = Vec::new();
    for file in files {
        let (layout, meta, schema) = inspect(&file, session).await?;
        layouts.push((layout, meta));
        read.push((file, schema));
    }
    let schema = merge(&read)?;
    let folders = folders(&read, &schema);
    let parts = parts(&read, layouts, &folders);
    let table = FilesTable::new(schema, folders, parts);
    let files: Vec<DataFile> = read.into_iter().map(|(file, _)| file).collect();
    let told = match files.first() {
        Some(file) if file.format == Format::Json => {
            look(&table, session).await.map_err(|error| json::misread(&files).because(error))?
        }
        _ => Told::new(),
    };
    let paths = files.into_iter().map(|file| file.path).collect();
    Ok(Table { files: paths, ..describe(Arc::new(table), source, settings, &told) })
}

async fn inspect(file: &DataFile, session: &dyn Session) -> Result<(Layout, ObjectMeta, SchemaRef), Failure> {
    let meta = meta(file)?;
    if meta.size == 0 {
        let kind = format::name(file.format);
        let help = format!("an empty file is not a {kind} file: write it again, or remove it");
        return Err(Failure::unreadable(&file.path, "is empty", &help));
    }
    let layout = (file.compression, file.format == Format::Json && json::is_array(file)?);
    let schema = schema_of(file, layout, &meta, session).await;
    let schema = schema.map_err(|error| damaged(file).because(error))?;
    Ok((layout, meta, schema))
}

async fn schema_of(
    file: &DataFile,
    layout: Layout,
    meta: &ObjectMeta,
    session: &dyn Session,
) -> datafusion::error::Result<SchemaRef> {
    let store: Arc<dyn ObjectStore> =
        session.runtime_env().object_store(ObjectStoreUrl::local_filesystem())?;
    reader(file.format, layout).infer_schema(session, &store, std::slice::from_ref(meta)).await
}

/// Why the schema of a file cannot be read.
fn damaged(file: &DataFile) -> Failure {
    match file.format {
        Format::Json => json::broken(file),
        format => {
            let why = format!("is not a complete {} file", format::name(format));
            Failure::unreadable(
                &file.path,
                &why,
                "it may have been cut off: write or copy it again, or state its `format:`",
            )
        }
    }
}

fn meta(file: &DataFile) -> Result<ObjectMeta, Failure> {
    let data = std::fs::metadata(&file.path).map_err(|error| Failure::io(&file.path, error))?;
    let changed = data.modified().map_err(|error| Failure::io(&file.path, error))?;
    let location = StorePath::from_filesystem_path(&file.path).map_err(|error| {
        Failure::unreadable(&file.path, "has a name that cannot be read", "rename it").because(error)
    })?;
    Ok(ObjectMeta { location, last_modified: changed.into(), size: data.len(), e_tag: None, version: None })
}

fn reader(format: Format, (compression, array): Layout) -> Arc<dyn FileFormat> {
    match format {
        Format::Json => Arc::new(
            JsonFormat::default()
                .with_schema_infer_max_rec(usize::MAX)
                .with_newline_delimited(!array)
                .with_file_compression_type(packing(compression)),
        ),
        Format::Arrow => Arc::new(ArrowFormat),
        _ => Arc::new(ParquetFormat::default()),
    }
}

fn packing(compression: Compression) -> FileCompressionType {
    match compression {
        Compression::None => FileCompressionType::UNCOMPRESSED,
        Compression::Gzip => FileCompressionType::GZIP,
        Compression::Zstd => FileCompressionType::ZSTD,
        Compression::Bzip2 => FileCompressionType::BZIP2,
    }
}

/// Columns that only folders have: whole numbers, dates or texts by their values.
fn folders(files: &[(DataFile, SchemaRef)], schema: &Schema) -> Vec<Field> {
    let mut guesses: Vec<(&str, Guess)> = Vec::new();
    for (key, value) in files.iter().flat_map(|(file, _)| &file.partitions) {
        if schema.column_with_name(key).is_some() {
            continue;
        }
        match guesses.iter_mut().find(|(known, _)| known == key) {
            Some((_, guess)) => guess.look(value),
            None => {
                let mut guess = Guess::new(NumberStyle::default(), false);
                guess.look(value);
                guesses.push((key, guess));
            }
        }
    }
    guesses.into_iter().map(|(key, guess)| Field::new(key, folder_type(&guess), true)).collect()
}

fn folder_type(guess: &Guess) -> DataType {
    match guess.kind().0 {
        Kind::Integer => DataType::Int64,
        Kind::Date(None) => DataType::Date32,
        _ => DataType::Utf8View,
    }
}

/// The files by what reads them.
fn parts(
    files: &[(DataFile, SchemaRef)],
    layouts: Vec<(Layout, ObjectMeta)>,
    folders: &[Field],
) -> Vec<Part> {
    let mut parts: Vec<(Layout, Part)> = Vec::new();
    for ((file, _), (layout, meta)) in files.iter().zip(layouts) {
        let value = |field: &Field| {
            let found = file.partitions.iter().find(|(key, _)| key == field.name());
            folder_value(found.map(|(_, value)| value.as_str()), field)
        };
        let one =
            PartitionedFile::new_from_meta(meta).with_partition_values(folders.iter().map(value).collect());
        match parts.iter_mut().find(|(known, _)| *known == layout) {
            Some((_, part)) => part.files.push(one),
            None => parts.push((layout, Part { format: reader(file.format, layout), files: vec![one] })),
        }
    }
    parts.into_iter().map(|(_, part)| part).collect()
}
