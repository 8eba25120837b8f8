// SPDX-License-Identifier: Apache-2.0
/* embed.c -- files as a C table, each under a name that changes with its bytes (FNV-1a, 64 bits).
 * Build time only.  embed FILE... writes the table of src/web/skin.h to standard output;
 * embed --one HEADER ARRAY COUNT FILE one array and how many bytes it has, both declared in HEADER.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const media[][2] = {
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".tar", "application/x-tar"},
};

static _Noreturn void fail(const char *path, const char *what)
{
    fprintf(stderr, "embed: %s: %s\n", path, what);
    exit(1);
}

static uint64_t print_bytes(const char *path, const char *array, size_t *n)
{
    uint64_t hash = 14695981039346656037u;
    FILE *f = fopen(path, "rb");
    if (!f)
        fail(path, "cannot be read");
    *n = 0;
    printf("const unsigned char %s[] = {", array);
    for (int c = fgetc(f); c != EOF; c = fgetc(f)) {
        printf("%s%d,", *n % 20 == 0 ? "\n" : "", c);
        hash = (hash ^ (uint64_t)c) * 1099511628211u;
        (*n)++;
    }
    printf("};\n\n");
    fclose(f);
    if (*n == 0)
        fail(path, "is empty");
    return hash;
}

static const char *media_of(const char *path, const char *ending)
{
    for (size_t i = 0; i < sizeof media / sizeof media[0]; i++)
        if (strcmp(ending, media[i][0]) == 0)
            return media[i][1];
    fail(path, "has an ending that is not known");
}

static void print_row(const char *path, int index, uint64_t hash, size_t n)
{
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    const char *ending = strrchr(name, '.');
    if (!ending)
        fail(path, "has no ending");
    int head = (int)(ending - name);
    printf("    {\"%s\", \"%.*s.%016" PRIx64 "%s\", \"/skin/%.*s.%016" PRIx64
           "%s\", \"%s\", skin_bytes_%d, %zu},\n",
           name, head, name, hash, ending, head, name, hash, ending, media_of(path, ending), index,
           n);
}

static int print_one(char **argv)
{
    size_t n;
    printf("#include \"%s\"\n\n", argv[0]);
    print_bytes(argv[3], argv[1], &n);
    printf("const size_t %s = %zu;\n", argv[2], n);
    return ferror(stdout) || fflush(stdout) ? 1 : 0;
}

int main(int argc, char **argv)
{
    if (argc == 6 && strcmp(argv[1], "--one") == 0)
        return print_one(argv + 2);
    uint64_t *hash = calloc((size_t)argc, sizeof *hash);
    size_t *n = calloc((size_t)argc, sizeof *n);
    if (!hash || !n)
        fail("table", "no memory");
    printf("#include \"web/skin.h\"\n\n");
    for (int i = 1; i < argc; i++) {
        char array[32];
        snprintf(array, sizeof array, "skin_bytes_%d", i);
        printf("static ");
        hash[i] = print_bytes(argv[i], array, &n[i]);
    }
    printf("const struct skin_file skin_files[] = {\n");
    for (int i = 1; i < argc; i++)
        print_row(argv[i], i, hash[i], n[i]);
    printf("};\nconst size_t skin_n_files = %d;\n", argc - 1);
    free(hash);
    free(n);
    return ferror(stdout) || fflush(stdout) ? 1 : 0;
}
