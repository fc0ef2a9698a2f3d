#ifndef CROWDPATCH_MODELS_SHARED_WORLD_H
#define CROWDPATCH_MODELS_SHARED_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "base/random.h"
#include "crypto/cost.h"
#include "crypto/token.h"
#include "models/shared/calibration.h"
#include "models/shared/class_file.h"
#include "models/shared/config.h"
#include "models/shared/faults.h"
#include "models/shared/homes.h"
#include "models/shared/outcome.h"
#include "models/shared/sites.h"
#include "models/shared/topology.h"
#include "scenarios/scenario.h"
#include "sim/duty.h"
#include "sim/engine.h"
#include "sim/node.h"
#include "sim/port.h"

struct attack;
struct chain_service;
struct config_adversary;
struct dht;
struct model_ops;

enum world_role {
    WORLD_MANUFACTURER,
    WORLD_DISTRIBUTOR,
    WORLD_HUB,
    WORLD_DEVICE,
    WORLD_OUTSIDER, /* has no part in the system; attacks it */
    WORLD_ROLE_COUNT,
};

/** Somebody on a machine, with keys. */
struct participant {
    struct world *world;
    enum world_role role;
    uint32_t index;  /* within its role */
    uint32_t number; /* within the world: the entity of its random streams */
    struct sim_node *node;
    size_t region;
    struct sim_link_spec access; /* a device's is its home's, which it does not use */
    const struct crypto_device_class *device_class;
    struct sim_port *port; /* where it is reached; a new one after each failure of its node */
    /* On chain: secp256k1. Among people: Ed25519. */
    crypto_secp256k1_secret secret;
    crypto_address address;
    crypto_ed25519_secret identity_secret;
    crypto_ed25519_public identity;
    uint64_t next_nonce;              /* of its account */
    crypto_address *former_addresses; /* of accounts that it has left; owned */
    size_t former_count;
    struct sim_lock *account; /* held while a transaction is signed and handed over */
    struct base_random lookup_random;
    uint32_t hub; /* a device's hub; a hub's own index */
    struct faults_record machine, line;
    /* A hub's devices stand side by side: first_device .. first_device + device_count - 1. */
    uint32_t first_device;
    uint32_t device_count;
    bool is_marked; /* see adversary_acts() */
    bool has_acted; /* a device, since its machine is up */
};

/** Everything that a run consists of. */
struct world {
    const struct scenario *scenario;
    const struct config_run *run;
    const struct config_world *config;
    const struct config_network *network;
    const struct config_prices *prices;
    const struct config_p2p *p2p;
    const struct config_chain *chain_config;
    const struct config_fidelity *fidelity;
    const struct config_faults *faults;
    const struct config_adversary *adversary;
    /* With a calibration: what it says, and the reference core's class with it. */
    struct calibration calibration;
    struct crypto_device_class calibrated_class;
    struct class_file class_files[WORLD_OUTSIDER]; /* of the roles that have one; see below */
    const struct crypto_power *device_power;       /* of all devices */
    const struct zk_cost_timing
        *timing;                        /* of proofs on the reference core; NULL: zk/cost.h's own */
    const struct crypto_tokens *tokens; /* NULL: signatures are real */
    struct crypto_tokens tokens_of_run;
    struct sim_engine *engine;
    struct sim_node *monitor; /* runs what is nobody's: samples, failures, block production */
    struct topology topology;
    struct homes_radio radio; /* of all homes */
    struct sites servers;     /* regions with a chain node and a CDN's edge */
    struct participant *participants[WORLD_ROLE_COUNT];
    uint32_t counts[WORLD_ROLE_COUNT];
    struct base_map by_address;  /* crypto_address -> struct participant * */
    struct chain_service *chain; /* NULL without MODEL_CHAIN */
    struct dht *dht;             /* NULL without MODEL_LOOKUPS */
    struct attack *attack;       /* NULL: not one of models/shared/attack.h */
    struct outcome outcome;
    const struct model_ops *model;
    void *model_state;
    /* Called at every sample, for the progress line; NULL: nobody looks. */
    void (*on_sample)(void *context, const struct world *world);
    void *on_sample_context;
};

/** Builds platform, participants, and the chain and the hash table where the system has them.
 *  Returns 0 or an error. */
int world_init(struct world *world, const struct scenario *scenario, const struct model_ops *model);
void world_deinit(struct world *world);

/** Runs to the end: until the model is done, or until the scenario's duration. Fills
 * world->outcome. Returns 0, or BASE_E_SIM when an invariant broke. */
int world_run(struct world *world);

/** The run is over: nothing more can happen that matters. From an actor. */
void world_finish(struct world *world);
/** An invariant broke: the run ends with `code`. From an actor. */
void world_fail(struct world *world, int code);

/** Adds a machine that is nobody's, placed and connected like a distributor's. Before the platform
 *  closes. Returns 0 or BASE_E_NOMEM. */
int world_add_machine(struct world *world, const char *name, struct base_random *random,
                      struct sim_node **ret_node);

/** The file of a role's class; NULL: the class is built in. */
const struct class_file *world_class_file(const struct world *world, enum world_role role);
/** What the scenario says of a role's machines, and the key under which it does: "device_class".
 *  Requires for the key: role < WORLD_OUTSIDER. */
const char *world_class_name(const struct world *world, enum world_role role);
const char *world_class_key(enum world_role role);

/** What each of a role owns on chain at the start. */
u256 world_funds(const struct world *world, enum world_role role);

sim_time world_now(const struct world *world);

/** A stream of the participant for `purpose`, keyed by the scenario's seed. */
void participant_random(const struct participant *participant, const char *purpose,
                        struct base_random *ret_random);

/** The same for the index-th thing of its kind: streams of different indices do not overlap within
 *  2^20 draws of 32 bits. Requires: index < 2^46. */
void participant_random_at(const struct participant *participant, const char *purpose,
                           uint64_t index, struct base_random *ret_random);

/** The participant's stream of this life: another one after each failure of its machine, so that
 *  nonces are not drawn twice. Before the first failure it is participant_random()'s. */
void participant_random_of_life(const struct participant *participant, const char *purpose,
                                struct base_random *ret_random);

/** The date of the first poll in this life of who polls every `interval`: within one from now on,
 *  drawn evenly. */
sim_time participant_first_poll(const struct participant *participant, sim_time interval);

/** Charges a cryptographic operation to the participant's processor and battery: time passes. */
void participant_charge(struct participant *participant, enum crypto_operation operation,
                        uint64_t count);
/** Charges work given as time on the reference core: what provers do (`what`, a literal for the
 * event log), and checking proofs. */
void participant_charge_proving(struct participant *participant, sim_time reference_work,
                                const char *what);
void participant_charge_verifying(struct participant *participant, sim_time reference_work);
/** A device has come to a step: its row gets the date. That of the discovery and of the request is
 *  the first one's, that of any other the last one's. */
void participant_reach(const struct participant *device, enum outcome_step step);
/** A device's state from now on. One that is patched has the date, and is counted, once. */
void participant_settle(const struct participant *device, enum outcome_state state);
/** A distributor holds the update from now on. `from`: whom it has bought it from, OUTCOME_NOBODY.
 *  Its row, and the counts, tell of its first update alone. */
void participant_stock(const struct participant *distributor, enum outcome_source source,
                       uint32_t from);
/** A distributor was paid for a delivery to this device. */
void participant_earn(const struct participant *distributor, const struct participant *device,
                      u256 reward_wei);
/** participant_reach() and participant_settle() in a row of the device's that is not the outcome's:
 *  of an update that another has superseded. */
void participant_reach_in(const struct participant *device, struct outcome_device *row,
                          enum outcome_step step);
void participant_settle_in(const struct participant *device, struct outcome_device *row,
                           enum outcome_state state);
/** There is a newer update for the device: its row begins anew, and it is not patched. */
void participant_start_over(const struct participant *device);
/** A device writes an update to its flash memory, which takes its time. */
void participant_write_flash(struct participant *device, uint64_t update_bytes);
/** The same, and it counts as patched. */
void participant_install(struct participant *device, uint64_t update_bytes);
/** Energy of the computing so far, in microjoules; that of radio and flash memory is not in it. */
uint64_t participant_energy_uJ(const struct participant *participant);

/** One more cause holds the participant's machine down: it fails, unless it is down already. */
void participant_fail(struct participant *participant);
/** One cause less; after the last one the machine is up again and the model's play is called. */
void participant_restore(struct participant *participant);
/** The same for the line of a machine that is no device: the machine goes on. */
void participant_disconnect(struct participant *participant);
void participant_reconnect(struct participant *participant);

/** Names the participant by another address, that of a key which is not its own account's. Before
 *  the run. Returns 0 or BASE_E_NOMEM. */
int world_rename(struct world *world, struct participant *participant,
                 const crypto_address *address);

/** The address of the number-th account that a participant may go on with; 0 is none, its first is
 *  not among them. */
crypto_address participant_account(const struct participant *participant, uint64_t number);
/** Goes on with that account and a new identity among people. What was its own before stays so:
 *  rewards and fees of old accounts are booked to it, and world_balance() has them. Its money does
 *  not move. Requires: none of its transactions is being signed (asserted). Returns 0 or
 *  BASE_E_NOMEM. */
int participant_change_account(struct participant *participant, uint64_t number);
/** What it owns on chain, in all its accounts. */
u256 participant_balance(const struct participant *participant);

/** Where duties of devices run: world.devices_as. */
enum sim_duty_stack world_duty_stack(const struct world *world);

/** The participant whose chain address this is, or NULL. */
struct participant *world_find_by_address(const struct world *world, const crypto_address *address);

#endif
