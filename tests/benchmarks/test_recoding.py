"""What merging two labels over 200,000 spans costs: CPU against one bare UPDATE of the same rows in the same run."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from annotator.core.ids import new_id
from annotator.core.joining import merge_labels
from annotator.core.recoding import delete_label, put_part
from annotator.store.recoding import apply, preview
from annotator.store.store import Store
from annotator.store.tables import canonical, to_blob
from tests.store.conftest import Desk, label, open_desk, seed_text

SPANS = 200_000
ROUNDS = 3

T = TypeVar("T")


def cpu(work: Callable[[], T]) -> tuple[float, T]:
    begin = time.thread_time()
    result = work()
    return time.thread_time() - begin, result


def filled(desk: Desk) -> None:
    """Many spans of one label with one answer each, put straight into the tables: how they came is not measured."""
    connection = desk.store._connection
    book = desk.store.codebook()
    demand = label(book, "Demand")
    force = book.attributes_of(demand.id)[0]
    key = {
        table: connection.execute(f"SELECT id FROM {table} WHERE uuid = ?", (to_blob(id),)).fetchone()[0]  # noqa: S608
        for table, id in (
            ("labels", demand.id),
            ("attributes", force.id),
            ("articles", desk.article.id),
            ("annotators", desk.store.annotator.id),
        )
    }
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO spans VALUES(?, ?, ?, 1, ?, ?, 0, 1, '', NULL, 'human', '', '', NULL)",
        ((n, to_blob(new_id()), key["articles"], key["labels"], key["annotators"]) for n in range(1, SPANS + 1)),
    )
    connection.execute("INSERT INTO fragments SELECT id, 0, 0, 1, ' ' FROM spans")
    connection.executemany(
        "INSERT INTO attribute_values VALUES(?, ?, ?)",
        ((n, key["attributes"], canonical(force.choices[n % 5].id)) for n in range(1, SPANS + 1)),
    )
    connection.execute("COMMIT")


def bare(store: Store, old: str, new: str) -> None:
    """One raw UPDATE of the rows, as the tables are, taken back afterwards."""
    connection = store._connection
    connection.execute("BEGIN")
    connection.execute(
        "UPDATE spans SET label_id = (SELECT id FROM labels WHERE uuid = ?) "
        "WHERE label_id = (SELECT id FROM labels WHERE uuid = ?)",
        (to_blob(new), to_blob(old)),
    )
    connection.execute("ROLLBACK")


def bare_with_answers(store: Store, old: str, new: str, field: str, other: str) -> None:
    """One raw UPDATE of the spans and one of their answers, taken back afterwards."""
    connection = store._connection
    connection.execute("BEGIN")
    for table, column, refers, a, b in (
        ("spans", "label_id", "labels", old, new),
        ("attribute_values", "attribute_id", "attributes", field, other),
    ):
        connection.execute(
            f"UPDATE {table} SET {column} = (SELECT id FROM {refers} WHERE uuid = ?) "  # noqa: S608
            f"WHERE {column} = (SELECT id FROM {refers} WHERE uuid = ?)",
            (to_blob(b), to_blob(a)),
        )
    connection.execute("ROLLBACK")


def bare_delete(store: Store, old: str) -> None:
    """One raw DELETE of the rows, taken back afterwards."""
    connection = store._connection
    connection.execute("BEGIN")
    connection.execute("DELETE FROM spans WHERE label_id = (SELECT id FROM labels WHERE uuid = ?)", (to_blob(old),))
    connection.execute("ROLLBACK")


def round_of(store: Store) -> tuple[float, float, float, float]:
    """Return the CPU of a bare UPDATE, of looking, of merging and of its undo."""
    book = store.codebook()
    demand, commitment = label(book, "Demand"), label(book, "Commitment")
    plan = merge_labels(book, demand.id, commitment.id)
    limit, _ = cpu(lambda: bare(store, demand.id, commitment.id))
    looked, seen = cpu(lambda: preview(store, plan))
    assert seen.spans == SPANS
    merged, action = cpu(lambda: apply(store, plan))
    assert action is not None
    assert store.label_counts()[commitment.id] == SPANS
    undone, _ = cpu(store.undo)
    assert store.label_counts()[demand.id] == SPANS
    return limit, looked, merged, undone


def test_merging_two_labels_and_undoing_it_costs_a_small_multiple_of_one_update(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "news.annotator", seed_text())
    filled(desk)
    rounds = [round_of(desk.store) for _ in range(ROUNDS)]
    sets = desk.store._connection.execute("SELECT count(*) FROM events WHERE kind = 'set'").fetchone()[0]
    desk.store.close()
    limit, looked, merged, undone = (min(times) for times in zip(*rounds, strict=True))
    print(  # noqa: T201
        f"{SPANS:,} spans: bare UPDATE {limit:.2f} s CPU, preview {looked:.2f} s ({looked / limit:.1f}x), "
        f"merge {merged:.2f} s ({merged / limit:.1f}x), undo {undone:.2f} s ({undone / limit:.1f}x)"
    )
    assert sets == 2 * ROUNDS
    assert looked <= 3 * limit
    assert merged <= 3 * limit
    assert undone <= 3 * limit


def test_merging_two_labels_whose_answers_move_as_well_costs_a_small_multiple_of_both_updates(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "news.annotator", seed_text())
    filled(desk)
    store, book = desk.store, desk.store.codebook()
    demand, commitment = label(book, "Demand"), label(book, "Commitment")
    force = book.attributes_of(demand.id)[0]
    strength = next(x for x in book.attributes_of(commitment.id) if x.name == "Strength")
    apply(store, put_part(book, replace(force, name=strength.name), "Rename"))
    plan = merge_labels(store.codebook(), demand.id, commitment.id)
    rounds = []
    for _ in range(ROUNDS):
        limit, _ = cpu(lambda: bare_with_answers(store, demand.id, commitment.id, force.id, strength.id))
        looked, _ = cpu(lambda: preview(store, plan))
        merged, action = cpu(lambda: apply(store, plan))
        assert action is not None
        undone, _ = cpu(store.undo)
        rounds.append((limit, looked, merged, undone))
    store.close()
    limit, looked, merged, undone = (min(times) for times in zip(*rounds, strict=True))
    print(  # noqa: T201
        f"{SPANS:,} spans with answers: bare UPDATEs {limit:.2f} s CPU, preview {looked / limit:.1f}x, "
        f"merge {merged / limit:.1f}x, undo {undone / limit:.1f}x"
    )
    assert looked <= 3 * limit
    assert merged <= 3 * limit
    assert undone <= 3 * limit


def test_deleting_a_label_with_all_its_spans_costs_a_small_multiple_of_one_delete(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "news.annotator", seed_text())
    filled(desk)
    store, demand = desk.store, label(desk.store.codebook(), "Demand")
    limit, _ = cpu(lambda: bare_delete(store, demand.id))
    with store.large_removals():
        deleted, _ = cpu(lambda: apply(store, delete_label(store.codebook(), demand.id)))
    undone, _ = cpu(store.undo)
    assert store.label_counts()[demand.id] == SPANS
    again, _ = cpu(store.redo)
    store.close()
    print(  # noqa: T201
        f"{SPANS:,} spans: bare DELETE {limit:.2f} s CPU, delete {deleted:.2f} s ({deleted / limit:.1f}x), "
        f"undo {undone:.2f} s ({undone / limit:.1f}x), redo {again:.2f} s ({again / limit:.1f}x)"
    )
    assert min(deleted, again) <= 5 * limit
    assert undone <= 6 * limit
