"""Run the measurements and write docs/benchmarks.md.

`python -m bench` runs all, `python -m bench check pictures` some, `python -m bench --only-write` none: it puts together
what stands in bench/results. Each `python -m bench.NAME` prints its section as Markdown.
"""

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "bench/results"
ON_POSTGRES = {"claims", "publish", "kill", "feed_load"}
HEAD = """# Benchmarks

Speed and accuracy, from `make bench`. Each section names its command, hardware and n. Absolute timings swing by a
factor of two on the machine they were taken on (2 cores, shared): compare within one run. What is measured on the
shared data can be repeated by anybody who has it; the model cards in `models/` say more about each figure.
"""


def names() -> list[str]:
    """Return the measurements: modules of this folder that can be run."""
    found = [path for path in sorted(Path(__file__).parent.glob("*.py")) if not path.name.startswith("_")]
    return [path.stem for path in found if '__name__ == "__main__"' in path.read_text(encoding="utf-8")]


def run(name: str) -> bool:
    """Run one measurement and keep its section; False where it failed."""
    command = [sys.executable, "-m", f"bench.{name}"]
    if name in ON_POSTGRES:
        command = [str(ROOT / "scripts/with-postgres"), *command]
    print(f"measuring {name} …", file=sys.stderr)
    done = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode or not done.stdout.strip():
        print(f"{name} failed; its old section stays.", file=sys.stderr)
        return False
    (RESULTS / f"{name}.md").write_text(done.stdout.strip() + "\n", encoding="utf-8")
    return True


def write() -> None:
    """Put the sections together."""
    sections = [path.read_text(encoding="utf-8").strip() for path in sorted(RESULTS.glob("*.md"))]
    (ROOT / "docs/benchmarks.md").write_text("\n\n".join([HEAD.strip(), *sections]) + "\n", encoding="utf-8")


def main() -> int:
    """Do as the command line says; 1 where a measurement failed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="which to run; all by default")
    parser.add_argument("--only-write", action="store_true", help="run none")
    chosen = parser.parse_args()
    failed = [] if chosen.only_write else [name for name in chosen.names or names() if not run(name)]
    write()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
