/* err.c - errors as sentences. */

#include "core/err.h"

const char *
err_text(int err)
{
	if (err == 0)
		return "no error";
	switch ((enum err)err) {
	case E_NOMEM:
		return "out of memory";
	case E_RANGE:
		return "a date or number is outside what is counted";
	case E_SYNTAX:
		return "the text is not of the form expected";
	case E_LIMIT:
		return "a limit was reached";
	case E_IO:
		return "reading or writing failed";
	case E_NAME:
		return "a name is not declared anywhere";
	case E_CHECK:
		return "the text has errors";
	case E_AGAIN:
		return "nothing was done; ask again";
	case E_CONFLICT:
		return "something was written in between";
	case E_FULL:
		return "the disk is full; nothing was written";
	case E_STALE:
		return "another keeper has taken over this store";
	case E_NEWER:
		return "this was written by a later forestay";
	case E_BROKEN:
		return "what is kept is not what was written";
	}
	return "an error without a name";
}
