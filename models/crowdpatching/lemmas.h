#ifndef CROWDPATCH_MODELS_CROWDPATCHING_LEMMAS_H
#define CROWDPATCH_MODELS_CROWDPATCHING_LEMMAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/time.h"

/** The lemmas that the authors proved with Tamarin, checked on what happens in a run, of each
 *  release by itself: its U is the lemmas' U. Source: Puggioni et al. 2020, section V-B.
 *
 *  PaymentOnlyIfGenerateProof: PaymentToD(d, o) only after GenProof(d, o, U).
 *  AlwaysPaidIfUpdateReady: UpdateReadyForIoT(o, U) only with a PaymentToD(d, o) and a
 *    GenProof(d, o, U), in the same session: of the distributor that the update came from.
 *  MaxOnePaymentForOneIoT: at most one PaymentToD for a device.
 *
 *  Under attack. PaymentOnlyIfGenerateProof: not where a device's owner is the distributor too,
 *  whatever the semantics, nor with raw challenges, nor for proofs that were forged with the
 * set-up's trapdoor. Such payments to attackers are counted and do not end the run; one to the
 * honest does. AlwaysPaidIfUpdateReady: not where a hub
 * takes r from the call data of a claim that fails, as a claim after the PoFD does by the authors'
 * code. MaxOnePaymentForOneIoT: in each DSC; a second DSC with an equal U_h pays for the same
 * delivery again unless hardened. Such payments are counted.
 *
 *  They hold on a chain that never takes a block back. Payments are those of the final chain; where
 *  a hub can read a key in a block that is undone later, the second lemma is not checked as it
 *  happens, and crowdpatching_lemmas_unpaid() counts what is left of it. */
enum crowdpatching_event {
    CROWDPATCHING_GEN_PROOF,    /* a distributor has made a valid proof of S_D for a device */
    CROWDPATCHING_PAYMENT_TO_D, /* the contract has paid a distributor for a device */
    CROWDPATCHING_UPDATE_READY, /* a hub has decrypted a device's update, and its hash is right */
};

struct crowdpatching_occurrence {
    sim_time time;
    enum crowdpatching_event event;
    uint32_t release;
    uint32_t distributor;
    uint32_t device;
    size_t previous; /* number of the device's occurrence before it, from 1; 0: none */
};

struct crowdpatching_lemmas {
    struct crowdpatching_occurrence *trace;
    size_t count;
    size_t capacity;
    uint32_t device_count;
    uint32_t contract_count;
    uint64_t unproved;  /* payments to attackers without a proof */
    uint64_t repeated;  /* payments for a device that another DSC of the release has paid for */
    bool is_chain_soft; /* hubs act upon blocks that may be undone */
    uint32_t *paid_to;  /* by contract and device: who was paid; OUTCOME_NOBODY */
    size_t *last;       /* by device: number of its latest occurrence, from 1; 0: none */
};

int crowdpatching_lemmas_init(struct crowdpatching_lemmas *lemmas, uint32_t device_count);
void crowdpatching_lemmas_deinit(struct crowdpatching_lemmas *lemmas);

/** Records what happened, a payment by the release's own DSC, and checks the lemmas. Returns 0,
 * BASE_E_NOMEM, or BASE_E_SIM with the broken lemma and the device's trace in the text. */
int crowdpatching_lemmas_record(struct crowdpatching_lemmas *lemmas, sim_time time,
                                enum crowdpatching_event event, uint32_t release,
                                uint32_t distributor, uint32_t device);

/** Records a payment by any DSC of the release: its own has the release's number, others have
 * numbers of no release. is_attack: to an attacker, whose attack is to be paid for what it
 * has not proved; it is counted where it breaks PaymentOnlyIfGenerateProof. Returns as
 * crowdpatching_lemmas_record() does. */
int crowdpatching_lemmas_record_payment(struct crowdpatching_lemmas *lemmas, sim_time time,
                                        uint32_t release, uint32_t contract, uint32_t distributor,
                                        uint32_t device, bool is_attack);

/** Whom a DSC has paid for a device, or OUTCOME_NOBODY. */
uint32_t crowdpatching_lemmas_paid_to(const struct crowdpatching_lemmas *lemmas, uint32_t contract,
                                      uint32_t device);

/** Updates that became ready without the final chain's payment to the distributor they came from.
 */
uint32_t crowdpatching_lemmas_unpaid(const struct crowdpatching_lemmas *lemmas);

#endif
