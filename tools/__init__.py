"""Tools of the maintainers: the documentation site, its pictures and examples, releases. Not part of the distribution."""
