"""Gives the lint a tree with one violation each, and expects exactly that line of it."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.dirname(HERE))
import lint  # noqa: E402
import summary  # noqa: E402

HEADER = "#ifndef CROWDPATCH_{0}_H\n#define CROWDPATCH_{0}_H\n\n#endif\n"


class Rules(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp()

    def tearDown(self):
        shutil.rmtree(self.root)

    def write(self, path, text):
        full = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8", newline="") as file:
            file.write(text)

    def violations(self, path, text):
        self.write(path, text)
        return list(lint.check_rules(self.root))

    def refused(self, path, text, line, word):
        found = self.violations(path, text)
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(f"{path}:{line}: "), found)
        self.assertIn(word, found[0])

    def accepted(self, path, text):
        self.assertEqual(self.violations(path, text), [])

    def refused_include(self, path, target):
        self.refused(path, f'#include <stdint.h>\n#include "{target}"\n', 2, target)

    def accepted_include(self, path, target):
        self.accepted(path, f'#include "{target}"\n')

    def test_upward_includes(self):
        for path, target in [
            ("base/a.c", "crypto/hash.h"),
            ("crypto/a.c", "zk/cost.h"),
            ("zk/a.c", "contracts-model/evm/evm.h"),
            ("contracts-model/evm/a.c", "contracts-model/chain/chain.h"),
            ("contracts-model/chain/a.c", "contracts-model/contracts/abi.h"),
            ("contracts-model/contracts/a.c", "sim/engine.h"),
            ("sim/a.cpp", "crypto/hash.h"),
            ("sim/a.h.c", "scenarios/param.h"),
            ("scenarios/a.c", "crypto/sign.h"),
            ("models/a.c", "cli/command.h"),
            ("models/a.c", "analysis/fit.h"),
            ("analysis/a.c", "sim/table.h"),
            ("analysis/a.c", "models/model.h"),
            ("cli/a.c", "sim/engine.h"),
            ("contracts-model/statetest/a.c", "contracts-model/contracts/abi.h"),
            ("models/a.c", "contracts-model/statetest/statetest.h"),
        ]:
            with self.subTest(path=path, target=target):
                self.refused_include(path, target)
                os.remove(os.path.join(self.root, path))

    def test_downward_includes(self):
        for path, target in [
            ("base/a.c", "base/arena.h"),
            ("zk/a.c", "crypto/hash.h"),
            ("contracts-model/evm/a.c", "zk/cost.h"),
            ("contracts-model/contracts/a.c", "contracts-model/evm/evm.h"),
            ("sim/a.c", "base/map.h"),
            ("scenarios/a.c", "crypto/hash.h"),
            ("models/shared/a.c", "contracts-model/contracts/abi.h"),
            ("models/leiba/a.c", "sim/engine.h"),
            ("cli/a.c", "models/model.h"),
            ("cli/a.c", "zk/iden3/zkey.h"),
            ("cli/a.c", "analysis/fit.h"),
            ("cli/a.c", "contracts-model/chain/chain.h"),
            ("cli/a.c", "contracts-model/statetest/statetest.h"),
            ("contracts-model/statetest/a.c", "contracts-model/chain/execute.h"),
            ("tests/base/a.c", "cli/command.h"),
        ]:
            with self.subTest(path=path, target=target):
                self.accepted_include(path, target)

    def test_models_apart(self):
        self.refused_include("models/leiba/a.c", "models/crowdpatching/hub.h")
        os.remove(os.path.join(self.root, "models/leiba/a.c"))
        self.refused_include("models/shared/a.c", "models/leiba/leiba.h")
        os.remove(os.path.join(self.root, "models/shared/a.c"))
        self.accepted_include("models/leiba/b.c", "models/shared/offer.h")
        self.accepted_include("models/leiba/c.c", "models/leiba/leiba.h")
        self.accepted_include("models/leiba/d.c", "models/model.h")
        self.accepted_include("models/registry.c", "models/leiba/leiba.h")

    def test_outside_libraries(self):
        for path, header in [
            ("models/a.c", "simgrid/actor.h"),
            ("cli/a.c", "xbt/log.h"),
            ("tests/models/a.c", "simgrid/engine.h"),
            ("zk/a.c", "sodium.h"),
            ("contracts-model/evm/a.c", "secp256k1_recovery.h"),
            ("models/a.c", "zlib.h"),
            ("base/a.c", "jansson.h"),
            ("zk/iden3/zkey.c", "jansson.h"),
        ]:
            with self.subTest(path=path, header=header):
                self.refused(path, f"#include <{header}>\n", 1, header)
                os.remove(os.path.join(self.root, path))
        self.accepted("sim/a.c", "#include <simgrid/actor.h>\n#include <xbt/log.h>\n")
        self.accepted("tests/sim/a.c", "#include <simgrid/actor.h>\n")
        self.accepted("tests/models/result.c", "#include <jansson.h>\n#include <sodium.h>\n")
        self.accepted("models/shared/result.c", "#include <jansson.h>\n")

    def test_include_from_the_root(self):
        self.refused("base/a.c", '#include "arena.h"\n', 1, "arena.h")

    def test_length(self):
        self.refused("base/a.c", "int a;\n" * 601, 601, "601 lines")
        self.accepted("base/a.c", "int a;\n" * 600)
        self.accepted("base/a.c", "/* Generated by tables.py. */\n" + "int a;\n" * 900)
        self.accepted("docs/long.md", "text\n" * 900)

    def test_left_overs(self):
        for word in ("TO" + "DO", "FIX" + "ME", "X" + "XX"):
            self.refused("base/a.c", f"int a;\n/* {word}: later */\n", 2, word)
        self.accepted("base/a.c", 'char t[] = "/tmp/a-XXXXXX";\n')

    def test_white_space(self):
        self.refused("base/a.c", "int a;\n\tint b;\n", 2, "tab")
        self.refused("base/a.c", "int a; \nint b;\n", 1, "trailing")
        self.refused("base/a.c", "int a;\r\n", 1, "trailing")
        self.refused("base/a.c", "int a;\nint b;", 2, "newline")
        self.refused("base/a.c", "int a;\n\f\n", 2, "trailing")
        self.accepted("base/a.c", "")

    def test_machine_paths(self):
        for top in ("work", "root", "home"):
            self.refused("README.md", f"see /{top}/notes\n", 1, f"/{top}/")
        self.accepted("README.md", "https://example.org/work/x and a/root/b\n")

    def test_guards(self):
        self.refused("base/a.h", "int a;\n", 1, "guard")
        self.refused("base/a.h", "#ifndef A_H\n#define A_H\n#endif\n", 1, "guard")
        self.accepted("base/a.h", HEADER.format("BASE_A"))
        self.refused("base/b.h", HEADER.format("BASE_A"), 1, "base/a.h")

    def test_what_is_not_ours(self):
        self.accepted("build/a.c", "\t\n")
        self.accepted("build-asan/a.c", "\t\n")
        self.accepted("node_modules/x/a.js", "\t\n")
        self.accepted("tests/vectors/a.json", "\t\n")
        self.accepted("tests/golden/table.bin", "\t")
        self.refused("tests/golden/update.sh", "\ttrue\n", 1, "tab")

    def test_versions(self):
        self.accepted("zk/meson.build", "project(\n  version: '1.2.0',\n)\n")
        self.write("CITATION.cff", "title: a\nversion: 1.2.0\n")
        self.write("codemeta.json", '{\n  "version": "1.2.0",\n}\n')
        self.accepted("meson.build", "project(\n  version: '1.2.0',\n)\n")
        self.refused("CITATION.cff", "title: a\nversion: 1.1.0\n", 2, "meson.build has 1.2.0")
        self.refused("CITATION.cff", "title: a\n", 1, "no version")
        self.write("CITATION.cff", "version: 1.2.0\n")
        self.refused("codemeta.json", '{\n  "version": "1.2.1",\n}\n', 2, "1.2.1")

    def test_data(self):
        self.refused("models/shared/data/rtt.csv", "1,2\n", 1, "README.md")
        self.write("models/shared/data/README.md", "| rtt.csv | round trips | somebody |\n")
        self.accepted("models/shared/data/rtt.csv", "1,2\n")
        self.refused("scenarios/a/b.json", "{}\n", 1, "comment")
        self.accepted("scenarios/a/b.json", "// What it is about.\n{}\n")
        self.accepted("scenarios/calibrations/b.json", "{}\n")

    def test_constants_are_asked_for(self):
        self.refused("models/a.c", "#define WAIT_S 7\n", 1, "WAIT_S")
        self.write("models/b.h", HEADER.format("MODELS_B") + "/** Source: x. */\nint b(int n);\n")
        os.remove(os.path.join(self.root, "models/a.c"))
        self.accepted("models/b.c", "int b(int n)\n{\n    return 700 * n;\n}\n")

    def test_links(self):
        self.write("docs/a.md", "# The *one* thing: `x`\n\n```sh\n# not this\n```\n")
        self.accepted("README.md", "[a](docs/a.md#the-one-thing-x) [b](https://a.org/x.md) `[c](d.md)`\n")
        self.refused("README.md", "\n[a](docs/b.md)\n", 2, "docs/b.md")
        self.refused("README.md", "```\n```\n\n[a](docs/a.md#not-this)\n", 4, "not-this")
        self.refused("README.md", "# Here\n[a](#there)\n", 2, "there")
        self.accepted("README.md", "# Here\n[a](#here) [b](docs)\n")

    def test_index(self):
        self.write("docs/a.md", "")
        self.accepted("docs/README.md", "[a](a.md)\n")
        self.refused("docs/README.md", "no link\n", 1, "a.md")

    def test_named_paths(self):
        self.write("docs/fig07-a.md", "")
        self.accepted("README.md", "`docs/fig07-a.md` `docs/` `docs/figNN-*.md` `docs/fig07` `other/b.c` `docs/<x>.md`\n")
        self.refused("README.md", "\n`docs/b.md`\n", 2, "docs/b.md")
        os.remove(os.path.join(self.root, "README.md"))
        self.accepted("CHANGELOG.md", "`docs/b.md`\n")

    def test_format(self):
        if lint.find_clang_format() is None:
            self.skipTest("no clang-format 14")
        self.write(".clang-format", "BasedOnStyle: LLVM\nIndentWidth: 4\n")
        self.write("base/a.c", "int a;\n")
        command = [sys.executable, os.path.join(HERE, "lint.py"), "--format", self.root]
        self.assertEqual(subprocess.run(command, check=False).returncode, 0)
        self.write("base/b.c", "int  a ;\n")
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, 1)
        self.assertIn("base/b.c:1", run.stderr)

    def test_exit_codes(self):
        command = [sys.executable, os.path.join(HERE, "lint.py"), self.root]
        self.assertEqual(subprocess.run(command, check=False).returncode, 0)
        self.write("base/a.c", "\tint a;\n")
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual((run.returncode, run.stdout), (1, "base/a.c:1: tab\n"))

    def test_no_clang_format(self):
        run = subprocess.run([sys.executable, os.path.join(HERE, "lint.py"), "--format", self.root],
                             capture_output=True, text=True, check=False, env={"PATH": ""})
        self.assertEqual(run.returncode, 77)
        self.assertIn("skipped", run.stdout)


class Summary(unittest.TestCase):
    def test_counts(self):
        results = ["OK", "OK", "SKIP", "FAIL", "ERROR", "TIMEOUT", "EXPECTEDFAIL", "UNEXPECTEDPASS"]
        lines = [f'{{"name": "a", "result": "{result}"}}\n' for result in results]
        self.assertEqual(summary.count(lines), (3, 4, 1))


if __name__ == "__main__":
    unittest.main()
