#include "models/shared/config.h"
#include "tests/models/conformance.h"

/* What every system must do when a run of its smoke scenario, made smaller, is told from another:
 * one attacker of each kind twice, and all that can be real against all that can be calibrated. */

static bool has_key(const struct scenario_section *section, const char *key)
{
    for (size_t i = 0; i < section->param_count; i++)
        if (strcmp(section->params[i].key, key) == 0)
            return true;
    return false;
}

static json_t *measures_of(json_t *result)
{
    return json_object_get(json_object_get(result, "adversary"), "measures");
}

static void play_attacked(struct conformance_run *run)
{
    uint32_t roles = 0;
    conformance_play_to_files(run);
    /* Where two roles attack together, one of each. */
    for (int role = 0; role < WORLD_ROLE_COUNT; role++) {
        uint32_t marked = 0;
        for (uint32_t i = 0; i < run->world.counts[role]; i++)
            marked += run->world.participants[role][i].is_marked;
        CONFORMANCE_CHECK(run, marked <= 1);
        roles += marked;
    }
    CONFORMANCE_CHECK(run, roles >= 1 && roles <= 2);
}

static void attacked_by(const char *label, int kind)
{
    char parent[32], path[200];
    struct conformance_options options = {0};
    json_t *results[2];
    conformance_set(&options, "adversary.kind=%s", adversary_kind_names[kind]);
    /* One, however few there are. */
    conformance_set(&options, "adversary.share=0.0001");
    conformance_set(&options, "world.distributors=3");
    conformance_set(&options, "world.hubs=2");
    conformance_set(&options, "world.devices=4");
    conformance_make_parent(parent);
    for (int i = 0; i < 2; i++) {
        snprintf(conformance_directory, sizeof conformance_directory, "%s/%d", parent, i);
        conformance_in_child(label, options.list, play_attacked);
        snprintf(path, sizeof path, "%s/result.json", conformance_directory);
        results[i] = json_load_file(path, 0, NULL);
        cr_assert_not_null(results[i], "%s", path);
    }
    cr_expect(json_equal(results[0], results[1]), "%s, %s: other bytes", label,
              adversary_kind_names[kind]);
    cr_expect(json_object_size(measures_of(results[0])) > 0, "%s, %s: nothing is measured", label,
              adversary_kind_names[kind]);
    json_decref(results[0]);
    json_decref(results[1]);
    conformance_remove_parent(parent);
}

static void attacked(const char *label)
{
    uint64_t attacks = model_attacks(conformance_model(label));
    for (int kind = 1; kind < ADVERSARY_KIND_COUNT; kind++)
        if (attacks & ADVERSARY_BIT(kind))
            attacked_by(label, kind);
}

/* The run ends, wei and bytes are conserved, no invariant is broken, and attackers draw nothing
 * that the seed does not give. */
Test(conformance_pairs, one_adversary)
{
    conformance_for_each(attacked);
}

/** Whether a parameter chooses between real and calibrated, and is not the number of something. */
static bool is_level(const struct scenario_param *param)
{
    bool has_real = false, has_calibrated = false;
    for (size_t i = 0; param->type == SCENARIO_CHOICE && param->choices[i]; i++) {
        has_real |= strcmp(param->choices[i], "real") == 0;
        has_calibrated |= strcmp(param->choices[i], "calibrated") == 0;
    }
    return has_real && has_calibrated;
}

/** Whether a table of both runs is equal behind a filter. */
static void expect_same(const char *label, const char *parent, const char *file, const char *filter)
{
    char command[512];
    snprintf(command, sizeof command,
             "cd '%s' && for d in calibrated real; do case %s in *.gz) zcat $d/%s ;; "
             "*) cat $d/%s ;; esac | %s >$d.cut || exit 2; done; "
             "test -s real.cut && cmp -s real.cut calibrated.cut",
             parent, file, file, file, filter);
    cr_expect_eq(system(command), 0, "%s: %s", label, file);
}

static void levels(const char *label)
{
    static const char *const names[] = {"calibrated", "real"};
    const struct model_ops *model = conformance_model(label);
    const struct scenario_section *own = model->about.section;
    char parent[32];
    json_t *results[2];
    conformance_make_parent(parent);
    for (int level = 0; level < 2; level++) {
        struct conformance_options options = {0};
        size_t switched = 0;
        /* One distributor that gets it from the other where that has a proof, too. */
        conformance_set(&options, "world.distributors=2");
        conformance_set(&options, "world.hubs=1");
        conformance_set(&options, "world.devices=1");
        conformance_set(&options, "%s.update_size=20B", own->name);
        if (has_key(own, "seeding_slots"))
            conformance_set(&options, "%s.seeding_slots=1", own->name);
        for (size_t i = 0; i < config_fidelity_section.param_count; i++)
            if (is_level(&config_fidelity_section.params[i])) {
                conformance_set(&options, "fidelity.%s=%s", config_fidelity_section.params[i].key,
                                names[level]);
                switched++;
            }
        cr_assert_gt(switched, 0);
        results[level] = conformance_result(label, options.list, parent, names[level]);
    }
    cr_expect(json_equal(json_object_get(results[0], "simulated_s"),
                         json_object_get(results[1], "simulated_s")),
              "%s", label);
    bool has_chain = model_has(model, MODEL_CHAIN);
    expect_same(label, parent, "deliveries.csv.gz", "cat");
    expect_same(label, parent, "distributors.csv.gz",
                has_chain ? "cut -d, -f1,3-15,19-20,23-26,28" : "cut -d, -f1,3-");
    expect_same(label, parent, "timeseries.csv.gz", has_chain ? "cut -d, -f1-7,10-" : "cat");
    expect_same(label, parent, "gas.csv", "cut -d, -f1-3");
    json_decref(results[0]);
    json_decref(results[1]);
    conformance_remove_parent(parent);
}

/* All dates, states, counts, bytes on radios and energies are equal; without a chain everything is,
 * but addresses, which follow from keys. Transactions that hold a digest or a signature have other
 * zero bytes, so that their gas, what is paid for it, the base fee that follows, and their own
 * lengths (a number travels without its leading zeros) are left out, too. */
Test(conformance_pairs, all_real_as_all_calibrated)
{
    conformance_for_each(levels);
}
