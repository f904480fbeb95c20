"""What `biblio cite` does: references and citations of works in any style of the Citation Style Language.

`styles` finds a style by its name, `reference_text` has pandoc format the items (`pandoc_program` finds and runs it),
`documents` is what goes in and comes out there, and `clipboard` copies. Why pandoc:
docs/decisions/0017-citations-by-pandoc.md.
"""
