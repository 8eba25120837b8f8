// SPDX-License-Identifier: Apache-2.0
/* skin.c -- look up what was built in.
 * Floor 6. */
#include "web/skin.h"

#include <assert.h>

const struct skin_file *skin_find(struct str name)
{
    for (size_t i = 0; i < skin_n_files; i++)
        if (str_is(name, skin_files[i].name))
            return &skin_files[i];
    return NULL;
}

const char *skin_address(const char *plain)
{
    for (size_t i = 0; i < skin_n_files; i++)
        if (str_is(str_of(plain), skin_files[i].plain))
            return skin_files[i].address;
    assert(false && "no such file in skin/");
    return "";
}
