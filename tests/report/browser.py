"""A headless Chromium, driven over its DevTools protocol by a pipe: nothing but Python is needed."""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find():
    """The browser's path, or None."""
    return next((path for path in map(shutil.which, PROGRAMS) if path), None)


class Browser:
    """Everything that the page complains of is collected in .complaints."""

    def __init__(self, program, timeout_s=60):
        self.timeout_s = timeout_s
        self.home = tempfile.mkdtemp()
        self.complaints = []
        self.events = []
        self.number = 0
        self.session = None
        self.unread = b""
        to_browser, self.writes = os.pipe()
        self.reads, from_browser = os.pipe()

        def connect():
            # Descriptors 3 and 4 are what --remote-debugging-pipe reads and writes.
            keep = [os.dup(to_browser), os.dup(from_browser)]
            os.dup2(keep[0], 3)
            os.dup2(keep[1], 4)

        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--no-first-run", "--disable-extensions", "--disable-background-networking",
             "--hide-scrollbars", "--user-data-dir=" + self.home, "--remote-debugging-pipe",
             "about:blank"],
            preexec_fn=connect, close_fds=False, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        targets = self.call("Target.getTargets")["targetInfos"]
        page = next(target["targetId"] for target in targets if target["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")

    def receive(self, deadline):
        while b"\0" not in self.unread:
            ready, _, _ = select.select([self.reads], [], [], max(0, deadline - time.monotonic()))
            chunk = os.read(self.reads, 1 << 16) if ready else b""
            if not chunk:
                raise TimeoutError("the browser does not answer")
            self.unread += chunk
        message, self.unread = self.unread.split(b"\0", 1)
        return json.loads(message)

    def note(self, event):
        method, params = event.get("method"), event.get("params", {})
        self.events.append(event)
        if method == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self.complaints.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning", "assert"):
            self.complaints.append(str([a.get("value") for a in params["args"]]))
        elif method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
            self.complaints.append(params["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            url = params["request"]["url"]
            if not url.startswith(("file:", "about:", "data:")):
                self.complaints.append("asks the network for " + url)

    def call(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.writes, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + self.timeout_s
        while True:
            answer = self.receive(deadline)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.note(answer)

    def wait(self, method):
        deadline = time.monotonic() + self.timeout_s
        while not any(event.get("method") == method for event in self.events):
            self.note(self.receive(deadline))

    def open(self, path, width=1280, height=900):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 600)
        self.events.clear()
        self.call("Page.navigate", url="file://" + os.path.abspath(path))
        self.wait("Page.loadEventFired")
        self.settle()

    def settle(self):
        """Lets time-outs and observers run, and two frames be drawn."""
        self.evaluate("new Promise(r => setTimeout(() => requestAnimationFrame(() => "
                      "requestAnimationFrame(r)), 50))")

    def evaluate(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True,
                           returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def press(self, key, code=None, text=None):
        keys = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowRight": 39, "ArrowLeft": 37}
        common = {"key": key, "code": code or key, "windowsVirtualKeyCode": keys.get(key, 0)}
        down = {"text": "\r"} if key == "Enter" else {"text": text} if text else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", **common, **down)
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)
        self.settle()

    def screenshot(self, path, full=True):
        image = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=full,
                          **({"clip": {"x": 0, "y": 0, "scale": 1,
                                       "width": self.evaluate("innerWidth"),
                                       "height": self.evaluate(
                                           "document.documentElement.scrollHeight")}}
                             if full else {}))
        with open(path, "wb") as file:
            file.write(base64.b64decode(image["data"]))

    def close(self):
        try:
            self.session = None
            self.call("Browser.close")
            self.process.wait(10)
        except (OSError, TimeoutError, subprocess.TimeoutExpired, RuntimeError):
            self.process.kill()
            self.process.wait()
        os.close(self.reads)
        os.close(self.writes)
        shutil.rmtree(self.home, ignore_errors=True)
