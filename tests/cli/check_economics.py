#!/usr/bin/env python3
"""Holds what scenarios/economics/README.md says of its scenarios to their result.json.

usage: check_economics.py RUNS README

RUNS has a directory of results for each run that test_economics.sh makes, by name.
"""

import json
import pathlib
import sys


class Result:
    """A result.json whose members are attributes, and its system's own numbers as `own`."""

    def __init__(self, tree):
        self.tree = tree

    def __getattr__(self, key):
        value = self.tree[self.tree["system"]] if key == "own" else self.tree[key]
        return Result(value) if isinstance(value, dict) else value


def load(runs):
    found = {}
    for path in sorted(pathlib.Path(runs).glob("*/result.json")):
        found[path.parent.name] = Result(json.loads(path.read_text()))
    return found


def share_of_fees(run):
    return int(run.distributors.fees_wei) / int(run.distributors.rewards_wei)


def entered(run):
    return run.own.strategy_expected_profit_entered


def entrants_profit(run):
    return run.own.strategy_expected_profit_profit_mean_usd


def second_hand(run, release):
    return run.releases[release]["second_hand_distributors"]


# A story's claims, by the names of its runs.
def growth(r):
    grown, static, literal = r["growth"], r["growth-static"], r["growth-literal"]
    return {
        "all who hear of it hold the package": grown.distributors.second_hand >= 90,
        "static seeding ends with its seeds": static.distributors.first_hand == 5
        and static.distributors.second_hand == 0,
        "the others are shut out": static.own.shut_out_distributors == 95,
        "deliveries are spread over many": 5 * grown.distributors.concentration.deliveries.hhi
        < static.distributors.concentration.deliveries.hhi,
        "devices do not notice what the seed does not bring": abs(
            grown.devices.time_to_50_percent_s - literal.devices.time_to_50_percent_s) < 3600,
        "the literal protocol cannot grow": literal.distributors.second_hand == 0
        and literal.distributors.first_hand == 5,
        "and says so": any("no package can be sold" in w for w in literal.warnings),
        "the others do not say so": not grown.warnings and not static.warnings,
    }


def rewards(r):
    low, high = r["rewards"], r["rewards-high"]
    return {
        "below cost nobody enters": entered(low) == 0,
        "and no device is patched": low.devices.by_state.patched == 0,
        "the deposit comes back": low.own.refunded_wei == low.own.deposit_wei,
        "the run says why": any("pays less than it costs" in w for w in low.warnings),
        "above cost they enter": entered(high) > 40 and not high.warnings,
        "and all devices are patched": high.devices.by_state.patched == 300,
    }


def fees(r):
    dear, cheap = r["fees"], r["fees-l2"]
    return {
        "in 2020 fees take more than a third": share_of_fees(dear) > 1 / 3,
        "on a layer 2 next to nothing": share_of_fees(cheap) < 0.001,
        "fewer enter": entered(dear) < 0.7 * entered(cheap),
        "a device costs the manufacturer the reward and no more": cheap.manufacturer.total_a_patched_device_usd
        < 1.01 * 3000 * 0.016,
        "all devices are patched in both": dear.devices.by_state.patched == 300
        and cheap.devices.by_state.patched == 300,
    }


def market(r):
    cheap, dear = r["market"], r["market-bargaining"]
    return {
        "bargaining is a hundred times as dear": int(dear.own.price_paid_mean_wei)
        > 100 * int(cheap.own.price_paid_mean_wei),
        "fewer buy": dear.distributors.second_hand < cheap.distributors.second_hand / 2,
        "who was first earns more": dear.distributors.first_hand_profit_mean_usd
        > 3 * cheap.distributors.first_hand_profit_mean_usd,
        "at cost first and second earn alike": cheap.distributors.first_hand_profit_mean_usd
        < 2 * cheap.distributors.second_hand_profit_mean_usd,
        "devices are served all the same": dear.devices.by_state.patched == 300
        and cheap.devices.by_state.patched == 300,
    }


def crowding(r):
    single, double, blind = r["crowding"], r["crowding-double"], r["crowding-blind"]
    return {
        "entry ends where profit does, at 21": 17 <= entered(single) <= 23,
        "at 44 with twice the reward": 40 <= entered(double) <= 48,
        "nothing is left to earn": abs(entrants_profit(single)) < 6
        and abs(entrants_profit(double)) < 6,
        "the rent is spent": 0.85 < single.distributors.rent_dissipation < 1.1
        and 0.9 < double.distributors.rent_dissipation < 1.1,
        "who cannot see the others enter is one too many": entered(blind) > entered(single)
        and entrants_profit(blind) < entrants_profit(single) - 6,
        "devices are patched no sooner": double.devices.time_to_90_percent_s
        == single.devices.time_to_90_percent_s,
    }


def newcomers(r):
    never, often = r["newcomers"], r["newcomers-resets"]
    return {
        "resets let newcomers in": often.distributors.newcomers_share_of_deliveries
        > never.distributors.newcomers_share_of_deliveries + 0.1,
        "more than half deliver": often.distributors.participation
        > never.distributors.participation + 0.3,
        "deliveries are more equal": often.distributors.concentration.deliveries.gini
        < never.distributors.concentration.deliveries.gini - 0.2,
        "the most that one earns shrinks": often.distributors.profit_max_usd
        < never.distributors.profit_max_usd / 2,
        "devices do not notice": often.devices.by_state.patched
        == never.devices.by_state.patched
        == 400,
    }


def releases(r):
    poor, rich = r["releases"], r["releases-rich"]
    return {
        "the first package all can buy": second_hand(poor, 0) == 35,
        "the second only who has earned": second_hand(poor, 1) < 30,
        "with capital all buy both": second_hand(rich, 0) == 35 and second_hand(rich, 1) == 35,
        "fewer share the second release's rewards": poor.distributors.participation
        < rich.distributors.participation,
        "both releases reach all devices": [x["patched"] for x in poor.releases] == [200, 200],
    }


def manufacturers(r):
    both, alone = r["manufacturers"], r["manufacturers-alone"]
    return {
        "alone a fleet attracts ten": 8 <= entered(alone) <= 12,
        "two attract twice as many": entered(both) >= 1.6 * entered(alone),
        "nobody earns more": abs(entrants_profit(both)) < 6 and abs(entrants_profit(alone)) < 6,
        "each distributor serves both": both.releases[0]["first_hand_distributors"] > 15
        and both.releases[1]["first_hand_distributors"] > 15,
        "all devices of both are patched": [x["patched"] for x in both.releases] == [150, 150],
    }


def half_h(*runs):
    return sum(run.devices.time_to_50_percent_s for run in runs) / len(runs) / 3600


def second_releases(r):
    return [round(r[name].distributors.participation * 40) for name in ("releases", "releases-rich")]


# What the README's row of each story says with numbers, which are those of the runs.
def phrases(r):
    hhi = {name: r[name].distributors.concentration.deliveries.hhi for name in ("growth", "growth-static")}
    gini = {name: r[name].distributors.concentration.deliveries.gini for name in ("newcomers", "newcomers-resets")}
    grown, static = ([r[f"{name}-{seed}"] for seed in (2, 3, 4)] for name in ("crowdpatching", "static"))
    cheap, dear, inelastic = r["market"], r["market-bargaining"], r["fees-inelastic"]
    single, double, blind = r["crowding"], r["crowding-double"], r["crowding-blind"]
    never, often = r["newcomers"].distributors, r["newcomers-resets"].distributors
    few, all_of_them = second_releases(r)
    return [
        [
            f"HHI of deliveries {hhi['growth']:.2f} against {hhi['growth-static']:.2f}",
            f"after {half_h(r['growth']):.1f} h against {half_h(r['growth-static']):.1f} h with seed 1",
            f"after {half_h(*grown):.1f} h against {half_h(*static):.1f} h",
        ],
        [f"At 0.30 USD {entered(r['rewards-high']):.0f} of 60 enter"],
        [
            f"fees took {100 * share_of_fees(r['fees']):.0f} % on",
            f"take {100 * share_of_fees(r['fees-l2']):.3f} % on",
            f"{entered(r['fees']):.0f} distributors enter, or {entered(r['fees-l2']):.0f}",
            f"fees take {100 * share_of_fees(inelastic):.0f} %",
            f"the {entered(inelastic):.0f} who enter",
            f"lose {-entrants_profit(inelastic):.0f} USD each",
        ],
        [
            f"costs {int(cheap.own.price_paid_mean_wei) / 1e18:.4f} ETH, {cheap.distributors.second_hand} buy it",
            f"{cheap.distributors.first_hand_profit_mean_usd:.0f} and "
            f"{cheap.distributors.second_hand_profit_mean_usd:.0f} USD",
            f"{int(dear.own.price_paid_mean_wei) / 1e18:.3f} ETH from {dear.distributors.second_hand} buyers and earn "
            f"{dear.distributors.first_hand_profit_mean_usd:.0f} USD against their "
            f"{dear.distributors.second_hand_profit_mean_usd:.0f}",
        ],
        [
            f"{entered(single):.0f} enter and earn {entrants_profit(single):.0f} USD",
            f"brings {entered(double):.0f}, who earn nothing",
            f"(`rent_dissipation` {single.distributors.rent_dissipation:.2f}, {double.distributors.rent_dissipation:.2f})",
            f"{entered(blind):.0f} enter and lose {-entrants_profit(blind):.0f} USD",
        ],
        [
            f"{never.participation * 30:.0f} of 30 ever deliver, one earns {never.profit_max_usd:,.0f} USD",
            f"makes {100 * never.newcomers_share_of_deliveries:.0f} % of the deliveries",
            f"it is {often.participation * 30:.0f}, {often.profit_max_usd:.0f} USD and "
            f"{100 * often.newcomers_share_of_deliveries:.0f} %",
            f"{gini['newcomers']:.2f}, {gini['newcomers-resets']:.2f}",
        ],
        [f"The second one's only {second_hand(r['releases'], 1)} can", f"{few} instead of {all_of_them} of 40"],
        [
            f"attracts {entered(r['manufacturers-alone']):.0f} distributors",
            f"attract {entered(r['manufacturers']):.0f}, each",
        ],
    ]


STORY_ROWS = [f"| {number}" for number in range(1, 9)]
STORIES = [growth, rewards, fees, market, crowding, newcomers, releases, manufacturers]


def main():
    runs = load(sys.argv[1])
    broken = 0
    rows = [line for line in pathlib.Path(sys.argv[2]).read_text().splitlines() if line[:3] in STORY_ROWS]
    for row, said in zip(rows, phrases(runs), strict=True):
        for phrase in said:
            if phrase not in row:
                print(f"README.md does not say, in the row of its story: {phrase}", file=sys.stderr)
                broken += 1
    for story in STORIES:
        for claim, holds in story(runs).items():
            if not holds:
                print(f"{story.__name__}: not true that {claim}", file=sys.stderr)
                broken += 1
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
