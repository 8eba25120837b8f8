// SPDX-License-Identifier: Apache-2.0
/* sandbox.c -- the order in which a process gives up its rights, and the proof that it has.
 * Floor 7. */
#include "main/sandbox.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    LANDLOCK_LEAST = 2, /* the first that lets files be moved between folders: Linux 5.19 */
    LANDLOCK_PORTS = 4, /* and the first that keeps ports */
    PORT_OF_NOBODY = 1, /* tcpmux */
    NAME_BYTES = 16,    /* of a thread, as the kernel keeps it */
};

const char *sandbox_missing(void)
{
#ifdef SANDBOX_OFF
    return SANDBOX_OFF;
#else
    return NULL;
#endif
}

void sandbox_begin(const char *process)
{
    char name[NAME_BYTES];
    const struct rlimit none = {0, 0};
    snprintf(name, sizeof name, "xiezhi-%s", process);
    prctl(PR_SET_NAME, name);
    if (sandbox_missing())
        return;
    int failed = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    failed |= prctl(PR_SET_DUMPABLE, 0);
    failed |= setrlimit(RLIMIT_CORE, &none);
    assert(!failed);
}

void sandbox_clear_environment(const struct sandbox_place *place)
{
    static const char *const kept[] = {"HOME", "PGPASSFILE"};
    char *value[2] = {NULL, NULL};
    if (sandbox_missing()) /* a sanitizer is told by them what to do */
        return;
    for (size_t i = 0; i < 2 && place->database; i++)
        value[i] = getenv(kept[i]); /* clearenv leaves the texts where they are */
    clearenv();
    for (size_t i = 0; i < 2; i++)
        if (value[i])
            setenv(kept[i], value[i], 1);
}

/* The one place's ports, added to the other's. */
static void add_reach(struct store_reach *to, const struct store_reach *from)
{
    to->is_local |= from->is_local;
    for (int i = 0; i < from->n_ports && to->n_ports < STORE_PORTS_MAX; i++)
        to->port[to->n_ports++] = from->port[i];
}

bool sandbox_reach(const struct sandbox_box *box, const struct sandbox_place *place,
                   struct store_reach *ret_reach)
{
    bool database = place->database && (box->asks_database || box->has_children);
    bool witnesses = place->witnesses && (box->asks_witnesses || box->has_children);
    *ret_reach = (struct store_reach){.n_ports = 0};
    if (database)
        add_reach(ret_reach, place->database);
    if (witnesses)
        add_reach(ret_reach, place->witnesses);
    return database || witnesses;
}

const struct sandbox_box *sandbox_find(const char *process)
{
    const struct sandbox_box *box = sandbox_boxes;
    while (box->process && strcmp(box->process, process) != 0)
        box++;
    assert(box->process);
    return box;
}

void sandbox_rows(const struct sandbox_box *box, const struct sandbox_place *place,
                  const struct sandbox_box *ret_rows[SANDBOX_ROWS_MAX])
{
    size_t n = 0;
    struct store_reach reach;
    (void)sandbox_reach(box, place, &reach);
    ret_rows[n++] = box;
    if (reach.is_local)
        ret_rows[n++] = &sandbox_near;
    if (reach.n_ports)
        ret_rows[n++] = &sandbox_far;
    for (const struct sandbox_box *child = sandbox_boxes; box->has_children && child->process;
         child++) {
        assert(n + 1 < SANDBOX_ROWS_MAX);
        if (child != box && (place->witnesses || !child->asks_witnesses))
            ret_rows[n++] = child;
    }
    ret_rows[n] = NULL;
}

/* ---- the proof ----------------------------------------------------------------------------- */

/* Does it open?  What is not there does not count as closed or open. */
static bool opens(int at, const char *name)
{
    int fd = openat(at, name, O_RDONLY | O_CLOEXEC);
    bool closed = fd < 0 && (errno == EACCES || errno == ENOENT);
    if (fd >= 0)
        close(fd);
    return !closed;
}

static bool is_closed(const struct sandbox_box *box, const struct sandbox_place *place)
{
    char path[4096];
    if (!box->closed)
        return true;
    snprintf(path, sizeof path, "%s/%s", place->folder, box->closed);
    return !opens(AT_FDCWD, path);
}

/* Nowhere, or to the ports of the database and of witnesses and no other. */
static const char *may_reach(const struct sandbox_box *box, const struct sandbox_place *place,
                             int landlock)
{
    struct sockaddr none = {.sa_family = AF_UNSPEC};
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons(PORT_OF_NOBODY),
                             .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct store_reach reach;
    bool reaches = sandbox_reach(box, place, &reach);
    if (!reaches && (connect(-1, &none, sizeof none) == 0 || errno != EPERM))
        return "connect";
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 && errno == EPERM)
        return NULL;
    bool is_kept = fd >= 0 && reach.n_ports;
    if (is_kept && landlock >= LANDLOCK_PORTS)
        is_kept = connect(fd, (struct sockaddr *)&to, sizeof to) != 0 && errno == EACCES;
    if (fd >= 0)
        close(fd);
    return is_kept ? NULL : reach.n_ports ? "connect to other ports" : "make a socket";
}

/* Each call is one that does nothing where it is allowed, and then fails otherwise. */
static const char *may_still(const struct sandbox_box *box, const struct sandbox_place *place,
                             int landlock)
{
    const char *reached = may_reach(box, place, landlock);
    if (landlock && opens(AT_FDCWD, "/"))
        return "open a folder outside the data folder";
    if (landlock && !is_closed(box, place))
        return "open a part of the data folder that is not its own";
    if (reached)
        return reached;
    if (!box->has_children && (syscall(SYS_execve, NULL, NULL, NULL) == 0 || errno != EPERM))
        return "run another program";
    if (ptrace(PTRACE_PEEKDATA, -1, NULL, NULL) == 0 || errno != EPERM)
        return "read the memory of another process";
    return NULL;
}

/* ---- the order ----------------------------------------------------------------------------- */

/* Landlock holds the thread that takes it on and those that it starts, so there must be one. */
static bool is_only_thread(void)
{
    struct stat st;
    return stat("/proc/self/task", &st) != 0 || st.st_nlink == 3;
}

static enum status enter_files(const struct sandbox_box *box, const struct sandbox_place *place,
                               int landlock, struct buf *why)
{
    if (place->no_landlock)
        return OK;
    if (landlock >= LANDLOCK_LEAST)
        return sandbox_files(box, place, why);
    buf_puts(why,
             "this kernel does not keep a process to its files (Landlock of Linux 5.19 or later "
             "is missing or switched off): take one that does, or add --no-landlock, and every "
             "page of the office says so");
    return BROKEN;
}

enum status sandbox_enter(const struct sandbox_box *box, const struct sandbox_place *place,
                          struct buf *why)
{
    assert(box->process && place->folder);
    if (sandbox_missing())
        return OK;
    assert(is_only_thread());
    int landlock = place->no_landlock ? 0 : sandbox_landlock(); /* later it cannot be asked */
    TRY(enter_files(box, place, landlock, why));
    TRY(sandbox_calls(box, place, why));
    const char *still = may_still(box, place, landlock);
    if (still)
        buf_printf(why, "the sandbox does not hold: the %s can still %s", box->process, still);
    return still ? BROKEN : OK;
}
