// SPDX-License-Identifier: Apache-2.0
#include "core/published.h"

#include "tlog/note.h"

#include <stdio.h>

enum { PATH_BYTES = 4096, NOTE_BYTES = 64 * 1024 };

enum status published_read(const char *folder, struct arena *a, struct str *ret_note,
                           struct tlog_checkpoint *ret_head)
{
    char path[PATH_BYTES];
    struct tlog_note note;
    snprintf(path, sizeof path, "%s/public/checkpoint", folder);
    FILE *file = fopen(path, "re");
    if (!file)
        return NOT_FOUND;
    char *room = arena_take(a, 1, NOTE_BYTES);
    size_t n = room ? fread(room, 1, NOTE_BYTES, file) : 0;
    fclose(file);
    if (!room)
        return FULL;
    *ret_note = (struct str){room, n};
    TRY(tlog_note_read(a, *ret_note, &note));
    return tlog_checkpoint_read(a, note.text, ret_head);
}
