#pragma once
#include <malloc.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

// `struct epoll_event` is packed and holds a union, neither of which Swift handles well: plain numbers instead.

/// epoll_ctl with a number that comes back with the event.
static inline int epoll_control(int epoll, int operation, int descriptor, uint32_t events, uint64_t number) {
    struct epoll_event event = { .events = events, .data = { .u64 = number } };
    return epoll_ctl(epoll, operation, descriptor, &event);
}

/// epoll_wait for at most 64 events.
static inline int epoll_next(int epoll, uint64_t numbers[64], uint32_t events[64], int milliseconds) {
    struct epoll_event happened[64];
    int count = epoll_wait(epoll, happened, 64, milliseconds);
    for (int index = 0; index < count; index++) {
        numbers[index] = happened[index].data.u64;
        events[index] = happened[index].events;
    }
    return count;
}
