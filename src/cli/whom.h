/* whom.h - who gains, who loses, by number and by name. */

#ifndef FORESTAY_WHOM_H
#define FORESTAY_WHOM_H

#include "cli/cli.h"
#include "cli/json.h"
#include "intake/weigh.h"

/* What changes in the texts, why it is a loss, and whom it changes; weighed:
 * the people were asked about. */
void whom_show(struct cli *c, const struct weighing *w, bool weighed,
    const struct zone *z);
void whom_json(struct json *j, const struct weighing *w, bool weighed);

#endif
