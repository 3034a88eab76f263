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
	}
	return "an error without a name";
}
