"""Which service to ask for a note's work, what, and when.

In the order of the story:

- `service`: what questions, answers and services are; `services` and `catalogue` implement them;
- `questions`, `authorities`: the questions there are, and which services may know an identifier;
- `question_planner`, `word_questions`: what to ask next for a note, with a title and without; `update_questions`:
  what to ask again about a known work;
- `cost`: how many requests that takes, and how long; `progress`: what is reported in the meantime;
- `dispatcher`: ask the services side by side, through `http`; `cache`: what earlier runs asked and decided;
- `note_state`: one note on its way to a decision; `resolver`: all notes, round by round, until none has a question.
"""
