// SPDX-License-Identifier: Apache-2.0
/* sandbox_files.c -- rows of paths become rules of Landlock.
 * Floor 7, part of sandbox.h.  Debian 12's headers are older than most kernels that run it, so the
 * newer rights are named here. */
#include "main/sandbox.h"

#include "base/self.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <link.h>
#include <linux/landlock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14) /* version 3 */
#endif
#ifndef LANDLOCK_ACCESS_FS_IOCTL_DEV
#define LANDLOCK_ACCESS_FS_IOCTL_DEV (1ULL << 15) /* version 5 */
#endif

enum {
    PATH_BYTES = 4096,
    LANDLOCK_PORTS = 4,
    NET_CONNECT = 2,
    RULE_PORT = 2,
    NET_BIND_AND_CONNECT = 3,      /* version 4: handled, and no port allowed */
    SCOPE_SOCKETS_AND_SIGNALS = 3, /* version 6: abstract sockets of others, signals to others */
};

/* The kernel's struct landlock_ruleset_attr as of version 6; older ones take its beginning. */
struct ruleset {
    uint64_t files, net, scope;
};

/* struct landlock_net_port_attr */
struct port_rule {
    uint64_t rights, port;
};

#define OF_FILES                                                                                 \
    (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE | \
     LANDLOCK_ACCESS_FS_TRUNCATE | LANDLOCK_ACCESS_FS_IOCTL_DEV)

int sandbox_landlock(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version > 0 ? (int)version : 0;
}

/* All rights that the version can take away. */
static uint64_t all_rights(int version)
{
    return version >= 5 ? (1ULL << 16) - 1 : version >= 3 ? (1ULL << 15) - 1 : (1ULL << 14) - 1;
}

static uint64_t rights_of(unsigned may)
{
    static const struct {
        unsigned may;
        uint64_t rights;
    } row[] = {
        {MAY_READ, LANDLOCK_ACCESS_FS_READ_FILE},
        {MAY_LIST, LANDLOCK_ACCESS_FS_READ_DIR},
        {MAY_WRITE, LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_TRUNCATE},
        {MAY_MAKE,
         LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_REFER},
        {MAY_FOLDER, LANDLOCK_ACCESS_FS_MAKE_DIR},
        {MAY_RUN, LANDLOCK_ACCESS_FS_EXECUTE},
        {MAY_REMOVE, LANDLOCK_ACCESS_FS_REMOVE_FILE},
    };
    uint64_t rights = 0;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        rights |= may & row[i].may ? row[i].rights : 0;
    return rights;
}

/* What is being built. */
struct rules {
    int ruleset, version;
    unsigned rights; /* of the row at hand */
    const struct sandbox_path *row;
    const struct sandbox_place *place;
    struct buf *why;
    enum status status;
};

static void broken(struct rules *r, const char *name)
{
    if (r->status == OK)
        buf_printf(r->why, "no rule for %s: %s", name, strerror(errno));
    r->status = BROKEN;
}

/* Allow the row's rights below `name`, seen from the folder `at`. */
static void allow(struct rules *r, int at, const char *name)
{
    struct stat st;
    int fd = openat(at, name, O_PATH | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return;
    if (fd < 0 || fstat(fd, &st) != 0) {
        broken(r, name);
        return;
    }
    uint64_t rights = rights_of(r->rights) & all_rights(r->version);
    struct landlock_path_beneath_attr below = {
        .allowed_access = S_ISDIR(st.st_mode) ? rights : rights & OF_FILES, .parent_fd = fd};
    if (below.allowed_access &&
        syscall(SYS_landlock_add_rule, r->ruleset, LANDLOCK_RULE_PATH_BENEATH, &below, 0) != 0)
        broken(r, name);
    close(fd);
}

static void allow_matching(struct rules *r)
{
    DIR *folder = opendir(r->place->folder);
    if (!folder) {
        broken(r, r->place->folder);
        return;
    }
    for (const struct dirent *e; (e = readdir(folder));)
        if (strcmp(e->d_name, "..") != 0 && fnmatch(r->row->name, e->d_name, 0) == 0)
            allow(r, dirfd(folder), e->d_name);
    closedir(folder);
}

/* The folder of a file; a library is replaced by another file of its name when it is updated, and
 * the parent must still be able to start a child. */
static void allow_folder_of(struct rules *r, const char *file)
{
    char path[PATH_BYTES];
    const char *slash = strrchr(file, '/');
    size_t n = slash ? (size_t)(slash - file) : 0;
    if (n >= sizeof path)
        return;
    memcpy(path, file, n);
    path[n] = 0;
    allow(r, AT_FDCWD, !slash ? "." : n ? path : "/");
}

static void allow_home(struct rules *r, const char *home)
{
    static const char *const names[] = {".pgpass", ".postgresql"};
    char path[PATH_BYTES];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", home, names[i]);
        allow(r, AT_FDCWD, path);
    }
}

/* The program that lies beside this one. */
static void allow_render(struct rules *r)
{
    char path[SELF_PATH_BYTES];
    if (self_beside("xiezhi-render", path))
        allow(r, AT_FDCWD, path);
}

static void allow_fonts(struct rules *r)
{
    char path[SELF_PATH_BYTES];
    if (self_beside("fonts", path))
        allow(r, AT_FDCWD, path);
}

static int allow_library(struct dl_phdr_info *library, size_t size, void *of)
{
    (void)size;
    if (strchr(library->dlpi_name, '/'))
        allow_folder_of(of, library->dlpi_name);
    return 0;
}

static void add_row(struct rules *r, const struct sandbox_path *row)
{
    r->row = row;
    r->rights = row->rights;
    if (strcmp(row->name, SANDBOX_LIBRARIES) == 0)
        dl_iterate_phdr(allow_library, r);
    else if (strcmp(row->name, SANDBOX_PROGRAM) == 0)
        allow(r, AT_FDCWD, "/proc/self/exe");
    else if (strcmp(row->name, SANDBOX_RENDER) == 0)
        allow_render(r);
    else if (strcmp(row->name, SANDBOX_FONTS) == 0)
        allow_fonts(r);
    else if (strcmp(row->name, SANDBOX_SOCKET) == 0 && r->place->socket)
        allow_folder_of(r, r->place->socket);
    else if (strcmp(row->name, SANDBOX_PASSWORD) == 0 && getenv("PGPASSFILE"))
        allow(r, AT_FDCWD, getenv("PGPASSFILE"));
    else if (strcmp(row->name, SANDBOX_HOME) == 0 && getenv("HOME"))
        allow_home(r, getenv("HOME"));
    else if (row->name[0] == '/')
        allow(r, AT_FDCWD, row->name);
    else if (row->name[0] != '@')
        allow_matching(r);
}

/* A process whose row says that it asks the database, or witnesses. */
static void allow_ports(struct rules *r, const struct store_reach *reach)
{
    for (int i = 0; i < reach->n_ports; i++) {
        struct port_rule rule = {NET_CONNECT, reach->port[i]};
        if (syscall(SYS_landlock_add_rule, r->ruleset, RULE_PORT, &rule, 0) != 0)
            broken(r, "a port");
    }
}

static void add_box(struct rules *r, const struct sandbox_box *box)
{
    for (const struct sandbox_path *row = box->paths; row->name; row++)
        add_row(r, row);
}

enum status sandbox_files(const struct sandbox_box *box, const struct sandbox_place *place,
                          struct buf *why)
{
    const struct sandbox_box *rows[SANDBOX_ROWS_MAX];
    struct rules r = {.version = sandbox_landlock(), .place = place, .why = why};
    struct store_reach reach;
    struct ruleset set = {all_rights(r.version), NET_BIND_AND_CONNECT, SCOPE_SOCKETS_AND_SIGNALS};
    size_t size = r.version >= 6   ? sizeof set
                  : r.version >= 4 ? 2 * sizeof set.files
                                   : sizeof set.files;
    r.ruleset = (int)syscall(SYS_landlock_create_ruleset, &set, size, 0);
    if (r.ruleset < 0) {
        buf_printf(why, "no rules of files can be made: %s", strerror(errno));
        return BROKEN;
    }
    sandbox_rows(box, place, rows);
    for (size_t i = 0; rows[i]; i++)
        add_box(&r, rows[i]);
    if (sandbox_reach(box, place, &reach) && r.version >= LANDLOCK_PORTS)
        allow_ports(&r, &reach);
    if (r.status == OK && syscall(SYS_landlock_restrict_self, r.ruleset, 0) != 0)
        broken(&r, place->folder);
    close(r.ruleset);
    return r.status;
}
