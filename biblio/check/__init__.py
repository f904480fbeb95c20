"""What `biblio check` does: find references that are wrong, outdated, missing or made up.

`check_files` reads the files (`files_to_check`, `manuscript_documents`), runs the rules over them, and leaves out what
is suppressed (`suppressions`). `reference_lookup` looks entries up and judges them. `reports` prints; `fix_files`
fixes.

To add a rule: write its `Rule` (name, page) next to the code that finds it, in the module of `check.rules` that
examines the same things, and add a row to `rule_registry`. A rule about a `.bib` also goes into its module's
`RuleFamily`, and into the tables of `tests/check/test_bibliography.py`: what it finds, and what it must leave alone.
Err towards silence: a false alarm costs more than a miss. Another distribution adds a `RuleFamily` by the entry point
group ``biblio.check_rules``.
"""
