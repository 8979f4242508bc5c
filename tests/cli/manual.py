#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The manual pages and the command agree, and --help stays one screen."""
import re

from harness import HERE, equal, main, run, test

PAGES = HERE.parents[1] / "tools" / "man"


def help_text(*arguments):
    status, out, err = run(*arguments, "--help")
    equal((status, err), (0, b""))
    return out.decode()


def verbs():
    return re.findall(r"^  ([a-z]+) ", help_text(), re.M)[:-1]


def page(name):
    text = (PAGES / f"{name}.1").read_text(encoding="utf-8")
    return text.replace(r"\-", "-")


def options(text):
    return sorted(set(re.findall(r"(?<![\w-])--([a-z][a-z-]+)", text)))


@test("--help fits one screen and lists each verb that has a manual page")
def _():
    text = help_text()
    assert len(text.splitlines()) <= 24, text
    equal(sorted(f"gvmstate-{verb}.1" for verb in verbs()) + ["gvmstate.1"],
          sorted(path.name for path in PAGES.glob("*.1")))


@test("gvmstate(1) names each verb")
def _():
    for verb in verbs():
        assert f"gvmstate-{verb}" in page("gvmstate"), verb


def add_verb(verb):
    @test(f"{verb} --help fits one screen, with two examples")
    def _():
        text = help_text(verb)
        assert len(text.splitlines()) <= 28 and max(map(len, text.splitlines())) <= 100, text
        assert text.partition("Examples:")[2].count("gvmstate") >= 2, text

    @test(f"gvmstate-{verb}(1) describes each option of {verb} --help, and no other")
    def _():
        entries = re.findall(r"^\.It Fl (?:h , Fl )?-([a-z-]+)", page(f"gvmstate-{verb}"), re.M)
        equal(sorted(set(entries)), options(help_text(verb).partition("Examples:")[0]))


for name in verbs():
    add_verb(name)
main()
