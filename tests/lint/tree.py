# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the lint scripts share: the files of the tree, C without comments, and how a finding is told."""
import pathlib
import re
import subprocess
import sys


def root():
    """The tree to look at: the first argument, or the one this script lies in."""
    return pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2]).resolve()


def files(top):
    """Every file that is or would be tracked. Without git (a release tarball) all but build trees."""
    git = ["git", "-C", str(top), "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(git, capture_output=True, text=True, check=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        listed = [str(p.relative_to(top)) for p in top.rglob("*")
                  if not re.match(r"\.git/|build(-[^/]*)?/", str(p.relative_to(top)))]
    return sorted(pathlib.PurePath(name) for name in listed if (top / name).is_file())


def c_files(top, *folders):
    return [p for p in files(top) if p.suffix in (".c", ".h") and p.parts[0] in folders]


def c_lines(path):
    """The lines of a C file with comments, string and character literals blanked, so positions stay.

    The file names of #include lines are literals too, but they are what a reader of lines asks for."""
    text = path.read_text(encoding="utf-8")
    token = re.compile(
        r'^[ \t]*#[ \t]*include[^\n]*'
        r'|/\*.*?\*/|//[^\n]*'
        r'|"(?:\\.|[^"\\\n])*"'
        r"|'(?:\\.|[^'\\\n])*'", re.S | re.M)

    def blank(match):
        found = match.group(0)
        if found.lstrip().startswith("#"):
            return found
        return re.sub(r"[^\n]", " ", found)

    return token.sub(blank, text).split("\n")


def functions(lines):
    """(name, first line, last line) of each function definition, counted from 1.

    The house style makes this exact: name and opening brace each start a line, and so does the end."""
    start = None
    for number, line in enumerate(lines, 1):
        if line.rstrip() == "{":
            start = number - 1
            while start > 1 and not re.match(r"\w+ ?\(", lines[start - 1]):
                start -= 1
        elif line.rstrip() == "}" and start:
            yield re.match(r"\w*", lines[start - 1]).group(0), start, number
            start = None


def report(findings):
    """Print the findings, each a (path, line, reason), and leave with 1 if there are any."""
    for path, line, reason in findings:
        print(f"{path}:{line}: {reason}")
    sys.exit(1 if findings else 0)
