"""Make a large project from the command line: `python -m tests.scale PROJECT --articles 1000000 --spans 20000000`."""

import argparse
from pathlib import Path

from tests.scale.project import Size, make_project

parser = argparse.ArgumentParser(description="Make a project of synthetic news, the same for the same seed.")
parser.add_argument("project", type=Path)
parser.add_argument("--articles", type=int, default=20_000)
parser.add_argument("--spans", type=int, default=400_000)
parser.add_argument("--seed", type=int, default=7)
arguments = parser.parse_args()
size = Size(arguments.articles, arguments.spans, arguments.seed)
make_project(arguments.project, size, lambda line: print(line, flush=True))  # noqa: T201
