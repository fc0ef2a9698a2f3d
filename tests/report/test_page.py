"""Checks the file report.html without a browser: it needs nothing else, and its policy allows what it holds.

usage: test_page.py CROWDPATCH SCENARIO EXPERIMENT
"""

import base64
import hashlib
import html.parser
import json
import os
import re
import subprocess
import sys
import tempfile

NAME = "a </script><img src=x onerror=alert(1)> & \"b\""


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.policy, self.texts, self.open, self.wrong = None, [], None, []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy":
            self.policy = attributes["content"]
        if tag in ("script", "style"):
            self.open = (tag, attributes.get("type"))
            self.texts.append([tag, attributes.get("type"), ""])
        for name, value in attrs:
            if name.startswith("on") or name == "style" or name in ("src", "href"):
                self.wrong.append(f"<{tag} {name}={value}>")

    def handle_endtag(self, tag):
        self.open = None

    def handle_data(self, text):
        if self.open:
            self.texts[-1][2] += text


def check(condition, what):
    if not condition:
        sys.exit(what)


def digest(text):
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def check_page(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    page = Page()
    page.feed(text)
    check(not page.wrong, f"{path}: {page.wrong[:3]}")
    check(page.policy and "unsafe" not in page.policy and "default-src 'none'" in page.policy,
          f"{path}: its policy is {page.policy}")
    allowed = set(re.findall(r"'(sha256-[^']+)'", page.policy))
    run = [(tag, body) for tag, kind, body in page.texts if kind != "application/json"]
    check(len(run) == 3, f"{path}: {len(run)} scripts and styles")
    check({digest(body) for _, body in run} == allowed, f"{path}: the policy has other hashes")
    check("Copyright (c) 2022 Leon Sorokin" in text, f"{path}: uPlot's licence is missing")
    data = [body for _, kind, body in page.texts if kind == "application/json"]
    check(len(data) == 1, f"{path}: {len(data)} blocks of data")
    return json.loads(data[0])


def crowdpatch(*arguments, code=0):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False)
    check(done.returncode == code,
          f"crowdpatch {arguments}: {done.returncode} instead of {code}: {done.stderr}")
    return done


PROGRAM, SCENARIO, EXPERIMENT = map(os.path.abspath, sys.argv[1:4])
with tempfile.TemporaryDirectory() as scratch:
    os.chdir(scratch)
    crowdpatch("run", SCENARIO, "--set", "name=" + NAME, "--out", "run")
    check(crowdpatch("report", "run").stdout == "run/report.html\n", "the page is not named")
    crowdpatch("run", SCENARIO, "--report", "--out", "with-page")
    check(check_page("with-page/report.html")["kind"] == "run", "run --report")
    data = check_page("run/report.html")
    with open("run/result.json", encoding="utf-8") as file:
        check(data["result"] == json.load(file), "the page has another result")
    check(data["result"]["name"] == NAME, "the name was changed")
    check(data["regions"]["rows"], "no regions")
    regions = data["regions"]
    devices = sum(row[regions["columns"].index("devices")] for row in regions["rows"])
    check(devices == data["result"]["devices"]["total"], "devices are in no region")
    check(len(data["distributors"]["rows"]) == data["distributors"]["total"], "rows are missing")
    check(all(parameter.get("source") for parameter in data["parameters"]), "a source is missing")
    crowdpatch("report", "run", "-o", "again.html")
    with open("run/report.html", "rb") as one, open("again.html", "rb") as two:
        check(one.read() == two.read(), "two pages of a run differ")

    # Old runs have no regions.csv; tables may be missing, and may not be damaged.
    os.remove("run/regions.csv")
    crowdpatch("report", "run")
    check(check_page("run/report.html")["regions"] is None, "regions from nowhere")
    with open("run/timeseries.csv.gz", "r+b") as file:
        file.truncate(100)
    check("timeseries.csv.gz is damaged" in crowdpatch("report", "run", code=3).stderr, "damage")

    crowdpatch("sweep", EXPERIMENT, "-o", "campaign", "-j", "2", "--quiet",
               "--set", "series_interval=5min")
    crowdpatch("report", "campaign")
    data = check_page("campaign/report.html")
    check(data["kind"] == "campaign" and len(data["points"]) == 10, "points")
    check(data["run_count"] == 200 and data["wanted_runs"] == 200, "runs")
    patched = data["series"]["patched"]
    check([step["t"] for step in patched] == sorted(step["t"] for step in patched), "dates")
    mean, low, high, runs = patched[1]["values"][0]
    check(low <= mean <= high and runs == 20, "an interval")
    names = [metric["name"] for metric in data["metrics"] + data["constants"]]
    check(len(names) == len(set(names)), f"names: {names}")
    check("network.wan_up_bytes_by_role.hub" in names, "no bytes by role")
    check(data["scenario"]["world"]["distributors"] > 0, "no scenario")
    check(all(isinstance(points, list) for points in data["warnings"].values()), "warnings")
    # Points that are known before the most of their runs lack nothing.
    with open("target.json", "w", encoding="utf-8") as file:
        json.dump({"system": "client_server", "world": {"hubs": 2, "devices": 4},
                   "replications": {"metric": "devices.by_state.patched", "batch": 2, "maximum": 20}}, file)
    crowdpatch("sweep", "target.json", "-o", "target", "--quiet")
    crowdpatch("report", "target")
    data = check_page("target/report.html")
    check(data["run_count"] == data["wanted_runs"] == 2, f"{data['run_count']} of {data['wanted_runs']} runs")
    # Dates ascend where the second point's lie between the first one's.
    with open("dates.json", "w", encoding="utf-8") as file:
        json.dump({"system": "client_server", "world": {"hubs": 2, "devices": 4},
                   "duration": "2h", "sweep": {"grid": {"series_interval": ["10min", "4min"]}}}, file)
    crowdpatch("sweep", "dates.json", "-o", "dates", "--quiet")
    crowdpatch("report", "dates")
    dates = [step["t"] for step in check_page("dates/report.html")["series"]["patched"]]
    check(len(dates) > 3 and dates == sorted(dates), f"dates: {dates}")
    os.remove("campaign/results.csv")
    check("crowdpatch collect" in crowdpatch("report", "campaign", code=4).stderr, "what to do")
    os.mkdir("empty")
    check("no directory of a run" in crowdpatch("report", "empty", code=4).stderr, "empty")
    check("of what?" in crowdpatch("report", code=2).stderr, "no argument")
    crowdpatch("run", SCENARIO, "--out", "plain")
    check("is not a directory" in crowdpatch("report", "plain", "-o", "campaign/runs.csv/x", code=4).stderr, "no place")
