"""New notes: from a work to the text of a note, in the user's own way. `biblio.project.add_notes` puts it together."""
