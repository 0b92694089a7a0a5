"""What the card proposes for a field: from this paragraph, from the commitment before, from names; never a pronoun."""

from dataclasses import replace

from annotator.core.codebook import Attribute, Role
from annotator.core.ids import new_id
from annotator.core.model import Actor, Filler, Relation, Span
from annotator.core.segment import paragraph_at
from annotator.core.speakers import governor_at
from annotator.ui.panels.answers import Option
from annotator.ui.panels.frames import Frame
from tests.ui.panels.conftest import Project

CHINA = Actor(new_id(), "China", "country", ("Beijing",))
LI = Actor(new_id(), "Li Qiang")
YOON = Actor(new_id(), "Yoon Suk-yeol", aliases=("Yoon",))


def frame(
    project: Project,
    span: Span,
    *others: Span,
    relations: tuple[Relation, ...] = (),
    actors: tuple[Actor, ...] = (),
) -> Frame:
    spans = tuple(sorted((span, *others), key=lambda x: x.start))
    return Frame(project.articles[0], project.codebook, span, spans, relations, actors)


def role(project: Project, name: str) -> Role:
    found = project.field(name)
    assert isinstance(found, Role)
    return found


def person(project: Project) -> Attribute:
    found = project.field("Person", "Speaker")
    assert isinstance(found, Attribute)
    return found


def answer(option: Option | None) -> object:
    return option.answer if option is not None else None


def test_the_speaker_of_the_same_paragraph_is_proposed(project: Project) -> None:
    promise = project.span("will continue to promote peace talks", "Commitment")
    here, before = project.span("Li", "Speaker", nth=1), project.span("Chinese Premier Li Qiang", "Speaker")
    shown = frame(project, promise, here, before)
    assert answer(shown.proposal(role(project, "Speaker"))) == Filler(span=here.id)
    assert [option.words for option in shown.options(role(project, "Speaker"))] == ["Li", "Chinese Premier Li Qiang"]


def test_a_paragraph_that_names_its_speaker_proposes_nobody_else(project: Project) -> None:
    first, li = project.span("is ready to work", "Commitment"), project.span("Chinese Premier Li Qiang", "Speaker")
    later = project.span("expand trade", "Commitment")
    link = project.link("Speaker", first, Filler(span=li.id))
    shown = frame(project, later, first, li, relations=(link,))
    assert shown.proposal(role(project, "Speaker")) is None, "Yoon speaks there, and is not tagged yet"
    known = frame(project, later, first, li, relations=(link,), actors=(LI, YOON))
    assert answer(known.proposal(role(project, "Speaker"))) == Filler(actor=YOON.id)
    # “Li” of the next paragraph is the same person as before.
    same = frame(project, project.span("promote peace talks", "Commitment"), first, li, relations=(link,))
    linked = replace(li, attributes={person(project).id: LI.id})
    same = replace(same, spans=tuple(linked if x.id == li.id else x for x in same.spans), actors=(LI,))
    assert answer(same.proposal(role(project, "Speaker"))) == Filler(span=li.id)


def test_a_speaker_who_was_refused_is_not_proposed(project: Project) -> None:
    text = project.articles[0].text
    promise, before = project.span("expand trade", "Commitment"), project.span("Chinese Premier Li Qiang", "Speaker")
    shown = frame(project, promise, before)
    start = paragraph_at(text, promise.start)[0]
    assert answer(replace(shown, cuts=frozenset({start})).proposal(role(project, "Speaker"))) is None


def test_whom_the_cue_names_is_proposed_and_not_whoever_spoke_before(project: Project) -> None:
    promise = project.span("expand trade", "Commitment")
    governor = governor_at(project.articles[0].text, promise.start, ())
    assert governor is not None
    assert governor.expected
    named, other = Actor(new_id(), governor.name), project.span("Chinese Premier Li Qiang", "Speaker")
    first = project.span("is ready to work", "Commitment")
    link = project.link("Speaker", first, Filler(span=other.id))
    shown = frame(project, promise, first, other, relations=(link,), actors=(named,))
    expected = Filler(span=other.id) if governor.name == other.text else Filler(actor=named.id)
    assert answer(shown.proposal(role(project, "Speaker"))) == expected


def test_the_speaker_in_the_cue_of_the_sentence_comes_before_a_nearer_one(project: Project) -> None:
    promise = project.span("is ready to work", "Commitment")
    li, near = project.span("Chinese Premier Li Qiang", "Speaker"), project.span("South Korea", "Speaker")
    assert answer(frame(project, promise, li, near).proposal(role(project, "Speaker"))) == Filler(span=li.id)


def test_the_party_is_the_subject_of_the_sentence_and_the_others_are_spoken_to(project: Project) -> None:
    promise = project.span("is ready to work", "Commitment")
    shown = frame(project, promise, actors=(CHINA,))
    party, to = role(project, "Party"), role(project, "To")
    proposed = shown.proposal(party)
    assert proposed is not None
    assert (proposed.answer, proposed.new) == (Filler(actor=CHINA.id), ())
    shown = shown.answered(party, proposed)
    asked = shown.proposal(to)
    assert asked is not None
    assert (asked.words, [x.name for x in asked.new if isinstance(x, Actor)]) == ("South Korea", ["South Korea"])
    assert shown.answered(to, asked).words(to) == "South Korea", "a country is entered with the answer that names it"


def test_words_that_name_days_ahead_are_proposed_as_the_deadline_and_tagged_with_it(project: Project) -> None:
    promise, deadline = project.span("expand trade", "Commitment"), role(project, "Deadline")
    shown = frame(project, promise)
    proposed = shown.proposal(deadline)
    assert proposed is not None
    (made,) = proposed.new
    assert isinstance(made, Span)
    date = project.field("Date", "Time")
    assert (made.text, made.attributes) == ("by 2030", {date.id: "../2030-12-31"})
    assert proposed.hint == "by 31 Dec 2030"
    assert shown.answered(deadline, proposed).words(deadline) == "by 2030"
    marked = project.span("by 2030", "Time")
    assert answer(frame(project, promise, marked).proposal(deadline)) == Filler(span=marked.id)


def test_when_it_was_said_is_no_deadline(project: Project) -> None:
    promise = project.span("will continue", "Commitment")
    assert frame(project, promise).proposal(role(project, "Deadline")) is None


def test_the_party_goes_with_the_speaker(project: Project) -> None:
    first, later = project.span("is ready to work", "Commitment"), project.span("expand trade", "Commitment")
    li, yoon = project.span("Chinese Premier Li Qiang", "Speaker"), project.span("Yoon", "Speaker")
    links = (
        project.link("Speaker", first, Filler(span=li.id)),
        project.link("Party", first, Filler(actor=CHINA.id)),
    )
    same = (*links, project.link("Speaker", later, Filler(span=li.id)))
    other = (*links, project.link("Speaker", later, Filler(span=yoon.id)))
    shown = [frame(project, later, first, li, yoon, relations=x, actors=(CHINA,)) for x in (same, other)]
    proposed = [answer(each.proposal(role(project, "Party"))) for each in shown]
    assert proposed == [Filler(actor=CHINA.id), None]


def test_a_name_in_the_paragraph_is_proposed_once(project: Project) -> None:
    promise = project.span("will continue", "Commitment")
    shown = frame(project, promise, actors=(LI, CHINA))
    party, to = role(project, "Party"), role(project, "To")
    proposed = shown.proposal(party)
    assert answer(proposed) == Filler(actor=CHINA.id)
    assert proposed is not None
    assert shown.answered(party, proposed).proposal(to) is None


def test_a_speaker_is_known_by_what_the_same_words_meant_before(project: Project) -> None:
    before, now = project.span("Li", "Speaker"), project.span("Li", "Speaker", nth=1)
    known = replace(before, attributes={person(project).id: LI.id})
    assert answer(frame(project, now, known, actors=(LI,)).proposal(person(project))) == LI.id


def test_a_full_name_names_its_bearer_and_nobody_else(project: Project) -> None:
    whole, yoon = project.span("Chinese Premier Li Qiang", "Speaker"), project.span("Yoon", "Speaker")
    assert answer(frame(project, whole, actors=(CHINA, LI)).proposal(person(project))) == LI.id
    assert frame(project, yoon, actors=(CHINA, LI)).proposal(person(project)) is None


def test_what_is_answered_is_never_proposed_again(project: Project) -> None:
    promise, li = project.span("will continue", "Commitment"), project.span("Li", "Speaker", nth=1)
    link = project.link("Speaker", promise, Filler())
    assert frame(project, promise, li, relations=(link,)).proposal(role(project, "Speaker")) is None


def test_not_stated_and_an_answer_exclude_each_other(project: Project) -> None:
    promise, to = project.span("will continue", "Commitment"), role(project, "To")
    shown = frame(project, promise, actors=(CHINA, LI))
    for filler in (Filler(actor=CHINA.id), Filler(actor=LI.id)):
        shown = shown.answered(to, Option("", filler))
    assert shown.words(to) == "China, Li Qiang"
    shown = shown.answered(to, Option("", Filler()))
    assert shown.fillers(to) == (Filler(),)
    assert shown.answered(to, Option("", Filler(actor=LI.id))).fillers(to) == (Filler(actor=LI.id),)


def test_an_unknown_name_may_become_a_person_an_organisation_or_a_country(project: Project) -> None:
    options = frame(project, project.span("Yoon", "Speaker"), actors=(CHINA,)).options(person(project), "Seoul")
    assert [option.hint for option in options] == ["new person", "new organisation", "new country"]
    beijing = frame(project, project.span("Yoon", "Speaker"), actors=(CHINA,)).options(person(project), "beij")
    assert beijing[0].answer == CHINA.id


def test_who_speaks_is_not_proposed_as_the_party(project: Project) -> None:
    promise = project.span("is ready to work", "Commitment")
    li = replace(project.span("Chinese Premier Li Qiang", "Speaker"), attributes={person(project).id: LI.id})
    party = role(project, "Party")
    proposed = frame(project, promise, li, actors=(LI,)).proposal(party)
    assert proposed is not None
    assert proposed.words == "China"
    assert answer(frame(project, promise, li, actors=(LI, CHINA)).proposal(party)) == Filler(actor=CHINA.id)
