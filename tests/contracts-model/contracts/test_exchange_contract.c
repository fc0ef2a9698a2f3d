#include <criterion/criterion.h>

#include "world.h"

#define OFFER_WEI 123456

struct sale {
    crypto_digest t, r, s;
    crypto_address exchange;
};

static struct sale sale_open(struct world *world)
{
    struct sale sale = {.t = digest_of("t")};
    sale.r = contracts_exchange_key(&sale.t, &world->distributor.address);
    sale.s = crypto_sha256(sale.r.bytes, sizeof sale.r.bytes);
    sale.exchange =
        world_open_exchange(world, &world->rival, &world->distributor, &sale.s, OFFER_WEI);
    return sale;
}

static const struct chain_receipt *reveal(struct world *world, const struct party *from,
                                          const struct sale *sale, const crypto_digest *t,
                                          const crypto_digest *r)
{
    struct base_buffer data = {0};
    contracts_exchange_encode_reveal(&data, t, r);
    return world_send(world, from, &sale->exchange, 0, &data);
}

static const struct chain_receipt *refund(struct world *world, const struct party *from,
                                          const struct sale *sale)
{
    struct base_buffer data = {0};
    contracts_exchange_encode_refund(&data);
    return world_send(world, from, &sale->exchange, 0, &data);
}

WORLD_TEST(exchange_contract, a_reveal_pays_the_offer_and_publishes_the_key)
{
    struct sale sale = sale_open(world);
    u256 before = chain_balance(world->chain, &world->distributor.address);
    const struct chain_receipt *receipt =
        reveal(world, &world->distributor, &sale, &sale.t, &sale.r);
    assert_outcome(receipt, "success");
    u256 after =
        u256_add(chain_balance(world->chain, &world->distributor.address), receipt->fee_wei);
    cr_assert(u256_equal(u256_sub(after, before), u256_from_u64(OFFER_WEI)));
    cr_assert(u256_is_zero(chain_balance(world->chain, &sale.exchange)));

    struct contracts_revealed event;
    cr_assert_eq(receipt->log_count, 1);
    cr_assert(same_address(&receipt->logs[0].address, &sale.exchange));
    cr_assert(contracts_exchange_decode_revealed(&receipt->logs[0], &event));
    cr_assert(same_address(&event.seller, &world->distributor.address));
    cr_assert(same_digest(&event.s, &sale.s));
    cr_assert(same_digest(&event.r, &sale.r));
    cr_assert(u256_equal(event.paid_wei, u256_from_u64(OFFER_WEI)));
    struct contracts_refunded other;
    cr_assert(!contracts_exchange_decode_refunded(&receipt->logs[0], &other));

    assert_outcome(reveal(world, &world->distributor, &sale, &sale.t, &sale.r), "Closed");
    world->now_s += WORLD_EXPIRY_S;
    assert_outcome(refund(world, &world->rival, &sale), "Closed");
}

WORLD_TEST(exchange_contract, a_wrong_reveal_reverts_for_its_own_reason)
{
    struct sale sale = sale_open(world);
    crypto_digest wrong = digest_of("wrong");
    crypto_digest other_key = contracts_exchange_key(&wrong, &world->distributor.address);
    assert_outcome(reveal(world, &world->rival, &sale, &sale.t, &sale.r), "NotSeller");
    assert_outcome(reveal(world, &world->neighbour, &sale, &sale.t, &sale.r), "NotSeller");
    assert_outcome(reveal(world, &world->distributor, &sale, &wrong, &sale.r), "WrongKey");
    assert_outcome(reveal(world, &world->distributor, &sale, &sale.t, &wrong), "WrongKey");
    assert_outcome(reveal(world, &world->distributor, &sale, &wrong, &other_key), "WrongKeyHash");
    cr_assert(u256_equal(chain_balance(world->chain, &sale.exchange), u256_from_u64(OFFER_WEI)));
}

WORLD_TEST(exchange_contract, the_expiry_parts_reveal_from_refund)
{
    struct sale sale = sale_open(world);
    struct sale late = sale_open(world);
    uint64_t expires_at = world->now_s - WORLD_BLOCK_S + WORLD_EXPIRY_S;

    /* One second before: the refund is too early, the reveal in time. */
    world->now_s = expires_at - 1 - WORLD_BLOCK_S;
    assert_outcome(refund(world, &world->rival, &sale), "NotExpired");
    cr_assert_eq(world->now_s, expires_at - 1);

    world->now_s = expires_at - WORLD_BLOCK_S;
    assert_outcome(reveal(world, &world->distributor, &sale, &sale.t, &sale.r), "Expired");
    cr_assert_eq(world->now_s, expires_at);
    /* The second sale was opened a block later: this is its very expiry. */
    assert_outcome(refund(world, &world->rival, &late), "success");
    cr_assert_eq(world->now_s, expires_at + WORLD_BLOCK_S);
    assert_outcome(refund(world, &world->distributor, &sale), "NotBuyer");
    u256 before = chain_balance(world->chain, &world->rival.address);
    const struct chain_receipt *receipt = refund(world, &world->rival, &sale);
    assert_outcome(receipt, "success");
    u256 after = u256_add(chain_balance(world->chain, &world->rival.address), receipt->fee_wei);
    cr_assert(u256_equal(u256_sub(after, before), u256_from_u64(OFFER_WEI)));

    struct contracts_refunded event;
    cr_assert_eq(receipt->log_count, 1);
    cr_assert(contracts_exchange_decode_refunded(&receipt->logs[0], &event));
    cr_assert(same_address(&event.buyer, &world->rival.address));
    cr_assert(u256_equal(event.refunded_wei, u256_from_u64(OFFER_WEI)));
    struct contracts_revealed other;
    cr_assert(!contracts_exchange_decode_revealed(&receipt->logs[0], &other));

    assert_outcome(refund(world, &world->rival, &sale), "Closed");
}

WORLD_TEST(exchange_contract, an_offer_of_nothing_is_possible)
{
    struct sale sale = {.t = digest_of("t")};
    sale.r = contracts_exchange_key(&sale.t, &world->distributor.address);
    sale.s = crypto_sha256(sale.r.bytes, sizeof sale.r.bytes);
    sale.exchange = world_open_exchange(world, &world->rival, &world->distributor, &sale.s, 0);
    assert_outcome(reveal(world, &world->distributor, &sale, &sale.t, &sale.r), "success");
}
