#include <sys/wait.h>
#include <unistd.h>

#include "models/shared/run_files.h"
#include "tests/models/run.h"

/* Real and calibrated proofs: the same events at the same times; and what a hub refuses. */

/* One distributor that buys the package from the other, and two homes. */
#define SMALL                                                                                      \
    "world.distributors=2", "world.hubs=2", "world.devices=2", "crowdpatching.update_size=20B",    \
        "crowdpatching.seeding_slots=1"

static char base[64], calibrated[96], real[96];

static void make_directory(void)
{
    strcpy(base, "/tmp/crowdpatch-test-XXXXXX");
    cr_assert_not_null(mkdtemp(base));
    snprintf(calibrated, sizeof calibrated, "%s/calibrated", base);
    snprintf(real, sizeof real, "%s/real", base);
}

static void remove_directory(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", base);
    cr_expect_eq(system(command), 0);
}

TestSuite(fidelity, .init = make_directory, .fini = remove_directory);

/** Runs in a child process: SimGrid allows one world a process. */
static void run_child(const char *level, const char *proof_system, unsigned distributors,
                      const char *directory)
{
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        struct run run;
        char fidelity[64], system[64], world[64];
        char *no_arguments[] = {NULL};
        const struct run_files_context context = {
            .version = "test", .argv = no_arguments, .scenario_path = "small"};
        snprintf(fidelity, sizeof fidelity, "fidelity.proof=%s", level);
        snprintf(system, sizeof system, "crowdpatching.proof_system=%s", proof_system);
        snprintf(world, sizeof world, "world.distributors=%u", distributors);
        run_set_up(&run, SMALL, fidelity, system, world, NULL);
        int r = world_run(&run.world);
        /* Everything came about that has a proof. */
        bool complete =
            run.world.outcome.patched == 2 && run.world.outcome.second_hand == distributors - 1;
        if (r == 0)
            r = run_files_write(&run.world, &context, directory);
        _exit(r == 0 && complete ? 0 : 1);
    }
    int status;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s, %s", level, proof_system);
}

/** Whether both runs' files are equal behind a filter. */
static void expect_same(const char *file, const char *filter)
{
    char command[1024];
    snprintf(
        command, sizeof command,
        "for d in '%s' '%s'; do case %s in *.gz) zcat $d/%s ;; *) cat $d/%s ;; esac | %s >$d.cut"
        " || exit 2; done; test -s '%s.cut' && cmp -s '%s.cut' '%s.cut'",
        calibrated, real, file, file, file, filter, real, calibrated, real);
    cr_expect_eq(system(command), 0, "%s", file);
}

/** The last row's wan_bytes. */
static long wan_bytes(const char *directory)
{
    char command[256], text[64] = "";
    snprintf(command, sizeof command, "zcat '%s/timeseries.csv.gz' | tail -n 1 | cut -d, -f9",
             directory);
    FILE *stream = popen(command, "r");
    cr_assert_not_null(stream);
    cr_assert_not_null(fgets(text, sizeof text, stream));
    pclose(stream);
    return strtol(text, NULL, 10);
}

/* Digests and signatures differ, and with them the zero bytes of transactions: among their data, so
 * that gas, fees and the base fee that follows differ, and before a signature's numbers, which
 * travel without them. All else is equal to the byte: every date of every device and distributor,
 * every count, all bytes but a transaction's own. */
static void check_suite(const char *proof_system, unsigned distributors)
{
    run_child("calibrated", proof_system, distributors, calibrated);
    run_child("real", proof_system, distributors, real);
    expect_same("deliveries.csv.gz", "cat");
    expect_same("distributors.csv.gz", "cut -d, -f1-15,19-20,23-26,28");
    expect_same("timeseries.csv.gz", "cut -d, -f1-7,10-");
    expect_same("gas.csv", "cut -d, -f1-3");
    long difference = wan_bytes(calibrated) - wan_bytes(real);
    cr_expect_leq(labs(difference), 9, "%ld bytes for nine transactions", difference);
}

Test(fidelity, poseidon)
{
    check_suite("groth16_poseidon", 2);
}

/* A package's circuit would be large. */
Test(fidelity, sha256_chacha20)
{
    check_suite("groth16_sha256_chacha20", 1);
}

/* A key whose point of one wire the manufacturer has moved: proofs under it need not hide that
 * wire. */
static void subvert(struct zk_groth16_proving_key *key)
{
    zk_g1 wide;
    zk_g1_from_affine(&key->a[key->wires / 2], &wide);
    zk_g1_add_affine(&wide, &zk_g1_generator, &wide);
    zk_g1_to_affine(&wide, &key->a[key->wires / 2]);
}

static double extra(const struct run *run, const char *key)
{
    const struct outcome *outcome = &run->world.outcome;
    for (size_t i = 0; i < outcome->extra_count; i++)
        if (strcmp(outcome->extra[i].key, key) == 0)
            return outcome->extra[i].value;
    return -1;
}

Test(fidelity, nobody_proves_with_a_subverted_key)
{
    struct run run;
    run_set_up(&run, SMALL, "world.distributors=3", "fidelity.proof=real",
               "crowdpatching.seeding_slots=3", "crowdpatching.expiry=20min", "duration=30min",
               NULL);
    struct crowdpatching *state = run.world.model_state;
    subvert(&state->makers[0].delivery_pk.groth16);
    subvert(&state->makers[0].exchange_pk.groth16);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    cr_expect_eq(outcome->first_hand, 3);
    cr_expect_eq(outcome->patched, 0);
    for (uint32_t i = 0; i < 3; i++) {
        cr_expect_eq(outcome->distributors[i].proofs, 0);
        cr_expect_eq(outcome->distributors[i].sessions, 0);
    }
    cr_expect_eq(extra(&run, "refused_keys"), 6);
    cr_expect_eq(outcome->warning_count, 2, "one line a key");
    cr_expect(run_has_warning(
        &run, "distributors refuse pk^D: the points of A are not the constraints'"));
    cr_expect(run_has_warning(&run, "distributors refuse pk^E: "));
    run_tear_down(&run);
}

Test(fidelity, a_distributor_delivers_what_it_cannot_sell)
{
    struct run run;
    run_set_up(&run, SMALL, "fidelity.proof=real", "crowdpatching.expiry=20min", "duration=30min",
               NULL);
    struct crowdpatching *state = run.world.model_state;
    subvert(&state->makers[0].exchange_pk.groth16);
    run_play(&run);
    cr_expect_eq(run.world.outcome.first_hand, 1);
    cr_expect_eq(run.world.outcome.second_hand, 0);
    cr_expect_eq(run.world.outcome.patched, 2);
    cr_expect_eq(extra(&run, "refused_keys"), 1);
    cr_expect_not(run_has_warning(&run, "pk^D"));
    cr_expect(run_has_warning(&run, "distributors refuse pk^E: "));
    run_tear_down(&run);
}

Test(fidelity, what_cannot_be_real_is_refused)
{
    static const struct {
        const char *option, *error;
    } cases[] = {
        {"crowdpatching.proof_system=jsnark_2020", "no real prover"},
        {"crowdpatching.proving_keys=in_package", "by_hash"},
        {"crowdpatching.update_size=1MiB", "constraints"},
        {"world.devices=1000000", "hours"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *errors;
        const char *const options[] = {
            "fidelity.proof=real", "world.manufacturer_funds=10000000ETH", cases[i].option, NULL};
        struct scenario *scenario = run_load(options, &errors);
        cr_expect_null(scenario);
        cr_expect_not_null(strstr(errors, cases[i].error), "%s", errors);
        free(errors);
    }
}

/* What is offered, as a distributor makes it for r. */
static void seal(const struct crowdpatching *state, const crypto_digest *r, struct sealed *sealed,
                 struct crowdpatching_offer *ret_offer)
{
    static const uint8_t blinding[32] = {1};
    const struct package *package = &state->updates[0].seed;
    crypto_digest s = crypto_sha256(r->bytes, sizeof r->bytes);
    cr_assert_eq(sealed_make(&state->makers[0].delivery_pk, package->update, package->update_len,
                             &state->updates[0].update_hash, r, &s, blinding, sealed),
                 0);
    *ret_offer = (struct crowdpatching_offer){
        .s = s,
        .proof = sealed->proof,
        .proof_len = sealed->proof_len,
        .verifying_key = package->verifying_key,
        .verifying_key_len = package->verifying_key_len,
        .ciphertext = sealed->ciphertext,
        .ciphertext_len = sealed->ciphertext_len,
    };
}

/* The check that a hub makes before its device signs anything. */
static bool is_taken(const struct crowdpatching *state, const struct crowdpatching_offer *offer)
{
    struct sealed_terms terms;
    return crowdpatching_offer_check(state->world->tokens, offer,
                                     &state->makers[0].delivery_pk.verifying.hash,
                                     &state->updates[0].update_hash, &terms);
}

static void check_offers(const char *level, const char *signature)
{
    char fidelity[64], tokens[64];
    struct run run;
    struct sealed_terms terms;
    struct crowdpatching_offer good, other, bad;
    snprintf(fidelity, sizeof fidelity, "fidelity.proof=%s", level);
    snprintf(tokens, sizeof tokens, "fidelity.signature=%s", signature);
    run_set_up(&run, SMALL, "world.distributors=1", fidelity, tokens, NULL);
    const struct crowdpatching *state = run_state(&run);
    const crypto_digest r = crypto_sha256("device 0", 8), r_other = crypto_sha256("device 1", 8);
    struct sealed sealed, sealed_other;
    seal(state, &r, &sealed, &good);
    seal(state, &r_other, &sealed_other, &other);
    uint8_t *changed = malloc(good.ciphertext_len), *content = NULL;
    uint8_t forged[ZK_PROOF_BYTES_MAX];
    struct zk_proving_key attackers;
    const uint8_t seed[32] = {9};

    cr_expect(is_taken(state, &good));
    cr_expect(is_taken(state, &other));
    /* For another device, in all three ways. */
    bad = good;
    bad.s = other.s;
    cr_expect_not(is_taken(state, &bad));
    bad = good;
    bad.proof = other.proof;
    cr_expect_not(is_taken(state, &bad));
    bad = good;
    bad.ciphertext = other.ciphertext;
    cr_expect_not(is_taken(state, &bad));
    /* Any byte of the ciphertext, whatever is swapped for it. */
    for (size_t i = 0; i < good.ciphertext_len; i += 7) {
        memcpy(changed, good.ciphertext, good.ciphertext_len);
        changed[i] ^= 1;
        bad = good;
        bad.ciphertext = changed;
        cr_expect_not(is_taken(state, &bad), "%zu", i);
    }
    /* Forged: changed, made up, or made with keys of one's own. */
    memcpy(forged, good.proof, good.proof_len);
    bad = good;
    bad.proof = forged;
    forged[40] ^= 1;
    cr_expect_not(is_taken(state, &bad));
    memset(forged, 0, sizeof forged);
    cr_expect_not(is_taken(state, &bad));
    memset(forged, 0, sizeof forged);
    forged[0] = forged[32] = forged[96] = 0x40; /* three times infinity */
    cr_expect_not(is_taken(state, &bad));
    cr_assert_eq(zk_statement_setup(ZK_STATEMENT_DELIVERY, state->updates[0].seed.update_len,
                                    &state->scheme, seed, &attackers),
                 0);
    struct sealed own;
    cr_assert_eq(sealed_make(&attackers, state->updates[0].seed.update,
                             state->updates[0].seed.update_len, &state->updates[0].update_hash, &r,
                             &good.s, seed, &own),
                 0);
    bad = good;
    bad.proof = own.proof;
    cr_expect_not(is_taken(state, &bad));
    uint8_t key[1024];
    bad.verifying_key_len = zk_verifying_key_encode(&attackers.verifying, key, sizeof key);
    bad.verifying_key = key;
    cr_expect_not(is_taken(state, &bad), "not the announced key");

    cr_expect(crowdpatching_offer_check(state->world->tokens, &good,
                                        &state->makers[0].delivery_pk.verifying.hash,
                                        &state->updates[0].update_hash, &terms));
    cr_assert_eq(sealed_open(&terms, good.ciphertext, good.ciphertext_len, &r, &content), 0);
    cr_expect_eq(memcmp(content, state->updates[0].seed.update, state->updates[0].seed.update_len),
                 0);
    sealed_deinit(&own);
    sealed_deinit(&sealed);
    sealed_deinit(&sealed_other);
    zk_proving_key_deinit(&attackers);
    free(content);
    free(changed);
    run_tear_down(&run);
}

Test(fidelity, a_hub_refuses_what_is_not_proved)
{
    check_offers("real", "real");
}

Test(fidelity, a_hub_refuses_what_is_not_proved_calibrated)
{
    check_offers("calibrated", "real");
}

/* A proof is a run's token then, and not an Ed25519 signature. */
Test(fidelity, a_hub_refuses_what_is_not_proved_by_tokens)
{
    check_offers("calibrated", "calibrated");
}
