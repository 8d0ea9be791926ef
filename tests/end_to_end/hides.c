/* Hides files of /proc from a process, as gVisor and old kernels do not have them: preloaded, it stands before the
 * C library's functions that open.
 *
 * VITALS_TEST_HIDDEN         names, parted by commas, of files and folders that are not there;
 * VITALS_TEST_HIDDEN_LATER   the same, but each can be opened once in a process.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int opened[64];

/* The place of a path's last name in a list, from 1; 0 where it is not of /proc or not in the list. */
static int listed(const char *variable, const char *path) {
    const char *names = getenv(variable);
    if (!names || !path || strncmp(path, "/proc/", 6) != 0) return 0;
    const char *last = strrchr(path, '/') + 1;
    size_t length = strlen(last);
    int place = 1;
    for (const char *name = names; name; place++) {
        const char *comma = strchr(name, ',');
        size_t size = comma ? (size_t)(comma - name) : strlen(name);
        if (size == length && strncmp(name, last, length) == 0) return place;
        name = comma ? comma + 1 : NULL;
    }
    return 0;
}

static int hidden(const char *path) {
    int later = listed("VITALS_TEST_HIDDEN_LATER", path);
    if (listed("VITALS_TEST_HIDDEN", path) || (later && later < 64 && opened[later]++)) {
        errno = ENOENT;
        return 1;
    }
    return 0;
}

static mode_t mode_of(int flags, va_list rest) {
    return (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0;
}

#define OPEN(name)                                                                    \
    int name(const char *path, int flags, ...) {                                      \
        static int (*real)(const char *, int, ...);                                   \
        if (!real) real = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, #name);   \
        va_list rest;                                                                 \
        va_start(rest, flags);                                                        \
        mode_t mode = mode_of(flags, rest);                                           \
        va_end(rest);                                                                 \
        return hidden(path) ? -1 : real(path, flags, mode);                           \
    }
#define OPENAT(name)                                                                     \
    int name(int folder, const char *path, int flags, ...) {                             \
        static int (*real)(int, const char *, int, ...);                                 \
        if (!real) real = (int (*)(int, const char *, int, ...))dlsym(RTLD_NEXT, #name); \
        va_list rest;                                                                    \
        va_start(rest, flags);                                                           \
        mode_t mode = mode_of(flags, rest);                                              \
        va_end(rest);                                                                    \
        return hidden(path) ? -1 : real(folder, path, flags, mode);                      \
    }
#define FOPEN(name)                                                                              \
    FILE *name(const char *path, const char *mode) {                                             \
        static FILE *(*real)(const char *, const char *);                                        \
        if (!real) real = (FILE * (*)(const char *, const char *)) dlsym(RTLD_NEXT, #name);      \
        return hidden(path) ? NULL : real(path, mode);                                           \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)
FOPEN(fopen)
FOPEN(fopen64)

DIR *opendir(const char *path) {
    static DIR *(*real)(const char *);
    if (!real) real = (DIR * (*)(const char *)) dlsym(RTLD_NEXT, "opendir");
    return hidden(path) ? NULL : real(path);
}
