// Search: which works have all the words, and how well. A plain scan over folded texts: ten thousand works take a few
// milliseconds, and a scan needs no index to be made, loaded and kept in step.
"use strict";
globalThis.biblioPage ??= { details: [] };

biblioPage.search = (() => {
  const ACCENTS = /[\u0300-\u036f]/g; // on Latin, Greek and Cyrillic letters; kana need theirs
  const GAPS = /[^\p{L}\p{N}\p{M}]+/gu;
  const WORDLESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u; // scripts without blanks
  const PHRASE = /"([^"]*)"?|(\S+)/g;
  // What a word counts where it is found.
  const WEIGHTS = { title: 10, people: 6, tags: 6, place: 3 };

  /** Return text without case and accents, as words with one blank around each: " attention is all ". */
  function folded(text) {
    const plain = /^[\x00-\x7f]*$/.test(text) ? text : text.normalize("NFKD").replace(ACCENTS, "");
    return ` ${plain.toLowerCase().replace(GAPS, " ").trim()} `;
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
      this.rows = new Array(works.length);
      this.notes = null;
      this.ready = 0;
    }

    /** Prepare works until `deadline` (in the time of performance.now()); return whether all are prepared. */
    prepare(deadline) {
      for (; this.ready < this.works.length; this.ready++) {
        if ((this.ready & 63) === 0 && performance.now() > deadline) return false;
        this.row(this.ready);
      }
      return true;
    }

    row(number) {
      let row = this.rows[number];
      if (!row) {
        const work = this.works[number];
        row = {
          title: folded(work.title),
          people: folded((work.authors ?? []).join(" | ")),
          tags: folded((work.tags ?? []).join(" | ")),
          place: folded([work.venue ?? "", work.year ?? "", work.key ?? ""].join(" | ")),
        };
        row.all = row.title + row.people + row.tags + row.place;
        this.rows[number] = row;
      }
      if (this.notes && row.notes === undefined) row.notes = folded((this.notes[number] ?? []).join(" | "));
      return row;
    }

    /** Take the texts of the notes, by the numbers of the works. */
    addNotes(notes) {
      this.notes = notes;
      this.ready = 0;
    }

    /** Return the score of every work that has all words of a query, 0 for the others; null for an empty query. */
    find(query) {
      const wanted = terms(query);
      if (!wanted.length) return null;
      const scores = new Float64Array(this.works.length);
      for (let number = 0; number < scores.length; number++) {
        const row = this.row(number);
        let score = 0;
        for (const term of wanted) {
          const inRow = row.all.includes(term);
          if (!inRow && !row.notes?.includes(term)) {
            score = 0;
            break;
          }
          score += 1;
          if (!inRow) continue;
          for (const field in WEIGHTS) if (row[field].includes(term)) score += WEIGHTS[field];
          if (row.title.startsWith(term)) score += 5;
        }
        scores[number] = score;
      }
      return scores;
    }
  }

  return { folded, terms, Texts };
})();
