#include <criterion/criterion.h>
#include <string.h>

#include "base/error.h"
#include "models/crowdpatching/lemmas.h"
#include "models/shared/outcome.h"

enum { A = 3, B = 7 }; /* distributors */

struct step {
    enum crowdpatching_event event;
    uint32_t distributor;
    uint32_t device;
};

#define PROOF(d, o)                                                                                \
    {                                                                                              \
        CROWDPATCHING_GEN_PROOF, d, o                                                              \
    }
#define PAID(d, o)                                                                                 \
    {                                                                                              \
        CROWDPATCHING_PAYMENT_TO_D, d, o                                                           \
    }
#define READY(d, o)                                                                                \
    {                                                                                              \
        CROWDPATCHING_UPDATE_READY, d, o                                                           \
    }

/** Records the steps, a second apart; all but the last must pass. Returns the last one's answer. */
static int record(size_t count, const struct step steps[])
{
    struct crowdpatching_lemmas lemmas;
    int r = 0;
    cr_assert_eq(crowdpatching_lemmas_init(&lemmas, 4), 0);
    for (size_t i = 0; i < count; i++) {
        cr_assert_eq(r, 0, "step %zu: %s", i, base_fail_text());
        r = crowdpatching_lemmas_record(&lemmas, (sim_time)(i + 1) * SIM_TIME_SECOND,
                                        steps[i].event, 0, steps[i].distributor, steps[i].device);
    }
    cr_expect_eq(lemmas.count, count);
    crowdpatching_lemmas_deinit(&lemmas);
    return r;
}
#define RECORD(...)                                                                                \
    record(sizeof((const struct step[]){__VA_ARGS__}) / sizeof(struct step),                       \
           (const struct step[]){__VA_ARGS__})

static void expect_broken(int r, const char *text)
{
    cr_expect_eq(r, BASE_E_SIM);
    cr_expect_str_eq(base_fail_text(), text);
}

Test(lemmas, a_delivery)
{
    cr_expect_eq(RECORD(PROOF(A, 0), PAID(A, 0), READY(A, 0)), 0);
}

Test(lemmas, interleaved_deliveries)
{
    cr_expect_eq(RECORD(PROOF(A, 0), PROOF(B, 1), PROOF(B, 0), PAID(B, 1), PROOF(A, 1), PAID(A, 0),
                        READY(A, 0), READY(B, 1)),
                 0);
}

/* A proof that nobody is paid for breaks nothing, and neither does one that is made twice. */
Test(lemmas, lost_proofs)
{
    cr_expect_eq(RECORD(PROOF(A, 0), PROOF(A, 0), PROOF(B, 0), PROOF(B, 0), PAID(A, 0)), 0);
}

/* The hub may read the key twice. */
Test(lemmas, ready_twice)
{
    cr_expect_eq(RECORD(PROOF(A, 0), PAID(A, 0), READY(A, 0), READY(A, 0)), 0);
}

Test(lemmas, payment_without_proof)
{
    expect_broken(RECORD(PAID(A, 2)),
                  "lemma PaymentOnlyIfGenerateProof is broken for device-2; 1.000000000 s "
                  "PaymentToD(distributor-3, device-2)");
}

Test(lemmas, payment_with_another_ones_proof)
{
    expect_broken(RECORD(PROOF(B, 0), PAID(A, 0)),
                  "lemma PaymentOnlyIfGenerateProof is broken for device-0; 1.000000000 s "
                  "GenProof(distributor-7, device-0); 2.000000000 s PaymentToD(distributor-3, "
                  "device-0)");
}

Test(lemmas, payment_with_a_proof_for_another_device)
{
    expect_broken(RECORD(PROOF(A, 1), PAID(A, 0)),
                  "lemma PaymentOnlyIfGenerateProof is broken for device-0; 2.000000000 s "
                  "PaymentToD(distributor-3, device-0)");
}

/* An attacker's payment is counted; the next honest one without a proof ends the run. */
Test(lemmas, payments_to_attackers)
{
    struct crowdpatching_lemmas lemmas;
    cr_assert_eq(crowdpatching_lemmas_init(&lemmas, 4), 0);
    cr_expect_eq(crowdpatching_lemmas_record_payment(&lemmas, 1, 0, 0, A, 0, true), 0);
    cr_expect_eq(lemmas.unproved, 1);
    cr_expect_eq(crowdpatching_lemmas_record_payment(&lemmas, 2, 0, 0, B, 0, true), BASE_E_SIM);
    cr_expect(strstr(base_fail_text(), "MaxOnePaymentForOneIoT") != NULL);
    cr_expect_eq(crowdpatching_lemmas_record(&lemmas, 3, CROWDPATCHING_PAYMENT_TO_D, 0, A, 1),
                 BASE_E_SIM);
    crowdpatching_lemmas_deinit(&lemmas);
}

/* Each DSC pays once; what a second one pays for the same device is counted. */
Test(lemmas, payments_by_two_contracts)
{
    struct crowdpatching_lemmas lemmas;
    cr_assert_eq(crowdpatching_lemmas_init(&lemmas, 4), 0);
    for (uint32_t device = 0; device < 2; device++)
        cr_assert_eq(crowdpatching_lemmas_record(&lemmas, 1, CROWDPATCHING_GEN_PROOF, 0, A, device),
                     0);
    cr_expect_eq(crowdpatching_lemmas_record_payment(&lemmas, 2, 0, 0, A, 1, false), 0);
    cr_expect_eq(crowdpatching_lemmas_record_payment(&lemmas, 3, 0, 2, A, 0, false), 0);
    cr_expect_eq(lemmas.repeated, 0);
    cr_expect_eq(crowdpatching_lemmas_record_payment(&lemmas, 4, 0, 1, A, 1, false), 0);
    cr_expect_eq(lemmas.repeated, 1);
    cr_expect_eq(crowdpatching_lemmas_paid_to(&lemmas, 0, 1), A);
    cr_expect_eq(crowdpatching_lemmas_paid_to(&lemmas, 1, 1), A);
    cr_expect_eq(crowdpatching_lemmas_paid_to(&lemmas, 2, 1), OUTCOME_NOBODY);
    cr_expect_eq(crowdpatching_lemmas_paid_to(&lemmas, 0, 0), OUTCOME_NOBODY);
    cr_expect_eq(crowdpatching_lemmas_paid_to(&lemmas, 2, 0), A);
    cr_expect_eq(crowdpatching_lemmas_paid_to(&lemmas, 9, 0), OUTCOME_NOBODY);
    cr_expect_eq(crowdpatching_lemmas_record_payment(&lemmas, 5, 0, 1, A, 1, false), BASE_E_SIM);
    crowdpatching_lemmas_deinit(&lemmas);
}

/* A release is another U: its proofs, payments and updates stand for nothing in the next one. */
Test(lemmas, releases_are_apart)
{
    struct crowdpatching_lemmas lemmas;
    cr_assert_eq(crowdpatching_lemmas_init(&lemmas, 4), 0);
    for (uint32_t release = 0; release < 2; release++)
        for (int event = CROWDPATCHING_GEN_PROOF; event <= CROWDPATCHING_UPDATE_READY; event++)
            cr_expect_eq(crowdpatching_lemmas_record(&lemmas, 1, (enum crowdpatching_event)event,
                                                     release, A, 1),
                         0);
    cr_expect_eq(lemmas.repeated, 0);
    cr_expect_eq(crowdpatching_lemmas_unpaid(&lemmas), 0);
    cr_expect_eq(crowdpatching_lemmas_record(&lemmas, 2, CROWDPATCHING_PAYMENT_TO_D, 2, A, 1),
                 BASE_E_SIM);
    cr_expect(strstr(base_fail_text(), "PaymentOnlyIfGenerateProof") != NULL);
    cr_expect_eq(crowdpatching_lemmas_record(&lemmas, 3, CROWDPATCHING_GEN_PROOF, 3, A, 1), 0);
    cr_expect_eq(crowdpatching_lemmas_record(&lemmas, 4, CROWDPATCHING_UPDATE_READY, 3, A, 1),
                 BASE_E_SIM);
    cr_expect(strstr(base_fail_text(), "AlwaysPaidIfUpdateReady") != NULL);
    crowdpatching_lemmas_deinit(&lemmas);
}

/* The proof comes first. */
Test(lemmas, payment_before_proof)
{
    cr_expect_eq(RECORD(PAID(A, 0)), BASE_E_SIM);
}

Test(lemmas, two_payments_to_two)
{
    expect_broken(RECORD(PROOF(A, 0), PROOF(B, 0), PROOF(B, 1), PAID(A, 0), PAID(B, 0)),
                  "lemma MaxOnePaymentForOneIoT is broken for device-0; 1.000000000 s "
                  "GenProof(distributor-3, device-0); 2.000000000 s GenProof(distributor-7, "
                  "device-0); 4.000000000 s PaymentToD(distributor-3, device-0); 5.000000000 s "
                  "PaymentToD(distributor-7, device-0)");
}

Test(lemmas, two_payments_to_one)
{
    cr_expect_eq(RECORD(PROOF(A, 0), PAID(A, 0), PAID(A, 0)), BASE_E_SIM);
    cr_expect(strstr(base_fail_text(), "MaxOnePaymentForOneIoT") != NULL);
}

Test(lemmas, update_without_payment)
{
    expect_broken(RECORD(PROOF(A, 3), READY(A, 3)),
                  "lemma AlwaysPaidIfUpdateReady is broken for device-3; 1.000000000 s "
                  "GenProof(distributor-3, device-3); 2.000000000 s "
                  "UpdateReadyForIoT(distributor-3, device-3)");
}

Test(lemmas, update_from_one_and_payment_to_another)
{
    cr_expect_eq(RECORD(PROOF(A, 0), PROOF(B, 0), PAID(A, 0), READY(B, 0)), BASE_E_SIM);
    cr_expect(strstr(base_fail_text(), "AlwaysPaidIfUpdateReady") != NULL);
}

/* Beyond the first block of the trace, and many events a device. */
Test(lemmas, long_traces)
{
    struct crowdpatching_lemmas lemmas;
    cr_assert_eq(crowdpatching_lemmas_init(&lemmas, 3000), 0);
    for (uint32_t device = 0; device < 3000; device++)
        for (uint32_t distributor = 0; distributor < 3; distributor++)
            cr_assert_eq(crowdpatching_lemmas_record(&lemmas, 1, CROWDPATCHING_GEN_PROOF, 0,
                                                     distributor, device),
                         0);
    for (uint32_t device = 0; device < 3000; device++)
        cr_assert_eq(crowdpatching_lemmas_record(&lemmas, 2, CROWDPATCHING_PAYMENT_TO_D, 0,
                                                 device % 3, device),
                     0);
    cr_expect_eq(crowdpatching_lemmas_record(&lemmas, 3, CROWDPATCHING_PAYMENT_TO_D, 0, 3, 0),
                 BASE_E_SIM);
    crowdpatching_lemmas_deinit(&lemmas);
}

Test(lemmas, no_devices)
{
    struct crowdpatching_lemmas lemmas;
    cr_assert_eq(crowdpatching_lemmas_init(&lemmas, 0), 0);
    crowdpatching_lemmas_deinit(&lemmas);
}
