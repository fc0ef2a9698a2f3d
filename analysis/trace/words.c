#include "analysis/trace/words.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

void trace_time_text(int64_t t_ns, char ret_text[TRACE_TIME_MAX])
{
    assert(t_ns >= 0);
    int64_t tenths = t_ns / 100000000 + (t_ns % 100000000 >= 50000000);
    int64_t minutes = tenths / 600, hours = minutes / 60, days = hours / 24;
    long long s = tenths % 600 / 10, tenth = tenths % 10;
    if (t_ns > 0 && t_ns < 999950000)
        snprintf(ret_text, TRACE_TIME_MAX, "%lld.%lld ms", (long long)(t_ns + 50000) / 1000000,
                 (long long)((t_ns + 50000) / 100000 % 10));
    else if (minutes == 0)
        snprintf(ret_text, TRACE_TIME_MAX, "%lld.%lld s", s, tenth);
    else if (hours == 0)
        snprintf(ret_text, TRACE_TIME_MAX, "%lld min %lld.%lld s", (long long)minutes, s, tenth);
    else if (days == 0)
        snprintf(ret_text, TRACE_TIME_MAX, "%lld h %lld min %lld.%lld s", (long long)hours,
                 (long long)(minutes % 60), s, tenth);
    else
        snprintf(ret_text, TRACE_TIME_MAX, "%lld d %lld h %lld min", (long long)days,
                 (long long)(hours % 24), (long long)(minutes % 60));
}

struct phrase {
    const char *word, *says;
};

static const char *find(const struct phrase phrases[], const char *word, const char *otherwise)
{
    for (; phrases->word; phrases++)
        if (word && strcmp(phrases->word, word) == 0)
            return phrases->says;
    return otherwise;
}

const char *trace_work_phrase(const char *what)
{
    static const struct phrase phrases[] = {
        {"prove", "computed the proof"},
        {"verify_proof", "checked the proof"},
        {"proof_of_work", "tried for a proof of work"},
        {"secp256k1_sign", "signed (secp256k1)"},
        {"secp256k1_verify", "checked a signature (secp256k1)"},
        {"p256_sign", "signed (P-256)"},
        {"p256_verify", "checked a signature (P-256)"},
        {"ed25519_sign", "signed (Ed25519)"},
        {"ed25519_verify", "checked a signature (Ed25519)"},
        {"sha256", "hashed (SHA-256)"},
        {"chacha20", "ran the cipher (ChaCha20)"},
        {"check_key", "checked a proving key"},
        {"snark_hash", "hashed as the proof does"},
        {"snark_cipher", "ran the cipher of the proof"},
        {NULL, NULL},
    };
    return find(phrases, what, "computed");
}

const char *trace_step_phrase(const char *step)
{
    static const struct phrase phrases[] = {
        {"discovered", "the release was known where the device's update is looked for"},
        {"requested", "its update was asked for, for the first time"},
        {"proved", "what was offered had passed its check"},
        {"authorised", "the device's proof of delivery (PoD) was signed"},
        {"key", "the key to the update was seen on the chain"},
        {"rewarded", "the reward of its hub was on the chain"},
        {NULL, NULL},
    };
    return find(phrases, step, "a step was taken that has no name here");
}

const char *trace_state_phrase(const char *state)
{
    static const struct phrase phrases[] = {
        {"not_reached", "nobody had told its home of the release"},
        {"not_listed", "the release is not for this device"},
        {"no_distributor", "nobody who could be asked had the update or was good enough"},
        {"delivery_failed", "it broke off, for want of a proof or an answer, or for a wrong one"},
        {"key_not_published", "a proof of delivery was given, and no key was published for it"},
        {"in_progress", "an attempt was still under way when the clock ended the run"},
        {"expired", "the release had expired"},
        {"patched", "it is patched"},
        {NULL, NULL},
    };
    return find(phrases, state, "for a reason that has no name here");
}

void trace_ether_text(const char *wei, char ret_text[TRACE_TIME_MAX])
{
    size_t len = wei ? strspn(wei, "0123456789") : 0;
    if (len == 0 || wei[len] != '\0' || len > 40) {
        snprintf(ret_text, TRACE_TIME_MAX, "some ETH");
        return;
    }
    char digits[64];
    size_t padding = len < 19 ? 19 - len : 0;
    memset(digits, '0', padding);
    memcpy(digits + padding, wei, len + 1);
    size_t whole = padding + len - 18, decimals = 18;
    while (decimals > 0 && digits[whole + decimals - 1] == '0')
        decimals--;
    snprintf(ret_text, TRACE_TIME_MAX, "%.*s%s%.*s ETH", (int)whole, digits,
             decimals > 0 ? "." : "", (int)decimals, digits + whole);
}
