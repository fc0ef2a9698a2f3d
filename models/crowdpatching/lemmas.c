#include "models/crowdpatching/lemmas.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/error.h"
#include "models/shared/outcome.h"

int crowdpatching_lemmas_init(struct crowdpatching_lemmas *lemmas, uint32_t device_count)
{
    *lemmas = (struct crowdpatching_lemmas){
        .device_count = device_count,
        .paid_to = malloc((device_count + 1u) * sizeof *lemmas->paid_to),
        .last = calloc(device_count + 1u, sizeof *lemmas->last),
    };
    if (!lemmas->paid_to || !lemmas->last) {
        crowdpatching_lemmas_deinit(lemmas);
        return BASE_E_NOMEM;
    }
    for (uint32_t device = 0; device < device_count; device++)
        lemmas->paid_to[device] = OUTCOME_NOBODY;
    return 0;
}

void crowdpatching_lemmas_deinit(struct crowdpatching_lemmas *lemmas)
{
    free(lemmas->trace);
    free(lemmas->paid_to);
    free(lemmas->last);
    *lemmas = (struct crowdpatching_lemmas){0};
}

static int append(struct crowdpatching_lemmas *lemmas, struct crowdpatching_occurrence occurrence)
{
    struct crowdpatching_occurrence *grown =
        base_array_grow(lemmas->trace, sizeof *lemmas->trace, lemmas->count, &lemmas->capacity);
    if (!grown)
        return BASE_E_NOMEM;
    lemmas->trace = grown;
    occurrence.previous = lemmas->last[occurrence.device];
    lemmas->trace[lemmas->count++] = occurrence;
    lemmas->last[occurrence.device] = lemmas->count;
    return 0;
}

static bool has_proof(const struct crowdpatching_lemmas *lemmas, uint32_t distributor,
                      uint32_t device)
{
    for (size_t number = lemmas->last[device]; number > 0;) {
        const struct crowdpatching_occurrence *seen = &lemmas->trace[number - 1];
        if (seen->event == CROWDPATCHING_GEN_PROOF && seen->distributor == distributor)
            return true;
        number = seen->previous;
    }
    return false;
}

static int broken(const struct crowdpatching_lemmas *lemmas, const char *lemma, uint32_t device)
{
    static const char *const names[] = {
        [CROWDPATCHING_GEN_PROOF] = "GenProof",
        [CROWDPATCHING_PAYMENT_TO_D] = "PaymentToD",
        [CROWDPATCHING_UPDATE_READY] = "UpdateReadyForIoT",
    };
    struct base_buffer text = {0};
    for (size_t i = 0; i < lemmas->count; i++) {
        const struct crowdpatching_occurrence *seen = &lemmas->trace[i];
        if (seen->device == device)
            base_buffer_printf(&text, "; %.9f s %s(distributor-%u, device-%u)",
                               (double)seen->time / 1e9, names[seen->event], seen->distributor,
                               seen->device);
    }
    int r = base_fail(BASE_E_SIM, "lemma %s is broken for device-%u%.*s", lemma, device,
                      (int)text.len, text.data ? (const char *)text.data : "");
    base_buffer_deinit(&text);
    return r;
}

static int record(struct crowdpatching_lemmas *lemmas, sim_time time,
                  enum crowdpatching_event event, uint32_t distributor, uint32_t device,
                  bool is_attack)
{
    assert(device < lemmas->device_count);
    bool paid_before = lemmas->paid_to[device] != OUTCOME_NOBODY;
    int r = append(lemmas, (struct crowdpatching_occurrence){time, event, distributor, device, 0});
    if (r < 0)
        return r;
    switch (event) {
    case CROWDPATCHING_GEN_PROOF:
        break;
    case CROWDPATCHING_PAYMENT_TO_D:
        if (!has_proof(lemmas, distributor, device) && !is_attack)
            return broken(lemmas, "PaymentOnlyIfGenerateProof", device);
        if (paid_before)
            return broken(lemmas, "MaxOnePaymentForOneIoT", device);
        lemmas->paid_to[device] = distributor;
        lemmas->unproved += !has_proof(lemmas, distributor, device);
        break;
    case CROWDPATCHING_UPDATE_READY:
        if ((lemmas->paid_to[device] != distributor && !lemmas->is_chain_soft) ||
            !has_proof(lemmas, distributor, device))
            return broken(lemmas, "AlwaysPaidIfUpdateReady", device);
        break;
    }
    return 0;
}

int crowdpatching_lemmas_record(struct crowdpatching_lemmas *lemmas, sim_time time,
                                enum crowdpatching_event event, uint32_t distributor,
                                uint32_t device)
{
    return record(lemmas, time, event, distributor, device, false);
}

int crowdpatching_lemmas_record_attack(struct crowdpatching_lemmas *lemmas, sim_time time,
                                       uint32_t distributor, uint32_t device)
{
    return record(lemmas, time, CROWDPATCHING_PAYMENT_TO_D, distributor, device, true);
}

uint32_t crowdpatching_lemmas_unpaid(const struct crowdpatching_lemmas *lemmas)
{
    uint32_t unpaid = 0;
    for (size_t i = 0; i < lemmas->count; i++) {
        const struct crowdpatching_occurrence *seen = &lemmas->trace[i];
        unpaid += seen->event == CROWDPATCHING_UPDATE_READY &&
                  lemmas->paid_to[seen->device] != seen->distributor;
    }
    return unpaid;
}
