"""What every kind of part is: a function from a random generator to a scene."""

from collections.abc import Callable

from numpy.random import Generator

from inspector.train.scene import Scene

Design = Callable[[Generator, int], Scene]
