"""One synthetic article after another: its words, its spans, what was done to it, and the event that says all that."""

import hashlib
import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate

from annotator.core.codebook import AttributeType, Codebook
from annotator.core.ids import derived_id
from annotator.core.model import Actor
from annotator.store import journal
from annotator.store.tables import canonical, to_blob
from tests.scale.wording import Sentence, scripts, sentences

SOURCES = (
    "Xinhua", "Reuters", "AFP", "AP", "TASS", "Yonhap", "Kyodo", "BBC", "DW", "ANSA", "EFE", "PTI", "新华社", "وام",
    "Интерфакс", "Antara", "Bernama", "Anadolu", "Ritzau", "NTB", "TT", "STT", "LUSA", "APA",
)  # fmt: skip
RARE_SOURCE = "Palau Wire"
"""The source of one article in 50,000, the first among them."""
PLACES = ("BEIJING", "JAKARTA", "SEOUL", "GENEVA", "CAIRO", "MOSCOW", "NAIROBI", "LIMA", "北京", "القاهرة")
_FIRST_DAY = date(2010, 1, 1)
_DAYS = [(_FIRST_DAY + timedelta(days=n)).isoformat() for n in range(5479)]
_MIX = (78, 86, 91, 95, 97, 98, 100)
"""Up to which percentile an article is in the first, the second, ... script."""
_EPOCH = 1_577_836_800_000
"""Milliseconds in the identifiers: 2020 on, so that they sort as the articles do."""
WORD_EVERY = 10_000
"""Articles whose number divides by this have the word “landmark” in their title."""


@dataclass(frozen=True, slots=True)
class SpanMade:
    """One span as the tables want it; `person` is a place in `Terms.people`. Empty bytes: there is no such thing."""

    blob: bytes
    label: bytes
    person: int
    start: int
    end: int
    note: str
    origin: str
    field: bytes = b""
    value: str = ""
    role: bytes = b""
    actor: bytes = b""
    relation: bytes = b""


@dataclass(frozen=True, slots=True)
class Made:
    """One article with all that is on it; `event` is what the history keeps of its import."""

    blob: bytes
    title: str
    text: str
    sha256: str
    date: str
    source: str
    place: str
    language: str
    status: str
    come_back: str | None
    spans: list[SpanMade]
    labels: list[tuple[bytes, bytes]]
    notes: list[tuple[bytes, str]]
    reviews: list[tuple[bytes, int, int]]
    event: journal.Event


class Terms:
    """Whom and what spans speak of: the codebook's labels, commonest first, with what may be answered to each."""

    def __init__(self, codebook: Codebook, actors: tuple[Actor, ...], people: tuple[str, ...]) -> None:
        self.people = people
        self.actors = [actor.id for actor in actors]
        self.labels = [label.id for label in codebook.labels]
        self.weights = list(accumulate(1 / (n + 1) for n in range(len(self.labels))))
        self.choices: dict[str, tuple[str, list[str]]] = {}
        self.named: dict[str, str] = {}
        self.roles: dict[str, tuple[str, bool]] = {}
        for attribute in codebook.attributes:
            if attribute.type is AttributeType.CHOICE:
                self.choices.setdefault(attribute.label, (attribute.id, [choice.id for choice in attribute.choices]))
            if attribute.type is AttributeType.ACTOR:
                self.named.setdefault(attribute.label, attribute.id)
        for role in codebook.roles:
            if role.not_stated:
                self.roles.setdefault(role.label, (role.id, "actor" in role.targets))


class Maker:
    """Makes articles in order. Invariant: the n-th depends on the seed and on those before it alone."""

    def __init__(self, terms: Terms, chance: random.Random) -> None:
        self._terms = terms
        self._chance = chance
        self._pools = [
            (script.language, sentences(script, 30_000 if script.language == "en" else 3_000, chance))
            for script in scripts(chance)
        ]

    def article(self, n: int, spans: int) -> Made:
        """Return the article with number `n`, with so many spans (at most about sixty)."""
        chance = self._chance
        share = chance.random() * 100
        language, pool = self._pools[next(at for at, most in enumerate(_MIX) if share < most)]
        chosen = [pool[int(chance.random() * len(pool))] for _ in range(11 + n % 9)]
        rare = n % 50_000 == 0
        source = RARE_SOURCE if rare else SOURCES[min(int(chance.expovariate(0.3)), len(SOURCES) - 1)]
        place = PLACES[n % len(PLACES)]
        title = chosen[0].text[: 30 + n % 40].rstrip() + (" landmark" if n % WORD_EVERY == 0 else "")
        text, starts = _text(title, f"{place} ({source}) -- ", chosen, n)
        blob, id = _named(n, 0, chance)
        status, come_back = _STATUS[n % 20], ("Look again" if n % 97 == 0 else None)
        made = Made(
            blob, title, text, hashlib.sha256(text.encode()).hexdigest(),
            _DAYS[n * 7919 % len(_DAYS)] if n % 211 else "", source, place, language, status, come_back,
            [], [], [], [], _NO_EVENT,
        )  # fmt: skip
        changes = [_article_change(id, made)]
        changes += self._spans(n, id, made, chosen, starts, spans)
        changes += self._beside(n, id, made, starts)
        rows = f"[{','.join(changes)}]"
        event = journal.Event(journal.SET, id, "", hashlib.sha256(rows.encode()).digest(), journal._packed(rows))
        return replace(made, event=event)

    def _spans(
        self, n: int, article: str, made: Made, chosen: list[Sentence], starts: list[int], count: int
    ) -> list[str]:
        terms, chance = self._terms, self._chance
        changes: list[str] = []
        labels = chance.choices(terms.labels, cum_weights=terms.weights, k=count)
        for number, label in enumerate(labels):
            at = number % len(chosen)
            stretches = chosen[at].stretches
            start, end = stretches[number // len(chosen) % len(stretches)]
            changes += self._span(n * 64 + number, article, made, label, (starts[at] + start, starts[at] + end))
        return changes

    def _span(self, number: int, article: str, made: Made, label: str, place: tuple[int, int]) -> list[str]:
        terms, chance = self._terms, self._chance
        blob, id = _named(number // 64, 1 + number % 64, chance)
        person = int(number % 11 == 0)
        note = "to be looked at again" if number % 173 == 0 else ""
        origin = "model" if number % 13 == 0 else "human"
        field, value = self._answer(number, label)
        role, by_actor = terms.roles.get(label, ("", False)) if number % 9 == 0 else ("", False)
        actor = terms.actors[number % 97] if by_actor and number % 2 else ""
        relation, relation_id = _named(number // 64, 101 + number % 64, chance) if role else (b"", "")
        made.spans.append(
            SpanMade(
                blob, _blob(label), person, *place, note, origin, _blob(field) if field else b"", value,
                _blob(role) if role else b"", _blob(actor) if actor else b"", relation,
            )
        )  # fmt: skip
        row = (
            f'["span","{id}",null,{{"annotator":"{terms.people[person]}","article":"{article}",'
            + (f'"attributes":{{"{field}":{value}}},' if field else "")
            + f'"label":"{label}",'
            + (f'"note":"{note}",' if note else "")
            + ('"origin":{"kind":"model"},' if origin == "model" else "")
            + f'"ranges":[[{place[0]},{place[1]}]],"text_version":1}}]'
        )
        if not role:
            return [row]
        to = f'{{"actor":"{actor}"}}' if actor else '{"not_stated":true}'
        return [
            row,
            f'["relation","{relation_id}",null,{{"article":"{article}","role":"{role}","source":"{id}","to":{to}}}]',
        ]

    def _answer(self, number: int, label: str) -> tuple[str, str]:
        """Return (field, its value as JSON) of a span, or two empty strings."""
        if number % 5 == 0 and label in self._terms.named:
            return self._terms.named[label], f'"{self._terms.actors[number % len(self._terms.actors)]}"'
        if number % 7 == 0 and label in self._terms.choices:
            field, choices = self._terms.choices[label]
            return field, f'"{choices[number % len(choices)]}"'
        return "", ""

    def _beside(self, n: int, article: str, made: Made, starts: list[int]) -> list[str]:
        """Add the status, labels, notes and read paragraphs of an article; return their changes."""
        person = self._terms.people[0]
        changes: list[list[object]] = []
        if made.status != "new" or made.come_back is not None:
            work = {"article": article, "annotator": person, "status": made.status, "come_back": made.come_back}
            row = {key: value for key, value in work.items() if value not in ("new", None)}
            changes.append(["work", derived_id("work", article, person), None, row])
        common = {"article": article, "annotator": person}
        if n % 5 == 0:
            blob, id = _named(n, 201, self._chance)
            label = self._terms.labels[n % len(self._terms.labels)]
            made.labels.append((blob, _blob(label)))
            changes.append(["article_label", id, None, common | {"label": label}])
        if n % 50 == 0:
            blob, id = _named(n, 202, self._chance)
            made.notes.append((blob, "compare with the other dispatch"))
            changes.append(["note", id, None, common | {"text": "compare with the other dispatch"}])
        if n % 10 == 0:
            blob, id = _named(n, 203, self._chance)
            made.reviews.append((blob, starts[0], starts[2]))
            read = {**common, "text_version": 1, "start": starts[0], "end": starts[2]}
            changes.append(["review", id, None, read])
        return [canonical(change) for change in changes]


_NO_EVENT = journal.Event(journal.SET, "", "", b"", None)
_STATUS = ("new",) * 12 + ("open",) * 2 + ("done",) * 5 + ("not relevant",)


def _text(title: str, begin: str, chosen: list[Sentence], n: int) -> tuple[str, list[int]]:
    """Return the text, and where each sentence begins in it; three sentences are a paragraph."""
    parts, starts = [title, "\n\n", begin], []
    at = len(title) + 2 + len(begin)
    for number, sentence in enumerate(chosen):
        starts.append(at)
        gap = "\n\n" if number % 3 == 2 else " "
        parts += (sentence.text, gap)
        at += len(sentence.text) + len(gap)
    parts.append(f"Dispatch {n}.")
    return "".join(parts), starts


def _named(n: int, kind: int, chance: random.Random) -> tuple[bytes, str]:
    """Return a UUID of version 7 as bytes and as text; those of a later article are greater."""
    digits = f"{_EPOCH + n:012x}7{kind:03x}8{chance.getrandbits(60):015x}"
    return bytes.fromhex(digits), f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


_blobs: dict[str, bytes] = {}


def _blob(id: str) -> bytes:
    """Return the bytes of the id of a label, a field or an actor, of which there are few."""
    found = _blobs.get(id)
    if found is None:
        found = _blobs[id] = to_blob(id)
    return found


def _article_change(id: str, made: Made) -> str:
    row = {
        "title": made.title,
        "date": made.date,
        "source": made.source,
        "place": made.place,
        "language": made.language,
        "texts": [{"version": 1, "sha256": made.sha256}],
    }
    return canonical(["article", id, None, {key: value for key, value in row.items() if value}])
