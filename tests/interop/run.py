"""Checks that the programs our exports are made for read them: one environment a reader, kept in .venv-interop.

`make test-interop` runs it. It fails where a reader cannot be installed, since nothing was checked then.
"""

import argparse
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PLACE = ROOT / ".venv-interop"


@dataclass(frozen=True)
class Reader:
    """One environment: its name, what is installed into it, the script that runs there."""

    name: str
    requirement: str
    script: str


READERS = (
    Reader("spacy", "spacy>=3.8,<3.9", "read_spacy.py"),
    Reader("datasets5", "datasets>=5,<6", "read_datasets.py"),
    Reader("datasets3", "datasets==3.6.0", "read_datasets.py"),
    Reader("nervaluate", "nervaluate>=1.2,<2", "read_conll.py"),
    Reader("seqeval", "seqeval==1.2.2", "read_seqeval.py"),
    Reader("conllu", "conllu==6.0.0", "read_conllu.py"),
    Reader("cassis", "dkpro-cassis==0.12.0", "read_cassis.py"),
    Reader("labelstudio", "label-studio-sdk==2.1.2", "read_label_studio.py"),
    Reader("lxml", "lxml>=6,<7", "read_lxml.py"),
    Reader("pandas", "pandas>=3,<4", "read_pandas.py"),
    Reader("openpyxl", "openpyxl==3.1.5", "read_openpyxl.py"),
)


def say(line: str) -> None:
    """Print a line at once, so that it stands before what the readers print."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def python_of(reader: Reader) -> Path:
    """Return the environment's Python, which is made and filled where it is not there yet."""
    folder = PLACE / reader.name
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    marker = folder / "installed.txt"
    if not marker.is_file() or marker.read_text(encoding="utf-8") != reader.requirement:
        say(f"Installing {reader.requirement} into {folder.relative_to(ROOT)} …")
        venv.create(folder, clear=True, symlinks=sys.platform != "win32", with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", reader.requirement]
        if subprocess.run(command, check=False).returncode:
            raise SystemExit(f"{reader.requirement} could not be installed, so nothing was read with it.")
        marker.write_text(reader.requirement, encoding="utf-8")
    return python


def main() -> int:
    """Export, then read with every reader; return 1 where one of them finds something else."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="the readers to run (all)")
    names = parser.parse_args().names
    readers = [reader for reader in READERS if not names or reader.name in names]
    pythons = {reader: python_of(reader) for reader in readers}
    from tests.interop.exported import export_all

    failed = 0
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        export_all(Path(folder))
        for reader in readers:
            command = [str(pythons[reader]), str(HERE / reader.script), folder]
            failed += subprocess.run(command, check=False, cwd=folder).returncode != 0
    say(f"{len(readers) - failed} passed, {failed} failed")
    return 1 if failed or not readers else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
