#ifndef CROWDPATCH_MODELS_CROWDPATCHING_STATE_H
#define CROWDPATCH_MODELS_CROWDPATCHING_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "contracts-model/contracts/delivery_contract.h"
#include "contracts-model/contracts/exchange_contract.h"
#include "contracts-model/contracts/super_contract.h"
#include "crypto/scheme.h"
#include "models/crowdpatching/attack.h"
#include "models/crowdpatching/config.h"
#include "models/crowdpatching/entry.h"
#include "models/crowdpatching/lemmas.h"
#include "models/crowdpatching/messages.h"
#include "models/crowdpatching/offer.h"
#include "models/shared/adversary.h"
#include "models/shared/chain_service.h"
#include "models/shared/converse.h"
#include "models/shared/dht.h"
#include "models/shared/key_check.h"
#include "models/shared/members.h"
#include "models/shared/package.h"
#include "models/shared/seeding.h"
#include "models/shared/selection.h"
#include "models/shared/world.h"
#include "zk/statement.h"

/** Gas limit of the SSC's creation. Assumption: three times the measured use, which is half a block
 *  of 2020 (models/shared/prices.c). */
#define CROWDPATCHING_GAS_DEPLOY UINT64_C(6000000)

/** A release as anybody can read it on chain. */
struct crowdpatching_release {
    bool is_known;           /* to the one who keeps this; all else is zero before */
    crypto_address delivery; /* the DSC */
    crypto_digest update_hash;
    crypto_digest package_hash;
    crypto_digest delivery_vk_hash;
    crypto_digest exchange_vk_hash;
    uint64_t expires_at_s;
};

/** How far somebody has read the Super contracts' logs, by manufacturer. */
struct crowdpatching_search {
    uint64_t blocks[CROWDPATCHING_MANUFACTURERS_MAX];
};

/** A delivery's terms, with the PoD when it has come: what a claim needs. */
struct crowdpatching_claim {
    struct crowdpatching_claim *next, **link; /* link: what points to it */
    uint32_t release;
    crypto_address device;
    struct crypto_scheme_public key; /* the device's */
    crypto_digest t, r, s;
    struct crypto_scheme_signature pod;
    uint64_t member_index; /* by Merkle root; otherwise 0 and no path */
    crypto_digest path[MEMBERS_PATH_MAX];
    size_t path_len;
};

/** A purchase between the offer's acceptance and the key: the money may be locked already. */
struct crowdpatching_purchase {
    uint8_t *ciphertext; /* P_e, owned; NULL: there is none */
    size_t ciphertext_len;
    struct sealed_terms terms;
    crypto_digest s;
    uint32_t seller;
    u256 price_wei;
    bool is_open; /* `opened` is the contract in which the money is locked */
    struct contracts_exchange_opened opened;
};

/** A device, for one release; padding is zero. */
struct crowdpatching_target {
    crypto_address device;
    uint32_t release;
};

/** What a distributor thinks of a proving key. */
enum crowdpatching_trust { CROWDPATCHING_UNCHECKED, CROWDPATCHING_TRUSTED, CROWDPATCHING_REFUSED };

/** Of a manufacturer's, by statement: pk^D, pk^E. They are the same for all of its releases. */
struct crowdpatching_trusts {
    bool has_keys; /* it has fetched them, with a package */
    enum crowdpatching_trust of[ZK_STATEMENT_EXCHANGE + 1];
};

/** What a distributor has of one release. */
struct crowdpatching_holding {
    struct crowdpatching_release release;
    bool has_package; /* it has received P, byte by byte; the update's seed is read for it */
    bool is_serving;  /* it has checked the keys and announced what it can do */
    bool was_refused_seed;
    struct crowdpatching_purchase purchase;
};

/** A distributor's own: what it remembers over a failure of its machine. */
struct crowdpatching_distributor {
    struct crowdpatching_claim *claims;       /* with a PoD and not on chain yet; owned */
    struct crowdpatching_claim *spent_claims; /* that attackers will send again; owned */
    uint64_t sales_begun;
    uint64_t deliveries_begun;
    /* A whitewasher's. */
    uint32_t identity;        /* accounts that it has left */
    uint64_t earned;          /* deliveries that the present one was paid for */
    uint64_t window_opened_s; /* as the authors' code has it: its own; 0: none */
    sim_time exit_end;        /* it keeps keys to itself until then; 0: it does not */
    struct base_map served;   /* struct crowdpatching_target -> uint64_t, proofs made for it */
};

/** What a hub has of one release. */
struct crowdpatching_view {
    struct crowdpatching_release release;
    bool has_update; /* it has decrypted U; attackers keep it: the update's seed is read for it */
};

/** An offer for which a hub has given a device's PoD away: its key may come at any time from then
 * on, also after the hub has lost patience. */
struct crowdpatching_promise {
    struct crowdpatching_promise *next;
    struct sim_message *message; /* CROWDPATCHING_DELIVERY_OFFER */
    struct sealed_terms terms;
    crypto_address distributor;
    uint32_t release; /* of all that a device has at a time the same */
};

/** All of one device, and how far the contract's log was searched for their keys. */
struct crowdpatching_promises {
    struct crowdpatching_promise *first;
    uint64_t block;
};

/** A device's PoFD, for which its hub is paid. */
struct crowdpatching_reward {
    struct crowdpatching_reward *next;
    uint32_t release;
    uint32_t device;
    struct crypto_scheme_signature pofd;
    struct contracts_membership membership; /* without its path */
    crypto_digest path[MEMBERS_PATH_MAX];
};

/** A hub's own, over a failure of its machine. */
struct crowdpatching_hub {
    bool is_due;                                /* for its first poll */
    struct crowdpatching_reward *rewards;       /* whose claims are not over; owned */
    struct crowdpatching_reward *spent_rewards; /* that attackers will claim again; owned */
    struct base_map shunned;                    /* crypto_address of distributors -> nothing */
    struct base_map rates; /* the same -> double, Bps: the last offer's bytes over the time from the
                              device's identity to its PoD */
};

/** What a hub keeps between two looks for later releases, in one life of its machine. */
struct crowdpatching_watch {
    bool has_begun;
    struct base_random nonces;
    struct crowdpatching_search search;
};

/** What a device signs with; its hub knows the key. */
struct crowdpatching_keys {
    struct crypto_scheme_secret secret;
    struct crypto_scheme_public key;
};

/** The update for which a device has given its PoD, and what it runs: it keeps both over a failure.
 */
struct crowdpatching_authorised {
    bool is_valid;
    bool has_installed;
    crypto_digest update_hash;
    crypto_digest update_sha256;
    crypto_digest installed_sha256;
    crypto_address contract; /* that it signs for; zero unless hardened */
    struct base_random nonces;
};

/** A sale's contract, for the books. */
struct crowdpatching_exchange {
    uint32_t buyer;    /* OUTCOME_NOBODY: no distributor */
    bool is_attackers; /* the seller griefs */
    u256 offer_wei;
    sim_time opened, closed; /* closed -1: not yet */
};

/** Of a manufacturer, for all its releases: the Super contract, the fleet and the proofs' keys. m
 *  needs no more than sizes for its keys (section IV-B1), and the sizes of all its releases are
 *  equal, so that one set-up serves all of them. */
struct crowdpatching_maker {
    struct participant *self;
    /* The Super contract's address, which hubs and distributors know beforehand, as they know the
       manufacturer's public key: it follows from the manufacturer's account. Nothing is there until
       it is deployed. */
    crypto_address super_contract;
    uint64_t deployed_s; /* by the chain's clock */
    /* The trusted set-up's keys. A proving key may be used by those who have received it. */
    struct zk_proving_key delivery_pk, exchange_pk;
    uint8_t trapdoors[ZK_STATEMENT_EXCHANGE + 1][32]; /* by statement: what attackers believe */
    struct key_check key_checks[ZK_STATEMENT_EXCHANGE + 1]; /* by statement */
    struct base_buffer exchange_vk_bytes;                   /* vk^E as it travels */
    uint64_t exchange_content_bytes; /* what S_E proves: P with all that it holds */
    uint64_t delivery_pk_bytes;      /* pk^D and pk^E as they travel */
    uint64_t exchange_pk_bytes;
    uint64_t
        known_keys_bytes;   /* of both, those beside P, which who has them need not fetch again */
    bool is_set_up;         /* the keys are made */
    struct members members; /* P's devices; none with a list */
    struct seeding seeding;
    uint32_t newest; /* release that is on chain */
};

/** A release as its manufacturer has prepared it. */
struct crowdpatching_update {
    struct crowdpatching_maker *maker;
    struct package seed;      /* P */
    struct seeding_file file; /* the same */
    crypto_digest update_hash, update_sha256, package_hash;
    bool is_hashed;    /* the manufacturer has computed them */
    bool is_booked;    /* its DSC is on the final chain */
    bool is_over;      /* the rest of the deposit is withdrawn, or there was no release */
    sim_time released; /* -1: not yet */
    sim_time expires;  /* -1: not yet released */
    /* On the final chain, of all DSCs with this U_h. */
    uint32_t deliveries, installations; /* paid */
    u256 deposited_wei, spent_wei;
    u256 refunded_wei;                                /* to the manufacturer, after the expiry */
    uint32_t holders[OUTCOME_SOURCE_SECOND_HAND + 1]; /* distributors, by their source */
    struct outcome_device *rows; /* by place in the fleet; NULL: no newer release is there; owned */
};

struct crowdpatching {
    struct world *world;
    const struct crowdpatching_config *config;
    struct zk_scheme scheme;
    struct contracts_rules rules; /* of the contracts; rules.scheme: what devices sign with */
    size_t challenge_bytes, nonce_bytes; /* c, and n2 */
    uint32_t maker_count;
    struct crowdpatching_maker *makers;   /* by manufacturer */
    uint32_t releases_each;               /* of a manufacturer */
    uint32_t release_count;               /* of all manufacturers */
    struct crowdpatching_update *updates; /* by release: a manufacturer's stand side by side */
    struct base_map contracts; /* for the books: DSC's crypto_address -> uint32_t, its number in the
                                  order of the releases; participants find them on chain */
    uint32_t second_contracts; /* of them, with a U_h that another has; after the others */
    uint64_t refused_keys;     /* by distributors, all together */
    bool is_saleable;  /* S_E can be proved, and its key be had, before anybody loses patience */
    u256 refunded_wei; /* of all releases */
    struct base_map exchanges; /* ESC's crypto_address -> struct crowdpatching_exchange */
    struct crowdpatching_distributor *distributors;
    struct crowdpatching_holding *holdings; /* by distributor and release */
    struct crowdpatching_trusts *trusts;    /* by distributor and manufacturer */
    struct crowdpatching_hub *hubs;
    struct crowdpatching_view *views;     /* by hub and release */
    struct crowdpatching_watch *watches;  /* by hub; NULL: there is one release alone */
    struct crowdpatching_hub *own_hubs;   /* by device; of those that are their own hubs */
    struct crowdpatching_view *own_views; /* by such a device and release */
    bool *is_own_hub;                     /* by device */
    struct crowdpatching_release *outsiders_releases; /* what they know, by outsider and release */
    u256 own_hub_fees_wei;                            /* of all of them together */
    struct crowdpatching_promises *promises;          /* by device */
    struct crowdpatching_keys *keys;                  /* by device */
    struct crowdpatching_authorised *authorised;      /* by device */
    struct crowdpatching_lemmas lemmas;
    sim_time *hub_rewarded; /* by release and device: its hub's reward is on the final chain since;
                               -1: it is not */
    struct crowdpatching_attack attack;
    struct crowdpatching_entry entry;
};

static inline sim_time *crowdpatching_hub_rewarded(const struct crowdpatching *state,
                                                   uint32_t release, uint32_t device)
{
    return &state->hub_rewarded[(size_t)release * state->world->counts[WORLD_DEVICE] + device];
}

/* What somebody has of a release. */
struct crowdpatching_holding *crowdpatching_holding_of(const struct crowdpatching *state,
                                                       const struct participant *distributor,
                                                       uint32_t release);
bool *crowdpatching_has_keys(const struct crowdpatching *state,
                             const struct participant *distributor, uint32_t release);
enum crowdpatching_trust *crowdpatching_trust_of(const struct crowdpatching *state,
                                                 const struct participant *distributor,
                                                 uint32_t release, enum zk_statement statement);
struct crowdpatching_view *crowdpatching_view_of(const struct crowdpatching *state,
                                                 const struct participant *hub, uint32_t release);
/** What a distributor, a hub or an outsider knows of a release. */
struct crowdpatching_release *crowdpatching_release_of(const struct crowdpatching *state,
                                                       const struct participant *self,
                                                       uint32_t release);
/** The release whose U_h, or P_h, this is; 0 when there is none: who compares will see. */
uint32_t crowdpatching_find_update(const struct crowdpatching *state, const crypto_digest *hash);
uint32_t crowdpatching_find_package(const struct crowdpatching *state, const crypto_digest *hash);

/** A manufacturer's first release; the others follow. */
static inline uint32_t crowdpatching_first_release(const struct crowdpatching *state,
                                                   const struct crowdpatching_maker *maker)
{
    return (uint32_t)(maker - state->makers) * state->releases_each;
}

/** Which of its manufacturer's releases it is, from 0. */
static inline uint32_t crowdpatching_number_of(const struct crowdpatching *state,
                                               const struct crowdpatching_update *update)
{
    return (uint32_t)(update - state->updates) - crowdpatching_first_release(state, update->maker);
}

/** Whose device it is: the manufacturers' take turns. */
static inline struct crowdpatching_maker *crowdpatching_maker_of(const struct crowdpatching *state,
                                                                 const struct participant *device)
{
    return &state->makers[device->index % state->maker_count];
}

/** How many devices are the manufacturer's, and which: those of index i, i + M, ... of M
 *  manufacturers. */
uint32_t crowdpatching_fleet(const struct crowdpatching *state,
                             const struct crowdpatching_maker *maker);
struct participant *crowdpatching_fleet_at(const struct crowdpatching *state,
                                           const struct crowdpatching_maker *maker, uint32_t place);
/** Of one of its releases. */
u256 crowdpatching_deposit(const struct crowdpatching *state,
                           const struct crowdpatching_maker *maker);
/** Somebody has seen the release on chain: its rows begin, and its predecessor's are kept. */
void crowdpatching_appear(struct crowdpatching *state, uint32_t release);
/** What the device has come to in a release of its manufacturer. Good until the next wait. */
struct outcome_device *crowdpatching_row(const struct crowdpatching *state,
                                         const struct participant *device, uint32_t release);
/** participant_reach() and participant_settle(), of a release. */
void crowdpatching_reach(struct crowdpatching *state, const struct participant *device,
                         uint32_t release, enum outcome_step step);
void crowdpatching_settle(struct crowdpatching *state, const struct participant *device,
                          uint32_t release, enum outcome_state result);

/** The addresses of L_m, 20 bytes each. NULL: no memory. */
uint8_t *crowdpatching_list_devices(const struct crowdpatching *state,
                                    const struct crowdpatching_maker *maker, size_t *ret_count);
/** Makes what the manufacturers announce, before the run. Returns 0 or an error. */
int crowdpatching_prepare(struct crowdpatching *state);
void crowdpatching_forget_updates(struct crowdpatching *state);
/** After the run: the model's part of the outcome. Returns 0 or BASE_E_NOMEM. */
int crowdpatching_report(void *state, struct world *world);

/* The roles' lives. */
void crowdpatching_manufacturer_play(struct crowdpatching *state, struct participant *self);
void crowdpatching_distributor_play(struct crowdpatching *state, struct participant *self);
void crowdpatching_hub_play(struct crowdpatching *state, struct participant *self);
/** What a hub does for its devices from its first poll on, with this port to be answered at; for a
 *  device that is its own hub, too. Returns the date at which it looks for a later release and is
 * to be called again, SIM_TIME_FOREVER: there will be none. */
sim_time crowdpatching_hub_live(struct crowdpatching *state, struct participant *self,
                                struct sim_port *port, struct crowdpatching_watch *watch);
/** One attempt of a hub to get the release for its device. */
void crowdpatching_attempt(struct crowdpatching *state, struct participant *self,
                           struct participant *device, uint32_t release,
                           struct base_random *random);
/** A look-up's queries and answers over the radio of a device that is its own hub; nothing for a
 * hub. With p2p.lookup: kademlia they are messages of their own. False: they did not come through.
 */
bool crowdpatching_pass_lookup(struct crowdpatching *state, struct participant *self);
/** Starts the hub that a device is to itself (section IV-A): an actor on its machine. */
void crowdpatching_start_own_hub(struct crowdpatching *state, struct participant *device);
/** What a hub remembers, or a device as its own hub. */
struct crowdpatching_hub *crowdpatching_hub_of(const struct crowdpatching *state,
                                               const struct participant *self);
sim_time crowdpatching_device_act(void *state, struct participant *self, bool is_first);

/** Looks once at the chain for releases that the participant does not know and would follow; true
 *  when it has found one. What it knows is crowdpatching_release_of(). */
bool crowdpatching_look(struct crowdpatching *state, struct participant *self,
                        struct sim_port *port, sim_time interval,
                        struct crowdpatching_search *search);
/** Looks now and every `interval`, until a release is found. */
void crowdpatching_poll_release(struct crowdpatching *state, struct participant *self,
                                struct sim_port *port, sim_time interval,
                                struct crowdpatching_search *search);
/** The same from a random moment on. */
void crowdpatching_await_release(struct crowdpatching *state, struct participant *self,
                                 struct sim_port *port, sim_time interval,
                                 struct crowdpatching_search *search);
/** Whether it knows a release; and whether one is still to come that it would follow. */
bool crowdpatching_knows_release(const struct crowdpatching *state, const struct participant *self);
bool crowdpatching_awaits_release(const struct crowdpatching *state,
                                  const struct participant *self);
/** The newest release of the manufacturer that it knows, in *ret_release; false: none. */
bool crowdpatching_newest(const struct crowdpatching *state, const struct participant *self,
                          const struct crowdpatching_maker *maker, uint32_t *ret_release);
bool crowdpatching_is_expired(const struct crowdpatching *state,
                              const struct crowdpatching_release *release);
/** Whether nobody will want it any more: it is expired, or superseded by one that `self` knows. */
bool crowdpatching_is_past(const struct crowdpatching *state, const struct participant *self,
                           uint32_t release);
/** Sends a transaction and waits for it; NULL: it did not come about, or reverted. */
const struct chain_receipt *crowdpatching_transact(struct crowdpatching *state,
                                                   struct participant *self, struct sim_port *port,
                                                   const struct chain_intent *intent);
/** The distributor's score as the Super contract of the release's manufacturer has it; false when
 *  the chain node was not reached. */
bool crowdpatching_score(struct crowdpatching *state, struct participant *self,
                         struct sim_port *port, uint32_t release, const crypto_address *distributor,
                         uint64_t *ret_score);
/** A yes-or-no view of the DSC about a device; false too when the chain node was not reached. */
bool crowdpatching_ask_delivery(struct crowdpatching *state, struct participant *self,
                                struct sim_port *port, const crypto_address *delivery,
                                const crypto_address *device,
                                void (*encode)(struct base_buffer *ret_data,
                                               const crypto_address *device));

/** Makes the key of a delivery by this distributor, who may be a hub of the device, and finds the
 * device's place in the tree; claim->device and release are set, the rest is zero. */
void crowdpatching_agree_terms(const struct crowdpatching *state, const struct participant *self,
                               struct base_random *random, struct crowdpatching_claim *claim);

/** What a device signs for a release's contract. */
struct contracts_signing crowdpatching_signing(const struct crowdpatching *state,
                                               const crypto_address *delivery,
                                               const crypto_digest *update_hash);
/** Whether a claim of a device's reward was paid: the event tells, for under
 * CONTRACTS_REFERENCE_CODE the receipt of one that failed says success. */
bool crowdpatching_is_paid_delivery(const struct chain_receipt *receipt,
                                    const crypto_address *delivery);
bool crowdpatching_is_paid_installation(const struct chain_receipt *receipt,
                                        const crypto_address *delivery);

/** Whether a hub deals with a distributor of this score in a device's attempt, counted from 1. */
bool crowdpatching_trusts(struct crowdpatching *state, const struct participant *hub,
                          const crypto_address *distributor, uint64_t score, uint64_t attempt);
/** What the hub measured of a distributor, in bytes a second; of one that it does not know the best
 *  of all that it knows, so that it gets to know it. */
double crowdpatching_known_rate(const struct crowdpatching *state, const struct participant *hub,
                                const crypto_address *distributor);
void crowdpatching_measure_rate(struct crowdpatching *state, const struct participant *hub,
                                const crypto_address *distributor, uint64_t bytes, sim_time took);
/** Whether a distributor makes another proof of the release for this device; counts it. */
bool crowdpatching_admits(struct crowdpatching *state, const struct participant *distributor,
                          uint32_t release, const crypto_address *device);
/** A distributor has a PoD of this hub's and has published no key in time. */
void crowdpatching_shun(struct crowdpatching *state, const struct participant *hub,
                        const crypto_address *distributor);

/** The device's signature over a digest; costs it the time. False: memory is exhausted, and the run
 *  ends. */
bool crowdpatching_sign(struct crowdpatching *state, struct participant *device,
                        const crypto_digest *digest, struct crypto_scheme_signature *ret_signature);

/** Checks a device's signature over a digest; costs `self` the time. False too when memory is
 *  exhausted, and the run ends. */
bool crowdpatching_check_device(struct crowdpatching *state, struct participant *self,
                                const struct crypto_scheme_public *key,
                                const struct crypto_scheme_signature *signature,
                                const crypto_digest *digest);

/** pub^d with its binding; costs the distributor a signature. */
struct crowdpatching_identity crowdpatching_identify(struct participant *self);
/** Checks an introduction: the account's binding and the signature over `digest`. */
bool crowdpatching_check_introduction(struct participant *self,
                                      const struct crowdpatching_introduction *introduction,
                                      const crypto_digest *digest);

/** Keeps an offer (taken) whose PoD is about to be given away. */
void crowdpatching_keep_promise(struct crowdpatching *state, struct participant *device,
                                uint32_t release, struct sim_message *message,
                                const struct sealed_terms *terms,
                                const crypto_address *distributor);
/** Looks for a key that the contract has published for one of the device's offers of this release,
 * and waits for it up to `patience`; 0: looks once. Those of an older one are forgotten. NULL:
 * there is none yet, or the chain node was not reached. */
const struct crowdpatching_promise *
crowdpatching_find_key(struct crowdpatching *state, struct participant *hub, struct sim_port *port,
                       const struct participant *device, uint32_t release, sim_time patience,
                       crypto_digest *ret_r);
void crowdpatching_forget_promises(struct crowdpatching_promises *promises);

/** Keeps a device's PoFD until its claim is over, for it is worth a_h, and starts the claim. */
void crowdpatching_start_reward(struct crowdpatching *state, struct participant *self,
                                uint32_t release, const struct participant *device,
                                const struct crypto_scheme_signature *pofd,
                                const struct contracts_membership *membership);
/** After a failure: starts an actor for each reward's claim that was kept. */
void crowdpatching_resume_rewards(struct crowdpatching *state, struct participant *self);
void crowdpatching_forget_rewards(struct crowdpatching_reward **rewards);
/** Takes one off the list that it stands on; the caller owns it then. */
void crowdpatching_take_reward(struct crowdpatching_reward **rewards,
                               struct crowdpatching_reward *reward);
/** Sends a claim of a_h to a DSC and waits for its block; true when it is paid. */
bool crowdpatching_send_reward(struct crowdpatching *state, struct participant *self,
                               struct sim_port *port, struct crowdpatching_reward *reward,
                               const char *operation, const crypto_address *delivery);

/** A reply that says no; nobody waits for it. */
void crowdpatching_refuse(struct participant *self, struct sim_port *port,
                          const struct sim_message *request);

/** The distributor's side of a delivery (section IV-B3) and of a sale (section IV-B2); each is the
 * body of an actor of its own. Both take the request. */
void crowdpatching_start_delivery(struct crowdpatching *state, struct participant *self,
                                  uint32_t release, struct sim_message *request);
void crowdpatching_start_sale(struct crowdpatching *state, struct participant *self,
                              uint32_t release, struct sim_message *request);
/** Claims the reward of a delivery; the claim is copied, and kept until it is over. */
void crowdpatching_claim(struct crowdpatching *state, struct participant *self,
                         struct sim_port *port, const struct crowdpatching_claim *claim);
/** Sends a claim to a DSC and waits for its block; true when it is paid. */
bool crowdpatching_send_claim(struct crowdpatching *state, struct participant *self,
                              struct sim_port *port, const struct crowdpatching_claim *claim,
                              const char *operation, const crypto_address *delivery);
/** After a failure: starts an actor for each claim that was kept. */
void crowdpatching_resume_claims(struct crowdpatching *state, struct participant *self);
void crowdpatching_forget_claims(struct crowdpatching_claim **claims);
/** Puts one first on a list. */
void crowdpatching_put_claim(struct crowdpatching_claim **claims,
                             struct crowdpatching_claim *claim);
/** Takes one off the list that it stands on; the caller owns it then. */
void crowdpatching_take_claim(struct crowdpatching_claim *claim);

/** After a failure: brings a purchase to its end that was under way. True when the package is
 *  there. */
bool crowdpatching_resume_purchase(struct crowdpatching *state, struct participant *self,
                                   uint32_t release);
void crowdpatching_forget_purchase(struct crowdpatching_holding *holding);
/** The buyer's side: true when the package is there. */
bool crowdpatching_buy(struct crowdpatching *state, struct participant *self, uint32_t release,
                       struct participant *seller);
/** Checks bytes that claim to be P, and the hashes of the proving keys beside them. Equal hashes
 * are equal bytes, so that all distributors' P are one copy in memory. */
bool crowdpatching_accept_package(struct crowdpatching *state, struct participant *self,
                                  uint32_t release, const uint8_t *bytes, size_t len,
                                  enum outcome_source source, uint32_t bought_from);

/** Whether the distributor trusts pk^D or pk^E of the release's manufacturer: checks its structure
 * by pairings, and is charged for it, once. False too when memory is exhausted, and the run ends.
 */
bool crowdpatching_check_key(struct crowdpatching *state, struct participant *self,
                             uint32_t release, enum zk_statement statement);

/** Books the payments in a block of the final chain. context: the state. Returns 0, or an error
 * when an invariant broke. */
int crowdpatching_book_block(void *context, const struct chain_block *block);

/** Records an event for the lemmas; a broken one ends the run. */
void crowdpatching_record(struct crowdpatching *state, enum crowdpatching_event event,
                          uint32_t release, uint32_t distributor, uint32_t device);

#endif
