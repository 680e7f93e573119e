"""Runs SQL in DuckDB: a JSON list of statements on standard input, a JSON list of their rows, or error, on standard output."""

import datetime
import decimal
import json
import sys

import duckdb


def plain(value):
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, (int, decimal.Decimal)):
        return str(value)
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return value


def answer(connection, sql):
    try:
        rows = connection.execute(sql).fetchall()
    except duckdb.Error as error:
        return {"error": str(error)}
    return {"rows": [[plain(value) for value in row] for row in rows]}


connection = duckdb.connect(config={"threads": 2})
connection.execute("set timezone = 'UTC'")
json.dump([answer(connection, sql) for sql in json.load(sys.stdin)], sys.stdout)
