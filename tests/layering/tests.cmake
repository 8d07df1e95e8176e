# Rules about the repository itself: who may include whom, how long files are, what must not be committed.
leastscope_test(layering)
