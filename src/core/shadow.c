// SPDX-License-Identifier: Apache-2.0
#include "core/shadow.h"

#include "base/disk.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void remove_files(const struct shadow *shadow, const char *state)
{
    static const char *const tails[] = {"", "-wal", "-shm"};
    const char *const names[] = {"ledger.db", state, "lock"};
    char file[sizeof shadow->path + 128];
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < 3; k++) {
            snprintf(file, sizeof file, "%s/%s%s", shadow->path, names[i], tails[k]);
            unlink(file);
        }
}

enum status shadow_open(const struct core_options *o, const char *tag, struct buf *why,
                        struct shadow *ret_shadow)
{
    struct core_options in_shadow = *o;
    char state[64];
    node_state_name(o, state);
    snprintf(ret_shadow->path, sizeof ret_shadow->path, "%s/shadow-%s", o->folder, tag);
    if (mkdir(ret_shadow->path, 0700) != 0 && errno != EEXIST) {
        buf_printf(why, "%s cannot be made: %s", ret_shadow->path, strerror(errno));
        return disk_failed();
    }
    remove_files(ret_shadow, state);
    in_shadow.folder = ret_shadow->path;
    in_shadow.database = NULL;
    in_shadow.is_shadow = true;
    enum status s = node_open(&ret_shadow->files, &in_shadow, STORE_WRITER, NULL, why);
    if (s != OK) {
        remove_files(ret_shadow, state);
        rmdir(ret_shadow->path);
    }
    return s;
}

void shadow_close(struct shadow *shadow)
{
    char state[sizeof shadow->files.state];
    memcpy(state, shadow->files.state, sizeof state);
    node_close(&shadow->files);
    remove_files(shadow, state);
    rmdir(shadow->path);
}
