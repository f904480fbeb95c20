"""Print the findings about a manuscript and its bibliographies as a to-do list. Nothing is looked up or written."""

import sys

import biblio

result = biblio.check_citations(*sys.argv[1:])
for finding in result.report.findings:
    fix = f" — {finding.fix.description}" if finding.fix else ""
    print(f"- [ ] {finding.span.path}:{finding.span.line} {finding.message}{fix}")
sys.exit(3 if result.report.findings else 0)
