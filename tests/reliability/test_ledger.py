"""The page of what was tried."""

import ledger


def test_a_part_of_the_report_keeps_the_other_rows(monkeypatch):
    earlier = {"Killed": {"a | b": ("50", "0", "|"), "writing": ("9", "1", "")}, "Network": {}}
    monkeypatch.setattr(ledger, "ROWS", earlier)
    page = ledger.page(failed=1)
    now = {"Killed": {"writing": (50, 0, "done")}, "Memory": {"lstm": (1, 0, "1 MB")}}
    monkeypatch.setattr(ledger, "ROWS", now)
    ledger.keep_earlier(page)
    lines = [line for line in ledger.page().splitlines() if line.startswith(("## ", "| "))]
    head = "| fault | tries | lost | message or observation |"
    assert lines == [
        "## Killed", head, r"| a \| b | 50 | 0 | \| |", "| writing | 50 | 0 | done |",
        "## Network", head, "## Memory", head, "| lstm | 1 | 0 | 1 MB |",
    ]  # fmt: skip
