#ifndef CROWDPATCH_SIM_LIST_H
#define CROWDPATCH_SIM_LIST_H

#include <stdbool.h>
#include <stddef.h>

/** An intrusive, circular, doubly linked list; the head is a link of its own. Inside sim/ only. */
struct sim_list {
    struct sim_list *previous;
    struct sim_list *next;
};

#define SIM_CONTAINER_OF(pointer, type, member)                                                    \
    ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

static inline void sim_list_init(struct sim_list *head)
{
    head->previous = head->next = head;
}

static inline bool sim_list_is_empty(const struct sim_list *head)
{
    return head->next == head;
}

static inline void sim_list_append(struct sim_list *head, struct sim_list *link)
{
    link->previous = head->previous;
    link->next = head;
    head->previous->next = link;
    head->previous = link;
}

static inline void sim_list_prepend(struct sim_list *head, struct sim_list *link)
{
    link->previous = head;
    link->next = head->next;
    head->next->previous = link;
    head->next = link;
}

/** Safe on a link that was removed, or initialised and never added. */
static inline void sim_list_remove(struct sim_list *link)
{
    link->previous->next = link->next;
    link->next->previous = link->previous;
    sim_list_init(link);
}

#endif
