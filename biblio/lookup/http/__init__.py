"""HTTP for the services: one `client` for all, which limits rates (`rate_limit`), retries (`retry`) and gives up.

`policy` says how each service is asked; `exchange` sends one request; `reply` and `failures` are the results.
"""
