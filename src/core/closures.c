/* closures.c - days on which courts were closed, beside the holidays. */

#include "core/calendar.h"

static const struct closure closures[] = {
	{ "*", { 17870 }, "x", "y", false },
};

const struct closure *
calendar_closures(size_t *n)
{
	*n = sizeof(closures) / sizeof(closures[0]);
	return closures;
}
