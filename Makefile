# What one can do here. Each target finds a JDK 25 by itself.
SHELL := /bin/sh
JDK := . lab/jdk.sh &&

.PHONY: help check proof format

help: ## lists the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

check: ## builds and runs all tests and checks: what CI does
	$(JDK) mvn -B -ntp verify

proof: check ## every proof in full: all tests, and all lab cases with failing providers, also against the demo
	SLOW=1 lab/run.sh
	lab/run.sh --demo

format: ## formats all sources
	$(JDK) mvn -B -ntp -q spotless:apply
