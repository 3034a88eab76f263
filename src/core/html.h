/* html.h - text as it stands in a page. */

#ifndef FORESTAY_CORE_HTML_H
#define FORESTAY_CORE_HTML_H

#include "core/buf.h"

/* Whatever could end an element or an attribute in double or single quotes
 * is written as a reference to it. */
void html_text(struct buf *b, const char *s);

#endif
