// Search: which works have all the words, and how well. A plain scan over folded texts: ten thousand works take a few
// milliseconds, and a scan needs no index to be made, loaded and kept in step.
"use strict";
globalThis.biblioPage ??= { details: [] };

biblioPage.search = (() => {
  const ACCENTS = /[\u0300-\u036f]/g; // on Latin, Greek and Cyrillic letters; kana need theirs
  const BETWEEN = "\u0001"; // fields of a work
  const GAPS = /[^\p{L}\p{N}\p{M}\u0001\n]+/gu;
  const GAPS_IN_ASCII = /[^a-z0-9\u0001\n]+/g;
  const WORDLESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u; // scripts without blanks
  const PHRASE = /"([^"]*)"?|(\S+)/g;
  const FIELDS = ["title", "people", "tags", "place"];
  const WEIGHTS = [10, 6, 6, 3]; // what a word counts where it is found; 1 in a note
  const BATCH = 128; // works whose texts are folded at once: many calls with little text take longer
  const PATIENCE = 12; // milliseconds that a search folds texts that are not folded yet

  /** Return text without case and accents, with one blank between words; line feeds stay. */
  function plain(text) {
    if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase().replace(GAPS_IN_ASCII, " ");
    return text.normalize("NFKD").replace(ACCENTS, "").toLowerCase().replace(GAPS, " ");
  }

  /** Return text without case and accents, as words with one blank around each: " attention is all ". */
  function folded(text) {
    return ` ${plain(text.replace(/[\u0001\n]/g, " ")).trim()} `;
  }

  /** Return folded texts of many works; each is a list of fields. */
  function foldedRows(rows) {
    const joined = rows.map((fields) => fields.join(BETWEEN).replaceAll("\n", " ")).join("\n");
    return plain(joined)
      .split("\n")
      .map((row) => ` ${row.replaceAll(BETWEEN, ` ${BETWEEN} `)} `);
  }

  /** Return the texts to look for in folded texts: beginnings of words, whole phrases. */
  function terms(query) {
    const wanted = [];
    for (const [, phrase, word] of query.matchAll(PHRASE)) {
      const text = folded(phrase ?? word);
      if (!text.trim()) continue;
      if (phrase !== undefined) wanted.push(WORDLESS.test(text) ? text.trim() : text);
      else wanted.push(WORDLESS.test(text) ? text.trim() : text.slice(0, -1));
    }
    return wanted;
  }

  class Texts {
    /** Texts of works; the notes come later (`addNotes`), when the page can already be used. */
    constructor(works) {
      this.works = works;
      this.rows = [];
      this.notes = [];
      this.fields = new Map(); // number of a work → its folded fields, for those that were found
      this.written = null;
    }

    /** Fold texts until `deadline` (in the time of performance.now()); return whether all are folded. */
    prepare(deadline) {
      const { works, rows, notes, written } = this;
      while (rows.length < works.length) {
        rows.push(
          ...foldedRows(
            works.slice(rows.length, rows.length + BATCH).map((work) => [
              work.title,
              (work.authors ?? []).join(", "),
              (work.tags ?? []).join(", "),
              `${work.venue ?? ""}, ${work.year ?? ""}, ${work.key ?? ""}`,
            ]),
          ),
        );
        if (performance.now() > deadline) return false;
      }
      while (written && notes.length < works.length) {
        notes.push(...foldedRows(written.slice(notes.length, notes.length + BATCH)));
        if (performance.now() > deadline) return false;
      }
      return true;
    }

    /** Take the texts of the notes: a list for each work. */
    addNotes(written) {
      this.written = written;
    }

    fieldsOf(number) {
      if (!this.fields.has(number)) this.fields.set(number, this.rows[number].split(BETWEEN));
      return this.fields.get(number);
    }

    score(number, wanted) {
      const fields = this.fieldsOf(number);
      let score = 0;
      for (const term of wanted) {
        score += 1;
        for (let field = 0; field < FIELDS.length; field++) if (fields[field].includes(term)) score += WEIGHTS[field];
        if (fields[0].startsWith(term)) score += 5;
      }
      return score;
    }

    /** Whether a search covers all works (their notes may be missing). */
    get coversAll() {
      return this.rows.length === this.works.length;
    }

    /**
     * Return the score of every work that has all words of a query, 0 for the others; null for an empty query.
     *
     * Who types before all is folded gets what is found among the first works; ask again when `coversAll` is true.
     */
    find(query) {
      const wanted = terms(query);
      if (!wanted.length) return null;
      const { rows, notes } = this;
      if (!this.coversAll) this.prepare(performance.now() + PATIENCE);
      const scores = new Float64Array(this.works.length);
      for (let number = 0; number < rows.length; number++) {
        const row = rows[number];
        const note = notes[number];
        if (wanted.every((term) => row.includes(term) || note?.includes(term))) scores[number] = this.score(number, wanted);
      }
      return scores;
    }
  }

  return { folded, terms, Texts };
})();
