# What one can do here. Each target finds a JDK 25 by itself.
SHELL := /bin/sh
JDK := . lab/jdk.sh &&

.PHONY: help check proof format

help: ## lists the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

check: ## builds and runs all tests and checks: what CI does
	$(JDK) mvn -B -ntp verify

proof: ## the same with every proof in full, not in its bounded share (takes hours)
	$(JDK) mvn -B -ntp verify -Dweir.proof=full

format: ## formats all sources
	$(JDK) mvn -B -ntp -q spotless:apply
