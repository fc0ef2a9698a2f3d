#include <criterion/criterion.h>

#include "contracts-model/contracts/firmware_contract.h"
#include "world.h"

/* What a chunk costs for each 32 bytes of it: a slot that is written for the first time (and read
 * cold from berlin on), at most 512 gas of calldata (40 gas a byte from osaka on), and the loop. */
#define SLOT_GAS_LEAST 20000u
#define SLOT_GAS_MOST (22100u + 32 * 40u + 700u)

static crypto_address create(struct world *world)
{
    struct base_buffer data = {0};
    contracts_firmware_encode_creation(&data);
    const struct chain_receipt *receipt = world_send(world, &world->manufacturer, NULL, 0, &data);
    assert_outcome(receipt, "success");
    return receipt->to;
}

static struct contracts_firmware firmware_of(uint64_t version, uint64_t chunk_count)
{
    struct contracts_firmware firmware = {
        .version = version,
        .size_bytes = 100,
        .chunk_count = chunk_count,
        .hash = digest_of("firmware"),
    };
    memset(firmware.signature.bytes, 7, 32);
    memset(firmware.signature.bytes + 32, 9, 32);
    return firmware;
}

static const struct chain_receipt *announce_as(struct world *world, const crypto_address *contract,
                                               const struct contracts_firmware *firmware,
                                               const struct party *from)
{
    struct base_buffer data = {0};
    contracts_firmware_encode_announce(&data, firmware);
    return world_send(world, from, contract, 0, &data);
}

static const struct chain_receipt *announce(struct world *world, const crypto_address *contract,
                                            const struct contracts_firmware *firmware)
{
    return announce_as(world, contract, firmware, &world->manufacturer);
}

/** A chunk of `len` times this byte. */
static const struct chain_receipt *push_as(struct world *world, const crypto_address *contract,
                                           uint64_t version, uint64_t index, uint8_t byte,
                                           size_t len, const struct party *from)
{
    struct base_buffer data = {0};
    uint8_t chunk[1024];
    cr_assert_leq(len, sizeof chunk);
    memset(chunk, byte, len);
    contracts_firmware_encode_push_chunk(&data, version, index, chunk, len);
    return world_send(world, from, contract, 0, &data);
}

static const struct chain_receipt *push(struct world *world, const crypto_address *contract,
                                        uint64_t version, uint64_t index, uint8_t byte, size_t len)
{
    return push_as(world, contract, version, index, byte, len, &world->manufacturer);
}

static const struct chain_receipt *add_nodes(struct world *world, const crypto_address *contract,
                                             const struct party *from, const crypto_address nodes[],
                                             size_t count)
{
    struct base_buffer data = {0};
    contracts_firmware_encode_add_nodes(&data, nodes, count);
    return world_send(world, from, contract, 0, &data);
}

static const struct chain_receipt *report(struct world *world, const crypto_address *contract,
                                          const struct party *from)
{
    struct base_buffer data = {0};
    contracts_firmware_encode_report(&data, 1, world->addresses, 3, world->addresses + 3, 2);
    return world_send(world, from, contract, 0, &data);
}

static bool is_node(struct world *world, const crypto_address *contract,
                    const crypto_address *address)
{
    struct base_buffer data = {0};
    contracts_firmware_encode_is_node(&data, address);
    return world_ask_bool(world, contract, &data);
}

/** Whether the contract yields a chunk of `len` times this byte. */
static bool holds(struct world *world, const crypto_address *contract, uint64_t index, uint8_t byte,
                  size_t len)
{
    struct base_buffer data = {0};
    struct evm_result result;
    const uint8_t *chunk;
    size_t chunk_len;
    contracts_firmware_encode_firmware(&data, index);
    cr_assert_eq(chain_call(world->chain, &world->hub.address, contract, data.data, data.len,
                            world->now_s + WORLD_BLOCK_S, &result),
                 0);
    bool same =
        result.status == EVM_SUCCESS &&
        contracts_firmware_decode_firmware(result.output, result.output_len, &chunk, &chunk_len) &&
        chunk_len == len;
    for (size_t i = 0; same && i < len; i++)
        same = chunk[i] == byte;
    evm_result_deinit(&result);
    base_buffer_deinit(&data);
    return same;
}

/** Whether the contract says that so many chunks of this version are there. */
static bool stands_at(struct world *world, const crypto_address *contract, uint64_t version,
                      uint64_t chunks)
{
    struct base_buffer data = {0};
    struct evm_result result;
    uint64_t found_version, found_chunks;
    contracts_firmware_encode_progress(&data);
    cr_assert_eq(chain_call(world->chain, &world->hub.address, contract, data.data, data.len,
                            world->now_s + WORLD_BLOCK_S, &result),
                 0);
    cr_assert(contracts_firmware_decode_progress(result.output, result.output_len, &found_version,
                                                 &found_chunks));
    cr_assert_not(contracts_firmware_decode_progress(result.output, result.output_len - 1,
                                                     &found_version, &found_chunks));
    evm_result_deinit(&result);
    base_buffer_deinit(&data);
    return found_version == version && found_chunks == chunks;
}

WORLD_TEST(firmware_contract, holds_a_firmware_in_chunks)
{
    /* Lengths around a word and around the 31 bytes that Solidity stores with their length. */
    static const size_t lengths[] = {1024, 1, 31, 32, 33, 0};
    crypto_address contract = create(world);
    struct contracts_firmware firmware = firmware_of(1, 6), event;
    cr_assert(stands_at(world, &contract, 0, 0));
    cr_assert_eq(announce(world, &contract, &firmware)->log_count, 0);
    for (uint64_t i = 0; i < 6; i++) {
        cr_assert_not(holds(world, &contract, i, (uint8_t)i, lengths[i]));
        const struct chain_receipt *receipt = push(world, &contract, 1, i, (uint8_t)i, lengths[i]);
        assert_outcome(receipt, "success");
        cr_assert(stands_at(world, &contract, 1, i + 1));
        cr_assert(holds(world, &contract, i, (uint8_t)i, lengths[i]));
        cr_assert_eq(receipt->log_count, i == 5);
        if (i < 5)
            continue;
        cr_assert(contracts_firmware_decode_published(&receipt->logs[0], &event));
        cr_assert_eq(event.version, 1);
        cr_assert_eq(event.size_bytes, 100);
        cr_assert_eq(event.chunk_count, 6);
        cr_assert(same_digest(&event.hash, &firmware.hash));
        cr_assert_arr_eq(event.signature.bytes, firmware.signature.bytes, 64);
    }
    assert_outcome(push(world, &contract, 1, 6, 0, 1), "WrongChunk");
}

WORLD_TEST(firmware_contract, a_hash_alone_is_published_at_once)
{
    crypto_address contract = create(world);
    struct contracts_firmware firmware = firmware_of(3, 0), event;
    const struct chain_receipt *receipt = announce(world, &contract, &firmware);
    assert_outcome(receipt, "success");
    cr_assert(contracts_firmware_decode_published(&receipt->logs[0], &event));
    cr_assert_eq(event.version, 3);
    cr_assert_eq(event.chunk_count, 0);
    assert_outcome(push(world, &contract, 3, 0, 0, 1), "WrongChunk");
}

WORLD_TEST(firmware_contract, chunks_come_in_order)
{
    crypto_address contract = create(world);
    struct contracts_firmware firmware = firmware_of(1, 2);
    assert_outcome(push(world, &contract, 0, 0, 0, 1), "WrongChunk");
    assert_outcome(announce(world, &contract, &firmware), "success");
    assert_outcome(push(world, &contract, 1, 1, 0, 1), "WrongChunk");
    assert_outcome(push(world, &contract, 2, 0, 0, 1), "WrongChunk");
    assert_outcome(push(world, &contract, 1, 0, 0, 1), "success");
    assert_outcome(push(world, &contract, 1, 0, 0, 1), "WrongChunk");
    assert_outcome(push(world, &contract, 1, 1, 0, 1), "success");
}

/* A newer firmware takes the place of the last one, in storage that is paid for already. */
WORLD_TEST(firmware_contract, a_newer_one_overwrites)
{
    crypto_address contract = create(world);
    struct contracts_firmware first = firmware_of(1, 2), second = firmware_of(2, 1);
    assert_outcome(announce(world, &contract, &first), "success");
    uint64_t gas = push(world, &contract, 1, 0, 1, 1024)->gas_used;
    assert_outcome(push(world, &contract, 1, 1, 2, 64), "success");
    assert_outcome(announce(world, &contract, &first), "OldVersion");
    assert_outcome(announce(world, &contract, &second), "success");
    cr_assert_not(holds(world, &contract, 0, 1, 1024));
    const struct chain_receipt *receipt = push(world, &contract, 2, 0, 3, 1024);
    cr_assert_eq(receipt->log_count, 1);
    cr_assert(holds(world, &contract, 0, 3, 1024));
    cr_assert_not(holds(world, &contract, 1, 2, 64));
    cr_assert_lt(receipt->gas_used, gas / 2);
}

WORLD_TEST(firmware_contract, only_the_owner_writes)
{
    crypto_address contract = create(world);
    struct contracts_firmware firmware = firmware_of(1, 1);
    struct base_buffer data = {0};
    assert_outcome(announce_as(world, &contract, &firmware, &world->rival), "NotOwner");
    assert_outcome(announce(world, &contract, &firmware), "success");
    assert_outcome(push_as(world, &contract, 1, 0, 1, 1, &world->rival), "NotOwner");
    assert_outcome(add_nodes(world, &contract, &world->rival, &world->rival.address, 1),
                   "NotOwner");
    contracts_firmware_encode_remove_node(&data, &world->hub.address);
    assert_outcome(world_send(world, &world->rival, &contract, 0, &data), "NotOwner");
    cr_assert_not(is_node(world, &contract, &world->rival.address));
}

WORLD_TEST(firmware_contract, gateways_of_the_whitelist_report)
{
    crypto_address contract = create(world), node;
    struct contracts_reported event;
    struct base_buffer data = {0};
    const crypto_address nodes[] = {world->hub.address, world->neighbour.address};
    assert_outcome(report(world, &contract, &world->hub), "NotNode");
    const struct chain_receipt *receipt =
        add_nodes(world, &contract, &world->manufacturer, nodes, 2);
    cr_assert_eq(receipt->log_count, 2);
    for (size_t i = 0; i < 2; i++) {
        cr_assert(contracts_firmware_decode_node_added(&receipt->logs[i], &node));
        cr_assert(same_address(&node, &nodes[i]));
        cr_assert(is_node(world, &contract, &nodes[i]));
    }
    receipt = report(world, &contract, &world->hub);
    assert_outcome(receipt, "success");
    cr_assert(contracts_firmware_decode_reported(&receipt->logs[0], &event));
    cr_assert(same_address(&event.node, &world->hub.address));
    cr_assert_eq(event.version, 1);
    cr_assert_eq(event.updated, 3);
    cr_assert_eq(event.failed, 2);

    contracts_firmware_encode_remove_node(&data, &world->hub.address);
    receipt = world_send(world, &world->manufacturer, &contract, 0, &data);
    assert_outcome(receipt, "success");
    cr_assert(contracts_firmware_decode_node_removed(&receipt->logs[0], &node));
    cr_assert(same_address(&node, &world->hub.address));
    assert_outcome(report(world, &contract, &world->hub), "NotNode");
    assert_outcome(report(world, &contract, &world->neighbour), "success");
}

/* The real price of a byte: the difference of chunks of 512 and 1024 bytes, 16 slots. */
WORLD_TEST(firmware_contract, a_slot_costs_what_storage_costs)
{
    crypto_address contract = create(world);
    struct contracts_firmware firmware = firmware_of(1, 3);
    assert_outcome(announce(world, &contract, &firmware), "success");
    /* The first one also makes the array's own slot. */
    assert_outcome(push(world, &contract, 1, 0, 1, 64), "success");
    uint64_t half = push(world, &contract, 1, 1, 1, 512)->gas_used;
    uint64_t whole = push(world, &contract, 1, 2, 1, 1024)->gas_used;
    cr_assert_geq(whole - half, 16 * SLOT_GAS_LEAST);
    cr_assert_leq(whole - half, 16 * SLOT_GAS_MOST);
}

Test(firmware_contract, a_chunk_that_lies_about_its_length)
{
    uint8_t output[96] = {[31] = 32, [63] = 32};
    const uint8_t *chunk;
    size_t len;
    cr_expect(contracts_firmware_decode_firmware(output, 96, &chunk, &len));
    cr_expect_eq(len, 32);
    cr_expect_not(contracts_firmware_decode_firmware(output, 95, &chunk, &len));
    output[62] = 1;
    cr_expect_not(contracts_firmware_decode_firmware(output, 96, &chunk, &len));
    output[62] = 0;
    output[31] = 31;
    cr_expect_not(contracts_firmware_decode_firmware(output, 96, &chunk, &len));
    cr_expect_not(contracts_firmware_decode_firmware(output, 63, &chunk, &len));
}
