"""Bench of the directory: how long a build, a snapshot and an utterance take and how much memory a snapshot needs.

    var/venv/bin/python -m bench.directory [--times 10]

--times: also with so many times the matters and phrases. Their router is the present one: the training is not measured.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ivr.adapters.store.directory_build import write_directory
from ivr.adapters.store.directory_sources import read_sources
from ivr.adapters.store.directory_tables import Sources
from ivr.settings import ROOT

OPEN = """
import json, sys, time
from pathlib import Path
from ivr.adapters.store.directory import open_directory
from ivr.domain.deciding import decide
def used():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmRSS")).split()[1]) / 1024
before, start = used(), time.perf_counter()
found = open_directory(Path(sys.argv[1]))
taken = time.perf_counter() - start
texts = [json.loads(line)["text"] for line in open(sys.argv[2])]
decide(texts[0], found)
each = []
for text in texts:
    start = time.process_time()
    decide(text, found)
    each.append(1000 * (time.process_time() - start))
each.sort()
print(f"{taken:5.2f} s  {used() - before:5.0f} MB of {used():4.0f} MB")
print(f"  an utterance: median {each[len(each) // 2]:.1f} ms, p99 {each[len(each) * 99 // 100]:.1f} ms of one core")
"""
"""In a process of its own, so that memory is the snapshot's alone."""


def main(times: int) -> None:
    """Print one row for each size."""
    sources = read_sources(ROOT / "data")
    for size in sorted({1, times}):
        rows = multiplied(sources, size)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "directory.db"
            start = time.perf_counter()
            write_directory(rows, file, keep_router_of=ROOT / "directory.db")
            built = time.perf_counter() - start
            opened = subprocess.run(
                [sys.executable, "-c", OPEN, str(file), str(ROOT / "data" / "bench" / "routing_own.jsonl")],
                cwd=ROOT,
                text=True,
                capture_output=True,
                check=True,
            )
            counts = f"{len(rows['matters'])} matters, {len(rows['phrases'])} phrases"
            print(f"{counts}, {file.stat().st_size / 1e6:.1f} MB: tables written in {built:.1f} s; snapshot", end=" ")
            print(opened.stdout, end="")


def multiplied(sources: Sources, times: int) -> Sources:
    """The sources with so many times their matters and phrases, each copy under a name of its own."""
    more = {name: list(rows) for name, rows in sources.items()}
    for copy in range(1, times):
        more["matters"] += [row | {"matter": f"{row['matter']}{copy}"} for row in sources["matters"]]
        more["phrases"] += [
            row | {"matter": f"{row['matter']}{copy}", "phrase": f"{row['phrase']}{_number(copy)}"}
            for row in sources["phrases"]
        ]
    return more


def _number(copy: int) -> str:
    return "零一二三四五六七八九"[copy % 10] * (1 + copy // 10)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=10)
    main(parser.parse_args().times)
