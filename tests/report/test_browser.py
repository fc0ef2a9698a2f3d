"""Opens report.html in a headless Chromium: it draws, sorts and filters, by keyboard too, fits a phone, and
nothing complains. Exit code 77: there is no Chromium.

usage: test_browser.py CROWDPATCH SCENARIO EXPERIMENT
"""

import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import browser as driver  # noqa: E402

PHONE = 375


def check(condition, what):
    if not condition:
        sys.exit(what)


# How many pixels of a chart are neither white nor transparent.
INK = """[...document.querySelectorAll('.chart canvas')].map(canvas => {
  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let ink = 0;
  for (let i = 0; i < data.length; i += 4)
    ink += data[i + 3] > 0 && data[i] + data[i + 1] + data[i + 2] < 700;
  return ink;
})"""


def column(page, section, index):
    return page.evaluate(f"[...document.querySelectorAll('#{section} tbody tr')]"
                         f".map(row => row.cells[{index}].textContent)")


def check_sorting(page):
    """By the keyboard alone: to the column's name by Tab, then Enter and Enter again."""
    page.evaluate("document.querySelector('#distributors input[type=search]').focus()")
    for _ in range(40):
        page.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "deliveries":
            break
    check(page.evaluate("document.activeElement.closest('th') !== null"), "Tab finds no column")
    index = page.evaluate("document.activeElement.closest('th').cellIndex")
    for order, sign in (("ascending", 1), ("descending", -1)):
        page.press("Enter")
        check(page.evaluate("document.activeElement.closest('th').getAttribute('aria-sort')") == order,
              f"the column does not say {order}")
        values = [int(value.replace(",", "")) for value in column(page, "distributors", index)]
        check(values == sorted(values, key=lambda value: sign * value), f"not {order}: {values}")
    check(page.evaluate("document.querySelectorAll('#distributors th[aria-sort=none]').length") ==
          page.evaluate("document.querySelectorAll('#distributors th').length") - 1, "two columns sort")


def check_filter(page):
    rows = len(column(page, "distributors", 0))
    page.evaluate("document.querySelector('#distributors input[type=search]').focus()")
    page.call("Input.insertText", text="first_hand")
    page.settle()
    shown = column(page, "distributors", 0)
    check(0 < len(shown) < rows, f"{len(shown)} of {rows} rows after a filter")
    check(f"{len(shown)} of {rows} rows" in
          page.evaluate("document.querySelector('#distributors [role=status]').textContent"),
          "the number of rows is not told")
    page.evaluate("document.querySelector('#parameters input[type=checkbox]').click()")
    changed = page.evaluate("[...document.querySelectorAll('#parameters tbody tr')]"
                            ".every(row => row.cells[1].textContent !== row.cells[2].textContent)")
    check(changed, "parameters with their default are shown")


def check_charts(page, count):
    ink = page.evaluate(INK)
    check(len(ink) >= count and all(pixels > 200 for pixels in ink), f"charts have {ink} pixels")
    page.evaluate("document.querySelector('.chart').focus()")
    value = "document.querySelector('.chart .u-legend .u-value').textContent"
    before = page.evaluate(value)
    page.press("ArrowRight")
    page.press("ArrowRight")
    check(page.evaluate(value) != before, "arrow keys read no value")


def check_phone(page, path):
    page.open(path, width=PHONE, height=800)
    width = page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")
    check(width <= PHONE, f"{path}: {width} pixels wide on a phone")
    ink = page.evaluate(INK)
    check(ink and all(pixels > 100 for pixels in ink), f"{path}: charts have {ink} pixels on a phone")


def check_run(page, path):
    page.open(path)
    check_charts(page, 4)
    check(page.evaluate("document.querySelectorAll('svg.network g').length") > 1, "no places")
    check(page.evaluate("document.querySelectorAll('svg.network path.flow').length") > 0, "no flows")
    page.evaluate("document.querySelector('svg.network g').focus()")
    check("homes with" in page.evaluate("document.querySelector('#network [role=status]').textContent"),
          "a place tells nothing")
    check_sorting(page)
    check_filter(page)
    check_phone(page, path)


def check_map(page, path):
    """Places with coordinates stand inside of the drawing, and not all in one."""
    page.open(path)
    centres = page.evaluate("[...document.querySelectorAll('svg.network circle.devices')]"
                            ".map(c => [Number(c.getAttribute('cx')), Number(c.getAttribute('cy'))])")
    check(len(set(map(tuple, centres))) > 2, f"places stand at {centres}")
    check(all(0 <= x <= 640 and 0 <= y <= 640 for x, y in centres), f"a place is outside: {centres}")
    check("square root" in page.evaluate("document.querySelector('#network p').textContent"), "a map")


def check_campaign(page, path):
    page.open(path)
    check_charts(page, 2)
    title = "document.querySelector('#metrics h3').textContent"
    before = page.evaluate(title)
    page.evaluate("(s => { s.selectedIndex = (s.selectedIndex + 1) % s.options.length;"
                  "s.dispatchEvent(new Event('change')); })(document.querySelector('#metrics select'))")
    page.settle()
    check(page.evaluate(title) != before, "another metric draws nothing else")
    lines = "document.querySelectorAll('#over-time .u-legend .seen').length"
    before = page.evaluate(lines)
    page.evaluate("document.querySelectorAll('#over-time input[type=checkbox]')[5].click()")
    page.settle()
    check(page.evaluate(lines) == before + 1, "another point draws no line")
    shown = page.evaluate("document.querySelectorAll('#network svg.network g').length")
    check(shown >= 3, f"bytes of {shown} roles are drawn")
    check(column(page, "parameters", 4)[0], "a swept parameter has no source")
    check_phone(page, path)


REWARDS = """{
  "name": "rewards", "system": "crowdpatching", "duration": "2h",
  "world": {"distributors": 3, "hubs": 2, "devices": 4},
  "crowdpatching": {"update_size": "1KiB", "expiry": "1h"},
  "sweep": {"grid": {"crowdpatching.distributor_reward": ["0.001ETH", "0.002ETH"]}},
  "replications": 2
}"""


def check_money(page, path):
    """Swept money is a number, and results' is a text."""
    page.open(path)
    check(column(page, "distributors", 1) == ["0.001", "0.002"], column(page, "distributors", 1))


def main():
    program, scenario, experiment = map(os.path.abspath, sys.argv[1:4])
    chromium = driver.find()
    if chromium is None:
        print("no Chromium here (Debian: chromium): report.html is not opened")
        return 77
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        for arguments in (["run", scenario, "--out", "run"], ["report", "run"],
                          ["run", scenario, "--set", "network.topology=meridian", "--out", "map"],
                          ["report", "map"],
                          ["sweep", experiment, "-o", "campaign", "-j", "2", "--quiet",
                           "--set", "series_interval=5min"], ["report", "campaign"]):
            subprocess.run([program, *arguments], check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
        with open("rewards.json", "w", encoding="utf-8") as file:
            file.write(REWARDS)
        for arguments in (["sweep", "rewards.json", "-o", "money", "-j", "2", "--quiet"],
                          ["report", "money"]):
            subprocess.run([program, *arguments], check=True, stdout=subprocess.DEVNULL)
        page = driver.Browser(chromium)
        try:
            check_run(page, "run/report.html")
            check_map(page, "map/report.html")
            check_campaign(page, "campaign/report.html")
            check_money(page, "money/report.html")
        finally:
            page.close()
        check(not page.complaints, f"the browser complains: {page.complaints[:3]}")
    return 0


sys.exit(main())
