/* cmd_people.h - the parts of `forestay people` and `facts`. */

#ifndef FORESTAY_CMD_PEOPLE_H
#define FORESTAY_CMD_PEOPLE_H

#include "cli/cli.h"

extern const struct command command_people_show;    /* cmd_people_show.c */
extern const struct command command_people_correct; /* ..._correct.c */
extern const struct command command_people_import;  /* cmd_import.c */
extern const struct command command_facts_import;

#endif
