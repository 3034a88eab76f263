/* cmd_import_court.h - forestay import: court and enforcement data. */

#ifndef FORESTAY_CMD_IMPORT_COURT_H
#define FORESTAY_CMD_IMPORT_COURT_H

#include "cli/cli.h"

extern const struct command command_import_eoir;
extern const struct command command_import_ice;

#endif
