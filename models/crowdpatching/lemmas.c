#include "models/crowdpatching/lemmas.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/error.h"
#include "models/shared/outcome.h"

/** Room for payments by contracts up to this one. Returns 0 or BASE_E_NOMEM. */
static int add_contracts(struct crowdpatching_lemmas *lemmas, uint32_t contract)
{
    if (contract < lemmas->contract_count)
        return 0;
    size_t before = (size_t)lemmas->contract_count * lemmas->device_count;
    size_t count = ((size_t)contract + 1) * lemmas->device_count;
    uint32_t *grown = realloc(lemmas->paid_to, (count + 1) * sizeof *grown);
    if (!grown)
        return BASE_E_NOMEM;
    for (size_t i = before; i < count; i++)
        grown[i] = OUTCOME_NOBODY;
    lemmas->paid_to = grown;
    lemmas->contract_count = contract + 1;
    return 0;
}

int crowdpatching_lemmas_init(struct crowdpatching_lemmas *lemmas, uint32_t device_count)
{
    *lemmas = (struct crowdpatching_lemmas){
        .device_count = device_count,
        .last = calloc(device_count + 1u, sizeof *lemmas->last),
    };
    if (!lemmas->last || add_contracts(lemmas, 0) < 0) {
        crowdpatching_lemmas_deinit(lemmas);
        return BASE_E_NOMEM;
    }
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
    assert(occurrence.device < lemmas->device_count);
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

/** Whether this has happened to the device; distributor: OUTCOME_NOBODY: by anybody. */
static bool has_happened(const struct crowdpatching_lemmas *lemmas, enum crowdpatching_event event,
                         uint32_t release, uint32_t distributor, uint32_t device)
{
    for (size_t number = lemmas->last[device]; number > 0;) {
        const struct crowdpatching_occurrence *seen = &lemmas->trace[number - 1];
        if (seen->event == event && seen->release == release &&
            (distributor == OUTCOME_NOBODY || seen->distributor == distributor))
            return true;
        number = seen->previous;
    }
    return false;
}

static bool has_proof(const struct crowdpatching_lemmas *lemmas, uint32_t release,
                      uint32_t distributor, uint32_t device)
{
    return has_happened(lemmas, CROWDPATCHING_GEN_PROOF, release, distributor, device);
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

uint32_t crowdpatching_lemmas_paid_to(const struct crowdpatching_lemmas *lemmas, uint32_t contract,
                                      uint32_t device)
{
    assert(device < lemmas->device_count);
    return contract < lemmas->contract_count
               ? lemmas->paid_to[(size_t)contract * lemmas->device_count + device]
               : OUTCOME_NOBODY;
}

int crowdpatching_lemmas_record_payment(struct crowdpatching_lemmas *lemmas, sim_time time,
                                        uint32_t release, uint32_t contract, uint32_t distributor,
                                        uint32_t device, bool is_attack)
{
    bool was_paid =
        has_happened(lemmas, CROWDPATCHING_PAYMENT_TO_D, release, OUTCOME_NOBODY, device);
    bool is_proved = has_proof(lemmas, release, distributor, device);
    int r = append(lemmas, (struct crowdpatching_occurrence){time, CROWDPATCHING_PAYMENT_TO_D,
                                                             release, distributor, device, 0});
    if (r == 0)
        r = add_contracts(lemmas, contract);
    if (r < 0)
        return r;
    if (!is_proved && !is_attack)
        return broken(lemmas, "PaymentOnlyIfGenerateProof", device);
    if (crowdpatching_lemmas_paid_to(lemmas, contract, device) != OUTCOME_NOBODY)
        return broken(lemmas, "MaxOnePaymentForOneIoT", device);
    lemmas->paid_to[(size_t)contract * lemmas->device_count + device] = distributor;
    lemmas->unproved += !is_proved;
    lemmas->repeated += was_paid;
    return 0;
}

int crowdpatching_lemmas_record(struct crowdpatching_lemmas *lemmas, sim_time time,
                                enum crowdpatching_event event, uint32_t release,
                                uint32_t distributor, uint32_t device)
{
    if (event == CROWDPATCHING_PAYMENT_TO_D)
        return crowdpatching_lemmas_record_payment(lemmas, time, release, release, distributor,
                                                   device, false);
    int r = append(lemmas,
                   (struct crowdpatching_occurrence){time, event, release, distributor, device, 0});
    bool is_unpaid = crowdpatching_lemmas_paid_to(lemmas, release, device) != distributor;
    if (r == 0 && event == CROWDPATCHING_UPDATE_READY &&
        ((is_unpaid && !lemmas->is_chain_soft) || !has_proof(lemmas, release, distributor, device)))
        return broken(lemmas, "AlwaysPaidIfUpdateReady", device);
    return r;
}

uint32_t crowdpatching_lemmas_unpaid(const struct crowdpatching_lemmas *lemmas)
{
    uint32_t unpaid = 0;
    for (size_t i = 0; i < lemmas->count; i++) {
        const struct crowdpatching_occurrence *seen = &lemmas->trace[i];
        unpaid +=
            seen->event == CROWDPATCHING_UPDATE_READY &&
            crowdpatching_lemmas_paid_to(lemmas, seen->release, seen->device) != seen->distributor;
    }
    return unpaid;
}
