/* Text in a page stays text: whoever could write it could otherwise write
 * the page. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/html.h"

static void
nothing_ends_an_element_or_an_attribute(void **state)
{
	struct buf b;
	int c;

	buf_init(&b, &mem_system, 4096);
	html_text(&b, "<script>\"a\" & 'b'</script> \xd8\xb9");
	assert_string_equal(b.s,
	    "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt; "
	    "\xd8\xb9");
	for (c = 1; c < 256; c++) {
		char s[2] = { (char)c, '\0' };

		buf_clear(&b);
		html_text(&b, s);
		assert_null(strpbrk(b.s, "<>\"'"));
	}
	buf_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_ends_an_element_or_an_attribute),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
