#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/crowdpatching/state.h"

/* Section IV-B2: the seller d_f in the exchange between distributors (DDE). */

/* Assumption: twice the measured use. */
#define GAS_REVEAL UINT64_C(300000)

struct sale {
    struct crowdpatching *state;
    struct participant *self;
    struct sim_message *request;
    uint32_t release;
    uint64_t number; /* of this seller's sales */
    uint64_t begun;  /* block at which it began: the buyer's contract comes later */
    u256 price_wei;  /* the least that it takes; where the price is open, what it asks */
    bool has_keys;   /* the buyer, from an earlier release */
};

static void sale_free(void *argument)
{
    struct sale *sale = argument;
    sim_message_free(sale->request);
    free(sale);
}

/** Reads the request; by rules that are not fixed the price is agreed upon here. */
static bool consider(struct sale *sale, struct sim_port *port)
{
    struct crowdpatching *state = sale->state;
    const crypto_digest *package_hash =
        &crowdpatching_release_of(state, sale->self, sale->release)->package_hash;
    bool is_open = crowdpatching_market_is_open(state->entry.market);
    struct crowdpatching_quote request;
    sale->price_wei = state->config->reserve_price_wei;
    if (!crowdpatching_decode_quote(sale->request->payload, sale->request->payload_len, is_open,
                                    &request) ||
        memcmp(request.subject, package_hash->bytes, sizeof request.subject) != 0)
        return false;
    sale->has_keys = request.has_keys;
    if (!is_open || crowdpatching_ask(state, sale->self, sale->release, port, &request.price_wei,
                                      &sale->price_wei))
        return true;
    state->entry.refused_by_sellers++;
    return false;
}

/** Challenges the buyer and looks at its score. */
static bool know_buyer(struct sale *sale, struct sim_port *port, struct base_random *random,
                       struct crowdpatching_identity *ret_buyer)
{
    struct crowdpatching *state = sale->state;
    CONVERSE_BUFFER payload = {0};
    crowdpatching_nonce c;
    struct crowdpatching_quote quote = {
        .has_price = crowdpatching_market_is_open(state->entry.market),
        .price_wei = sale->price_wei,
    };
    base_random_bytes(random, c.bytes, sizeof c.bytes);
    memcpy(quote.subject, c.bytes, sizeof c.bytes);
    crowdpatching_encode_quote(&payload, &quote);
    if (!converse_send(sale->self, port, sale->request->from, CROWDPATCHING_EXCHANGE_CHALLENGE,
                       &payload, 0, sale->request->id, state->config->answer_timeout_ns))
        return false;
    CONVERSE_MESSAGE answer =
        converse_expect_from(sale->self, port, sale->request->from, CROWDPATCHING_EXCHANGE_IDENTITY,
                             CROWDPATCHING_REFUSAL, state->config->answer_timeout_ns);
    struct crowdpatching_introduction introduction;
    crypto_digest digest = crowdpatching_buyer_digest(&c);
    uint64_t score;
    if (!answer ||
        !crowdpatching_decode_introduction(answer->payload, answer->payload_len,
                                           CROWDPATCHING_NONCE_BYTES, &introduction) ||
        !crowdpatching_check_introduction(sale->self, &introduction, &digest) ||
        !crowdpatching_score(state, sale->self, port, sale->release, &introduction.identity.account,
                             &score) ||
        score < state->config->minimum_buyer_score)
        return false;
    *ret_buyer = introduction.identity;
    return true;
}

/** Encrypts P for this buyer, proves S_E, and sends it all. */
static bool offer_package(struct sale *sale, struct sim_port *port, struct base_random *random,
                          const crypto_digest *r, const crypto_digest *s)
{
    struct crowdpatching *state = sale->state;
    const struct crowdpatching_update *update = &state->updates[sale->release];
    const struct crowdpatching_maker *maker = update->maker;
    CONVERSE_BUFFER payload = {0};
    struct sealed sealed;
    uint8_t blinding[32];
    base_random_bytes(random, blinding, sizeof blinding);
    bool forges = crowdpatching_forges(sale->self);
    const crypto_digest *package_hash =
        &crowdpatching_release_of(state, sale->self, sale->release)->package_hash;
    int result = forges ? crowdpatching_forge(state, maker, ZK_STATEMENT_EXCHANGE, package_hash, r,
                                              s, random, &sealed)
                        : sealed_make(&maker->exchange_pk, update->seed.bytes, update->seed.len,
                                      package_hash, r, s, blinding, &sealed);
    if (result < 0)
        world_fail(state->world, result);
    if (result == 0) {
        const struct crowdpatching_offer offer = {
            .s = *s,
            .proof = sealed.proof,
            .proof_len = sealed.proof_len,
            .verifying_key = maker->exchange_vk_bytes.data,
            .verifying_key_len = maker->exchange_vk_bytes.len,
            .ciphertext = sealed.ciphertext,
            .ciphertext_len = sealed.ciphertext_len,
        };
        crowdpatching_encode_offer(&payload, &offer);
        sealed_deinit(&sealed);
    }
    sealed_charge_making(&state->scheme, sale->self, maker->exchange_content_bytes, forges);
    state->attack.attackers_sale_proofs += adversary_acts(sale->self, ADVERSARY_EXCHANGE_GRIEFING);
    /* pk^E travels with the proof, pk^D beside P_e or in it; who has them needs none. */
    uint64_t keys_bytes = maker->delivery_pk_bytes + maker->exchange_pk_bytes -
                          (sale->has_keys ? maker->known_keys_bytes : 0);
    return result == 0 &&
           converse_send(sale->self, port, sale->request->from, CROWDPATCHING_EXCHANGE_OFFER,
                         &payload, keys_bytes, 0, state->config->transaction_timeout_ns);
}

/** True when the buyer's contract is one of the Super contract's and promises what it must. */
static bool check_exchange(struct sale *sale, struct sim_port *port, const crypto_digest *s,
                           const struct crowdpatching_identity *buyer,
                           const crypto_address *exchange)
{
    struct crowdpatching *state = sale->state;
    struct chain_log_page page;
    uint64_t block = sale->begun;
    bool good = false;
    const crypto_address *super_contract = &state->updates[sale->release].maker->super_contract;
    if (!chain_service_logs(state->world->chain, sale->self, port, super_contract, &block, &page))
        return false;
    sim_time now = world_now(state->world);
    uint64_t least_expiry_s = chain_service_timestamp_s(
        state->world->chain, now + 2 * state->world->chain_config->block_interval_ns);
    for (size_t i = 0; i < page.count && !good; i++) {
        struct contracts_exchange_opened opened;
        good = contracts_super_decode_exchange_opened(&page.logs[i], &opened) &&
               crypto_address_equal(&opened.exchange, exchange) &&
               crypto_address_equal(&opened.seller, &sale->self->address) &&
               crypto_address_equal(&opened.buyer, &buyer->account) &&
               crypto_digest_equal(&opened.s, s) && opened.expires_at_s > least_expiry_s &&
               u256_compare(opened.offer_wei, sale->price_wei) >= 0;
    }
    chain_log_page_deinit(&page);
    return good;
}

/** Publishes r for the offer. */
static void reveal(struct sale *sale, struct sim_port *port, const crypto_address *exchange,
                   const crypto_digest *t, const crypto_digest *r)
{
    CONVERSE_BUFFER data = {0};
    contracts_exchange_encode_reveal(&data, t, r);
    const struct chain_intent intent = {
        .operation = "exchange_reveal",
        .to = exchange,
        .data = data.data,
        .data_len = data.len,
        .gas_limit = GAS_REVEAL,
    };
    crowdpatching_transact(sale->state, sale->self, port, &intent);
}

static void sale_main(void *argument)
{
    struct sale *sale = argument;
    struct crowdpatching *state = sale->state;
    CONVERSE_PORT port = NULL;
    struct crowdpatching_identity buyer;
    struct base_random random;
    crypto_digest t;
    if (sim_port_new(sale->self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    participant_random_at(sale->self, "sale", sale->number, &random);
    sale->begun = chain_service_now(state->world->chain);
    if (!consider(sale, port) || !know_buyer(sale, port, &random, &buyer)) {
        crowdpatching_refuse(sale->self, port, sale->request);
        return;
    }
    base_random_bytes(&random, t.bytes, sizeof t.bytes);
    const crypto_digest r = contracts_exchange_key(&t, &sale->self->address);
    const crypto_digest s = crypto_sha256(r.bytes, sizeof r.bytes);
    if (!offer_package(sale, port, &random, &r, &s))
        return;
    CONVERSE_MESSAGE opened =
        converse_expect_from(sale->self, port, sale->request->from, CROWDPATCHING_EXCHANGE_OPENED,
                             CROWDPATCHING_REFUSAL, state->config->transaction_timeout_ns);
    crypto_address exchange;
    if (opened && crowdpatching_decode_address(opened->payload, opened->payload_len, &exchange) &&
        check_exchange(sale, port, &s, &buyer, &exchange) &&
        !crowdpatching_withholds_sale(state, sale->self))
        reveal(sale, port, &exchange, &t, &r);
}

void crowdpatching_start_sale(struct crowdpatching *state, struct participant *self,
                              uint32_t release, struct sim_message *request)
{
    struct sale *sale = malloc(sizeof *sale);
    int r = BASE_E_NOMEM;
    if (sale) {
        uint64_t number = state->distributors[self->index].sales_begun++;
        *sale = (struct sale){
            .state = state, .self = self, .request = request, .release = release, .number = number};
        r = sim_actor_spawn(self->node, "sale", sale_main, sale, sale_free);
    } else {
        sim_message_free(request);
    }
    if (r < 0)
        world_fail(state->world, r);
}
