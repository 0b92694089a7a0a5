"""Rows of chat for fine-tuning. The record; the work is in `chat_writing`."""

from annotator.formats.base import Format
from annotator.formats.chat_writing import ANSWER, CARRIES, ENDING, write

FORMAT = Format(
    name="chat",
    title="Chat for fine-tuning (JSONL)",
    suffixes=(),
    target="file",
    description=(
        "One row an article with system, user and assistant messages, as the makers of language models want them. The "
        "answer has the words of each span with the number of their occurrence, or the article with tags."
    ),
    carries=CARRIES,
    write=write,
    ending=ENDING,
    choices=(ANSWER,),
)
