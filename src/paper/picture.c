// SPDX-License-Identifier: Apache-2.0
/* picture.c -- pictures made anew: what is kept is their pixels and nothing that came with them.
 * Floor 2.  Where a photograph was taken, by whom and with what is not ours to keep.  Its colour
 * profile goes too, so that colours are those of sRGB. */
#include "paper/picture.h"

#include <string.h>

enum { TAG_ORIENTATION = 0x0112, TYPE_SHORT = 3, IFD_ENTRY = 12, IFD_ENTRIES_MAX = 200 };

enum status picture_fits(struct paper *p, unsigned long width, unsigned long height)
{
    if (width == 0 || height == 0)
        return paper_refuse(p, "core.render.picture_broken", 0);
    if (width > PICTURE_SIDE || height > PICTURE_SIDE || width * height > PICTURE_PIXELS)
        return paper_refuse(p, "core.render.picture_pixels", PICTURE_PIXELS / 1000000);
    return OK;
}

/* ---- how the camera was held ---------------------------------------------------------------- */

/* A number of `n` bytes at `at`, in the order of the file; 0 beyond its end. */
static uint32_t number_at(struct str s, size_t at, size_t n, bool little)
{
    uint32_t v = 0;
    if (at > s.n || n > s.n - at)
        return 0;
    for (size_t i = 0; i < n; i++)
        v = v << 8 | (unsigned char)s.p[at + (little ? n - 1 - i : i)];
    return v;
}

int picture_orientation(struct str exif)
{
    struct str tiff = str_part(exif, 6, exif.n);
    bool little = str_starts(tiff, S("II*\0"));
    if (!str_starts(exif, S("Exif\0\0")) || (!little && !str_starts(tiff, S("MM\0*"))))
        return 1;
    size_t at = number_at(tiff, 4, 4, little);
    uint32_t n = number_at(tiff, at, 2, little);
    for (uint32_t i = 0; i < n && i < IFD_ENTRIES_MAX; i++) {
        size_t entry = at + 2 + (size_t)i * IFD_ENTRY;
        uint32_t value = number_at(tiff, entry + 8, 2, little);
        if (number_at(tiff, entry, 2, little) == TAG_ORIENTATION &&
            number_at(tiff, entry + 2, 2, little) == TYPE_SHORT)
            return value >= 1 && value <= 8 ? (int)value : 1;
    }
    return 1;
}

/* Which pixel of the old rows stands at x, y of the new ones? */
static size_t source_of(const struct picture *old, int orientation, unsigned x, unsigned y)
{
    unsigned w = old->width - 1, h = old->height - 1;
    bool turned = orientation >= 5; /* rows have become columns */
    unsigned a = turned ? y : x, b = turned ? x : y;
    bool mirror_a = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    bool mirror_b = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    a = mirror_a ? w - a : a;
    b = mirror_b ? h - b : b;
    return ((size_t)b * old->width + a) * old->depth;
}

enum status picture_upright(struct arena *a, int orientation, struct picture *picture)
{
    if (orientation == 1)
        return OK;
    struct picture old = *picture, made = old;
    made.width = orientation >= 5 ? old.height : old.width;
    made.height = orientation >= 5 ? old.width : old.height;
    made.p = arena_take(a, (size_t)old.width * old.height, old.depth);
    if (!made.p)
        return FULL;
    unsigned char *to = made.p;
    for (unsigned y = 0; y < made.height; y++)
        for (unsigned x = 0; x < made.width; x++, to += old.depth)
            memcpy(to, old.p + source_of(&old, orientation, x, y), old.depth);
    *picture = made;
    return OK;
}

/* ---- which kind ----------------------------------------------------------------------------- */

enum status paper_picture(struct paper *p)
{
    if (str_starts(p->in, S("\xff\xd8\xff")))
        return picture_jpeg(p);
    if (str_starts(p->in, S("\x89PNG\r\n\x1a\n")))
        return picture_png(p);
    return paper_refuse(p, "core.render.picture_broken", 0);
}
