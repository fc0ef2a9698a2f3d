#include <criterion/criterion.h>

#include "contracts-model/contracts/update_log_contract.h"
#include "world.h"

static crypto_address create(struct world *world)
{
    struct base_buffer data = {0};
    contracts_update_log_encode_creation(&data);
    const struct chain_receipt *receipt = world_send(world, &world->manufacturer, NULL, 0, &data);
    assert_outcome(receipt, "success");
    return receipt->to;
}

static const struct chain_receipt *post(struct world *world, const crypto_address *contract,
                                        size_t fields_len, size_t part_len)
{
    static uint8_t bytes[5000];
    struct base_buffer data = {0};
    const crypto_digest type = digest_of("type"), id = digest_of("T");
    memset(bytes, 0xa5, sizeof bytes);
    contracts_update_log_encode_post(&data, &type, &id, bytes, fields_len, bytes, part_len);
    return world_send(world, &world->distributor, contract, 0, &data);
}

/* Whatever the lengths, a reader gets the bytes back: whole words, a byte more, none. */
static void a_post_is_read_back(enum evm_fork fork)
{
    static const size_t lengths[] = {1, 31, 32, 33, 176, 4096};
    struct world world;
    world_init(&world, fork);
    crypto_address contract = create(&world);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        const struct chain_receipt *receipt = post(&world, &contract, 176, lengths[i]);
        struct contracts_posted posted;
        struct contracts_part part;
        const crypto_digest type = digest_of("type"), id = digest_of("T");
        assert_outcome(receipt, "success");
        cr_assert_eq(receipt->log_count, 2);
        cr_assert(contracts_update_log_decode_posted(&receipt->logs[0], &posted));
        cr_assert(contracts_update_log_decode_part(&receipt->logs[1], &part));
        cr_expect(crypto_digest_equal(&posted.device_type, &type));
        cr_expect(crypto_digest_equal(&part.transaction_id, &id));
        cr_expect_eq(posted.fields_len, 176);
        cr_assert_eq(part.part_len, lengths[i]);
        for (size_t k = 0; k < part.part_len; k++)
            cr_assert_eq(part.part[k], 0xa5);
    }
    const struct chain_receipt *receipt = post(&world, &contract, 176, 0);
    assert_outcome(receipt, "success");
    cr_expect_eq(receipt->log_count, 1);
    world_deinit(&world);
}

static void votes_and_acknowledgements_are_read_back(enum evm_fork fork)
{
    struct world world;
    struct base_buffer data = {0};
    const crypto_digest update = digest_of("U");
    uint8_t signature[64];
    struct contracts_voted vote;
    struct contracts_acknowledged acknowledged;
    memset(signature, 7, sizeof signature);
    world_init(&world, fork);
    crypto_address contract = create(&world);
    contracts_update_log_encode_vote(&data, &update, false, &world.manufacturer.address, signature);
    const struct chain_receipt *receipt = world_send(&world, &world.hub, &contract, 0, &data);
    assert_outcome(receipt, "success");
    cr_assert(contracts_update_log_decode_voted(&receipt->logs[0], &vote));
    cr_expect(crypto_digest_equal(&vote.update_id, &update));
    cr_expect(same_address(&vote.checker, &world.hub.address));
    cr_expect(same_address(&vote.accused, &world.manufacturer.address));
    cr_expect_not(vote.is_positive);
    cr_expect_arr_eq(vote.signature, signature, 64);

    const crypto_address nobody = {{0}};
    contracts_update_log_encode_acknowledge(&data, &update, true, &nobody);
    receipt = world_send(&world, &world.hub, &contract, 0, &data);
    assert_outcome(receipt, "success");
    cr_assert(contracts_update_log_decode_acknowledged(&receipt->logs[0], &acknowledged));
    cr_expect(same_address(&acknowledged.device, &world.hub.address));
    cr_expect(crypto_digest_equal(&acknowledged.update_id, &update));
    cr_expect(acknowledged.is_positive);
    world_deinit(&world);
}

#define ON_FORKS(name)                                                                             \
    Test(update_log, name##_istanbul)                                                              \
    {                                                                                              \
        name(EVM_FORK_ISTANBUL);                                                                   \
    }                                                                                              \
    Test(update_log, name##_osaka)                                                                 \
    {                                                                                              \
        name(EVM_FORK_OSAKA);                                                                      \
    }
ON_FORKS(a_post_is_read_back)
ON_FORKS(votes_and_acknowledgements_are_read_back)

/* EIP-7623's floor, 40 gas a byte that is not zero, hides what the log costs: 8 a byte. Before, it
 * is 16 and 8. Both lengths are whole words, so that only bytes that are not zero come on top. */
Test(update_log, what_a_byte_costs)
{
    static const struct {
        enum evm_fork fork;
        uint64_t gas;
    } rows[] = {{EVM_FORK_ISTANBUL, 24}, {EVM_FORK_CANCUN, 24}, {EVM_FORK_OSAKA, 40}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct world world;
        world_init(&world, rows[i].fork);
        crypto_address contract = create(&world);
        uint64_t shorter = post(&world, &contract, 176, 2048)->gas_used;
        uint64_t longer = post(&world, &contract, 176, 4096)->gas_used;
        double a_byte = (double)(longer - shorter) / 2048;
        cr_expect(a_byte >= (double)rows[i].gas && a_byte < (double)rows[i].gas + 0.5, "%f",
                  a_byte);
        world_deinit(&world);
    }
}
