# A campaign under Snakemake, for schedulers other than Slurm:
#     crowdpatch plan EXPERIMENT -o campaign
#     snakemake -s campaigns.Snakefile --cores 8        (or with a profile of your cluster)
# A shard's file is no output: it grows, and Snakemake deletes outputs of jobs that fail.
import json

CAMPAIGN = config.get("campaign", "campaign")
with open(f"{CAMPAIGN}/plan.json") as plan:
    SHARDS = range(len(json.load(plan)["shards"]))


rule all:
    input:
        f"{CAMPAIGN}/results.csv",


rule shard:
    output:
        touch(f"{CAMPAIGN}/shards/{{index}}.done"),
    retries: 2
    shell:
        "crowdpatch shard {CAMPAIGN} --index {wildcards.index}"


# With a metric, later batches are wanted when the first ones are there: resume runs them.
rule collect:
    input:
        expand(f"{CAMPAIGN}/shards/{{index}}.done", index=SHARDS),
    output:
        f"{CAMPAIGN}/results.csv",
    shell:
        "crowdpatch resume {CAMPAIGN} -j {threads} && crowdpatch collect {CAMPAIGN}"
