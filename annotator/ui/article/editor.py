"""The article view tied to the project: it shows what is stored and what is on its way, and sends gestures off.

It decides nothing about spans (see `tagging` and `labelling`) and paints nothing (see `view`).
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from annotator.core.change import Action
from annotator.core.errors import UserError
from annotator.core.header import read_header
from annotator.core.model import Actor, Span
from annotator.core.segment import paragraph_at
from annotator.ui.article.appearance import Appearance
from annotator.ui.article.find import FindBar
from annotator.ui.article.folding import header_end
from annotator.ui.article.geometry import Ranges
from annotator.ui.article.groups import Groups
from annotator.ui.article.label_picker import LabelPicker
from annotator.ui.article.labelling import Labelling
from annotator.ui.article.linking import Linking
from annotator.ui.article.looks import Looks
from annotator.ui.article.placing import Placing
from annotator.ui.article.shown_spans import ShownSpans
from annotator.ui.article.speaker_gutter import SpeakerGutter
from annotator.ui.article.tagging import Tagging
from annotator.ui.article.view import ArticleView
from annotator.ui.commands import SNAPS, Commands
from annotator.ui.settings import Settings
from annotator.ui.workspace import CODEBOOK_KINDS, Failure, Workspace

_MOST_CHANGES = 200
_SAVE_PLACE_MS = 800
_MENU = ("span.label", "edit.copy", "", "span.card", "article.note", "span.remove", "", "article.read")


class ArticleEditor(QWidget):
    """The open article of the workspace, with its find bar.

    Invariant: the view shows `ShownSpans` of `workspace.article`; what fails on disk disappears again.
    """

    def __init__(
        self, workspace: Workspace, commands: Commands, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._commands, self._settings = workspace, commands, settings
        self._article = ""
        self._spans = ShownSpans()
        self.view = ArticleView(self)
        self.find_bar = FindBar(self)
        self._tagging = Tagging(workspace, self._spans, self._show_span)
        self._labelling = Labelling(workspace, self.view, self._tagging)
        self.groups = Groups(workspace, settings, self)
        self._tagging.layers_shown = self.groups.shown
        self._looks = Looks(self.view, commands, settings)
        self._appearance = Appearance(workspace, self.groups)
        self._gutter = SpeakerGutter(workspace, settings, self.view, self._spans, self._appearance.actors)
        self._shown_active = ""
        self._linking = Linking(workspace, self.view, self._spans)
        self._placing = Placing(workspace, self.view)
        self.picker = LabelPicker(self)
        self._save_soon = QTimer(self)
        self._save_soon.setSingleShot(True)
        self._save_soon.setInterval(_SAVE_PLACE_MS)
        self._save_soon.timeout.connect(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.find_bar)
        column.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        self._connect_view()
        self._connect_workspace()
        self._bind()
        self._follow_setting("")
        self._open(workspace.article.id if workspace.article else "")

    def save(self) -> None:
        """Keep caret and scroll of the open article with the project."""
        self._save_soon.stop()
        if self._article and self._workspace.is_open:
            self._workspace.save_place(self._article, self.view.caret(), self.view.scroll_position())

    # -- wiring --------------------------------------------------------------------------------------------------

    def _connect_view(self) -> None:
        view = self.view
        view.command_of = self._commands.view_command
        view.run_command = self._run_command
        view.is_label_key = self._labelling.is_label_key
        view.span_activated.connect(self._workspace.activate_span)
        view.span_resized.connect(self._resize)
        view.span_remove_requested.connect(self._remove)
        view.card_requested.connect(lambda _id: self._commands.run("span.card"))
        view.fragment_added.connect(self._add_fragment)
        view.fragment_removed.connect(self._remove_fragment)
        view.hint_given.connect(lambda words: self._workspace.status_said.emit(words, "problem"))
        view.paragraph_mark_requested.connect(self._mark_paragraph)
        view.selection_changed.connect(self._tell_selection)
        view.menu_requested.connect(self._show_menu)
        view.caret_moved.connect(self._follow_caret)
        view.text_size_changed.connect(lambda size: self._settings.set("text.size", size))
        view.verticalScrollBar().valueChanged.connect(lambda _value: self._save_soon.start())
        self.find_bar.found.connect(self._show_found)
        self.find_bar.closed.connect(self.view.setFocus)
        self.find_bar.chosen.connect(self.view.setFocus)
        self.find_bar.all_wanted.connect(self._tag_found)
        self.picker.taken.connect(self._workspace.label_requested)
        self.picker.left.connect(self.view.setFocus)
        view.label_key_pressed.connect(lambda _key, _brush: self._linking.cancel())

    def _connect_workspace(self) -> None:
        workspace = self._workspace
        workspace.article_opened.connect(self._open)
        workspace.closed.connect(lambda: self._open(""))
        workspace.changed.connect(self._follow)
        workspace.failed.connect(self._take_back)
        workspace.unsaved.connect(self._settle)
        workspace.span_activated.connect(self._follow_active)
        workspace.article_flash.connect(self._flash)
        workspace.place_wanted.connect(self._show_place)
        workspace.actor_made.connect(self._meet)
        self._settings.changed.connect(self._follow_setting)
        self.groups.changed.connect(self._show_everything)

    def _bind(self) -> None:
        for command in self.view.commands:
            if command != "span.card":
                self._commands.bind(command, lambda command=command: self.view.perform(command))
        self._commands.bind("edit.find", self._open_find)
        self._commands.bind("edit.find_next", lambda: self._find_again(1))
        self._commands.bind("edit.find_previous", lambda: self._find_again(-1))
        self._commands.bind("span.label", self.pick_label)
        self._commands.bind("span.link", self._linking.begin)
        self._commands.bind("article.no_speaker", self._refuse_speaker)
        for snap in (command.id.removeprefix("edit.snap_") for command in SNAPS):
            self._commands.bind(f"edit.snap_{snap}", lambda _on, snap=snap: self._settings.set("text.snap", snap))

    # -- what is shown -------------------------------------------------------------------------------------------

    def _open(self, id: str) -> None:
        """Show an article where it was left."""
        if self._article and self._article != id:
            self.save()
        self._article = ""
        self._labelling.put_brush_away()
        self._linking.cancel()
        self.picker.hide()
        article = self._workspace.article if id else None
        if article is None:
            self._spans.reset(())
            self.view.set_article("")
            self.find_bar.set_text("")
            return
        store = self._workspace.store
        self._spans.reset(store.spans(article.id))
        self._read_names()
        self.view.set_article(article.text, self._appearance.marks(self._spans))
        header = read_header(article.text)
        self.view.set_quiet([line[0] for line in (header.title, header.date_line) if line is not None])
        self._fold()
        self._show_links()
        self._gutter.read_reviews()
        self.find_bar.set_text(article.text)
        place = store.place(article.id)
        if place is not None:
            if place[0] >= self.view.folded_until:
                self.view.set_caret(min(place[0], len(article.text)))  # its text may be another by now
            self.view.restore_scroll(place[1])
        self._gutter.open_at(self.view.caret())
        self._article = article.id
        self._follow_active(self._workspace.active_span)

    def _read_names(self) -> None:
        self._appearance.read()
        self._gutter.forget_speakers()

    def _meet(self, actor: Actor) -> None:
        self._appearance.meet(actor)
        self._gutter.forget_speakers()

    def _show_span(self, id: str) -> None:
        span = self._spans.now(id)
        mark = self._appearance.mark(span) if span is not None else None
        if mark is None:
            self.view.drop_span(id)
        else:
            self.view.put_span(mark)
        self._gutter.follow_span(id, span)

    def _fold(self) -> None:
        self.view.fold_header(header_end(self.view.text) if self._settings.flag("text.fold_header") else 0)

    def _show_place(self, start: int, end: int) -> None:
        """Select words that something beside the article is about."""
        self.view.select(((start, end),))
        self.view.reveal(start, end)
        self.view.setFocus()

    def _show_links(self) -> None:
        if self._workspace.article is None:
            return
        codebook = self._workspace.codebook
        links = []
        for relation in self._workspace.store.relations(self._workspace.article.id):
            role = codebook.role(relation.role)
            if relation.to.span:
                links.append((relation.source, relation.to.span, role.name if role else "?"))
        self.view.set_relations(links, always=self._settings.string("text.roles") == "always")

    def _follow_caret(self, offset: int) -> None:
        self._save_soon.start()
        self._gutter.follow_caret(offset)

    # -- the project ---------------------------------------------------------------------------------------------

    def _follow(self, action: Action) -> None:
        """Take over what an action changed in the open article."""
        article = self._workspace.article
        if article is None or article.id != self._article:
            return
        if action.is_wide or len(action.changes) > _MOST_CHANGES or action.touches(*CODEBOOK_KINDS, "actor"):
            self._show_everything()
            return
        changes = [change for change in action.changes if change.article == article.id]
        for change in changes:
            if change.kind == "span":
                self._spans.take(change.id, self._stored(change.id) if change.after is not None else None)
                self._show_span(change.id)
        if self._workspace.active_span and self._spans.now(self._workspace.active_span) is None:
            self._workspace.activate_span("")
        kinds = {change.kind for change in changes}
        if kinds & {"relation", "span"}:
            self._show_links()
        if kinds & {"review", "span"}:
            self._gutter.read_reviews()

    def _show_everything(self) -> None:
        self._read_names()
        self._spans.replace(self._workspace.store.spans(self._article))
        self.view.set_spans(self._appearance.marks(self._spans))
        self._show_links()
        self._gutter.read_reviews()

    def _stored(self, id: str) -> Span | None:
        """Return a span as it is stored, None for one that is gone, or belongs to an earlier text."""
        try:
            span = self._workspace.store.span(id)
        except UserError:  # removed by a later edit that is already on disk
            return None
        article = self._workspace.article
        return span if article is not None and span.text_version == article.version else None

    def _take_back(self, failure: Failure) -> None:
        """Show again what is stored, where an edit could not be written; the window says why."""
        for id in self._spans.drop(failure.ticket):
            self._show_span(id)
        self._gutter.read_reviews()

    def _settle(self, waiting: int) -> None:
        """Once everything is on disk, nothing is shown that is not."""
        if waiting == 0 and self._workspace.is_open:
            for id in self._spans.settle():
                self._spans.take(id, self._stored(id))
                self._show_span(id)

    def _follow_active(self, id: str) -> None:
        """Show which span somebody else made active, and where it is; also one of a hidden group while it is."""
        before, self._shown_active = self._shown_active, id
        for changed in (self._spans.now(before), self._spans.now(id)):
            if changed is not None and self._appearance.is_hidden(changed):
                self._show_span(changed.id)
        if id == self.view.active_span:
            return
        self.view.set_active(id)
        span = self.view.span(id)
        if span is not None:
            if not span.ranges[0][0] <= self.view.caret() <= span.ranges[-1][1]:
                self.view.set_caret(span.ranges[0][0])
            self.view.reveal(span.ranges[0][0])

    def _flash(self, id: str) -> None:
        span = self.view.span(id)
        if span is not None:
            self.view.reveal(span.ranges[0][0])
            self.view.flash(id)

    # -- gestures ------------------------------------------------------------------------------------------------

    def _resize(self, id: str, ranges: Ranges) -> None:
        self._try(id, lambda: self._tagging.resize(id, ranges))

    def _add_fragment(self, id: str, piece: tuple[int, int]) -> None:
        self._try(id, lambda: self._tagging.add_fragment(id, piece))

    def _remove_fragment(self, id: str, number: int) -> None:
        self._try(id, lambda: self._tagging.remove_fragment(id, number))

    def _remove(self, id: str) -> None:
        self._workspace.activate_span("")
        self._try(id, lambda: self._tagging.remove(id))

    def _mark_paragraph(self, start: int, read: bool) -> None:
        if self._gutter.mark_read(start, read=read):
            self._try("", lambda: self._tagging.mark_paragraph(start, read=read))

    def _refuse_speaker(self) -> None:
        """Say that nobody speaks in the caret's paragraph; the same key again lets the speaker stand."""
        start, end = paragraph_at(self.view.text, self.view.caret())
        if start == end:
            return
        on = self._gutter.toggle_cut(start)
        self._try("", lambda: self._tagging.set_no_speaker(start, on=on))
        told = "Nobody speaks in this paragraph." if on else "The speaker of this paragraph stands again."
        self._workspace.status_said.emit(told, "news")

    def _try(self, id: str, gesture: Callable[[], None]) -> None:
        """Carry out a gesture; where it is refused say why, and show the span as it was."""
        try:
            gesture()
        except UserError as error:
            self._workspace.status_said.emit(str(error), "problem")
            if id:
                self._show_span(id)

    def _tell_selection(self) -> None:
        self._commands.set_condition("selection", on=bool(self.view.selection()))

    def _show_menu(self, place: QPoint) -> None:
        """Offer what can be done with the words and the span there."""
        menu = QMenu(self)
        menu.setAccessibleName("Article text")
        for command in _MENU:
            if command:
                menu.addAction(self._commands.action(command))
            else:
                menu.addSeparator()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def pick_label(self) -> None:
        """Offer every label with its key beside the selected words, or the caret."""
        read = self.view.read_rect()
        read.moveTopLeft(self.view.viewport().mapTo(self, read.topLeft()))
        self.picker.open_at(read, self._workspace.codebook)

    def _run_command(self, id: str) -> bool:
        return self._linking.answer(id) or self._commands.run(id)

    # -- find ----------------------------------------------------------------------------------------------------

    def _open_find(self) -> None:
        chosen = self.view.selection()
        words = self.view.text[chosen[0][0] : chosen[0][1]] if len(chosen) == 1 else ""
        start = chosen[0][0] if chosen else self.view.caret()
        self.find_bar.open_bar(self.view.text, words if "\n" not in words else "", start)

    def _find_again(self, direction: int) -> None:
        if self.find_bar.isVisible():
            self.find_bar.go(direction)
        else:
            self._open_find()

    def _tag_found(self) -> None:
        """Offer every place that was found to be tagged."""
        if self.find_bar.ranges:
            self._workspace.occurrences_wanted.emit(self.find_bar.words, "")

    def _show_found(self, ranges: Ranges, current: int) -> None:
        self.view.set_search(ranges, current)
        if current >= 0:
            self.view.select((ranges[current],))
            self.view.reveal(ranges[current][0])

    # -- looks ---------------------------------------------------------------------------------------------------

    def _follow_setting(self, id: str) -> None:
        if not id or id == "text.snap":
            self.view.snap = self._settings.string("text.snap")
            self._commands.set_checked(f"edit.snap_{self.view.snap}", on=True)
        if id == "text.roles":
            self._show_links()
        elif id == "text.speakers":
            self._gutter.show()
        elif id == "text.fold_header":
            self._fold()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the colours of the program."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._looks.apply_theme()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep the place when another page is shown or the window closes."""
        super().hideEvent(event)
        self.save()
