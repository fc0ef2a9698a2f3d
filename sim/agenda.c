#include "sim/agenda.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/error.h"

void sim_agenda_deinit(struct sim_agenda *agenda)
{
    free(agenda->heap);
    *agenda = (struct sim_agenda){0};
}

int sim_agenda_reserve(struct sim_agenda *agenda, size_t count)
{
    if (count < agenda->capacity)
        return 0;
    size_t capacity = agenda->capacity > 0 ? agenda->capacity : 64;
    while (capacity <= count)
        capacity *= 2;
    struct sim_agenda_place *heap = realloc(agenda->heap, capacity * sizeof(*heap));
    if (heap == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for %zu dates", capacity);
    agenda->heap = heap;
    agenda->capacity = capacity;
    return 0;
}

/* Four children a place: half the levels of two, and the four stand side by side. */
enum { CHILDREN = 4 };

static size_t parent_of(size_t place)
{
    return (place - 2) / CHILDREN + 1;
}

static size_t first_child_of(size_t place)
{
    return (place - 1) * CHILDREN + 2;
}

static bool comes_before(const struct sim_agenda_place *a, const struct sim_agenda_place *b)
{
    return a->date != b->date ? a->date < b->date : a->sequence < b->sequence;
}

static void put(struct sim_agenda *agenda, size_t place, const struct sim_agenda_place *what)
{
    agenda->heap[place] = *what;
    what->entry->place = place;
}

static void sift_up(struct sim_agenda *agenda, size_t place, struct sim_agenda_place what)
{
    while (place > 1 && comes_before(&what, &agenda->heap[parent_of(place)])) {
        put(agenda, place, &agenda->heap[parent_of(place)]);
        place = parent_of(place);
    }
    put(agenda, place, &what);
}

static void sift_down(struct sim_agenda *agenda, size_t place, struct sim_agenda_place what)
{
    for (size_t child; (child = first_child_of(place)) <= agenda->count;) {
        size_t end = child + CHILDREN <= agenda->count + 1 ? child + CHILDREN : agenda->count + 1;
        for (size_t other = child + 1; other < end; other++)
            if (comes_before(&agenda->heap[other], &agenda->heap[child]))
                child = other;
        if (!comes_before(&agenda->heap[child], &what))
            break;
        put(agenda, place, &agenda->heap[child]);
        place = child;
    }
    put(agenda, place, &what);
}

void sim_agenda_add_again(struct sim_agenda *agenda, struct sim_agenda_entry *entry, sim_time date)
{
    assert(entry->place == 0 && agenda->count + 1 < agenda->capacity);
    entry->date = date;
    sift_up(agenda, ++agenda->count, (struct sim_agenda_place){date, entry->sequence, entry});
}

void sim_agenda_add(struct sim_agenda *agenda, struct sim_agenda_entry *entry, sim_time date)
{
    entry->sequence = ++agenda->last_sequence;
    sim_agenda_add_again(agenda, entry, date);
}

void sim_agenda_remove(struct sim_agenda *agenda, struct sim_agenda_entry *entry)
{
    size_t place = entry->place;
    if (place == 0)
        return;
    struct sim_agenda_place last = agenda->heap[agenda->count--];
    if (last.entry != entry) {
        if (place > 1 && comes_before(&last, &agenda->heap[parent_of(place)]))
            sift_up(agenda, place, last);
        else
            sift_down(agenda, place, last);
    }
    entry->place = 0;
}

struct sim_agenda_entry *sim_agenda_first(const struct sim_agenda *agenda)
{
    return agenda->count > 0 ? agenda->heap[1].entry : NULL;
}
