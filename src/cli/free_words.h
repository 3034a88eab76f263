/* free_words.h - words that no vocabulary declares, as an asker may misspell
 * them. */

#ifndef FORESTAY_FREE_WORDS_H
#define FORESTAY_FREE_WORDS_H

#include "law/law.h"

/* *near: the word that some order holds this slot of the act against, and that
 * `word` is nearly and not quite; NULL when there is none.  A word that no
 * order speaks of is let be: it may be anything.  0 or E_NOMEM. */
int free_word_near(struct arena *a, const struct law *law,
    const struct act_kind *k, int slot, const char *word,
    const char **near) MUST_CHECK;

#endif
