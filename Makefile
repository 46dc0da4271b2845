.PHONY: quick check test thorough browser bench serve

quick:  ## the inner loop: no browser, no linters, nothing drawn at random, nothing slow
	pytest -m "not browser and not lint and not slow and not hypothesis"

check:  ## style, types, imports
	ruff check .
	ruff format --check .
	mypy
	lint-imports

test:  ## everything, as continuous integration does
	pytest

thorough:  ## everything, with eight times as many examples of each property: for the night
	pytest --hypothesis-profile=thorough

browser:  ## only what drives a real browser
	pytest -m browser

bench:  ## the figures of the map, the app and the join
	python tests/benchmarks/capsule.py
	python tests/benchmarks/app.py
	python tests/benchmarks/planner.py
	python tests/benchmarks/coverage.py
	python tests/benchmarks/join.py
	python tests/benchmarks/maps.py
	# needs extracts: python tests/benchmarks/streets.py EXTRACT.osm.pbf PACKAGE

serve:
	atlas serve
