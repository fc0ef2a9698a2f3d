#include "models/shared/attack_private.h"

/* block_stuffing: outsiders buy the gas of every block, so that claims come too late.
 * Each buys its part of what others (chain.background_load, which gives way to the rising fee by
 * chain.background_elasticity) leave of the next block, by transactions that use all their gas at
 * once, for more than anybody else offers; when it cannot pay for its part it stops. */

/** Init code of one undefined instruction: all gas is gone. Source: EIP-141. */
static const uint8_t invalid_code[] = {0xfe};
/** Assumption: what is less is not worth its creation's 53,000. */
#define LEAST_GAS UINT64_C(60000)
/** Of what others leave, that attackers have when nobody else can come into a block.
 *  Assumption: what is left is less than any transaction of a system here. */
#define FULL 0.99

bool attack_is_stuffing(const struct attack *attack)
{
    return attack && attack->buyers > 0;
}

static struct attack *begin_buying(struct attack *attack)
{
    attack->buyers++;
    return attack;
}

static void end_buying(struct attack **attack)
{
    (*attack)->buyers--;
}

/** What others leave of a block. */
static uint64_t room_gas(const struct attack *attack, u256 base_fee_wei)
{
    const struct config_chain *config = attack->world->chain_config;
    return config->gas_limit - config_chain_others_gas(config, base_fee_wei);
}

/** The outsider's part of the next block's gas: 0 when there is room for the parts of fewer, who
 *  take turns. */
static uint64_t part_gas(const struct attack *attack, const struct participant *self,
                         u256 base_fee_wei)
{
    const struct world *world = attack->world;
    uint64_t room = room_gas(attack, base_fee_wei), most = room / LEAST_GAS;
    uint64_t count = world->counts[WORLD_OUTSIDER], buyers = count < most ? count : most;
    uint64_t head = chain_head_number(chain_service_chain(world->chain));
    uint64_t first = buyers < count ? head * buyers % count : 0;
    uint64_t place = (self->index + count - first) % count;
    return place < buyers ? room / buyers + (place < room % buyers) : 0;
}

/** Hands one transaction over. False: nobody took it, or the run has failed. */
static bool burn(struct attack *attack, struct participant *self, uint64_t gas, u256 base_fee_wei,
                 u256 priority_fee_wei)
{
    const struct chain_intent intent = {
        .operation = "stuffing",
        .data = invalid_code,
        .data_len = sizeof invalid_code,
        .gas_limit = gas,
        .priority_fee_wei = priority_fee_wei,
        .max_fee_wei = u256_add(base_fee_wei, priority_fee_wei),
    };
    enum chain_fate fate;
    const struct chain_receipt *receipt;
    int r =
        chain_service_transact(attack->world->chain, self, self->port, &intent, 0, &fate, &receipt);
    if (r < 0)
        world_fail(attack->world, r);
    return r == 0 && (fate == CHAIN_FATE_TIMED_OUT || fate == CHAIN_FATE_DONE);
}

/** Buys its part of the next block. False: it cannot pay for it any more. */
static bool buy(struct attack *attack, struct participant *self)
{
    struct chain *chain = chain_service_chain(attack->world->chain);
    u256 base_fee_wei = chain_base_fee(chain);
    u256 priority_fee_wei = attack_overbid(attack, attack->world->chain_config->priority_fee_wei);
    uint64_t gas = part_gas(attack, self, base_fee_wei), most = chain_most_gas(chain);
    u256 price_wei = u256_mul(u256_add(base_fee_wei, priority_fee_wei), u256_from_u64(gas));
    if (u256_compare(chain_balance(chain, &self->address), price_wei) < 0)
        return false;
    while (gas >= LEAST_GAS) {
        /* The last two are alike, so that none is too small to be bought. */
        uint64_t slice = gas <= most ? gas : gas < most + LEAST_GAS ? gas / 2 : most;
        if (!burn(attack, self, slice, base_fee_wei, priority_fee_wei))
            break;
        gas -= slice;
    }
    return true;
}

void attack_stuffing_play(struct attack *attack, struct participant *self)
{
    adversary_await_start(self);
    __attribute__((cleanup(end_buying), unused)) struct attack *buying = begin_buying(attack);
    chain_service_note_calm(attack->world->chain);
    /* What it buys has to fit the next block to the gas, whose base fee is that after the last. */
    do
        chain_service_wait_block(attack->world->chain, SIM_TIME_FOREVER);
    while (adversary_acts(self, ADVERSARY_BLOCK_STUFFING) && buy(attack, self));
}

void attack_stuffing_book(struct attack *attack, const struct participant *sender,
                          const struct chain_receipt *receipt)
{
    if (sender->role != WORLD_OUTSIDER)
        return;
    attack->bought_gas += receipt->gas_used;
    attack->bought_wei = u256_add(attack->bought_wei, receipt->fee_wei);
}

void attack_stuffing_book_block(struct attack *attack, const struct chain_block *block)
{
    double room = (double)room_gas(attack, block->base_fee_wei);
    if ((double)attack->bought_gas >= FULL * room) {
        if (attack->full_blocks++ == 0)
            attack->first_base_fee_wei = block->base_fee_wei;
        attack->last_base_fee_wei = block->base_fee_wei;
        attack->full_wei = u256_add(attack->full_wei, attack->bought_wei);
    }
    attack->bought_gas = 0;
    attack->bought_wei = (u256){{0}};
}

void attack_stuffing_report(const struct attack *attack)
{
    struct outcome *outcome = &attack->world->outcome;
    u256 blocks = u256_from_u64(attack->full_blocks ? attack->full_blocks : 1);
    outcome_measure_number(outcome, "stuffed_blocks", (double)attack->full_blocks);
    outcome_measure_money(outcome, "cost_per_block_wei", u256_div(attack->full_wei, blocks));
    outcome_measure_number(outcome, "first_base_fee_gwei",
                           u256_to_double(attack->first_base_fee_wei) / 1e9);
    outcome_measure_number(outcome, "last_base_fee_gwei",
                           u256_to_double(attack->last_base_fee_wei) / 1e9);
}
