"""The version of the matching rules, in a module of its own: whoever only looks up old decisions needs no rules."""

__all__ = ["RULES_VERSION"]

RULES_VERSION = 14
"""The version of the matching rules. Raise it when they change, so that earlier decisions are made again."""
