/* whom.h - who gains, who loses, by number and by name. */

#ifndef FORESTAY_WHOM_H
#define FORESTAY_WHOM_H

#include "cli/cli.h"
#include "cli/json.h"
#include "intake/weigh.h"

#define WHOM_NAMED 12 /* of a group, when not all are asked for */
#define WHOM_ALL   ((size_t)-1)

/* What changes in the texts, why it is a loss, and whom it changes; weighed:
 * the people were asked about.  Who loses is named, all of them; all: who
 * gains too. */
void whom_show(struct cli *c, const struct weighing *w, bool weighed, bool all,
    const struct zone *z);

/* Of facts that are settled: everyone by number, so many of each group by
 * name, and how many are not. */
void whom_show_people(struct cli *c, const struct weighing *w, size_t named,
    const struct zone *z);
void whom_json(struct json *j, const struct weighing *w, bool weighed);

#endif
