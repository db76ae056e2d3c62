# What one can do here. Each target finds a JDK 25 by itself.
SHELL := /bin/sh
JDK := . lab/jdk.sh &&

.PHONY: help check bench proof format

help: ## lists the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

check: ## builds and runs all tests and checks: what CI does
	$(JDK) mvn -B -ntp verify

bench: ## measures what translation costs, for each pair of formats (five minutes)
	$(JDK) mvn -B -ntp -q -pl bench -am package -DskipTests
	$(JDK) "$$JAVA_HOME/bin/java" -cp 'bench/target/*:bench/target/libraries/*' org.openjdk.jmh.Main

proof: check ## every proof in full, for hours: all lab cases, thousands of streams, a soak, the control plane, a CPU-hour for each fuzz target
	SLOW=1 lab/run.sh
	lab/run.sh --demo
	lab/proof/streams.py
	lab/proof/soak.py 30 target/soak
	lab/proof/admin.sh 200
	lab/proof/journal.sh 500
	lab/proof/journal-full.sh
	lab/proof/kills.sh 500
	lab/proof/gateway-full.sh
	lab/proof/audit.sh 500
	lab/proof/ledger.sh 1000000
	lab/proof/fuzz.sh 3600

format: ## formats all sources
	$(JDK) mvn -B -ntp -q spotless:apply
