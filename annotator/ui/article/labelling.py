"""What a label's key tags: the selection, or the label's unit at the caret; and the brush, which tags what is swept."""

from annotator.core.codebook import Label
from annotator.core.errors import UserError
from annotator.core.model import Actor
from annotator.core.names import speaker_before
from annotator.core.segment import paragraph_at
from annotator.core.speakers import actor_for, is_subject, person_field, speaker_labels, subject_at
from annotator.core.units import unit_at
from annotator.ui.article.geometry import Ranges
from annotator.ui.article.tagging import Person, Tagging
from annotator.ui.article.view import ArticleView
from annotator.ui.palette import palette
from annotator.ui.theme import theme
from annotator.ui.workspace import Workspace


class Labelling:
    """Label keys and the brush of one view. At most one label is the brush, and only in an open article."""

    def __init__(self, workspace: Workspace, view: ArticleView, tagging: Tagging) -> None:
        self._workspace = workspace
        self._view = view
        self._tagging = tagging
        self._brush = ""
        self._made: list[Actor] = []
        """People made here, so that two quick presses do not make the same one twice."""
        view.label_key_pressed.connect(self._press_key)
        view.selection_made.connect(self._sweep)
        view.brush_ended.connect(self.put_brush_away)
        workspace.label_requested.connect(self.ask)
        workspace.closed.connect(self._forget_people)

    def is_label_key(self, key: str) -> bool:
        """Whether a label has this key."""
        return self._workspace.codebook.label_for_key(key) is not None

    def ask(self, label_id: str, brush: bool) -> None:
        """Tag with a label by its id, or take it as the brush."""
        label = self._workspace.codebook.label(label_id)
        if label is None or self._workspace.article is None:
            return
        self._view.setFocus()
        if brush:
            self.take_brush(label)
        else:
            self.tag(label)

    def tag(self, label: Label) -> None:
        """Tag the selection, or the label's unit at the caret; a refusal goes to the status line."""
        chosen = self._view.selection()
        ranges = chosen or self._unit(label)
        if not ranges:
            self._say("There is nothing to tag here. Select some words first.")
            return
        try:
            span = self._tagging.tag(label, ranges, self._person(label, ranges))
        except UserError as error:
            self._say(str(error))
            return
        if chosen or label not in self._speakers():
            # The caret waits behind the words, where the next clause is looked for.
            self._view.set_caret(ranges[-1][1])
        else:
            # The words that say who speaks may stand at the paragraph's end; reading goes on where it was.
            self._view.set_active(span)
        self._workspace.activate_span(span)

    def take_brush(self, label: Label) -> None:
        """Let every selection be tagged with a label as soon as it is made, until Esc; one that there is, at once."""
        self._brush = label.id
        self._view.set_brush(palette(theme().name).label(label.color).bar)
        self._workspace.brush_changed.emit(label.id)
        self._workspace.status_said.emit(
            f"Brush: {label.name}. Sweep over words to tag them; Esc puts the brush away.", "news"
        )
        if self._view.selection():
            self._sweep()

    def put_brush_away(self) -> None:
        """Tag only by keys again."""
        if self._brush:
            self._brush = ""
            self._view.set_brush(None)
            self._workspace.brush_changed.emit("")
            self._workspace.status_said.emit("", "news")

    def _forget_people(self) -> None:
        self._made = []

    def _sweep(self) -> None:
        label = self._workspace.codebook.label(self._brush) if self._brush else None
        if label is not None:
            self.tag(label)

    def _press_key(self, key: str, brush: bool) -> None:
        label = self._workspace.codebook.label_for_key(key)
        if label is None:
            self._say(f"No label has the key “{key}”.")
        else:
            self.ask(label.id, brush)

    def _unit(self, label: Label) -> Ranges:
        """Return what a label's key tags where nothing is selected."""
        text, caret = self._view.text, self._view.caret()
        if label in self._speakers():
            return self._speaker_words(label)
        active = self._view.span(self._view.active_span)
        if active is not None and caret == active.ranges[-1][1]:
            # Behind the span that was just tagged its own words are meant, not the next ones.
            caret -= 1
        return unit_at(text, caret, label.unit)

    def _speaker_words(self, label: Label) -> Ranges:
        """Return the words that say who speaks at the caret; once they are tagged, the name at the caret.

        At the start of a paragraph the key always means whom the gutter shows.
        """
        text, caret = self._view.text, self._view.caret()
        start = paragraph_at(text, caret)[0]
        if caret == start:
            expected = speaker_before(text, caret)
            subject = expected.range if expected is not None else subject_at(text, caret)
        else:
            subject = subject_at(text, caret)
        if subject is None or (caret != start and self._tagging.has(label, (subject,))):
            return unit_at(text, caret, label.unit)
        return (subject,)

    def _person(self, label: Label, ranges: Ranges) -> Person | None:
        """Return whom the subject of a cue names, known or new; None for other words, or where it is unclear."""
        field = person_field(self._workspace.codebook, label.id) if label in self._speakers() else None
        if field is None or len(ranges) != 1 or not is_subject(self._view.text, ranges[0]):
            return None
        known = {actor.id: actor for actor in (*self._made, *self._workspace.store.actors())}
        actor, is_new = actor_for(self._view.text, ranges[0], known.values())
        if actor is None:
            return None
        if is_new:
            self._made = [*self._made, actor]
        return Person(field.id, actor)

    def _speakers(self) -> tuple[Label, ...]:
        return speaker_labels(self._workspace.codebook)

    def _say(self, words: str) -> None:
        self._workspace.status_said.emit(words, "problem")
