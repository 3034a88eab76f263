/* a_number.h - alien registration numbers, as people write them.
 *
 * "A12 345 678", "a-012-345-678", "012345678": eight or nine digits, with or
 * without the letter, dashes, dots and blanks, of whatever width and length.
 * Eight are nine with a nought in front.  Written one way here: "A012-345-678".
 */

#ifndef FORESTAY_A_NUMBER_H
#define FORESTAY_A_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#define A_NUMBER_SIZE 13 /* "A012-345-678" and its end */

/* False, with out untouched, when s is not an A-number. */
bool a_number_read(const char *s, char out[A_NUMBER_SIZE]);

/* Whether two numbers, as a_number_read wrote them, differ by one digit or
 * by two neighbours exchanged: how a number is miscopied.  Not when they
 * are equal. */
bool a_number_near(const char *a, const char *b);

#endif
