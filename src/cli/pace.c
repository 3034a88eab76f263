/* pace.c - see pace.h. */

#include "cli/pace.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000

/* What a signal handler may touch, and nothing else is. */
static volatile sig_atomic_t stopped;

static void
stop(int sig)
{
	(void)sig;
	stopped = 1;
}

void
pace_catch(void)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = stop;
	sa.sa_flags = SA_RESTART;
	(void)sigemptyset(&sa.sa_mask);
	(void)sigaction(SIGINT, &sa, NULL);
	(void)sigaction(SIGTERM, &sa, NULL);
}

bool
pace_stopped(void)
{
	return stopped != 0;
}

static int64_t
clock_us(void)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_MONOTONIC, &ts) != 0)
		return 0;
	return (int64_t)ts.tv_sec * SECOND + ts.tv_nsec / 1000;
}

static void
draw(struct pace *p, uint64_t done, uint64_t all, int64_t spent)
{
	int64_t left;

	if (all == 0 || done == 0) {
		fprintf(stderr, "\r\033[K%s", p->what);
		return;
	}
	if (done > all)
		done = all;
	left = (int64_t)((double)spent * (double)(all - done) / (double)done) /
	    SECOND;
	fprintf(stderr, "\r\033[K%3u%%  ", (unsigned)(done * 100 / all));
	if (left >= 90)
		fprintf(stderr, "%lld min left", (long long)(left + 30) / 60);
	else
		fprintf(stderr, "%lld s left", (long long)left);
	fprintf(stderr, "  %s", p->what);
}

bool
pace_tell(struct pace *p, const char *what, uint64_t done, uint64_t all)
{
	int64_t now;

	if (stopped)
		return false;
	now = clock_us();
	if (p->began == 0)
		p->began = now;
	p->what = what;
	if (now - p->began < SECOND || now - p->shown < SECOND / 10 ||
	    isatty(STDERR_FILENO) != 1)
		return true;
	p->shown = now;
	p->drawn = true;
	draw(p, done, all, now - p->began);
	fflush(stderr);
	return true;
}

void
pace_end(struct pace *p)
{
	if (p->drawn)
		fputs("\r\033[K", stderr);
	*p = (struct pace){ 0 };
}
