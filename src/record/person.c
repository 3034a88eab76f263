#include "record/person.h"

enum tri
entry_counts(const struct entry *e, struct instant known)
{
	if (instant_cmp(e->recorded, known) > 0 ||
	    instant_cmp(e->refused, known) <= 0)
		return NO;
	if (e->is_loss && instant_cmp(e->confirmed, known) > 0)
		return UNKNOWN;
	return YES;
}
