#include "sim/agenda.h"

#include <assert.h>
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
    struct sim_agenda_entry **heap = realloc(agenda->heap, capacity * sizeof(*heap));
    if (heap == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for %zu dates", capacity);
    agenda->heap = heap;
    agenda->capacity = capacity;
    return 0;
}

static bool comes_before(const struct sim_agenda_entry *a, const struct sim_agenda_entry *b)
{
    return a->date != b->date ? a->date < b->date : a->sequence < b->sequence;
}

static void put(struct sim_agenda *agenda, size_t place, struct sim_agenda_entry *entry)
{
    agenda->heap[place] = entry;
    entry->place = place;
}

static void sift_up(struct sim_agenda *agenda, size_t place, struct sim_agenda_entry *entry)
{
    while (place > 1 && comes_before(entry, agenda->heap[place / 2])) {
        put(agenda, place, agenda->heap[place / 2]);
        place /= 2;
    }
    put(agenda, place, entry);
}

static void sift_down(struct sim_agenda *agenda, size_t place, struct sim_agenda_entry *entry)
{
    for (size_t child = 2 * place; child <= agenda->count; child = 2 * place) {
        if (child < agenda->count && comes_before(agenda->heap[child + 1], agenda->heap[child]))
            child++;
        if (!comes_before(agenda->heap[child], entry))
            break;
        put(agenda, place, agenda->heap[child]);
        place = child;
    }
    put(agenda, place, entry);
}

void sim_agenda_add_again(struct sim_agenda *agenda, struct sim_agenda_entry *entry, sim_time date)
{
    assert(entry->place == 0 && agenda->count + 1 < agenda->capacity);
    entry->date = date;
    sift_up(agenda, ++agenda->count, entry);
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
    struct sim_agenda_entry *last = agenda->heap[agenda->count--];
    if (last != entry) {
        if (place > 1 && comes_before(last, agenda->heap[place / 2]))
            sift_up(agenda, place, last);
        else
            sift_down(agenda, place, last);
    }
    entry->place = 0;
}

struct sim_agenda_entry *sim_agenda_first(const struct sim_agenda *agenda)
{
    return agenda->count > 0 ? agenda->heap[1] : NULL;
}
