// The C library's own names, taken over in the program: every shared library that it loads calls these.

#define _GNU_SOURCE
#include "erasure.h"

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// glibc's names for what is behind malloc's, made for this.
extern void __libc_free(void *block);
extern void *__libc_malloc(size_t size);
extern void *__libc_realloc(void *block, size_t size);

static atomic_int erases;

void erase_what_is_freed(void) { atomic_store_explicit(&erases, 1, memory_order_relaxed); }

static int is_on(void) { return atomic_load_explicit(&erases, memory_order_relaxed); }

// A block with a mapping of its own (the second bit of the size before it) goes back to the kernel, which clears it.
static int is_mapped(const void *block) { return (((const size_t *)block)[-1] & 2) != 0; }

static void erase(void *block) {
    if (!is_mapped(block)) explicit_bzero(block, malloc_usable_size(block));
}

void free(void *block) {
    if (block && is_on()) {
        int error = errno;
        erase(block);
        errno = error;
    }
    __libc_free(block);
}

// The library would leave behind what it moves away from, and the end that it cuts off.
void *realloc(void *block, size_t size) {
    if (!block || !is_on() || is_mapped(block)) return __libc_realloc(block, size);
    size_t held = malloc_usable_size(block);
    if (size <= held) {
        explicit_bzero((char *)block + size, held - size);
        return __libc_realloc(block, size);
    }
    void *grown = __libc_malloc(size);
    if (!grown) return NULL;
    memcpy(grown, block, held);
    free(block);
    return grown;
}

void *reallocarray(void *block, size_t count, size_t size) {
    size_t octets;
    if (__builtin_mul_overflow(count, size, &octets)) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(block, octets);
}
