// SPDX-License-Identifier: Apache-2.0
/* picture_png.c -- PNG read to pixels and written anew, eight bits a colour.
 * Floor 2.  By libpng's simple interface, which keeps no chunk but those it needs. */
#include "paper/picture.h"

#include <png.h>

static enum status write_png(struct paper *p, const struct picture *from, png_image *image)
{
    png_alloc_size_t n = 0;
    if (!png_image_write_to_memory(image, NULL, &n, 0, from->p, 0, NULL))
        return FULL;
    char *to = buf_room(p->out, n);
    if (!to || !png_image_write_to_memory(image, to, &n, 0, from->p, 0, NULL))
        return FULL;
    buf_took(p->out, n);
    return OK;
}

enum status picture_png(struct paper *p)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_memory(&image, p->in.p, p->in.n))
        return paper_refuse(p, "core.render.picture_broken", 0);
    enum status s = picture_fits(p, image.width, image.height);
    image.format &= PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA;
    struct picture picture = {.width = image.width, .height = image.height};
    picture.depth = PNG_IMAGE_SAMPLE_CHANNELS(image.format);
    if (s == OK)
        picture.p = arena_take(p->arena, (size_t)picture.width * picture.height, picture.depth);
    if (s == OK && !picture.p)
        s = FULL;
    if (s == OK && !png_image_finish_read(&image, NULL, picture.p, 0, NULL))
        s = paper_refuse(p, "core.render.picture_broken", 0);
    png_image_free(&image);
    return s == OK ? write_png(p, &picture, &image) : s;
}
