"""`biblio mcp`: notes, works and checks for agents, by the Model Context Protocol (https://modelcontextprotocol.io).

`agent_server` puts the server together: tools that read (`reading_tools`), tools that write (`writing_tools`, only with
``--allow-writes``), resources and prompts (`own_resources`). `tool_calls` runs a call in a thread and makes a result of
what it returns or raises; `workspace` opens the project for it, and says which paths are in it; `write_plans` keeps
what was shown until it is applied. Every use case is one of `biblio.project` that a command calls too.
"""
