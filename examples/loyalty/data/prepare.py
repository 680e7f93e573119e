"""Writes purchases.csv.gz from the PyPI package lifetimes 0.11.3.

    pip install lifetimes==0.11.3
    python prepare.py
"""

import csv
import gzip
import io
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

here = Path(__file__).parent
log = Path(find_spec("lifetimes").origin).parent / "datasets" / "CDNOW_master.txt"

text = io.StringIO()
writer = csv.writer(text, lineterminator="\n")
writer.writerow(["customer_id", "bought_on", "quantity", "amount"])
for line in log.read_text().splitlines()[1:]:
    customer, day, quantity, amount = line.split()
    writer.writerow([customer, datetime.strptime(day, "%Y%m%d").date(), quantity, amount])

# No time stamp in the archive: the same log gives the same bytes.
(here / "purchases.csv.gz").write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))
