#!/usr/bin/env python3
"""Checks what `cargo metadata` lists against deny.toml: licences, bans, features, sources.

The same rules that `cargo deny check licenses bans sources` reads, without building cargo-deny (some minutes of two cores).
Stricter in one point: it looks at everything in Cargo.lock, whatever the target. Advisories are not looked at: they need a
database from outside. Exit status 1 names every finding.
"""

import json
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The names under which cargo writes the index in `source`; deny.toml has the address alone.
REGISTRY = "registry+"


def main() -> int:
    deny = tomllib.loads((ROOT / "deny.toml").read_text())
    metadata = json.loads(
        subprocess.run(
            ["cargo", "metadata", "--format-version", "1", "--locked"],
            cwd=ROOT, check=True, stdout=subprocess.PIPE,
        ).stdout
    )
    packages = metadata["packages"]
    features = {node["id"]: node["features"] for node in metadata["resolve"]["nodes"]}
    findings = [
        *licences(packages, deny["licenses"]),
        *bans(packages, features, deny["bans"]),
        *sources(packages, set(metadata["workspace_members"]), deny["sources"]),
    ]
    for finding in findings:
        print(finding)
    print(f"{len(packages)} packages looked at, {len(findings)} findings")
    return 1 if findings else 0


def licences(packages, rules):
    allowed = set(rules["allow"])
    exceptions = {entry["crate"]: set(entry["allow"]) for entry in rules.get("exceptions", [])}
    used = set()
    for package in packages:
        name, expression = package["name"], package["license"]
        if not expression:
            yield f"licence: {name} {package['version']} states none"
            continue
        accepted = satisfied(expression, allowed | exceptions.get(name, set()))
        if accepted is None:
            yield f"licence: {name} {package['version']} has '{expression}', which deny.toml does not allow"
        else:
            used |= accepted
    for unused in sorted(allowed - used):
        yield f"licence: '{unused}' is allowed in deny.toml, but nothing needs it"


def satisfied(expression, allowed):
    """The allowed licences that an SPDX expression names, or None if they do not suffice. '/' is cargo's old 'OR'."""
    tokens = re.findall(r"\(|\)|[^\s()]+", expression.replace("/", " OR "))

    def any_of():
        result = all_of()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            other = all_of()
            result = other if result is None else result if other is None else result | other
        return result

    def all_of():
        result = term()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            other = term()
            result = None if result is None or other is None else result | other
        return result

    def term():
        token = tokens.pop(0)
        if token == "(":
            result = any_of()
            tokens.pop(0)
            return result
        if tokens and tokens[0] == "WITH":
            tokens.pop(0)
            token = f"{token} WITH {tokens.pop(0)}"
        return {token} if token in allowed else None

    result = any_of()
    if tokens:
        raise SystemExit(f"licence expression not understood: {expression}")
    return result


def bans(packages, features, rules):
    versions = defaultdict(list)
    for package in packages:
        versions[package["name"]].append(package["version"])
    for ban in rules["deny"]:
        found = versions.get(ban["crate"], [])
        single = ban.get("deny-multiple-versions", False)
        if (single and len(found) > 1) or (not single and found):
            yield f"ban: {ban['crate']} {', '.join(found)}: {ban['reason']}"
    for ban in rules.get("features", []):
        for package in packages:
            if package["name"] == ban["crate"]:
                for feature in sorted(set(features[package["id"]]) & set(ban["deny"])):
                    yield f"ban: feature '{feature}' of {package['name']}"
    for package in packages:
        if package["source"] is None:
            for dependency in package["dependencies"]:
                if dependency["req"] == "*" and "path" not in dependency:
                    yield f"ban: {package['name']} takes any version of {dependency['name']}"


def sources(packages, members, rules):
    allowed = {REGISTRY + address for address in rules["allow-registry"]}
    for package in packages:
        if package["source"] is None and package["id"] in members:
            continue
        if package["source"] not in allowed:
            yield f"source: {package['name']} {package['version']} comes from {package['source'] or 'a path outside the workspace'}"


if __name__ == "__main__":
    sys.exit(main())
