#include "random_program.h"

#include <string.h>

#include "base/hex.h"

struct writer {
    struct base_random *random;
    struct base_buffer *out;
    unsigned depth; /* of the stack, when no jump was taken */
    const crypto_address *targets;
    size_t target_count;
};

static uint64_t below(struct writer *writer, uint64_t bound)
{
    return base_random_below(writer->random, bound);
}

static void op(struct writer *writer, uint8_t opcode)
{
    base_buffer_append_u8(writer->out, opcode);
}

static void push_small(struct writer *writer, uint64_t bound)
{
    op(writer, 0x60);
    op(writer, (uint8_t)below(writer, bound));
    writer->depth++;
}

/* A word of any kind: small, negative, a power of two, random bytes. */
static void push_word(struct writer *writer)
{
    switch (below(writer, 5)) {
    case 0:
    case 1:
        push_small(writer, 256);
        return;
    case 2: /* NOT(small) */
        push_small(writer, 256);
        op(writer, 0x19);
        return;
    case 3: { /* SHL */
        push_small(writer, 256);
        push_small(writer, 256);
        op(writer, 0x1b);
        writer->depth--;
        return;
    }
    default: {
        unsigned len = 1 + (unsigned)below(writer, 32);
        uint8_t bytes[32];
        base_random_bytes(writer->random, bytes, sizeof(bytes));
        op(writer, (uint8_t)(0x5f + len));
        base_buffer_append(writer->out, bytes, len);
        writer->depth++;
    }
    }
}

/* One of the targets, a precompile, or an account that nobody has. */
static void push_address(struct writer *writer)
{
    uint64_t kind = below(writer, 10);
    if (kind == 0) {
        op(writer, 0x60);
        op(writer, (uint8_t)(0x20 + below(writer, 200)));
        writer->depth++;
    } else if (kind < 4) {
        static const uint8_t precompiles[] = {1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        op(writer, 0x60);
        op(writer, precompiles[below(writer, sizeof(precompiles))]);
        writer->depth++;
    } else {
        op(writer, 0x73); /* PUSH20 */
        base_buffer_append(writer->out, writer->targets[below(writer, writer->target_count)].bytes,
                           20);
        writer->depth++;
    }
}

static void need(struct writer *writer, unsigned items)
{
    while (writer->depth < items)
        push_word(writer);
}

static void operation(struct writer *writer)
{
    static const uint8_t one[] = {0x15, 0x19, 0x31, 0x35, 0x3b, 0x3f, 0x40, 0x54, 0x5c, 0x1e};
    static const uint8_t two[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0a, 0x0b, 0x10, 0x11,
                                  0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1a, 0x1b, 0x1c, 0x1d};
    static const uint8_t none[] = {0x30, 0x32, 0x33, 0x34, 0x36, 0x38, 0x3a, 0x3d, 0x41, 0x42,
                                   0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x58, 0x59, 0x5a, 0x5f};
    switch (below(writer, 5)) {
    case 0:
        need(writer, 1);
        op(writer, one[below(writer, sizeof(one))]);
        break;
    case 1:
        need(writer, 2);
        op(writer, two[below(writer, sizeof(two))]);
        writer->depth -= 1;
        break;
    case 2:
        op(writer, none[below(writer, sizeof(none))]);
        writer->depth++;
        break;
    case 3: /* ADDMOD, MULMOD */
        need(writer, 3);
        op(writer, (uint8_t)(0x08 + below(writer, 2)));
        writer->depth -= 2;
        break;
    default: { /* DUP, SWAP, POP */
        need(writer, 2);
        unsigned reach = writer->depth < 16 ? writer->depth : 16;
        uint64_t kind = below(writer, 3);
        if (kind == 0) {
            op(writer, (uint8_t)(0x80 + below(writer, reach)));
            writer->depth++;
        } else if (kind == 1) {
            op(writer, (uint8_t)(0x90 + below(writer, reach - 1)));
        } else {
            op(writer, 0x50);
            writer->depth--;
        }
    }
    }
}

static void memory_or_storage(struct writer *writer)
{
    static const uint8_t copies[] = {0x37, 0x39, 0x5e, 0x3e}; /* calldata, code, memory, returned */
    switch (below(writer, 7)) {
    case 0: /* MSTORE, MSTORE8 */
        need(writer, 1);
        push_small(writer, 200);
        op(writer, (uint8_t)(0x52 + below(writer, 2)));
        writer->depth -= 2;
        break;
    case 1: /* MLOAD */
        push_small(writer, 250);
        op(writer, 0x51);
        break;
    case 2: /* KECCAK256 */
        push_small(writer, 100);
        push_small(writer, 100);
        op(writer, 0x20);
        writer->depth--;
        break;
    case 3: /* copies */
        push_small(writer, 40);
        push_small(writer, 40);
        push_small(writer, 200);
        op(writer, copies[below(writer, 3 + (below(writer, 4) == 0))]);
        writer->depth -= 3;
        break;
    case 4: /* SSTORE, and TSTORE at times */
        if (below(writer, 3) == 0)
            push_small(writer, 2);
        else
            need(writer, 1);
        push_small(writer, 4);
        op(writer, below(writer, 6) == 0 ? 0x5d : 0x55);
        writer->depth -= 2;
        break;
    case 5: /* SLOAD */
        push_small(writer, 4);
        op(writer, 0x54);
        break;
    default: { /* LOG */
        unsigned topics = (unsigned)below(writer, 5);
        need(writer, topics);
        push_small(writer, 100);
        push_small(writer, 100);
        op(writer, (uint8_t)(0xa0 + topics));
        writer->depth -= topics + 2;
    }
    }
}

static void call(struct writer *writer)
{
    static const uint8_t opcodes[] = {0xf1, 0xf1, 0xf2, 0xf4, 0xfa};
    uint8_t opcode = opcodes[below(writer, sizeof(opcodes))];
    bool pays = opcode == 0xf1 || opcode == 0xf2;
    for (int i = 0; i < 4; i++)
        push_small(writer, 130);
    if (pays)
        push_small(writer, below(writer, 2) ? 1 : 30);
    push_address(writer);
    if (below(writer, 3) == 0) {
        push_small(writer, 256); /* little gas */
        push_small(writer, 256);
        op(writer, 0x02);
        writer->depth--;
    } else {
        op(writer, 0x5a);
        writer->depth++;
    }
    op(writer, opcode);
    writer->depth -= pays ? 6 : 5;
}

/* PUSH32, PUSH2, MSTORE. */
static void store(struct writer *writer, unsigned offset, const uint8_t word[32])
{
    op(writer, 0x7f);
    base_buffer_append(writer->out, word, 32);
    op(writer, 0x61);
    op(writer, (uint8_t)(offset >> 8));
    op(writer, (uint8_t)offset);
    op(writer, 0x52);
}

static void random_bytes(struct writer *writer, uint8_t *bytes, size_t len)
{
    base_random_bytes(writer->random, bytes, len);
}

/* Small lengths, at times a long one, and numbers. */
static size_t modexp_input(struct writer *writer, uint8_t *input)
{
    for (unsigned i = 0; i < 3; i++) {
        uint64_t len = below(writer, 70);
        bool is_long = below(writer, 12) == 0;
        memset(input + 32 * i, 0, 32);
        input[32 * i + 31] = (uint8_t)len;
        input[32 * i + 30] = is_long ? (uint8_t)below(writer, 8) : 0; /* to 2 KB */
    }
    random_bytes(writer, input + 96, 192);
    memset(input + 96, 0, below(writer, 64));
    return 96 + below(writer, 193);
}

static size_t blake2f_input(struct writer *writer, uint8_t *input)
{
    random_bytes(writer, input, 213);
    memset(input, 0, 3);
    input[3] %= 40;
    input[212] = (uint8_t)below(writer, below(writer, 8) == 0 ? 3 : 2);
    return 213 - (below(writer, 12) == 0);
}

/* A signature that is valid, in most cases, with its s or the negative. Source: EIP-7951. */
static size_t p256_input(struct writer *writer, uint8_t *input)
{
    static const char valid[] = "4cee90eb86eaa050036147a12d49004b6b9c72bd725d39d4785011fe190f0b4d"
                                "a73bd4903f0ce3b639bbbf6e8e80d16931ff4bcf5993d58468e8fb19086e8cac"
                                "36dbcd03009df8c59286b162af3bd7fcc0450c9aa81be5d10d312af6c66b1d60"
                                "4aebd3099c618202fcfe16ae7770b0c49ab5eadf74b754204a3bb6060e44eff3"
                                "7618b065f9832de4ca6ca971a7a1adc826d0f7c00181a5fb2ddf79ae00b4e10e";
    base_hex_decode(valid, input, 160);
    if (below(writer, 2) == 0)
        input[below(writer, 160)] ^= (uint8_t)(1 + below(writer, 255));
    return 160 + (below(writer, 8) == 0 ? below(writer, 3) - 1 : 0);
}

static const char bn254_g1[] = "0000000000000000000000000000000000000000000000000000000000000001"
                               "0000000000000000000000000000000000000000000000000000000000000002";
/* The generator of the second group, with the negative of its y after it. Source: EIP-197. */
static const char bn254_g2[] = "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
                               "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
                               "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
                               "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa"
                               "275dc4a288d1afb3cbb1ac09187524c7db36395df7be3b99e673b13a075a65ec"
                               "1d9befcd05a5323e6da4d435f3b617cdb3af83285c2df711ef39c01571827f9d";

/* One of a few points of BN254, most of them on the curve. */
static void bn254_point(struct writer *writer, uint8_t point[64])
{
    memset(point, 0, 64);
    switch (below(writer, 6)) {
    case 0: /* infinity */
        break;
    case 1:
        random_bytes(writer, point, 64);
        break;
    default:
        base_hex_decode(bn254_g1, point, 64);
    }
}

/* Two points, or a point and a scalar; at times short. */
static size_t bn254_group_input(struct writer *writer, uint8_t *input, bool multiplies)
{
    bn254_point(writer, input);
    bn254_point(writer, input + 64);
    if (multiplies && below(writer, 3) != 0)
        random_bytes(writer, input + 64, 32);
    return below(writer, 5) == 0 ? below(writer, 130) : multiplies ? 96 : 128;
}

/* No pair, one or two, whose product is 1 in every second case. */
static size_t bn254_pairing_input(struct writer *writer, uint8_t *input)
{
    uint8_t g2[192];
    size_t count = below(writer, 3);
    base_hex_decode(bn254_g2, g2, sizeof(g2));
    for (size_t i = 0; i < count; i++) {
        uint8_t *pair = input + 192 * i;
        bn254_point(writer, pair);
        memcpy(pair + 64, g2, 128);
        if (below(writer, 2) == 0)
            memcpy(pair + 128, g2 + 128, 64);
        if (below(writer, 12) == 0)
            pair[64 + below(writer, 128)] ^= 1;
    }
    return 192 * count + (below(writer, 12) == 0 ? 1 : 0);
}

/* Calls one with an input of its own form, and keeps what it says. */
static void call_precompile(struct writer *writer)
{
    enum { INPUT_MAX = 512, OUTPUT = 512, OUTPUT_BYTES = 96 };
    uint8_t input[INPUT_MAX] = {0};
    size_t len;
    unsigned number;
    switch (below(writer, 6)) {
    case 3:
        number = 6;
        len = bn254_group_input(writer, input, false);
        break;
    case 4:
        number = 7;
        len = bn254_group_input(writer, input, true);
        break;
    case 5:
        number = 8;
        len = bn254_pairing_input(writer, input);
        break;
    case 0:
        number = 5;
        len = modexp_input(writer, input);
        break;
    case 1:
        number = 9;
        len = blake2f_input(writer, input);
        break;
    default:
        number = 0x100;
        len = p256_input(writer, input);
    }
    for (unsigned offset = 0; offset < len; offset += 32)
        store(writer, offset, input + offset);
    const uint8_t calling[] = {
        0x60, OUTPUT_BYTES,           0x61,           OUTPUT >> 8, OUTPUT & 0xff,
        0x61, (uint8_t)(len >> 8),    (uint8_t)len,   0x60,        0,
        0x61, (uint8_t)(number >> 8), (uint8_t)number};
    base_buffer_append(writer->out, calling, sizeof(calling));
    if (below(writer, 4) == 0) { /* what it costs, or not quite */
        const uint8_t gas[] = {0x61, (uint8_t)below(writer, 64), (uint8_t)below(writer, 256)};
        base_buffer_append(writer->out, gas, sizeof(gas));
    } else {
        const uint8_t gas[] = {0x62, 0x01, 0xd4,
                               0xc0}; /* 120000: a failure leaves some to go on with */
        base_buffer_append(writer->out, gas, sizeof(gas));
    }
    op(writer, 0xfa);
    writer->depth++;
    /* The output's hash goes into storage, and its length onto the stack. */
    const uint8_t keeping[] = {0x60,          OUTPUT_BYTES, 0x61, OUTPUT >> 8,
                               OUTPUT & 0xff, 0x20,         0x60, (uint8_t)(4 + below(writer, 4)),
                               0x55,          0x3d};
    base_buffer_append(writer->out, keeping, sizeof(keeping));
    writer->depth++;
}

/* CREATE or CREATE2 of a small program that lies in memory first. */
static void create(struct writer *writer)
{
    /* Returns ten bytes of its own code; reverts; destroys itself; stores. */
    static const uint8_t programs[4][12] = {
        {0x60, 0x0a, 0x60, 0x00, 0x60, 0x00, 0x39, 0x60, 0x0a, 0x60, 0x00, 0xf3},
        {0x60, 0x20, 0x60, 0x00, 0xfd, 0, 0, 0, 0, 0, 0, 0},
        {0x33, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
        {0x60, 0x07, 0x60, 0x01, 0x55, 0x60, 0x01, 0x60, 0x00, 0xf3, 0, 0},
    };
    op(writer, 0x6b); /* PUSH12 */
    base_buffer_append(writer->out, programs[below(writer, 4)], 12);
    writer->depth++;
    op(writer, 0x60);
    op(writer, 0);
    op(writer, 0x52); /* MSTORE: the program is at 20..31 */
    writer->depth--;
    bool is_second = below(writer, 2);
    if (is_second)
        push_small(writer, 3); /* salt */
    op(writer, 0x60);
    op(writer, 12);
    op(writer, 0x60);
    op(writer, 20);
    writer->depth += 2;
    push_small(writer, below(writer, 2) ? 1 : 20); /* value */
    op(writer, is_second ? 0xf5 : 0xf0);
    writer->depth -= is_second ? 3 : 2;
}

static void end(struct writer *writer)
{
    switch (below(writer, 12)) {
    case 0: /* SELFDESTRUCT */
        push_address(writer);
        op(writer, 0xff);
        break;
    case 1: /* falls off its end */
        break;
    case 2: /* takes all gas */
        op(writer, 0xfe);
        break;
    case 3:
    case 4: /* REVERT */
        push_small(writer, 100);
        push_small(writer, 100);
        op(writer, 0xfd);
        break;
    default:
        push_small(writer, 100);
        push_small(writer, 100);
        op(writer, 0xf3);
    }
}

void random_program(struct base_random *random, unsigned steps, const crypto_address targets[],
                    size_t target_count, struct base_buffer *ret_code)
{
    struct writer writer = {random, ret_code, 0, targets, target_count};
    size_t start = ret_code->len, open_jump = 0;
    for (unsigned i = 0; i < steps; i++) {
        uint64_t kind = below(&writer, 100);
        if (kind < 50)
            operation(&writer);
        else if (kind < 82)
            memory_or_storage(&writer);
        else if (kind < 90)
            call(&writer);
        else if (kind < 92)
            create(&writer);
        else if (kind < 95)
            call_precompile(&writer);
        else if (open_jump == 0) { /* JUMPI forward, to where the next one of these stands */
            need(&writer, 1);
            op(&writer, 0x61); /* PUSH2 */
            open_jump = ret_code->len;
            base_buffer_append(ret_code, "\0", 2);
            op(&writer, 0x57);
            writer.depth--;
        } else {
            size_t here = ret_code->len - start;
            if (!base_buffer_failed(ret_code)) {
                ret_code->data[open_jump] = (uint8_t)(here >> 8);
                ret_code->data[open_jump + 1] = (uint8_t)here;
            }
            op(&writer, 0x5b);
            open_jump = 0;
        }
    }
    end(&writer);
}
