#!/bin/sh
# Prints the path of a Python that has DuckDB: the one that is installed, else one of its own in the folder given, with
# DuckDB from PyPI. Fails where neither can be had.
set -e
folder=${1:?a folder for the environment}
if python3 -c 'import duckdb' 2>/dev/null; then
    command -v python3
    exit
fi
if ! "$folder/bin/python" -c 'import duckdb' 2>/dev/null; then
    python3 -m venv "$folder" >&2
    "$folder/bin/pip" install --quiet duckdb pytz >&2
fi
echo "$folder/bin/python"
