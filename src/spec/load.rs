//! Files and folders to one [`Spec`], with the problems of all of them.

use super::funnels::add_sources;
use super::reader::{Environment, Reader};
use super::types::Spec;
use super::yaml::documents;
use crate::diag::{Code, FileId, Problem, Problems, SourceMap, Span};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Reads files and folders of definitions and merges them; `environment` gives the values of `${NAME}`.
pub fn load(paths: &[PathBuf], environment: Environment, texts: &mut SourceMap) -> (Spec, Problems) {
    let mut spec = Spec::default();
    let mut problems = Problems::default();
    for path in files(paths, &mut spec, &mut problems) {
        let base = path.parent().unwrap_or(Path::new("")).to_path_buf();
        let Some((file, text)) = open(&path, texts, &mut problems) else {
            spec.incomplete = true;
            continue;
        };
        read(&mut spec, Reader { file, text: &text, base: &base, environment, problems: &mut problems });
    }
    add_sources(&mut spec);
    (spec, problems)
}

/// Reads one text as a definition; `name` is what messages call it, `base` the folder of its relative paths.
pub fn load_text(
    name: &str,
    text: &str,
    base: &Path,
    environment: Environment,
    texts: &mut SourceMap,
) -> (Spec, Problems) {
    let mut spec = Spec::default();
    let mut problems = Problems::default();
    let file = texts.add(name, text);
    read(&mut spec, Reader { file, text, base, environment, problems: &mut problems });
    add_sources(&mut spec);
    (spec, problems)
}

fn read(spec: &mut Spec, mut reader: Reader) {
    match documents(reader.file, reader.text, reader.problems) {
        Some(documents) => documents.iter().for_each(|document| reader.document(document, spec)),
        None => spec.incomplete = true,
    }
}

/// The files to read, each once.
fn files(paths: &[PathBuf], spec: &mut Spec, problems: &mut Problems) -> Vec<PathBuf> {
    let mut files: Vec<(PathBuf, PathBuf)> = Vec::new();
    for path in paths {
        let found = if path.is_dir() { folder(path) } else { Ok(vec![path.clone()]) };
        let Some(found) = problems.keep(found) else {
            spec.incomplete = true;
            continue;
        };
        for file in found {
            let identity = fs::canonicalize(&file).unwrap_or_else(|_| file.clone());
            if files.iter().all(|(_, other)| *other != identity) {
                files.push((file, identity));
            }
        }
    }
    files.into_iter().map(|(file, _)| file).collect()
}

/// The definition files of a folder by name, those that are hidden and those of its folders left out.
fn folder(path: &Path) -> Result<Vec<PathBuf>, Problem> {
    let entries = fs::read_dir(path).map_err(|error| unreadable(path, &error))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| is_definition(file) && !file.is_dir());
    files.sort();
    if files.is_empty() {
        let message = format!("`{}` has no definition files", path.display());
        let help = "put definitions into a file that ends in `.yaml`, or name another folder";
        return Err(Problem::general(Code::UnreadableDefinition, message).help(help));
    }
    Ok(files)
}

fn is_definition(file: &Path) -> bool {
    let hidden = file.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
    !hidden && file.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
}

fn open(path: &Path, texts: &mut SourceMap, problems: &mut Problems) -> Option<(FileId, String)> {
    let bytes = problems.keep(fs::read(path).map_err(|error| unreadable(path, &error)))?;
    let name = path.strip_prefix(".").unwrap_or(path).display().to_string();
    match String::from_utf8(bytes) {
        Ok(text) => Some((texts.add(name, text.as_str()), text)),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let shown = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let end = valid + shown[valid..].chars().next().map_or(0, char::len_utf8);
            let span = Span::new(texts.add(name, shown), valid, end);
            let problem = Problem::error(Code::UnreadableDefinition, span, "this byte is not UTF-8");
            problems.push(problem.help("save the file as UTF-8"));
            None
        }
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    let (reason, help) = match error.kind() {
        io::ErrorKind::NotFound => ("there is no such file or folder", "check the path"),
        io::ErrorKind::PermissionDenied => ("you may not read it", "change its permissions"),
        _ => ("it cannot be read", "check that it is a text file"),
    };
    let message = format!("`{}`: {reason}", path.display());
    Problem::general(Code::UnreadableDefinition, message).help(help)
}
