/* slip.h - what happened between two numbers, in words. */

#ifndef FORESTAY_SLIP_H
#define FORESTAY_SLIP_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"

#define SLIP_DIGITS 24 /* more are no number of a person */

/* The digits of s, and how many; 0 when there are none or too many for n
 * bytes with their end. */
size_t slip_digits(const char *s, char *out, size_t n);

/* Whether one slip of the pen makes b out of a: a character wrong, two
 * neighbours exchanged, one left out or too many.  Said in words, when it
 * does and words is not NULL: "digits 4 and 5 exchanged". */
bool slip_between(const char *a, const char *b, struct buf *words);

/* The same of two A-numbers as digits, with or without the noughts in
 * front. */
bool number_slip(const char *a, const char *b, struct buf *words);

#endif
