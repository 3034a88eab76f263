/* tell.h - facts, reasons and orders in words. */

#ifndef FORESTAY_TELL_H
#define FORESTAY_TELL_H

#include "cli/json.h"
#include "cli/show.h"
#include "decide/decide.h"
#include "law/law.h"
#include "record/person.h"

/* One fact as a person line would say it, its source after it. */
void tell_fact(struct buf *b, const struct fact *f);

/* A tree of reasons, wrapped at 80 columns; the first line starts at
 * column `indent`.  With facts: also the facts each rests on. */
void tell_reason(struct buf *b, const struct look *l, const struct reason *r,
    size_t indent, bool facts);
void tell_reason_json(struct json *j, const struct reason *r);

/* The document an order stands on, "Dkt. 32"; or NULL. */
const struct quote *tell_document(const struct instrument *x);
/* "Hamama v. Adducci, E.D. Mich., 2:17-cv-11910"; "" when nothing is
 * said. */
void tell_case(struct buf *b, const struct instrument *x);

/* What is due, in a word or two; never empty. */
const char *tell_due(const struct deadline *d);

/* The act asked about: "removal to IQ by ICE of A000-000-001". */
void tell_act(struct buf *b, const struct act *act);

#endif
