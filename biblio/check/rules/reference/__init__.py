"""The rules about references that were looked up: identity, fields, status. `judgement` runs them."""
