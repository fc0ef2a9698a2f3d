#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/crowdpatching/state.h"

/* Section IV-B2: the buyer d_s in the exchange between distributors (DDE). */

/* Assumption: twice the measured use. */
#define GAS_OPEN UINT64_C(1500000)
#define GAS_REFUND UINT64_C(200000)

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

/** Locks the price in an exchange contract. Waits as long as that takes: what is signed may be
 * included at any time, and an offer that nobody remembers would stay locked. After a failure takes
 * up what was signed before, if anything was. */
static bool open_exchange(struct crowdpatching *state, struct participant *self, uint32_t release,
                          struct sim_port *port, bool is_resumed)
{
    struct crowdpatching_purchase *purchase =
        &crowdpatching_holding_of(state, self, release)->purchase;
    CONVERSE_BUFFER data = {0};
    contracts_super_encode_open_exchange(
        &data, &state->world->participants[WORLD_DISTRIBUTOR][purchase->seller].address,
        &purchase->s, (uint64_t)(state->config->exchange_expiry_ns / SIM_TIME_SECOND));
    const struct chain_intent intent = {
        .operation = "exchange_open",
        .to = &state->updates[release].maker->super_contract,
        .value_wei = purchase->price_wei,
        .data = data.data,
        .data_len = data.len,
        .gas_limit = GAS_OPEN,
    };
    if (is_resumed && !chain_service_is_under_way(state->world->chain, self, &intent))
        return false;
    const struct chain_receipt *receipt =
        chain_service_confirm(state->world->chain, self, port, &intent, SIM_TIME_FOREVER);
    for (size_t i = 0; receipt && i < receipt->log_count && !purchase->is_open; i++)
        purchase->is_open =
            contracts_super_decode_exchange_opened(&receipt->logs[i], &purchase->opened);
    return purchase->is_open;
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
    crowdpatching_transact(state, self, port, &intent);
}

void crowdpatching_forget_purchase(struct crowdpatching_holding *holding)
{
    free(holding->purchase.ciphertext);
    holding->purchase = (struct crowdpatching_purchase){0};
}

/** Keeps P_e before money is locked for its key. False: out of memory, which ends the run. */
static bool remember(struct crowdpatching *state, struct participant *self, uint32_t release,
                     const struct participant *seller, u256 price_wei,
                     const struct crowdpatching_offer *offer, const struct sealed_terms *terms)
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
        .price_wei = price_wei,
    };
    return true;
}

/** Waits for the key and decrypts P_e, or takes the money back. */
static bool complete(struct crowdpatching *state, struct participant *self, uint32_t release,
                     struct sim_port *port)
{
    struct crowdpatching_holding *own = crowdpatching_holding_of(state, self, release);
    const struct crowdpatching_purchase *purchase = &own->purchase;
    const struct contracts_exchange_opened *opened = &purchase->opened;
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
                            const struct participant *seller, u256 price_wei,
                            const struct crowdpatching_offer *offer,
                            const struct sealed_terms *terms)
{
    struct crowdpatching_holding *own = crowdpatching_holding_of(state, self, release);
    CONVERSE_BUFFER payload = {0};
    if (!remember(state, self, release, seller, price_wei, offer, terms))
        return false;
    if (!open_exchange(state, self, release, port, false)) {
        crowdpatching_forget_purchase(own);
        return false;
    }
    crowdpatching_encode_address(&payload, &own->purchase.opened.exchange);
    converse_send(self, port, seller_session, CROWDPATCHING_EXCHANGE_OPENED, &payload, 0, 0,
                  state->config->answer_timeout_ns);
    return complete(state, self, release, port);
}

bool crowdpatching_resume_purchase(struct crowdpatching *state, struct participant *self,
                                   uint32_t release)
{
    struct crowdpatching_holding *own = crowdpatching_holding_of(state, self, release);
    CONVERSE_PORT port = NULL;
    if (!own->purchase.ciphertext)
        return false;
    if (sim_port_new(self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return false;
    }
    if (own->purchase.is_open || open_exchange(state, self, release, port, true))
        return complete(state, self, release, port);
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
    if (sim_port_new(self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return false;
    }
    if (!introduce(state, self, release, port, seller, &session, &price_wei))
        return false;
    CONVERSE_MESSAGE message =
        converse_expect_from(self, port, session, CROWDPATCHING_EXCHANGE_OFFER,
                             CROWDPATCHING_REFUSAL, state->config->proof_timeout_ns);
    return message && crowdpatching_decode_offer(message->payload, message->payload_len, &offer) &&
           check_offer(state, self, release, &offer, &terms) &&
           pay_and_decrypt(state, self, release, port, session, seller, price_wei, &offer, &terms);
}
