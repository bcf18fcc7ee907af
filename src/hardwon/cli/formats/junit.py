"""The XML of JUnit, as CI servers read it: a suite for each file with findings, a case for each finding.

A case is named by rule and scope, not by line, so that a server that follows cases from run to run does not
take a moved finding for a new one.
"""

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from hardwon.cli.excerpts import trouble
from hardwon.cli.formats.run import Run

if TYPE_CHECKING:
    from hardwon.check import FileError, Finding

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(run: Run) -> str:
    """Errors and warnings are failures, advice passes, a file that could not be read in full is an error."""
    top = Element("testsuites", name="hardwon")
    for path, findings in groupby(run.report.findings, key=lambda finding: finding.path):
        suite, seen = SubElement(top, "testsuite", name=_clean(path)), Counter[str]()
        for finding in findings:
            name = f"{finding.rule} in {finding.scope or 'the module'}"
            seen[name] += 1
            _add_finding(suite, run, finding, name if seen[name] == 1 else f"{name} ({seen[name]})")
    if run.report.errors:
        suite = SubElement(top, "testsuite", name="files that could not be checked in full")
        for error in run.report.errors:
            _add_error(suite, error)
    if not len(top):
        # Servers take a report without any case for a report that went missing.
        suite = SubElement(top, "testsuite", name="hardwon")
        SubElement(suite, "testcase", classname="hardwon", name=run.sum(), time="0.000")
    _count(top, run.seconds)
    indent(top)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(top, encoding="unicode")}\n'


def _add_finding(suite: Element, run: Run, finding: "Finding", name: str) -> None:
    case = SubElement(
        suite,
        "testcase",
        classname=_clean(finding.path),
        name=_clean(name),
        file=_clean(finding.path),
        line=str(finding.line),
        time="0.000",
    )
    place = f"{finding.path}:{finding.line}:{finding.column}"
    if finding.severity == "advice":
        SubElement(case, "system-out").text = _clean(f"{place}: advice: {run.words(finding)}")
        return
    failure = SubElement(case, "failure", type=finding.severity, message=_clean(finding.message))
    failure.text = _clean(f"{place}: {finding.severity}: {run.words(finding)}")


def _add_error(suite: Element, error: "FileError") -> None:
    place = {"line": str(error.line)} if error.line else {}
    path = _clean(error.path)
    case = SubElement(suite, "testcase", {"classname": path, "name": path, "file": path, **place})
    case.set("time", "0.000")
    SubElement(case, "error", type="file", message=_clean(error.message)).text = _clean(trouble(error))


def _count(top: Element, seconds: float) -> None:
    for element in (top, *top):
        for counted, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            element.set(counted, str(sum(1 for _ in element.iter(tag))))
        element.set("time", f"{seconds if element is top else 0:.3f}")


def _clean(text: str) -> str:
    """`text` without what XML 1.0 cannot hold, not even escaped."""
    return _NOT_XML.sub("\ufffd", text)
