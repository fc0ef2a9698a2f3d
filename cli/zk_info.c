#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "cli/command.h"
#include "cli/zk.h"
#include "zk/iden3/json.h"
#include "zk/iden3/r1cs.h"
#include "zk/iden3/wtns.h"
#include "zk/iden3/zkey.h"

enum { FACTS_MAX = 8 };

/* What is printed of a file, in order. */
struct facts {
    const char *format;
    size_t count;
    struct {
        const char *name, *key; /* of a line, of an object */
        uint64_t value;
    } facts[FACTS_MAX];
};

static void add(struct facts *facts, const char *name, const char *key, uint64_t value)
{
    facts->facts[facts->count].name = name;
    facts->facts[facts->count].key = key;
    facts->facts[facts->count].value = value;
    facts->count++;
}

/* The power of two that holds the constraints and a row for each public wire and the one. */
static uint64_t domain_of(uint64_t constraints, uint64_t publics)
{
    uint64_t domain = 1;

    while (domain < constraints + publics + 1)
        domain *= 2;
    return domain;
}

static int read_r1cs(const struct zk_iden3_file *file, struct facts *facts)
{
    struct zk_iden3_r1cs_header header;
    int r = zk_iden3_r1cs_read_header(file, &header);

    if (r < 0)
        return r;
    uint64_t publics = (uint64_t)header.public_outputs + header.public_inputs;
    facts->format = "r1cs";
    add(facts, "wires", "wires", header.wires);
    add(facts, "public values", "publics", publics);
    add(facts, "  outputs", "public_outputs", header.public_outputs);
    add(facts, "  inputs", "public_inputs", header.public_inputs);
    add(facts, "secret inputs", "secret_inputs", header.secret_inputs);
    add(facts, "labels", "labels", header.labels);
    add(facts, "constraints", "constraints", header.rows);
    add(facts, "domain", "domain", domain_of(header.rows, publics));
    return 0;
}

static int read_wtns(const struct zk_iden3_file *file, struct facts *facts)
{
    uint32_t wires;
    int r = zk_iden3_wtns_read_header(file, &wires);

    if (r == 0) {
        facts->format = "wtns";
        add(facts, "wires", "wires", wires);
    }
    return r;
}

static int read_zkey(const struct zk_iden3_file *file, struct facts *facts)
{
    struct zk_iden3_zkey_header header;
    int r = zk_iden3_zkey_read_header(file, &header);

    if (r < 0)
        return r;
    facts->format = "zkey";
    add(facts, "wires", "wires", header.wires);
    add(facts, "public values", "publics", header.publics);
    add(facts, "constraints", "constraints", header.rows);
    add(facts, "domain", "domain", UINT64_C(1) << header.log2_domain);
    return 0;
}

static int read_json(const struct zk_iden3_file *file, struct facts *facts)
{
    struct zk_groth16_verifying_key key = {0};
    struct zk_groth16_proof proof;
    enum zk_iden3_json what;
    zk_fr *values = NULL;
    size_t count;
    int r = zk_iden3_json_what(file, &what);

    if (r < 0)
        return r;
    switch (what) {
    case ZK_IDEN3_JSON_PROOF:
        facts->format = "proof";
        r = zk_iden3_proof_read(file, &proof);
        break;
    case ZK_IDEN3_JSON_PUBLIC:
        facts->format = "public";
        r = zk_iden3_public_read(file, &values, &count);
        if (r == 0)
            add(facts, "public values", "publics", count);
        break;
    case ZK_IDEN3_JSON_VERIFYING_KEY:
        facts->format = "verification_key";
        r = zk_iden3_verifying_key_read(file, &key);
        if (r == 0)
            add(facts, "public values", "publics", key.publics);
        break;
    }
    free(values);
    zk_groth16_verifying_key_deinit(&key);
    return r > 0 ? BASE_E_SCENARIO : r;
}

static void print_lines(const struct facts *facts)
{
    printf("format: %s\ncurve: bn254\n", facts->format);
    for (size_t i = 0; i < facts->count; i++)
        printf("%s: %" PRIu64 "\n", facts->facts[i].name, facts->facts[i].value);
}

static void print_json(const struct facts *facts)
{
    printf("{\n  \"format\": \"%s\",\n  \"curve\": \"bn254\"", facts->format);
    for (size_t i = 0; i < facts->count; i++)
        printf(",\n  \"%s\": %" PRIu64, facts->facts[i].key, facts->facts[i].value);
    printf("\n}\n");
}

int cli_zk_info(const struct cli_zk *zk)
{
    struct zk_iden3_file file = {0};
    struct facts facts = {0};
    int r = zk_iden3_file_open(zk->words[0], &file);

    if (r == 0 && zk_iden3_r1cs_is(&file))
        r = read_r1cs(&file, &facts);
    else if (r == 0 && zk_iden3_wtns_is(&file))
        r = read_wtns(&file, &facts);
    else if (r == 0 && zk_iden3_zkey_is(&file))
        r = read_zkey(&file, &facts);
    else if (r == 0)
        r = read_json(&file, &facts);
    zk_iden3_file_close(&file);
    if (r < 0)
        return cli_end("zk info", r);
    if (zk->json)
        print_json(&facts);
    else
        print_lines(&facts);
    return CLI_EXIT_OK;
}
