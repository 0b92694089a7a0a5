"""The accessibility bus as a screen reader uses it: objects with name, role, state, text and extents, and events.

A thin reading of the AT-SPI2 interfaces over D-Bus; it knows nothing of this program.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, MessageType, Properties, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

A11Y = "org.a11y.atspi"
REGISTRY = f"{A11Y}.Registry"
ROOT = f"/{A11Y.replace('.', '/')}/accessible/root"
SCREEN, WINDOW, CHARACTER, WORD, PRESS_AND_RELEASE_SYMBOL = 0, 1, 0, 1, 3
STATES = {7: "editable", 8: "enabled", 11: "focusable", 12: "focused", 17: "multi line", 25: "showing", 30: "visible"}


@dataclass(frozen=True)
class Event:
    """Something that happened: its name in lower case without blanks, its first words, what it carries."""

    name: str
    path: str
    value: Any


class Bus:
    """One connection to the accessibility bus of this session, with the events that came since."""

    def __init__(self) -> None:
        session = open_dbus_connection(bus="SESSION")
        address = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
        reply = session.send_and_get_reply(new_method_call(address, "GetAddress"))
        self.connection: DBusConnection = open_dbus_connection(bus=str(reply.body[0]))
        session.close()
        self.events: deque[Event] = deque(maxlen=500)
        registry = DBusAddress(f"/{A11Y.replace('.', '/')}/registry", REGISTRY, REGISTRY)
        for name in ("Object:Announcement", "Object:TextCaretMoved"):
            self._send(new_method_call(registry, "RegisterEvent", "s", (name,)))
        rule = MatchRule(type="signal", interface=f"{A11Y}.Event.Object")
        self._send(message_bus.AddMatch(rule))

    def applications(self) -> list["Thing"]:
        """Return the programs on the bus."""
        return Thing(self, REGISTRY, ROOT).children()

    def press(self, symbol: int) -> None:
        """Press and release a key of the keyboard, by its X11 symbol."""
        path = f"/{A11Y.replace('.', '/')}/registry/deviceeventcontroller"
        keyboard = DBusAddress(path, REGISTRY, f"{A11Y}.DeviceEventController")
        body = (symbol, "", PRESS_AND_RELEASE_SYMBOL)
        self._send(new_method_call(keyboard, "GenerateKeyboardEvent", "isu", body))

    def call(self, address: DBusAddress, method: str, signature: str | None = None, body: tuple[Any, ...] = ()) -> Any:
        """Call a method and return what it gives: nothing, one value, or several."""
        reply = self._send(new_method_call(address, method, signature, body))
        return reply.body[0] if len(reply.body) == 1 else reply.body

    def value(self, address: DBusAddress, name: str) -> Any:
        """Return a property."""
        return self._send(Properties(address).get(name)).body[0][1]

    def wait_for(self, name: str, is_it: Callable[[Event], bool] = lambda _event: True, seconds: float = 10) -> Event:
        """Return the next event of a name that is the one meant; fail where it does not come."""
        until = time.monotonic() + seconds
        while True:
            while self.events:
                event = self.events.popleft()
                if event.name == name and is_it(event):
                    return event
            left = until - time.monotonic()
            if left <= 0:
                raise AssertionError(f"no event “{name}” came")
            self._receive(left)

    def listen(self, seconds: float) -> None:
        """Take in what happens for a while."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._receive(left)

    def _receive(self, seconds: float) -> None:
        try:
            self._keep(self.connection.receive(timeout=seconds))
        except TimeoutError:
            return

    def _send(self, message: Any) -> Any:
        serial = next(self.connection.outgoing_serial)
        self.connection.send(message, serial=serial)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            answer = self.connection.receive(timeout=20)
            fields = answer.header.fields
            if fields.get(HeaderFields.reply_serial) != serial:
                self._keep(answer)
                continue
            if answer.header.message_type == MessageType.error:
                raise AssertionError(f"{fields.get(HeaderFields.error_name)}: {answer.body}")
            return answer
        raise AssertionError("the bus does not answer")

    def _keep(self, message: Any) -> None:
        fields = message.header.fields
        interface = str(fields.get(HeaderFields.interface, ""))
        if message.header.message_type == MessageType.signal and interface.startswith(f"{A11Y}.Event"):
            detail, _first, _second, value = message.body[:4]
            name = f"{fields[HeaderFields.member]}:{detail}".rstrip(":").casefold()
            self.events.append(Event(name, str(fields[HeaderFields.path]), value[1]))


@dataclass(frozen=True)
class Thing:
    """One object on the bus."""

    bus: Bus
    owner: str
    path: str

    @property
    def name(self) -> str:
        """What a screen reader calls it."""
        return str(self.bus.value(self._at("Accessible"), "Name"))

    @property
    def description(self) -> str:
        """What a screen reader says about it."""
        return str(self.bus.value(self._at("Accessible"), "Description"))

    @property
    def role(self) -> str:
        """What it is."""
        return str(self.bus.call(self._at("Accessible"), "GetRoleName"))

    @property
    def states(self) -> set[str]:
        """What state it is in, as far as `STATES` names it."""
        low, high = self.bus.call(self._at("Accessible"), "GetState")
        bits = low | high << 32
        return {name for bit, name in STATES.items() if bits >> bit & 1}

    def children(self) -> list["Thing"]:
        """Return what is in it."""
        found = self.bus.call(self._at("Accessible"), "GetChildren")
        return [Thing(self.bus, owner, path) for owner, path in found if not path.endswith("/null")]

    def everything(self) -> Iterator["Thing"]:
        """Yield it and all that is in it."""
        yield self
        for child in self.children():
            yield from child.everything()

    @property
    def length(self) -> int:
        """How many UTF-16 units its text has."""
        return int(self.bus.value(self._at("Text"), "CharacterCount"))

    @property
    def caret(self) -> int:
        """Where the caret stands, in UTF-16 units."""
        return int(self.bus.value(self._at("Text"), "CaretOffset"))

    def text(self, start: int, end: int) -> str:
        """Return a piece of its text."""
        return str(self.bus.call(self._at("Text"), "GetText", "ii", (start, end)))

    def word_at(self, offset: int) -> tuple[str, int, int]:
        """Return the word at an offset with where it starts and ends."""
        word, start, end = self.bus.call(self._at("Text"), "GetStringAtOffset", "iu", (offset, WORD))
        return str(word), int(start), int(end)

    def set_caret(self, offset: int) -> bool:
        """Put the caret at an offset."""
        return bool(self.bus.call(self._at("Text"), "SetCaretOffset", "i", (offset,)))

    def select(self, start: int, end: int) -> bool:
        """Select a piece of the text."""
        text = self._at("Text")
        if int(self.bus.call(text, "GetNSelections")):
            return bool(self.bus.call(text, "SetSelection", "iii", (0, start, end)))
        return bool(self.bus.call(text, "AddSelection", "ii", (start, end)))

    def selection(self) -> tuple[int, int]:
        """Return where the selection starts and ends."""
        start, end = self.bus.call(self._at("Text"), "GetSelection", "i", (0,))
        return int(start), int(end)

    def extents_of(self, offset: int) -> tuple[int, int, int, int]:
        """Return where a character lies on the screen: left, top, width, height."""
        left, top, width, height = self.bus.call(self._at("Text"), "GetCharacterExtents", "iu", (offset, SCREEN))
        return int(left), int(top), int(width), int(height)

    def offset_at(self, left: int, top: int) -> int:
        """Return the offset of the character at a point of the screen."""
        return int(self.bus.call(self._at("Text"), "GetOffsetAtPoint", "iiu", (left, top, SCREEN)))

    def extents(self) -> tuple[int, int, int, int]:
        """Return where it lies on the screen: left, top, width, height."""
        found = self.bus.call(self._at("Component"), "GetExtents", "u", (SCREEN,))
        left, top, width, height = found
        return int(left), int(top), int(width), int(height)

    def take_focus(self) -> bool:
        """Give it the keyboard."""
        return bool(self.bus.call(self._at("Component"), "GrabFocus"))

    def _at(self, interface: str) -> DBusAddress:
        return DBusAddress(self.path, self.owner, f"{A11Y}.{interface}")
