"""Which service to ask for a note's work, what, and when.

In the order of the story:

- `service`: what questions, answers and services are; `services` and `catalogue` implement them;
- `questions`, `authorities`: the questions there are, and which services may know an identifier;
- `question_planner`, `word_questions`: what to ask next for a note, with a title and without; `update_questions`:
  what to ask again about a known work;
- `cost`: how many requests that takes, and how long; `progress`: what is reported in the meantime;
- `request_schedule`: which service is asked what next, each at its own pace; `request_threads` sends it, through
  `http`; `dispatcher`: a conversation with the services; `cache`: what earlier runs asked and decided;
- `note_state`: one note on its way to a decision; `resolver`: all notes, until none has a question.
"""
