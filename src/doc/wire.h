/* wire.h - what forestay-doc says to whoever started it.
 *
 * forestay-doc reads one hostile document from its standard input, in a
 * process that can do nothing else, and writes records to its standard
 * output.  Whoever reads them trusts nothing: every length is bounded there
 * again, and what ends without 'E' has failed.
 *
 *	magic
 *	'S' n bytes			a sheet begins; its name
 *	'R' line cells {n bytes}...	a row of it
 *	'B' n bytes			of a text that was packed
 *	'W' n bytes			it cannot be read: why, for people
 *	'E'				all of it
 *
 * Numbers are 32 bits, big-endian. */

#ifndef FORESTAY_DOC_WIRE_H
#define FORESTAY_DOC_WIRE_H

#define WIRE_MAGIC "forestay-doc 1\n"

#define WIRE_SHEET 'S'
#define WIRE_ROW   'R'
#define WIRE_BYTES 'B'
#define WIRE_WRONG 'W'
#define WIRE_END   'E'

#endif
