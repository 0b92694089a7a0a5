"""Every part of the fault kit holds, a few times each with a seed of its own; `make fault` runs them more often."""

import os

import pytest

from annotator.store.schema import VERSION
from tests.fault import power
from tests.fault.changing import data_of
from tests.fault.parts import PARTS
from tests.fault.results import Part


@pytest.mark.parametrize("part", PARTS, ids=[part.name for part in PARTS])
def test_a_part_of_the_fault_kit_holds(part: Part) -> None:
    seed = int.from_bytes(os.urandom(4))
    result = part.run(part.sizes.short, seed)
    assert result.runs == part.sizes.short
    assert result.counts, f"nothing happened (seed {seed})"
    assert result.broken == [], f"seed {seed}"


@pytest.mark.parametrize("synchronous", ["NORMAL", "OFF"])
def test_the_model_of_power_loss_finds_what_a_careless_store_would_lose(synchronous: str) -> None:
    result = power.run(60, 5, synchronous)
    if any(words.startswith("left out") for words in result.counts):
        pytest.skip("Python's SQLite is no library of its own here")
    missing = [words for words in result.broken if "saved steps are missing" in words]
    assert missing if synchronous == "NORMAL" else len(missing) < len(result.broken)


def test_there_is_a_file_of_every_released_version_to_migrate() -> None:
    assert all(data_of(version).exists() for version in range(1, VERSION))
