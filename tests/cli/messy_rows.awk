# messy_rows.awk - 1,444 rows of a custody list, as clerks keep them: numbers
# written six ways, names in parts, dates of a spreadsheet, redactions, and
# every so often a row that nobody can use.  Every person is synthetic.
#
#	awk -v rows=1444 -f messy_rows.awk >messy.csv
#
# The rows that must be rejected go to `bad`, when it is named.
BEGIN {
	split("Hanna Toma Yousif Mohammed Ahmed Ali Fatima Zaynab Khoshaba " \
	    "Odisho Shamoun Salah Omar Khalid Mariam Dinkha", given)
	split("Warda Kassab Al-Tikriti Barzani Haddad Mikhail Elias Jabbar " \
	    "Zebari Al-Jubouri Hormiz Boutros Rasho", family)
	print "Custody list (synthetic),,,,,,,"
	print "printed 1 July 2017,,,,,,,"
	print "A#,Last Name,First Name,DOB,Country of Citizenship," \
	    "Detained Since,Phone,Final Order Date"
	for (i = 1; i <= rows; i++) {
		d = sprintf("%09d", i * 37)
		a = substr(d, 1, 3); b = substr(d, 4, 3); c = substr(d, 7, 3)
		k = i % 6
		n = k == 0 ? "A" a "-" b "-" c : k == 1 ? a b c : \
		    k == 2 ? " A " a " " b " " c : k == 3 ? "a" a b c : \
		    k == 4 ? substr(d, 2) : "A#" a "." b "." c
		birth = sprintf("%02d/%02d/%d", i % 12 + 1, i % 28 + 1, \
		    1940 + i % 60)
		nat = i % 3 == 0 ? "Iraq" : i % 3 == 1 ? "IRAQ" : "IQ"
		since = sprintf("06/%02d/2017", i % 30 + 1)
		order = 1980 + i % 35
		why = ""
		if (i % 97 == 0) { n = "A12-34"; why = "number" }
		else if (i % 101 == 0) { n = ""; why = "nobody" }
		else if (i % 103 == 0) { birth = "31/31/1980"; why = "birth" }
		else if (i % 107 == 0) { nat = "Atlantis"; why = "place" }
		else if (i % 109 == 0) { since = "June"; why = "day" }
		if (i % 11 == 0) birth = why == "birth" ? birth : "\"b(6), b(7)c\""
		if (i % 13 == 0) order = "N/A"
		if (why != "" && bad != "") print i + 3, why > bad
		printf "%s,%s,%s,%s,%s,%s,%s,%s\n", n, family[i % 13 + 1], \
		    given[i % 16 + 1], birth, nat, since, "555-0100", order
	}
}
