"""The rules about a `.bib` as a file. Each family sees every entry once; see `rule_family`."""
