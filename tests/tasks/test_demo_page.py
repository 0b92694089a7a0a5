"""The page of the demo: everything escaped, nothing loaded from elsewhere."""

from html.parser import HTMLParser

from annotator.tasks.page import Dataset, Row, demo_page
from annotator.tasks.plan import DEMO

EVIL = "<script>alert('&\"')</script>"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_names_and_words_are_text_and_never_markup() -> None:
    page = demo_page(
        EVIL,
        {EVIL: 3},
        {'a"b.png': EVIL},
        [Row(EVIL, "#123456", [EVIL, "more"], "1-2", EVIL)],
        [Dataset(EVIL, 'x".csv', EVIL, [EVIL])],
    )
    reader = Tags()
    reader.feed(page)
    assert all(tag != "script" for tag, _ in reader.found)
    assert reader.text.count(EVIL) == 10
    links = [value for _, attributes in reader.found for name in ("src", "href") if (value := attributes.get(name))]
    assert links == ['a"b.png', 'a"b.png', 'x".csv']


def test_the_plan_of_the_demo_is_what_was_promised() -> None:
    assert len(DEMO) >= 12
    assert len({tag.label for tag in DEMO}) >= 4
    assert sum(len(tag.quotes) > 1 for tag in DEMO) == 1
    assert sum(len(tag.roles) for tag in DEMO) == 2
    assert len({tag.name for tag in DEMO}) == len(DEMO)
