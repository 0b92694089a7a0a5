"""Looks through a whole project for what does not go together, and keeps the answer up to date by the article.

It reads on the connection that it is given and changes nothing. Closing a task stops it between two bunches.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from annotator.core.change import Action
from annotator.core.finding import Where, where_for
from annotator.core.header import Range
from annotator.core.lint import Finding, Kind, differing, missing, speaks, still_open
from annotator.core.model import About
from annotator.core.progress import Progress, Task
from annotator.core.rules import all_problems
from annotator.core.same_words import Group, Miss, SameWords, Sighting, Text
from annotator.core.shapes import BY_ACTOR, UNSTATED, Answers, Broken, Fillers, Shapes
from annotator.store.lint_rows import LintRows, Scope, SpanPiece
from annotator.store.store import Store
from annotator.tasks.collecting import seldom

CHUNK = 100
"""Articles between two moments at which a task can be stopped."""
MOST_SPANS = 500_000
"""In a project of more spans the words are not compared: they are all held in memory for it."""
MOST_ARTICLES_OF_WORDS = 3_000
_LONGEST = 60
_WHOLE: tuple[Range, ...] = ((0, 1 << 60),)
_CODEBOOK = ("codebook", "layer", "label", "attribute", "role", "actor")


class _Found(NamedTuple):
    """A rule that one span breaks: where, and the About of it as far as it is known without the ids."""

    span: int
    label: int
    start: int
    end: int
    quote: str
    broken: Broken


class Counts(NamedTuple):
    """What the last look was at; `compared` says whether words were."""

    articles: int
    spans: int
    compared: bool


class Linter:
    """Everything found in one project, as of the last `whole` or `again`. It belongs to the thread of its store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rows = LintRows(store)
        self._begin()

    def _begin(self) -> None:
        codebook = self._codebook = self._store.codebook()
        keys = self._keys = self._rows.keys()
        labels = {key: label for key, id in keys.labels.items() if (label := codebook.label(id)) is not None}
        layers = {id: n for n, id in enumerate(dict.fromkeys(label.layer for label in labels.values()))}
        self._layers = {key: layers[label.layer] for key, label in labels.items()}
        self._names = {key: label.name for key, label in labels.items()}
        self._closed = {
            key: label.layer
            for key, label in labels.items()
            if (layer := codebook.layer(label.layer)) is not None and not layer.overlap
        }
        self._speakers = {key for key, id in keys.labels.items() if where_for(codebook, id) is Where.BESIDE_VERB}
        self._shapes = Shapes(codebook, keys, self._filler)
        self._quotes: Mapping[int, str] = {}
        self._answers: Mapping[int, list[tuple[int, str]]] = {}
        self._broken: dict[int, list[_Found]] = {}
        self._words = SameWords(self._layers, self._makes_sense)
        self._articles = self._spans = 0
        self._compared = True

    @property
    def counts(self) -> Counts:
        """What the last look at the whole was at."""
        return Counts(self._articles, self._spans, self._compared)

    def whole(self) -> Task[tuple[Finding, ...]]:
        """Look through everything, and return what is open, by article and place."""
        self._begin()
        self._articles = self._store.article_count()
        self._spans = sum(self._store.label_counts().values())
        self._compared = self._spans <= MOST_SPANS
        with seldom():
            for n, (first, last) in enumerate(self._rows.chunks(CHUNK)):
                self._take(first, last)
                yield Progress(min((n + 1) * CHUNK, self._articles), self._articles, "rules")
            if self._compared:
                yield from self._look_through()
            return self.findings()

    def _look_through(self) -> Iterator[Progress]:
        self._words.arrange()
        for n, (first, last) in enumerate(self._rows.chunks(CHUNK)):
            for text in self._texts(first, last):
                self._words.look_through(text)
            yield Progress(min((n + 1) * CHUNK, self._articles), self._articles, "words")

    def again(self, articles: Iterable[str]) -> tuple[Finding, ...]:
        """Look at some articles again, and at the words that they had or have now; return everything open."""
        touched: set[Group] = set()
        keys = [key for id in articles if (key := self._rows.key_of(id))]
        for key in keys:
            before = self._words.of(key)
            self._words.forget(key)
            self._broken.pop(key, None)
            self._take(key - 1, key)
            after = self._words.of(key)
            touched |= {group for group in before.keys() | after.keys() if before.get(group) != after.get(group)}
        if self._compared:
            self._words.arrange(touched)
            for group in touched:
                found = self._rows.with_words(group[1], MOST_ARTICLES_OF_WORDS)
                self._words.look_for(group, (text for key in found for text in self._texts(key - 1, key)))
            for key in keys:
                self._words.leave(key)
                for text in self._texts(key - 1, key):
                    self._words.look_through(text)
        return self.findings()

    def can_go_on(self, action: Action) -> bool:
        """Whether `again` with the articles of an action is enough; else the whole is to be looked at."""
        gone = any(x.kind == "article" and (x.before is None or x.after is None) for x in action.changes)
        return not action.is_wide and not gone and not action.touches(*_CODEBOOK)

    # the rules

    def _take(self, first: int, last: int) -> None:
        """Look at the spans of some articles by themselves, and remember their words."""
        pieces = self._rows.pieces(first, last)
        labels = {piece[0]: piece[2] for piece in pieces} | dict(self._rows.waiting(first, last))
        answers: dict[int, list[tuple[int, str]]] = {}
        for span, field, value in self._rows.answers(first, last):
            answers.setdefault(span, []).append((field, value))
        fillers: dict[int, list[tuple[int, int, int]]] = {}
        for source, role, filler, actor in self._rows.fillers(first, last):
            if filler is not None:
                told = (role, labels.get(filler, 0), filler)
            else:
                told = (role, BY_ACTOR, actor) if actor is not None else (role, UNSTATED, 0)
            fillers.setdefault(source, []).append(told)
        self._answers = answers
        self._quotes = {piece[0]: piece[6] for piece in pieces} if self._shapes.reads_fillers else {}
        self._judge(pieces, answers, fillers)

    def _filler(self, span: int) -> tuple[str, Answers]:
        return self._quotes.get(span, ""), self._answers.get(span, ())

    def _judge(self, pieces: list[SpanPiece], answers: Mapping[int, Answers], fillers: Mapping[int, Fillers]) -> None:
        broken, add, closed = self._shapes.broken, self._words.add, self._closed
        reached: dict[tuple[int, str, int], int] = {}
        before, last = 0, len(pieces) - 1
        for n, (span, article, label, annotator, start, end, quote) in enumerate(pieces):
            if span == before:
                continue  # a further piece of the same span
            before = span
            for x in broken(label, answers.get(span, ()), fillers.get(span, ())):
                self._broken.setdefault(article, []).append(_Found(span, label, start, end, quote, x))
            if label in closed:
                key = (article, closed[label], annotator)
                if start < reached.get(key, 0):
                    x = Broken("overlap", closed[label], "", exact=False)
                    self._broken.setdefault(article, []).append(_Found(span, label, start, end, quote, x))
                reached[key] = max(reached.get(key, 0), end)
            if self._compared and (n == last or pieces[n + 1][0] != span):
                add(quote, Sighting(article, start, end, label, span))

    # the words

    def _texts(self, first: int, last: int) -> Iterator[Text]:
        """Yield the articles of a range that were worked on, as far as they were."""
        scopes = self._rows.scopes(first, last)
        taken: dict[int, list[tuple[int, int, int]]] = {}
        for article, label, start, end in self._rows.places(first, last):
            taken.setdefault(article, []).append((self._layers[label], start, end))
        wanted = {key: read for key, scope in scopes.items() if (read := _read(scope, tagged=key in taken))}
        for key, text in self._rows.texts(first, last) if wanted else ():
            if key in wanted:
                yield Text(key, text, wanted[key], taken.get(key, ()))

    def _makes_sense(self, label: int, text: str, place: Range) -> bool:
        return label not in self._speakers or speaks(text, place)

    # the answer

    def findings(self) -> tuple[Finding, ...]:
        """Return everything that is open, by article in the order added, and by place."""
        found: dict[int, list[Finding]] = {}
        different = list(self._words.different())
        spans = self._rows.span_ids(
            [x.span for each in self._broken.values() for x in each if x.broken.exact] + [x[1].span for x in different]
        )
        articles = self._rows.article_ids([*self._broken, *(x[1].article for x in different), *self._missing()])
        for key in self._broken:
            found.setdefault(key, []).extend(self._of_rules(articles[key], key, spans))
        quotes = self._rows.quotes(x[1].span for x in different)
        for group, sighting, better, places in different:
            about = About(Kind.DIFFERENT, articles[sighting.article], spans[sighting.span], group[1])
            finding = self._differs(about, sighting, better, places, _shown(quotes[sighting.span]))
            found.setdefault(sighting.article, []).append(finding)
        for group, missed in self._words.missed.items():
            for miss in missed:
                found.setdefault(miss.article, []).append(self._misses(articles[miss.article], group, miss))
        flat = (x for key in sorted(found) for x in sorted(found[key], key=lambda x: (x.start, x.end)))
        return still_open(flat, self._store.all_accepted())

    def _missing(self) -> Iterator[int]:
        return (miss.article for missed in self._words.missed.values() for miss in missed)

    def _of_rules(self, article: str, key: int, spans: Mapping[int, str]) -> Iterator[Finding]:
        """Yield what breaks a rule in one article; what depends on more than a shape is looked up in its record."""
        broken = self._broken[key]
        if all(x.broken.exact for x in broken):
            for x in broken:
                about = About(x.broken.rule, article, spans[x.span], key=x.broken.key)
                yield Finding(about, x.broken.message, x.start, x.end, self._keys.labels[x.label], _shown(x.quote))
            return
        record = self._store.record(article)
        by_id = {span.id: span for span in record.spans}
        for problem in all_problems(self._codebook, record)[0]:
            span = by_id[problem.span]
            yield Finding(problem.about, problem.message, span.start, span.end, span.label, _shown(span.text))

    def _differs(self, about: About, sighting: Sighting, better: int, places: int, words: str) -> Finding:
        labels = self._keys.labels
        here, there = labels[sighting.label], labels[better]
        message = differing(words, self._name(sighting.label), self._name(better), places)
        about = replace(about, key=f"{here} {there}")
        return Finding(about, message, sighting.start, sighting.end, here, words, there)

    def _misses(self, article: str, group: Group, miss: Miss) -> Finding:
        label, places = self._words.label_of(group)
        words, id = _shown(miss.words), self._keys.labels[label]
        about = About(Kind.MISSED, article, "", group[1], f"{id} {miss.start}")
        return Finding(about, missing(words, self._name(label), places), miss.start, miss.end, id, words)

    def _name(self, label: int) -> str:
        return f"“{self._names[label]}”"


def _read(scope: Scope, *, tagged: bool) -> tuple[Range, ...]:
    """Return the ranges in which words without a label may be an oversight.

    All of an article that is done, or that came with spans and was never begun here; else what was marked as read.
    """
    if scope.done or (tagged and not scope.begun):
        return _WHOLE
    return scope.read


def _shown(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
