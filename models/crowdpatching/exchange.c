#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/crowdpatching/state.h"

/* Section IV-B2: the exchange between a buyer d_s and a seller d_f (DDE). */

/* Assumption: twice the measured use. */
#define GAS_OPEN UINT64_C(1500000)
#define GAS_REVEAL UINT64_C(300000)
#define GAS_REFUND UINT64_C(200000)

/** Sends a transaction; NULL when it did not come about. */
static const struct chain_receipt *transact(struct crowdpatching *state, struct participant *self,
                                            struct sim_port *port,
                                            const struct chain_intent *intent)
{
    const struct chain_receipt *receipt = chain_service_confirm(
        state->world->chain, self, port, intent, state->config->transaction_timeout_ns);
    return receipt && receipt->success ? receipt : NULL;
}

/* The seller */

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
    sealed_charge_cipher(&state->scheme, sale->self, maker->exchange_content_bytes);
    participant_charge(sale->self, CRYPTO_OP_SHA256,
                       zk_scheme_ciphertext_len(&state->scheme, maker->exchange_content_bytes));
    if (!forges)
        participant_charge_proving(sale->self,
                                   zk_cost_prove_ns(state->scheme.cost, state->world->timing,
                                                    maker->exchange_content_bytes),
                                   "prove");
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
    transact(sale->state, sale->self, port, &intent);
}

static void sale_main(void *argument)
{
    struct sale *sale = argument;
    struct crowdpatching *state = sale->state;
    CONVERSE_PORT port = NULL;
    struct crowdpatching_identity buyer;
    struct base_random random;
    crypto_digest t;
    if (sim_port_new(sale->self->node, &port) < 0)
        return;
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

/* The buyer */

/** Reads the seller's challenge and price. False: it is none, or too dear. */
static bool accept_price(struct crowdpatching *state, struct participant *self,
                         struct sim_port *port, const struct sim_message *challenge,
                         const struct crowdpatching_quote *bid, crowdpatching_nonce *ret_c,
                         u256 *ret_price_wei)
{
    struct crowdpatching_quote ask;
    if (!crowdpatching_decode_quote(challenge->payload, challenge->payload_len, bid->has_price,
                                    &ask))
        return false;
    if (ask.has_price && u256_compare(ask.price_wei, bid->price_wei) > 0) {
        state->entry.refused_by_buyers++;
        crowdpatching_refuse(self, port, challenge);
        return false;
    }
    memcpy(ret_c->bytes, ask.subject, sizeof ret_c->bytes);
    *ret_price_wei = ask.has_price ? ask.price_wei : bid->price_wei;
    return true;
}

/** Asks for P and answers the seller's challenge. *ret_seller: where the seller listens from now
 * on; *ret_price_wei: what is locked for P. */
static bool introduce(struct crowdpatching *state, struct participant *self, uint32_t release,
                      struct sim_port *port, struct participant *seller,
                      struct sim_address *ret_seller, u256 *ret_price_wei)
{
    CONVERSE_BUFFER payload = {0};
    struct crowdpatching_quote bid = {
        .has_price = crowdpatching_market_is_open(state->entry.market),
        .has_keys = *crowdpatching_has_keys(state, self, release),
    };
    if (!crowdpatching_bid(state, self, release, port, &bid.price_wei))
        return false;
    state->entry.bids += bid.has_price;
    memcpy(bid.subject, crowdpatching_release_of(state, self, release)->package_hash.bytes,
           sizeof bid.subject);
    crowdpatching_encode_quote(&payload, &bid);
    if (!converse_send(self, port, sim_port_address(seller->port), CROWDPATCHING_EXCHANGE_REQUEST,
                       &payload, 0, 0, state->config->answer_timeout_ns))
        return false;
    CONVERSE_MESSAGE challenge =
        converse_expect(self, port, CROWDPATCHING_EXCHANGE_CHALLENGE, CROWDPATCHING_REFUSAL,
                        state->config->answer_timeout_ns);
    crowdpatching_nonce c;
    if (!challenge || !accept_price(state, self, port, challenge, &bid, &c, ret_price_wei))
        return false;
    struct crowdpatching_introduction introduction = {
        .identity = crowdpatching_identify(self),
        .challenge.len = CROWDPATCHING_NONCE_BYTES,
    };
    crypto_digest digest = crowdpatching_buyer_digest(&c);
    participant_charge(self, CRYPTO_OP_ED25519_SIGN, 1);
    crypto_token_ed25519_sign(state->world->tokens, &self->identity_secret, digest.bytes,
                              sizeof digest.bytes, &introduction.signature);
    base_buffer_clear(&payload);
    crowdpatching_encode_introduction(&payload, &introduction);
    *ret_seller = challenge->from;
    return converse_send(self, port, challenge->from, CROWDPATCHING_EXCHANGE_IDENTITY, &payload, 0,
                         0, state->config->answer_timeout_ns);
}

/** Checks vk^E against the chain and the proof against P_h, P_e and s. */
static bool check_offer(struct crowdpatching *state, struct participant *self, uint32_t release,
                        const struct crowdpatching_offer *offer, struct sealed_terms *ret_terms)
{
    const struct crowdpatching_release *known = crowdpatching_release_of(state, self, release);
    uint64_t content_bytes = state->updates[release].maker->exchange_content_bytes;
    participant_charge(self, CRYPTO_OP_SHA256,
                       zk_scheme_ciphertext_len(&state->scheme, content_bytes));
    participant_charge_verifying(
        self, zk_cost_verify_ns(state->scheme.cost, state->world->timing, content_bytes));
    bool holds = crowdpatching_offer_check(state->world->tokens, offer, &known->exchange_vk_hash,
                                           &known->package_hash, ret_terms);
    state->attack.refused_offers += !holds;
    return holds;
}

/** Locks the price in an exchange contract. */
static bool open_exchange(struct crowdpatching *state, struct participant *self, uint32_t release,
                          struct sim_port *port, const crypto_address *seller,
                          const crypto_digest *s, u256 price_wei,
                          struct contracts_exchange_opened *ret_opened)
{
    CONVERSE_BUFFER data = {0};
    contracts_super_encode_open_exchange(
        &data, seller, s, (uint64_t)(state->config->exchange_expiry_ns / SIM_TIME_SECOND));
    const struct chain_intent intent = {
        .operation = "exchange_open",
        .to = &state->updates[release].maker->super_contract,
        .value_wei = price_wei,
        .data = data.data,
        .data_len = data.len,
        .gas_limit = GAS_OPEN,
    };
    const struct chain_receipt *receipt = transact(state, self, port, &intent);
    for (size_t i = 0; receipt && i < receipt->log_count; i++)
        if (contracts_super_decode_exchange_opened(&receipt->logs[i], ret_opened))
            return true;
    return false;
}

/** Waits until the seller has published r, or the contract has expired. */
static bool await_key(struct crowdpatching *state, struct participant *self, struct sim_port *port,
                      const struct contracts_exchange_opened *opened, crypto_digest *ret_r)
{
    struct chain_service *chain = state->world->chain;
    uint64_t block = 0;
    sim_time expiry = chain_service_date(chain, opened->expires_at_s);
    for (;;) {
        struct chain_log_page page;
        sim_time left = expiry - world_now(state->world);
        bool found = false;
        if (left <= 0) /* the last block that may tell */
            chain_service_wait_block(chain, state->config->transaction_timeout_ns);
        if (left > 0 ? chain_service_await_logs(chain, self, port, &opened->exchange, NULL, left,
                                                &block, &page)
                     : chain_service_logs(chain, self, port, &opened->exchange, &block, &page)) {
            struct contracts_revealed revealed;
            for (size_t i = 0; i < page.count && !found; i++)
                found = contracts_exchange_decode_revealed(&page.logs[i], &revealed);
            chain_log_page_deinit(&page);
            if (found) {
                *ret_r = revealed.r;
                return true;
            }
        }
        if (left <= 0)
            return false;
    }
}

/** Gets the offer back from an exchange that has expired. */
static void take_back(struct crowdpatching *state, struct participant *self, struct sim_port *port,
                      const crypto_address *exchange)
{
    CONVERSE_BUFFER data = {0};
    contracts_exchange_encode_refund(&data);
    const struct chain_intent intent = {
        .operation = "exchange_refund",
        .to = exchange,
        .data = data.data,
        .data_len = data.len,
        .gas_limit = GAS_REFUND,
    };
    transact(state, self, port, &intent);
}

void crowdpatching_forget_purchase(struct crowdpatching_holding *holding)
{
    free(holding->purchase.ciphertext);
    holding->purchase = (struct crowdpatching_purchase){0};
}

/** Keeps P_e before money is locked for its key. False: out of memory, which ends the run. */
static bool remember(struct crowdpatching *state, struct participant *self, uint32_t release,
                     const struct participant *seller, const struct crowdpatching_offer *offer,
                     const struct sealed_terms *terms)
{
    struct crowdpatching_holding *own = crowdpatching_holding_of(state, self, release);
    uint8_t *copy = malloc(offer->ciphertext_len ? offer->ciphertext_len : 1);
    if (!copy) {
        world_fail(state->world, BASE_E_NOMEM);
        return false;
    }
    memcpy(copy, offer->ciphertext, offer->ciphertext_len);
    crowdpatching_forget_purchase(own);
    own->purchase = (struct crowdpatching_purchase){
        .ciphertext = copy,
        .ciphertext_len = offer->ciphertext_len,
        .terms = *terms,
        .s = offer->s,
        .seller = seller->index,
        .begun = chain_service_now(state->world->chain),
    };
    return true;
}

/** Waits for the key and decrypts P_e, or takes the money back. */
static bool complete(struct crowdpatching *state, struct participant *self, uint32_t release,
                     struct sim_port *port, const struct contracts_exchange_opened *opened)
{
    struct crowdpatching_holding *own = crowdpatching_holding_of(state, self, release);
    const struct crowdpatching_purchase *purchase = &own->purchase;
    crypto_digest r;
    bool bought = false;
    if (await_key(state, self, port, opened, &r)) {
        CONVERSE_BYTES package = NULL;
        sealed_charge_cipher(&state->scheme, self,
                             state->updates[release].maker->exchange_content_bytes);
        int result = sealed_open(&purchase->terms, purchase->ciphertext, purchase->ciphertext_len,
                                 &r, &package);
        if (result < 0) {
            world_fail(state->world, result);
            return false;
        }
        bought = result == 0 &&
                 crowdpatching_accept_package(state, self, release, package,
                                              (size_t)purchase->terms.content_len,
                                              OUTCOME_SOURCE_SECOND_HAND, purchase->seller);
        if (!bought) {
            struct crowdpatching_attack *attack = &state->attack;
            attack->forged_sales++;
            attack->paid_for_nothing_wei =
                u256_add(attack->paid_for_nothing_wei, opened->offer_wei);
        }
    } else {
        take_back(state, self, port, &opened->exchange);
    }
    crowdpatching_forget_purchase(own);
    return bought;
}

static bool pay_and_decrypt(struct crowdpatching *state, struct participant *self, uint32_t release,
                            struct sim_port *port, struct sim_address seller_session,
                            struct participant *seller, u256 price_wei,
                            const struct crowdpatching_offer *offer,
                            const struct sealed_terms *terms)
{
    CONVERSE_BUFFER payload = {0};
    struct contracts_exchange_opened opened;
    if (!remember(state, self, release, seller, offer, terms))
        return false;
    if (!open_exchange(state, self, release, port, &seller->address, &offer->s, price_wei,
                       &opened)) {
        crowdpatching_forget_purchase(crowdpatching_holding_of(state, self, release));
        return false;
    }
    crowdpatching_encode_address(&payload, &opened.exchange);
    converse_send(self, port, seller_session, CROWDPATCHING_EXCHANGE_OPENED, &payload, 0, 0,
                  state->config->answer_timeout_ns);
    return complete(state, self, release, port, &opened);
}

/** Looks for the contract of the purchase that was under way. */
static bool find_exchange(struct crowdpatching *state, struct participant *self, uint32_t release,
                          struct sim_port *port, uint64_t *block,
                          struct contracts_exchange_opened *ret_opened)
{
    const struct crowdpatching_purchase *purchase =
        &crowdpatching_holding_of(state, self, release)->purchase;
    const crypto_address *super_contract = &state->updates[release].maker->super_contract;
    struct chain_log_page page;
    bool found = false;
    if (!chain_service_logs(state->world->chain, self, port, super_contract, block, &page))
        return false;
    for (size_t i = 0; i < page.count && !found; i++)
        found = contracts_super_decode_exchange_opened(&page.logs[i], ret_opened) &&
                crypto_address_equal(&ret_opened->buyer, &self->address) &&
                crypto_digest_equal(&ret_opened->s, &purchase->s);
    chain_log_page_deinit(&page);
    return found;
}

bool crowdpatching_resume_purchase(struct crowdpatching *state, struct participant *self,
                                   uint32_t release)
{
    struct crowdpatching_holding *own = crowdpatching_holding_of(state, self, release);
    CONVERSE_PORT port = NULL;
    struct contracts_exchange_opened opened;
    uint64_t block = own->purchase.begun;
    if (!own->purchase.ciphertext)
        return false;
    if (sim_port_new(self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return false;
    }
    /* The transaction may have been handed over just before the failure: a few blocks tell.
       Assumption: three. */
    for (unsigned tries = 0; tries < 3; tries++) {
        if (find_exchange(state, self, release, port, &block, &opened))
            return complete(state, self, release, port, &opened);
        chain_service_wait_block(state->world->chain, state->config->transaction_timeout_ns);
    }
    crowdpatching_forget_purchase(own);
    return false;
}

bool crowdpatching_buy(struct crowdpatching *state, struct participant *self, uint32_t release,
                       struct participant *seller)
{
    CONVERSE_PORT port = NULL;
    struct sim_address session;
    struct crowdpatching_offer offer;
    struct sealed_terms terms;
    u256 price_wei;
    if (sim_port_new(self->node, &port) < 0 ||
        !introduce(state, self, release, port, seller, &session, &price_wei))
        return false;
    CONVERSE_MESSAGE message =
        converse_expect_from(self, port, session, CROWDPATCHING_EXCHANGE_OFFER,
                             CROWDPATCHING_REFUSAL, state->config->proof_timeout_ns);
    return message && crowdpatching_decode_offer(message->payload, message->payload_len, &offer) &&
           check_offer(state, self, release, &offer, &terms) &&
           pay_and_decrypt(state, self, release, port, session, seller, price_wei, &offer, &terms);
}
