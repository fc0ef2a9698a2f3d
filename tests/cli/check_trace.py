"""Checks what `crowdpatch trace` prints.

usage: check_trace.py log|chrome|paje FILE
       check_trace.py totals FILE RESULT.json
       check_trace.py prefix FILE FILE_OF_A_SHORTER_RUN
"""

import json
import shlex
import sys


def check(condition, what):
    if not condition:
        sys.exit(f"{sys.argv[2]}: {what}")


def check_log(text):
    """Whatever begins ends once and later; nothing goes back in time; every kind has a name."""
    events = [json.loads(line) for line in text.splitlines()]
    check(events[0]["event"] == "trace", "the first line is no head")
    check(events[-1]["event"] == "end", "the last line is no end")
    check(all(a["t_ns"] <= b["t_ns"] for a, b in zip(events, events[1:])), "time goes back")
    nodes = {e["node"] for e in events if e["event"] == "node"}
    check(len(nodes) == sum(e["event"] == "node" for e in events), "a node comes twice")
    for begin, end, key in (("send", "fate", "message"), ("compute", "computed", "work")):
        under_way = set()
        for event in events:
            if event["event"] == begin:
                under_way.add(event[key])
            elif event["event"] == end:
                check(event[key] in under_way, f"{end} {event[key]} was not begun")
                under_way.remove(event[key])
        check(not under_way, f"{begin} {sorted(under_way)[:3]} has no end")
    for event in events:
        for key in ("from", "to", "node", "device", "who", "about"):
            check(key not in event or event[key] in nodes, f"{event.get(key)} is no node")
        check(not isinstance(event.get("kind"), int), f"kind {event.get('kind')} has no name")
    signed = {e["transaction"] for e in events if e["event"] == "sign"}
    included = {e["transaction"] for e in events if e["event"] == "include"}
    check(included <= signed, "a transaction is in a block and was not signed")
    left = [e for e in events if e["event"] == "left"]
    check(len(left) == events[0]["devices"], "not every device is left in a state")
    patched = {e["device"] for e in events if e["event"] == "state" and e["state"] == "patched"}
    check(patched == {e["device"] for e in left if e["state"] == "patched"},
          "who is patched at the end has not been patched")


def check_totals(text, result_text):
    """What the log tells event by event is what the result says of all."""
    events, result = [json.loads(line) for line in text.splitlines()], json.loads(result_text)

    def count(event, **members):
        return sum(e["event"] == event and all(e.get(k) == v for k, v in members.items())
                   for e in events)

    network, chain, distributors = result["network"], result["chain"], result["distributors"]
    check(count("send") == network["messages_sent"], "messages sent")
    check(count("fate", fate="delivered") == network["messages_delivered"], "messages delivered")
    check(count("vanish", by="radio") == result["faults"]["radio_messages_lost"], "lost on radios")
    for state, devices in result["devices"]["by_state"].items():
        check(count("left", state=state) == (devices or 0), f"devices that are {state}")
    signed = {}
    for event in events:
        if event["event"] == "sign":
            what = (event["who"], event["nonce"], event["bytes"])
            check(signed.setdefault(event["transaction"], what) == what,
                  f"{event['transaction']} is the number of two transactions")
    if chain and not result["faults"]["reorganisations"]:
        included = [e for e in events if e["event"] == "include"]
        check(count("block") == chain["blocks"], "blocks")
        check(len(included) == chain["transactions"], "transactions")
        check(count("include", success=False) == chain["reverted"], "transactions that reverted")
        check(sum(e["gas"] for e in included) == chain["gas"], "gas")
        check(sum(int(e["fee_wei"]) for e in included) == int(chain["fees_wei"]), "fees")
        check(sum(signed[e["transaction"]][2] for e in included) == chain["bytes"], "bytes on chain")
    if distributors and distributors["deliveries"] is not None:
        earned = [int(e["reward_wei"]) for e in events
                  if e["event"] == "earn" and e["who"].startswith("distributor")]
        check(len(earned) == distributors["deliveries"], "deliveries that were paid for")
        check(sum(earned) == int(distributors["rewards_wei"] or 0), "rewards")


def check_prefix(text, shorter_text):
    """A run that the clock ends earlier has been the same until then."""
    shorter = [json.loads(line) for line in shorter_text.splitlines()]
    longer = [json.loads(line) for line in text.splitlines()]
    end_ns = shorter[-1]["t_ns"]

    def before(events):
        return [e for e in events[1:] if e["t_ns"] < end_ns and e["event"] not in ("left", "end")]

    check(any(e["event"] == "send" for e in before(shorter)), "nothing happens")
    check(before(shorter) == before(longer), "it depends on its end what was before")


def check_chrome(text):
    """Slices of a thread nest, flows have both ends, and threads have names."""
    events = json.loads(text)["traceEvents"]
    threads, named, flows = {}, set(), {"s": {}, "f": {}}
    for event in events:
        check(event["ph"] in "MXsfbeiC", f"phase {event['ph']}")
        if event["ph"] == "M" and event["name"] == "thread_name":
            named.add((event["pid"], event["tid"]))
        elif event["ph"] == "X":
            check(event["dur"] >= 0, "a slice has a negative duration")
            begin = round(event["ts"] * 1000)
            threads.setdefault((event["pid"], event["tid"]), []).append(
                (begin, begin + round(event["dur"] * 1000)))
        elif event["ph"] in "sf":
            flows[event["ph"]][event["id"]] = event["ts"]
    check(set(threads) <= named, "a thread has no name")
    for slices in threads.values():
        open_ends = []
        for begin, end in sorted(slices, key=lambda s: (s[0], -s[1])):
            while open_ends and open_ends[-1] <= begin:
                open_ends.pop()
            check(not open_ends or end <= open_ends[-1], "slices of a thread overlap")
            open_ends.append(end)
    check(flows["s"].keys() == flows["f"].keys(), "a flow has one end")
    check(all(flows["s"][i] <= flows["f"][i] for i in flows["s"]), "a flow goes back in time")
    check(flows["s"], "there are no flows")


def read_definitions(lines):
    """The header: number of each event -> its name and fields; and the other lines."""
    definitions, current, body = {}, None, []
    for line in lines:
        words = line.split()
        if line.startswith("%EventDef"):
            current = definitions[words[2]] = (words[1], [])
        elif line.startswith("%EndEventDef"):
            current = None
        elif line.startswith("%"):
            check(current is not None and words[2] in ("string", "date", "color", "double", "int"),
                  f"a wrong field: {line}")
            current[1].append(words[1])
        else:
            body.append(line)
    return definitions, body


def check_paje(text):
    """Every line fits its definition; names are defined before they are used; time never goes back;
    states that are popped were pushed, and links that end have begun."""
    definitions, body = read_definitions(text.splitlines())
    defined, containers, depth, links = {"0"}, {"0"}, {}, set()
    now = 0.0
    for line in body:
        words = shlex.split(line)
        check(words[0] in definitions, f"no such event: {line}")
        name, fields = definitions[words[0]]
        check(len(words) == len(fields) + 1, f"{name} has {len(words) - 1} fields: {line}")
        event = dict(zip(fields, words[1:]))
        if "Time" in event:
            check(float(event["Time"]) >= now, f"time goes back: {line}")
            now = float(event["Time"])
        if name.startswith("PajeDefine"):
            check(event["Type"] in defined, f"no such type: {line}")
            check(event["Alias"] not in defined, f"defined twice: {line}")
            defined.add(event["Alias"])
            continue
        check(event["Type"] in defined, f"no such type: {line}")
        check(event.get("Value", "0") in defined, f"no such value: {line}")
        if name == "PajeCreateContainer":
            check(event["Container"] in containers, f"no such container: {line}")
            containers.add(event["Alias"])
            continue
        for field in ("Container", "StartContainer", "EndContainer"):
            check(event.get(field, "0") in containers, f"no such container: {line}")
        if name == "PajeDestroyContainer":
            check(event["Name"] in containers, f"no such container: {line}")
            containers.remove(event["Name"])
        elif name == "PajePushState":
            depth[event["Container"]] = depth.get(event["Container"], 0) + 1
        elif name == "PajePopState":
            depth[event["Container"]] = depth.get(event["Container"], 0) - 1
            check(depth[event["Container"]] >= 0, f"nothing to pop: {line}")
        elif name == "PajeStartLink":
            check(event["Key"] not in links, f"begun twice: {line}")
            links.add(event["Key"])
        elif name == "PajeEndLink":
            check(event["Key"] in links, f"not begun: {line}")
            links.remove(event["Key"])
    check(not links, f"{len(links)} links have no end")
    check(containers == {"0"}, f"{len(containers) - 1} containers are left")


def main():
    texts = []
    for name in sys.argv[2:]:
        with open(name, encoding="utf-8") as file:
            texts.append(file.read())
    {"log": check_log, "chrome": check_chrome, "paje": check_paje, "totals": check_totals,
     "prefix": check_prefix}[sys.argv[1]](*texts)


main()
