#include <stdlib.h>

#include "base/error.h"
#include "contracts-model/contracts/artifacts.h"
#include "models/crowdpatching/entry.h"
#include "models/crowdpatching/state.h"

/* What a distributor knows of the market: the release's terms, the logs of deliveries and exchanges
 * as its chain node has them, and who announces P. It knows no more. */

/* Source: `crowdpatch gas --semantics ...`. */
const struct crowdpatching_gas crowdpatching_gas_of[] = {
    [CONTRACTS_PAPER] = {58246, 83213, 316398, 54615},
    [CONTRACTS_REFERENCE_CODE] = {58433, 83320, 376528, 54858},
    [CONTRACTS_HARDENED] = {59334, 84290, 316398, 54615},
};
/* Of the signed transactions. Source: tests/golden, chain.bytes over chain.transactions. */
#define TRANSACTION_BYTES 440.0
/* Messages of a delivery beside the ciphertext. Source: the table of steps in this folder's README.
 * Assumption: a proof and a key of a few hundred bytes each. */
#define OFFER_BYTES 2048.0

/* Of one look-up. */
#define FOUND_MAX 64
/* Assumption: as often as a distributor cares to ask how many they are. */
#define LOOKUPS_MAX 32

static double factor_of(const struct crowdpatching *state, const struct participant *self)
{
    return state->world->outcome.distributors[self->index].cost_factor;
}

static double usd_of(const struct crowdpatching *state, u256 wei)
{
    return u256_to_double(wei) / 1e18 * state->world->prices->eth_usd;
}

/** Of a transaction at the present base fee. */
static double gas_usd(const struct crowdpatching *state, double gas)
{
    const struct config_chain *config = state->world->chain_config;
    const struct chain *chain = chain_service_chain(state->world->chain);
    double price_wei =
        u256_to_double(chain_base_fee(chain)) + u256_to_double(config->priority_fee_wei);
    double wei = gas * price_wei + TRANSACTION_BYTES * u256_to_double(config->data_fee_wei);
    return wei / 1e18 * state->world->prices->eth_usd;
}

static const struct crowdpatching_gas *gas_of(const struct crowdpatching *state)
{
    return &crowdpatching_gas_of[state->config->semantics];
}

static double proof_usd(const struct crowdpatching *state, const struct participant *self,
                        uint64_t content_bytes)
{
    double ns = (double)zk_cost_prove_ns(state->scheme.cost, state->world->timing, content_bytes) *
                self->device_class->prover_slowdown;
    return ns / 3600e9 * state->world->prices->compute_usd_per_core_hour * factor_of(state, self);
}

static double upload_usd(const struct crowdpatching *state, const struct participant *self,
                         double bytes)
{
    return bytes / 1e9 * state->world->prices->upload_usd_per_gb * factor_of(state, self);
}

static double claim_usd(const struct crowdpatching *state)
{
    bool by_root = state->config->device_list == CROWDPATCHING_MERKLE_ROOT;
    return gas_usd(state, by_root ? gas_of(state)->claim_by_root : gas_of(state)->claim);
}

static double delivery_usd(const struct crowdpatching *state, const struct participant *self,
                           uint32_t release)
{
    uint64_t update_len = state->updates[release].seed.update_len;
    return claim_usd(state) + proof_usd(state, self, update_len) +
           upload_usd(state, self, (double)update_len + OFFER_BYTES);
}

/** Who reads the logs of a release. */
struct reader {
    struct crowdpatching *state;
    struct participant *self;
    struct crowdpatching_stake *stake;
    struct sim_port *port;
};

/** Somebody has left a trace. Returns false when it is the distributor itself. */
static bool note_other(const struct reader *reader, const crypto_address *account)
{
    struct crowdpatching_stake *stake = reader->stake;
    const struct participant *other = world_find_by_address(reader->state->world, account);
    if (!other || other == reader->self || other->role != WORLD_DISTRIBUTOR)
        return false;
    uint8_t bit = (uint8_t)(1u << other->index % 8);
    stake->known_count += !(stake->known[other->index / 8] & bit);
    stake->known[other->index / 8] |= bit;
    return true;
}

static void note_delivery(const struct reader *reader, const struct evm_log *log)
{
    struct crowdpatching_stake *stake = reader->stake;
    struct contracts_delivered delivered;
    if (!contracts_delivery_decode_delivered(log, &delivered))
        return;
    stake->delivered++;
    if (!note_other(reader, &delivered.distributor))
        return;
    stake->others_delivered++;
    stake->others_rewards_usd += usd_of(reader->state, delivered.paid_wei);
}

static void note_exchange(const struct reader *reader, const struct evm_log *log)
{
    struct crowdpatching_stake *stake = reader->stake;
    struct contracts_exchange_opened opened;
    if (!contracts_super_decode_exchange_opened(log, &opened))
        return;
    stake->opened++;
    stake->offers_usd += usd_of(reader->state, opened.offer_wei);
    note_other(reader, &opened.seller);
    stake->others_bought += note_other(reader, &opened.buyer);
}

/** Reads the logs of one event that are new. Of two readers at once the second one's answer counts
 *  for nothing. */
static void read_logs(const struct reader *reader, const crypto_address *contract,
                      const crypto_digest *topic, uint64_t *cursor,
                      void (*note)(const struct reader *, const struct evm_log *))
{
    const struct chain_log_filter filter = {0, *topic};
    uint64_t before = *cursor, block = before;
    struct chain_log_page page;
    if (!chain_service_logs_with(reader->state->world->chain, reader->self, reader->port, contract,
                                 &filter, &block, &page))
        return;
    for (size_t i = 0; *cursor == before && i < page.count; i++)
        note(reader, &page.logs[i]);
    if (*cursor == before)
        *cursor = block;
    chain_log_page_deinit(&page);
}

static bool read_number(const struct reader *reader, const crypto_address *delivery,
                        enum contracts_delivery_number which, u256 *ret_number)
{
    CONVERSE_BUFFER query = {0};
    uint8_t *output;
    size_t len;
    contracts_delivery_encode_number(&query, which);
    if (!chain_service_call(reader->state->world->chain, reader->self, reader->port, delivery,
                            &query, &output, &len))
        return false;
    bool ok = contracts_delivery_decode_number(output, len, ret_number);
    free(output);
    return ok;
}

/** a_d and N, which never change. */
static bool read_terms(const struct reader *reader, const crypto_address *delivery)
{
    struct crowdpatching_stake *stake = reader->stake;
    u256 reward_wei, devices;
    if (stake->knows_terms)
        return true;
    if (!read_number(reader, delivery, CONTRACTS_DELIVERY_REWARD, &reward_wei) ||
        !read_number(reader, delivery, CONTRACTS_DELIVERY_DEVICE_COUNT, &devices))
        return false;
    stake->reward_wei = reward_wei;
    stake->knows_terms = u256_to_u64(devices, &stake->devices);
    return stake->knows_terms;
}

/** Looks up once who announces P, and adds those that are not in seen[]. Returns whether there may
 *  be more: the look-up told as many as one tells, and there were new ones among them. */
static bool count_new(const struct reader *reader, const crypto_digest *package_hash,
                      uint8_t seen[], uint32_t *count)
{
    const struct world *world = reader->state->world;
    struct participant *found[FOUND_MAX];
    size_t found_count = dht_lookup(world->dht, reader->self, package_hash, found, FOUND_MAX);
    uint32_t before = *count;
    for (size_t i = 0; i < found_count; i++) {
        uint32_t index = found[i]->index;
        uint8_t bit = (uint8_t)(1u << index % 8);
        if (found[i]->role != WORLD_DISTRIBUTOR)
            continue;
        *count += !(seen[index / 8] & bit);
        seen[index / 8] |= bit;
    }
    bool is_cut = found_count == world->p2p->providers_per_lookup || found_count == FOUND_MAX;
    return is_cut && *count > before;
}

/** Who announces P. One look-up tells some of many: it asks until none is new. Where LOOKUPS_MAX do
 *  not tell all, those who are known on chain count, if they are more. */
static void count_rivals(const struct reader *reader, const crypto_digest *package_hash)
{
    struct crowdpatching_stake *stake = reader->stake;
    CONVERSE_BYTES seen = calloc(reader->state->world->counts[WORLD_DISTRIBUTOR] / 8 + 1u, 1);
    if (!seen) {
        world_fail(reader->state->world, BASE_E_NOMEM);
        return;
    }
    uint32_t count = 0, lookups = 0;
    bool has_more = true;
    while (has_more && lookups++ < LOOKUPS_MAX)
        has_more = count_new(reader, package_hash, seen, &count);
    stake->rivals = has_more && stake->known_count > count ? stake->known_count : count;
    stake->knows_rivals = true;
}

bool crowdpatching_survey(struct crowdpatching *state, struct participant *self, uint32_t release,
                          struct sim_port *port)
{
    struct crowdpatching_stake *stake = crowdpatching_stake_of(state, self, release);
    const struct crowdpatching_release *own = crowdpatching_release_of(state, self, release);
    const struct reader reader = {state, self, stake, port};
    if (!stake->known)
        stake->known = calloc(state->world->counts[WORLD_DISTRIBUTOR] / 8 + 1u, 1);
    if (!stake->known) {
        world_fail(state->world, BASE_E_NOMEM);
        return false;
    }
    if (!read_terms(&reader, &own->delivery))
        return false;
    read_logs(&reader, &own->delivery, &contracts_delivery_topic_delivered, &stake->delivered_block,
              note_delivery);
    read_logs(&reader, &state->updates[release].maker->super_contract,
              &contracts_super_topic_exchange_opened, &stake->opened_block, note_exchange);
    count_rivals(&reader, &own->package_hash);
    return true;
}

struct entry_view crowdpatching_sight(const struct crowdpatching *state,
                                      const struct participant *self, uint32_t release)
{
    const struct crowdpatching_stake *stake = crowdpatching_stake_of(state, self, release);
    uint64_t left = stake->devices > stake->delivered ? stake->devices - stake->delivered : 0;
    return (struct entry_view){
        .devices_left = (double)left,
        .rivals = stake->rivals,
        .incumbents = stake->known_count,
        /* What they pay one another stays among them. */
        .incumbents_profit = stake->others_rewards_usd -
                             (double)stake->others_delivered * claim_usd(state) -
                             (double)stake->others_bought * gas_usd(state, gas_of(state)->open),
    };
}

/** What P will cost: nothing, as long as the manufacturer may give it away; then what others paid
 *  in the mean. Where nobody has, the scenario's offer, or nothing where it may ask and bids no
 *  more than it gains. */
static double package_usd(const struct crowdpatching *state, const struct participant *self,
                          uint32_t release)
{
    const struct crowdpatching_stake *stake = crowdpatching_stake_of(state, self, release);
    const struct crowdpatching_holding *own = crowdpatching_holding_of(state, self, release);
    sim_time window_end = state->updates[release].released + state->config->seeding_window_ns;
    if (own->has_package || (!own->was_refused_seed && world_now(state->world) <= window_end))
        return 0;
    bool offers_blindly = state->entry.market->offering == CROWDPATCHING_OFFERING_FIXED;
    double guess_usd = offers_blindly ? usd_of(state, state->config->offer_wei) : 0;
    double price_usd = stake->opened > 0 ? stake->offers_usd / (double)stake->opened : guess_usd;
    return price_usd + gas_usd(state, gas_of(state)->open);
}

/** What it expects to earn beyond what its deliveries cost, as it knew the release when it last
 *  looked; 0 where that is nothing, or it has not looked yet. */
static double margin_usd(const struct crowdpatching *state, const struct participant *self,
                         uint32_t release)
{
    const struct crowdpatching_stake *stake = crowdpatching_stake_of(state, self, release);
    const struct crowdpatching_entrant *entrant = &state->entry.entrants[self->index];
    const struct entry_view view = crowdpatching_sight(state, self, release);
    double reward_usd = usd_of(state, stake->reward_wei);
    double cost_usd = delivery_usd(state, self, release);
    if (!stake->knows_rivals || crowdpatching_is_past(state, self, release) ||
        reward_usd <= cost_usd)
        return 0;
    return entry_expected_wins(entrant->strategy, &view) * (reward_usd - cost_usd);
}

/** The part of what it pays once for all its releases that this one has to bear: by what each
 *  brings, of all that it knows or, with only_in, of those that it is in. */
static double burden(const struct crowdpatching *state, const struct participant *self,
                     uint32_t release, bool only_in)
{
    double own = margin_usd(state, self, release), all = own;
    for (uint32_t i = 0; i < state->release_count; i++)
        if (i != release && (!only_in || crowdpatching_stake_of(state, self, i)->is_in))
            all += margin_usd(state, self, i);
    return own > 0 ? own / all : 1;
}

/** Running costs and interest of the time that it looks ahead: none where it is in for other
 *  releases alone, which bear them. */
static double standing_usd(const struct crowdpatching *state, const struct participant *self,
                           uint32_t release)
{
    const struct world *world = state->world;
    const struct crowdpatching_entry_config *config = state->entry.config;
    const struct crowdpatching_stake *stake = crowdpatching_stake_of(state, self, release);
    if (!stake->is_in && state->entry.entrants[self->index].ins > 0)
        return 0;
    uint64_t expires_at_s = crowdpatching_release_of(state, self, release)->expires_at_s;
    sim_time rest = chain_service_date(world->chain, expires_at_s) - world_now(world);
    sim_time ahead = rest < config->horizon_ns ? rest : config->horizon_ns;
    double hours = ahead > 0 ? (double)ahead / 3600e9 : 0;
    double interest_usd = usd_of(state, world->config->distributor_funds_wei) *
                          world->prices->capital_interest / (365 * 24);
    return hours * (config->running_usd_per_hour * factor_of(state, self) + interest_usd) *
           burden(state, self, release, stake->is_in);
}

static double setup_usd(const struct crowdpatching *state, const struct participant *self,
                        uint32_t release)
{
    return state->entry.entrants[self->index].is_set_up
               ? 0
               : state->entry.config->setup_usd * factor_of(state, self) *
                     burden(state, self, release, false);
}

double crowdpatching_purchase_gas_usd(const struct crowdpatching *state)
{
    return gas_usd(state, gas_of(state)->open);
}

double crowdpatching_beside_price_usd(const struct crowdpatching *state,
                                      const struct participant *self, uint32_t release)
{
    return gas_usd(state, gas_of(state)->open) + setup_usd(state, self, release);
}

struct entry_terms crowdpatching_terms(const struct crowdpatching *state,
                                       const struct participant *self, uint32_t release)
{
    return (struct entry_terms){
        .reward = usd_of(state, crowdpatching_stake_of(state, self, release)->reward_wei),
        .delivery = delivery_usd(state, self, release),
        .outlay = package_usd(state, self, release) + setup_usd(state, self, release),
        .standing = standing_usd(state, self, release),
    };
}

double crowdpatching_sale_usd(const struct crowdpatching *state, const struct participant *self,
                              uint32_t release)
{
    const struct crowdpatching_maker *maker = state->updates[release].maker;
    uint64_t bytes = maker->delivery_pk_bytes + maker->exchange_pk_bytes +
                     zk_scheme_ciphertext_len(&state->scheme, maker->exchange_content_bytes);
    return gas_usd(state, gas_of(state)->reveal) +
           proof_usd(state, self, maker->exchange_content_bytes) +
           upload_usd(state, self, (double)bytes);
}
