#define _GNU_SOURCE
#include "cli/child.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/error.h"

bool cli_child_ignores_hangup(void)
{
    struct sigaction hangup;
    sigaction(SIGHUP, NULL, &hangup);
    return hangup.sa_handler == SIG_IGN;
}

/** The child's first steps. */
static void settle(int fd, pid_t parent)
{
    sigset_t none;
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != parent)
        _exit(1);
    /* Shards' files among them, whose locks would outlive the parent. */
    if (fd > 3)
        close_range(3, (unsigned)fd - 1, 0);
    close_range((unsigned)fd + 1, ~0u, 0);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    if (!cli_child_ignores_hangup())
        signal(SIGHUP, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

int cli_child_start(cli_child_work *work, void *context, struct cli_child *ret_child)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return base_fail(BASE_E_IO, "cannot make a pipe: %s", strerror(errno));
    fflush(NULL);
    pid_t parent = getpid(), child = fork();
    if (child < 0) {
        close(ends[0]);
        close(ends[1]);
        return base_fail(BASE_E_IO, "cannot start a process: %s", strerror(errno));
    }
    if (child == 0) {
        close(ends[0]);
        settle(ends[1], parent);
        _exit(work(context, ends[1]) ? 0 : 1);
    }
    close(ends[1]);
    *ret_child = (struct cli_child){child, ends[0]};
    return 0;
}

int cli_child_reap(struct cli_child *child, uint64_t *ret_memory_bytes)
{
    int status = 0;
    struct rusage usage = {0};
    while (wait4(child->pid, &status, 0, &usage) < 0 && errno == EINTR)
        ;
    close(child->fd);
    *child = (struct cli_child){0, -1};
    if (ret_memory_bytes)
        *ret_memory_bytes = (uint64_t)usage.ru_maxrss * 1024;
    return status;
}

static bool read_all(int fd, void *bytes, size_t len)
{
    for (size_t done = 0; done < len;) {
        ssize_t n = read(fd, (char *)bytes + done, len - done);
        if (n == 0 || (n < 0 && errno != EINTR))
            return false;
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

int cli_child_take(struct cli_child *child, void *answer, size_t len)
{
    bool arrived = read_all(child->fd, answer, len);
    int status = cli_child_reap(child, NULL);
    return arrived ? 0
                   : base_fail(BASE_E_SIM, "a simulation ended by itself, %s",
                               cli_child_end_of(status).text);
}

unsigned cli_processors(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count < 1 ? 1 : (unsigned)count;
}

struct cli_child_end cli_child_end_of(int status)
{
    struct cli_child_end end;
    snprintf(end.text, sizeof end.text, "%s %d", WIFSIGNALED(status) ? "by signal" : "with status",
             WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    return end;
}
