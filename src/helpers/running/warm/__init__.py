"""The warm engine: each run is a child forked from a process that has the imports behind it.

* `wire`: messages between a runner and a child, over one socket pair.
* `server`: the single-threaded parent, which forks on request and does nothing else.
* `child`: what a fork becomes: ipykernel's own kernel, its messages on the wire.
* `parent`: the runner's handle on that parent.
* `engine`: the runner's side: nbclient's own code, its channels on the wire.

Linux only. Everything that decides what a notebook stores is ipykernel's and nbclient's code,
unchanged; what differs from a stock kernel is how the messages travel and how the process begins
and ends. Modules are loaded before a notebook imports them, so what they register is there early:
seaborn's colour maps, the figures' font. All children of a parent share its seed of hashes, so that
sets of words have one order in a batch. A notebook that sets what an import reads (the environment,
the filters of warnings, where modules are sought) before it imports has a stock kernel.
"""
