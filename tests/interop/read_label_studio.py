"""Runs under label-studio-sdk alone: its own validation finds nothing, and every region is at its place."""

import json

from comparing import by_id, check, compare, done, folder
from label_studio_sdk.label_interface import LabelInterface

count = tasks = 0
for name, kind in (("all-label-studio", "annotations"), ("predictions", "predictions")):
    config = LabelInterface((folder / name / "config.xml").read_text(encoding="utf-8"))
    config.validate()
    for task in json.loads((folder / name / "tasks.json").read_text(encoding="utf-8")):
        article = by_id[task["data"]["article"]]
        check(task["data"]["text"] == article["text"], f"the text of {article['id']}")
        (made,) = task[kind]
        # Its public door, `validate_task`, is broken in this version.
        errors = config._validate_object_logic(made)
        check(errors == [], f"{errors[:1]} in {article['id']}")
        regions = [x for x in made["result"] if x["type"] == "labels"]
        form = "label-studio" if kind == "annotations" else "predictions"
        count += compare(
            article,
            form,
            ((x["id"][:36], x["value"]["start"], x["value"]["end"], x["value"]["labels"][0]) for x in regions),
        )
        tasks += 1
done("label-studio-sdk", f"{tasks} tasks, {count} regions, no error")
