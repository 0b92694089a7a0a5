"""Knows an article again whose text has changed, and says what would become of its spans. It writes nothing.

An article is known by its id or its link; else by its file name, or its title with date or source, where the texts have
half of their words in common.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from annotator.core.common_text import word_share
from annotator.core.draft import Draft
from annotator.core.errors import UserError
from annotator.core.ids import derived_id, new_id
from annotator.core.model import Article, ArticleRecord, Filler
from annotator.core.reanchoring import Anchoring, Fates, counted_fates
from annotator.core.text import sha256_of
from annotator.store.retexting import ArticleKey, article_keys
from annotator.store.store import Store
from annotator.store.writer import Writes

ALIKE = 0.5
"""The share of words that two texts have in common where a name or a title alone says that they are one article."""

_MOST_OF_A_NAME = 3
"""A name that more articles have says nothing."""


class Choice(StrEnum):
    """What becomes of an article whose text has changed."""

    VERSION = "version"
    SEPARATE = "separate"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class ChangedChoices:
    """What a person chose for changed texts: for each article by its id, and for all others."""

    every: Choice = Choice.LEAVE
    articles: Mapping[str, Choice] = field(default_factory=dict)

    def of(self, article: str) -> Choice:
        """Return what becomes of one article."""
        return self.articles.get(article, self.every)


@dataclass(frozen=True, slots=True)
class Change:
    """A draft that is a known article with another text; `fates` are those of the article's spans in it."""

    article: Article
    anchoring: Anchoring
    fates: Fates


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of one changed text."""

    article: str
    title: str
    name: str
    fates: Fates
    choice: Choice


class Changes:
    """Finds changed texts among the articles that were here when it was made; each is found once."""

    def __init__(self, writes: Writes) -> None:
        self._writes = writes
        self._known: dict[int, tuple[str, ...]] = {}
        self._taken: set[str] = set()
        writes.run(self._gather)

    def find(self, draft: Draft) -> Change | None:
        """Return the article that a draft is another text of, None where it is new or here as it is."""
        sure = self._candidates(_sure_keys(draft.id, draft.link))
        likely = self._candidates(_likely_keys(draft))
        if not sure and not likely:
            return None
        found = self._writes.run(lambda store: _look(store, draft, sure, likely))
        if found is not None:
            self._taken.add(found.article.id)
        return found

    def _gather(self, store: Store) -> None:
        for article in article_keys(store):
            for key in (*_sure_keys(article.id, article.link), *_likely_keys(article)):
                self._known[key] = (*self._known.get(key, ()), article.id)

    def _candidates(self, keys: tuple[int, ...]) -> tuple[str, ...]:
        found = [ids for key in keys if len(ids := self._known.get(key, ())) <= _MOST_OF_A_NAME]
        return tuple(dict.fromkeys(id for ids in found for id in ids if id not in self._taken))


def _sure_keys(id: str, link: str) -> tuple[int, ...]:
    keys = [hash(("id", id))] if id else []
    return (*keys, hash(("link", link))) if link else tuple(keys)


def _likely_keys(of: Draft | ArticleKey) -> tuple[int, ...]:
    keys = [hash(("name", of.name, of.source))] if of.name else []
    if of.title and (of.date or of.source):
        keys.append(hash(("title", of.title.casefold(), of.date, of.source)))
    return tuple(keys)


def _look(store: Store, draft: Draft, sure: tuple[str, ...], likely: tuple[str, ...]) -> Change | None:
    if store.has_article(sha256_of(draft.text), draft.source, draft.date, draft.id):
        return None
    known = {id: article for id in (*sure, *likely) if (article := _still_here(store, id)) is not None}
    if any(article.text == draft.text for article in known.values()):
        return None
    same = (known[id] for id in sure if id in known)
    found = next((x for x in same if x.id == draft.id or (draft.link and x.link == draft.link)), None)
    if found is None:
        alike = [(word_share(known[id].text, draft.text), n, id) for n, id in enumerate(likely) if id in known]
        share, _, id = max(alike, default=(0.0, 0, ""))
        found = known[id] if share >= ALIKE else None
    if found is None:
        return None
    anchoring = Anchoring(found.text, draft.text)
    fates = counted_fates(anchoring.place(span.ranges) for span in store.spans(found.id))
    return Change(found, anchoring, fates)


def _still_here(store: Store, id: str) -> Article | None:
    try:
        return store.article(id)
    except UserError:
        return None


def separate(draft: Draft) -> Draft:
    """Return a draft as an article of its own: what came with it under known ids gets new ones."""
    if draft.record is None:
        return replace(draft, id="")
    id = new_id()
    return replace(draft, id=id, record=_under(draft.record, id))


def _under(record: ArticleRecord, id: str) -> ArticleRecord:
    def own(old: str) -> str:
        return derived_id("separate", id, old)

    return replace(
        record,
        article=replace(record.article, id=id),
        spans=tuple(replace(x, id=own(x.id), article=id) for x in record.spans),
        relations=tuple(
            replace(
                x,
                id=own(x.id),
                article=id,
                source=own(x.source),
                to=Filler(own(x.to.span)) if x.to.span else x.to,
            )
            for x in record.relations
        ),
        labels=tuple(replace(x, id=own(x.id), article=id) for x in record.labels),
        notes=tuple(replace(x, id=own(x.id), article=id) for x in record.notes),
        work=tuple(replace(x, id=derived_id("work", id, x.annotator), article=id) for x in record.work),
        reviews=tuple(replace(x, id=own(x.id), article=id) for x in record.reviews),
        accepted=tuple(
            replace(x, id=own(x.id), article=id, span=own(x.span) if x.span else "") for x in record.accepted
        ),
    )
